"""Stuttered and drawn-out words: "B-b-but" is "Buh-buh-but", "Nooooo" is "No", so that no voice spells them.

A stuttered sound is the first of its word, as a reader would make it: "C-c-certainly" is "Suh-suh-certainly".
A drawn-out word is the word itself: no voice takes its length from a repeated letter, and most misread it.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final

from narrate.script.saying import words

_ONSET: Final = "[B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]"
# B-b-but, Th-that, W—what; a lone letter at the end (A-D-D) is spelled.
_STUTTER: Final = re.compile(
    rf"(?<![A-Za-z'])(?P<onset>{_ONSET}{{1,3}})(?P<dash>[-—])(?=(?P<next>(?i:(?P=onset))[A-Za-z']{{1,4}})"
    r"|(?i:(?P=onset))[-—](?i:(?P=onset)))"
)
_VOWEL_STUTTER: Final = re.compile(
    r"(?<![A-Za-z'])(?P<onset>[AEOUaeiou])(?P<dash>-)(?=(?i:(?P=onset))(?:[a-z]|-(?i:(?P=onset))))"
)
_NOT_STUTTERED: Final = frozenset({"d-day", "h-hour", "b-boy", "b-ball", "v-vict", "g-gaug", "p-p"})
_VOWELS: Final = {"a": "ah", "e": "eh", "i": "ih", "o": "oh", "u": "uh"}
# The sound with which a word begins, by its spelling; longest first.
_SOUNDS: Final = {
    "kn": "n", "wr": "r", "who": "h", "wh": "w", "ph": "f", "th": "th", "sh": "sh", "ch": "ch", "qu": "kw",
    "ce": "s", "ci": "s", "cy": "s", "get": "g", "giv": "g", "gir": "g", "gif": "g", "ge": "j", "gi": "j",
    "gn": "n", "ps": "s", "c": "k", "q": "kw", "x": "z",
}  # fmt: skip

_WORD: Final = re.compile(r"[A-Za-z]++")
_TRIPLE: Final = re.compile(r"(.)\1\1")
_SHORT_DASH: Final = re.compile(r"\b[A-Za-z]{1,3}[-—]")
_RUN: Final = re.compile(r"(?i:([a-z])\1{2,}+)")
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
    text = _VOWEL_STUTTER.sub(_vowel, _STUTTER.sub(_sound, text))
    return _WORD.sub(_at_length, text) if _TRIPLE.search(text) else text


def _sound(match: re.Match[str]) -> str:
    onset, following = match["onset"], (match["next"] or "")
    word = following.lower()
    if f"{onset.lower()}-{word}" in _NOT_STUTTERED or (not word and len(onset) > 1):
        return match[0]
    if not word:  # the next is a stutter too: what word it is comes later
        word = _word_after(match).lower()
    start = next((start for start in (word[:3], word[:2], word[:1]) if start in _SOUNDS), "")
    said = f"{_SOUNDS[start] if len(start) >= len(onset) else onset.lower()}uh"
    return (said.capitalize() if onset[0].isupper() else said) + match["dash"]


def _word_after(match: re.Match[str]) -> str:
    """The first word of two letters or more after a chain of stutters of at most a dozen."""
    found = re.search(r"[A-Za-z]{2,5}", match.string[match.end() : match.end() + 24])
    return found[0] if found else match["onset"]


def _vowel(match: re.Match[str]) -> str:
    said = _VOWELS[match["onset"].lower()]
    return (said.capitalize() if match["onset"].isupper() else said) + match["dash"]


def _at_length(match: re.Match[str]) -> str:
    word = match[0]
    runs = list(_RUN.finditer(word))
    if not runs or len(runs) > _MOST_RUNS or word.lower() in _SPELLED:
        return word
    if not re.search("[AEIOUaeiou]", word):
        return _RUN.sub(lambda run: run[0][:2], word)  # Hmm, Shh, Brr: sounds, known with two letters
    if len(set(word.lower())) == 1:
        said = {"o": "ooh", "e": "ee", "a": "ah"}.get(word[0].lower(), word[0])
        return said.capitalize() if word[0].isupper() else said
    for lengths in product((2, 1), repeat=len(runs)):
        kept = iter(lengths)
        shorter = _RUN.sub(lambda run, kept=kept: run[0][: next(kept)], word)  # type: ignore[misc]
        if shorter.lower() in _DOUBLE:
            return shorter
    return _RUN.sub(lambda run: run[0][0], word)
