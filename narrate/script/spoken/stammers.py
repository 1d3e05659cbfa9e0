"""Stuttered and drawn-out words: "B-b-but" is "Buh-buh-but", "Nooooo" is "No", so that no voice spells them.

A stuttered sound is the first of its word, as a reader would make it: "C-c-certainly" is "Suh-suh-certainly".
A drawn-out word is the word itself: no voice takes its length from a repeated letter, and most misread it.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final

from narrate.script.saying import words
from narrate.script.spoken.numbers import roman_value

# B-b-but, Th-that, W—what, a-and: a few letters and a dash, again and again, and the word.
_STUTTER: Final = re.compile(
    r"(?<![\w'-])(?P<chain>(?:[A-Za-z]{1,3}[-—]){1,12}+)(?P<word>[A-Za-z][A-Za-z']++)"
)
_LINK: Final = re.compile(r"([A-Za-z]+)([-—])")
_ONSET: Final = re.compile(r"y?[b-df-hj-np-tv-xz]{0,3}")  # what may stand before the first vowel of a word
_NOT_STUTTERED: Final = frozenset({"d-day", "h-hour", "b-boy", "b-boys", "b-ball", "v-victory"})
_LONG_E: Final = ("ea", "ee", "eve", "evi", "equ")
_VOWELS: Final = {"a": "ah", "e": "eh", "i": "ih", "o": "oh", "u": "uh"}
# The sound with which a word begins, by its spelling; longest first.
_SOUNDS: Final = {
    "kn": "n", "wr": "r", "who": "h", "wh": "w", "ph": "f", "th": "th", "sh": "sh", "ch": "ch", "qu": "kw",
    "ce": "s", "ci": "s", "cy": "s", "get": "g", "giv": "g", "gir": "g", "gif": "g", "ge": "j", "gi": "j",
    "gn": "n", "ps": "s", "c": "k", "q": "kw", "x": "z",
}  # fmt: skip

_WORD: Final = re.compile(r"[A-Za-z]++")
_TRIPLE: Final = re.compile(r"(.)\1\1")
# No-o-o, ye-e-es, ah-h: the last letter again and again. "Co-op" and "re-elect" have it once, and go on.
_HYPHENATED: Final = re.compile(
    r"(?<![\w'-])(?P<head>[A-Za-z]{1,20}(?P<last>[A-Za-z]))(?:(?:-(?i:(?P=last))){2,}+(?P<tail>[a-z]*+)"
    r"|-(?i:(?P=last)))(?![\w-])"
)
_SHORT_DASH: Final = re.compile(r"\b[A-Za-z]{1,3}[-—]|([A-Za-z])-(?i:\1)\b")
_RUN: Final = re.compile(r"(?i:([a-z])\1{2,}+)")
_VOWEL: Final = re.compile("[AEIOUaeiou]")
_MIDDLE: Final = re.compile(r"(?<=[^aeiouAEIOU])[aeiouy]")  # hellllo: a consonant in mid-word is double
_MOST_RUNS: Final = 4  # drawn-out letters in one word; more is noise, and every choice doubles the trying
# Words in which the letter that people draw out is double; every other word has it once.
_DOUBLE: Final = words(
    """
    agree all ball been beer bee bees beef bell better bitter bless bloody boo book boom boot boss
    bottle butter call cheers cheese cool creep cross deep doll door dress ee eek eel eww fee feed feel
    feet fell fill floor food fool foot free freeze full fuss funny good goodbye goody goose green greet
    hall happy heed heel hell hello hill hooray hooves hurry indeed jeep jelly keep kill kiss knee
    less lesson little look loop loose lose loss mess miss moo moon moose mood need noon ooh oops pass
    pee peek peel peep pepper poo poor pool pretty proof pull queen really roll room roof root rubbish
    sadden school screech seed seek seem seen see shall sheep sheesh shoo shoot silly sleep sleet small
    smooth sorry soon speech speed spell spoon spooky still stood street sweet teeth tell three
    too took tool tooth toot tree troop upper vroom wee week weed well whee wheel whoop will wood woof
    woohoo wool yahoo yell yellow yippee yoo zoo zoom boohoo baa vacuum
    """
)
_SPELLED: Final = frozenset({"www", "aaa", "xxx", "iii", "zzz", "mmm"})


def may_stammer(text: str) -> bool:
    """Whether ``unstammered`` could change ``text``: a quick look."""
    return bool(_TRIPLE.search(text) or (("-" in text or "—" in text) and _SHORT_DASH.search(text)))


def unstammered(text: str) -> str:
    """``text`` with stutters as sounds and drawn-out words at their own length."""
    if "-" in text or "—" in text:
        text = _STUTTER.sub(_sounded, _HYPHENATED.sub(_joined, text))
    return _WORD.sub(_at_length, text) if _TRIPLE.search(text) else text


def _sounded(match: re.Match[str]) -> str:
    """The last links of a chain as sounds: those with which the word begins."""
    if match[0].lower() in _NOT_STUTTERED:
        return match[0]
    word, said = match["word"].lower(), match["word"]
    stuttering = True
    for link, dash in reversed(_LINK.findall(match["chain"])):
        stuttering = stuttering and _begins(word, link, dash)
        said = (_sound(word, link) if stuttering else link) + dash + said
    return said


def _begins(word: str, link: str, dash: str) -> bool:
    if not word.startswith(link.lower()):
        return False
    # A lone vowel before a long dash is the article; "I-I" is said as it stands.
    return bool(_ONSET.fullmatch(link.lower())) or (link in "aeiouAEOU" and dash == "-")


def _sound(word: str, link: str) -> str:
    start = next((start for start in (word[:3], word[:2], word[:1]) if start in _SOUNDS), "")
    sound = _SOUNDS[start] if len(start) >= len(link) else link.lower()
    vowel = "ee" if word.startswith(_LONG_E) else _VOWELS.get(link.lower())
    said = vowel or f"{sound}uh"
    return said.capitalize() if link[0].isupper() else said


def _joined(match: re.Match[str]) -> str:
    """A word drawn out by hyphens; one without a vowel (Sh-h) has its last letter twice."""
    head = match["head"]
    return head + ("" if _VOWEL.search(head) else match["last"]) + (match["tail"] or "")


def _at_length(match: re.Match[str]) -> str:
    word = match[0]
    runs = list(_RUN.finditer(word))
    if not runs or len(runs) > _MOST_RUNS or word.lower() in _SPELLED:
        return word
    if roman_value(word) is not None:
        return word
    if not _VOWEL.search(word):
        return _RUN.sub(lambda run: run[0][:2], word)  # Hmm, Shh, Brr: sounds, known with two letters
    if len(set(word.lower())) == 1:
        said = {"o": "ooh", "e": "ee", "a": "ah"}.get(word[0].lower(), word[0])
        return said.capitalize() if word[0].isupper() else said
    for lengths in product((2, 1), repeat=len(runs)):
        kept = iter(lengths)
        shorter = _RUN.sub(lambda run, kept=kept: run[0][: next(kept)], word)  # type: ignore[misc]
        if shorter.lower() in _DOUBLE:
            return shorter
    return _RUN.sub(lambda run: run[0][:2] if _MIDDLE.match(word, run.end()) else run[0][0], word)
