"""Sentences: where each sentence of a text begins and ends, changing nothing.

A wrong split is heard as a false full stop, a missed one hardly at all: so nothing is split when unsure.
A speech tag stays with its quotation (``"Stop!" he cried.`` is one sentence), and the sentences inside a
quotation are separate. Linear in the length of the text, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from narrate.script.languages import ENGLISH, Language


class Stretch(NamedTuple):
    """The characters ``start:end`` of a text. A tuple, as a novel is taken apart into 20,000 of them."""

    start: int
    end: int


_CLOSERS = "\"'”’“»«›)\\]"
_OPENERS = "\"'“‘„‚«»‹([—–-¿¡"
_SPACES = " \u00a0\u202f"  # French printers set one of the last two inside guillemets

# The possessive quantifiers and the look-behinds keep a million full stops in a row linear.
_STOP = re.compile(
    r"(?<![.!?…])(?<![.] )(?P<stop>[.!?…]++(?: [.]++)*+)"
    rf"(?P<close>[{_CLOSERS}]*+(?:[{_SPACES}]»(?!\w))?+)(?P<gap>\s++)(?=\S)"
    r"|[—–-](?P<cut_off>[\"”])\s++(?=[A-Z])"  # “But I—” The door opened.
    r"|(?<![。！？])[。！？]++[」』”）]*+(?P<unspaced>)(?=\S)"  # no space follows in Chinese and Japanese
)
_MARK = re.compile(r"[.!?…—–\-。！？]")
"""What every match of _STOP begins with: to look for one of these characters is quick."""

_PARAGRAPH_END = re.compile(r"\n\s*\n")
_NEXT_WORD = re.compile(rf"[{re.escape(_OPENERS)}\s]*([^\W_]+(?:['’][^\W_]+)?)")
_SPEAKER = re.compile(
    r"(?!(?:He|She|It|We|You|They) )"  # a tag would go on with "he", not "He"
    r"(?:I|[A-Z][\w’'-]*(?: [A-Z][\w’'.-]*)?|(?:Mr|Mrs|Ms|Miss|Dr|Lady|Lord|Sir)\.? [A-Z][\w’'-]*)"
    r"(?: \w+ly)? (?P<verb>[a-z]+)\b(?! it\b)"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_OLD_MONEY = re.compile(r"£?\d+[sd]")  # "£3 5s. 6d." is one sum
_APOSTROPHE = re.compile(r"['’]")
_PAUSES = ("...", ". . .", "…")  # a fourth dot is a full stop
_I = re.compile(r"I(?:\b|['’])")
_BULLETS = "•⁃‣▪"
_BULLET = re.compile(rf"\s(?=[{_BULLETS}]\s*+\w)")
_ITEM = re.compile(r"[\s•⁃‣▪]*+(?P<name>[0-9]{1,2}|[a-y])(?P<close>\.?\)|\.)\s+(?=\w)")
_NUMBER = re.compile(r"[•⁃‣▪]?\s*+(?:[0-9]{1,3}|[a-z])(?:\.?\)|\.)")
_ROMAN = re.compile(r"[IVXLCDM]{2,}")  # "I" alone is a word: "No. I did not."
_LONGEST_NUMBER = 8  # characters, of an item in a list
_LOOK_BACK = 24  # characters; longer than every abbreviation
_LOOK_AHEAD = 64  # characters; holds a name, an adverb and a verb of saying


def sentences(text: str, language: Language = ENGLISH) -> tuple[Stretch, ...]:
    """The sentences of ``text``, in order: stretches that hold everything in it but the space between them.

    A stretch begins and ends with a character that is not space. What holds no letter or digit ("…") is
    part of the sentence before it, or of the first.
    """
    cuts = [_cut(match) for match in _stops(text) if _ends_sentence(text, match, language)]
    cuts += _items(text)
    ends = {match.start() for match in _PARAGRAPH_END.finditer(text)}
    cuts += ends
    found: list[Stretch] = []
    start, wordless = 0, True  # wordless: nothing found so far holds a letter or digit
    numbered = False  # the last stretch is but the number of the next: "1." in a list
    for cut in (*sorted(cuts), len(text)):
        stretch = trimmed(text, start, cut)
        start = cut
        if stretch is None:
            continue
        worded = any(map(str.isalnum, text[stretch.start : stretch.end]))
        if found and (wordless or numbered or not worded):
            found[-1] = Stretch(found[-1].start, stretch.end)
        else:
            found.append(stretch)
        wordless = wordless and not worded
        short = stretch.end - stretch.start <= _LONGEST_NUMBER and cut not in ends
        numbered = short and _NUMBER.fullmatch(text, stretch.start, stretch.end) is not None
    return tuple(found)


def trimmed(text: str, start: int, end: int) -> Stretch | None:
    """``start:end`` of ``text`` without the space around it; None if there is nothing else."""
    piece = text[start:end]
    kept = piece.strip()
    if not kept:
        return None
    start += len(piece) - len(piece.lstrip())
    return Stretch(start, start + len(kept))


def _stops(text: str) -> Iterator[re.Match[str]]:
    """The matches of _STOP in ``text``, in order and apart."""
    done = 0
    for mark in _MARK.finditer(text):
        if mark.start() >= done and (stop := _STOP.match(text, mark.start())):
            done = stop.end()
            yield stop


def _cut(match: re.Match[str]) -> int:
    """Where the sentence that ``match`` ends is over."""
    if match["stop"] is not None:
        return match.end("close")
    return match.end("cut_off") if match["cut_off"] is not None else match.end()


def _items(text: str) -> list[int]:
    """Where the items of a list begin that a text holds in one paragraph ("1. The lamp 2. The oil")."""
    cuts = [match.end() for match in _BULLET.finditer(text)] if any(map(text.__contains__, _BULLETS)) else []
    first = _ITEM.match(text)
    if first is None:
        return cuts
    at, name, closed = first.end(), first["name"], first["close"]
    while True:
        name = str(int(name) + 1) if name.isdigit() else chr(ord(name) + 1)
        found = re.compile(rf"(?<=\s)(?:[•⁃‣▪]\s*)?{name}{re.escape(closed)}\s+(?=[A-Z])").search(text, at)
        if found is None:
            return cuts
        cuts.append(found.start())
        at = found.end()


def _ends_sentence(text: str, match: re.Match[str], language: Language) -> bool:
    if match["unspaced"] is not None:
        return True
    ahead = text[match.end() : match.end() + _LOOK_AHEAD]
    if match["cut_off"] is not None:
        return not _is_speech_tag(ahead, language)
    stop, close = match["stop"], match["close"]
    following = ahead.lstrip(_OPENERS + _SPACES)[:1]
    opened = ahead[0] in "\"'“‘„«»([" and not close
    left_out = close[:1] == "]" and text[match.start("stop") - 1 : match.start("stop")] == "["  # "[...]"
    if left_out or (following.islower() and not opened):
        return False
    if stop == "." and close in ("", ")", "]"):
        return not _is_abbreviation(text, match.start("stop"), ahead, language, opened=opened)
    if stop[0] in ".…" and len(stop) > 1 - (stop[0] == "…") and not _may_open(following, ahead, stop):
        return False
    return not (close and close[-1] in "\"'”’“»«›" and stop != "." and _is_speech_tag(ahead, language))


def _may_open(following: str, ahead: str, stop: str) -> bool:
    """After dots, only a capital or an opening mark begins a sentence; "…!" ends one in any case.

    "I" has its capital everywhere: "I . . . I did not mean it."
    """
    if stop in _PAUSES and _I.match(ahead):
        return False
    return stop[-1] in "!?" or not following or following.isupper() or ahead[0] in "\"'“‘„«»(["


def _is_speech_tag(ahead: str, language: Language) -> bool:
    tag = _SPEAKER.match(ahead)
    return tag is not None and tag["verb"] in language.saying


def _is_abbreviation(text: str, stop: int, ahead: str, language: Language, *, opened: bool) -> bool:
    """Whether the full stop at ``stop`` belongs to its word, and the sentence goes on."""
    before = text[max(0, stop - _LOOK_BACK) : stop].rsplit(None, 1)
    if not before or text[stop - 1].isspace():
        return False
    spelled = before[-1].lstrip(_OPENERS)
    word = spelled.lower()
    match = _NEXT_WORD.match(ahead)
    following = match[1] if match else ""
    capital = following[:1].isupper()
    number = following[:1].isdigit() or _ROMAN.fullmatch(following) is not None
    starts = capital and _starts(following.lower(), language)
    if number and (word in language.before_a_number or _OLD_MONEY.fullmatch(word)):
        belongs = True
    elif word in language.before_a_name:
        belongs = capital or number
    elif word in language.ambiguous:
        # "at 6 P.M. Mr. Smith" is two sentences, "at 5 a.m. Mr. Smith" one: the capitals tell.
        belongs = not (starts or opened or (following in ("Mr", "Mrs", "Dr") and spelled.isupper()))
    elif len(word) == 1 and word.isalpha():
        numeral = len(before) > 1 and _last_word(before[0]) in language.divisions  # "Chapter I. Down …"
        belongs = spelled.isupper() and capital and not starts and not numeral
    elif language.ordinals and word.isdigit() and len(word) < 3:
        belongs = not starts and not opened
    else:
        belongs = bool(_INITIALS.fullmatch(word)) and not starts
    return belongs or word in language.never_last


def _starts(following: str, language: Language) -> bool:
    """Whether a word, in lower case, seldom stands inside a sentence with a capital; "l'homme" as "l'"."""
    head = _APOSTROPHE.split(following, maxsplit=1)[0]
    return following in language.starters or head in language.starters or f"{head}'" in language.starters


def _last_word(text: str) -> str:
    return text.rsplit(None, 1)[-1].lower() if text.strip() else ""
