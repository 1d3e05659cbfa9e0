"""A text of another language than English in stretches of words, marks and fixed phonemes, in order.

eSpeak, and what misaki has for Japanese and Mandarin, keep account of nothing: given stretches of words
only, nothing that they do with marks can lose a word or a pause.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from narrate.engines.kokoro.phonemes.marks import NAMED, SILENT
from narrate.engines.kokoro.phonemes.sounds import unsaid
from narrate.engines.kokoro.vocabulary import PAUSES
from narrate.model import Phonemes

MARKS: Final = {
    **{mark: mark for mark in PAUSES},
    **dict.fromkeys("«„‟《〈「『【〝", "“"), **dict.fromkeys("»》〉」』】〞", "”"),
    **dict.fromkeys("[{（［｛", "("), **dict.fromkeys("]}）］｝", ")"),
    **dict.fromkeys("–―-‐⸺", "—"), **dict.fromkeys("、，،", ","), **dict.fromkeys("。．।॥", "."),
    "！": "!", "？": "?", "：": ":", "；": ";", "‥": "…",
    "〜": "—", "～": "—", "・": " ", "·": " ", "　": " ", "/": " ",
}  # fmt: skip
"""What the marks of print become. Hindi's danda is a full stop; misaki would lose it."""

_SILENT: Final = SILENT | {"ʼ", "‚"}
"""Marks with no sound and no pause of their own: where ¿ opens a question, its end says so too."""

_IN_WORDS: Final = frozenset("'’ʼ-‐")
_IN_NUMBERS: Final = frozenset(".,:/〜～")
_JOINERS: Final = frozenset("\u200c\u200d")


class Stretch(NamedTuple):
    """The characters ``start:end``: words where ``said`` is None, else a mark, or fixed phonemes."""

    start: int
    end: int
    said: str | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of a text, and a fault for each word in another script and each sign without a name."""

    stretches: tuple[Stretch, ...]
    faults: tuple[str, ...]


def stretches(
    text: str, ipa: Sequence[Phonemes], scripts: Sequence[str], *, by_word: bool = True
) -> Stretches:
    """``text`` in stretches. ``scripts`` are those of its words, by the first words of Unicode's names.

    With a character that cannot be read its whole word is left out, or where words are not apart only it.
    """
    found: list[Stretch] = []
    faults: list[str] = []
    for part in _marked(text, ipa):
        if part.said is not None or not (bad := _unreadable(text, part, scripts, by_word=by_word)):
            found.append(part)
            continue
        at = part.start
        for word in bad:
            found.append(Stretch(at, word.start))
            faults.append(unsaid(text[word.start : word.end]))
            at = word.end
        found.append(Stretch(at, part.end))
    trimmed = (part if part.said else _trimmed(text, part) for part in found)
    return Stretches(tuple(part for part in trimmed if part.start < part.end), tuple(faults))


def _trimmed(text: str, part: Stretch) -> Stretch:
    """``part`` without space at its ends."""
    start, end = part.start, part.end
    while start < end and text[start] == " ":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    return Stretch(start, end)


def space_after(text: str, part: Stretch) -> bool:
    """Whether a space follows ``part`` in ``text``, or ``part`` stands for one."""
    return text[part.end : part.end + 1] == " " or part.said == " "


def _marked(text: str, ipa: Sequence[Phonemes]) -> Iterator[Stretch]:
    """``text`` cut at marks and at what is fixed; of the silent marks nothing is left."""
    at = 0
    for start, end, phonemes in (*ipa, Phonemes(len(text), len(text), "")):
        begun = at
        for place in range(at, start):
            if _is_of_word(text, place):
                continue
            if begun < place:
                yield Stretch(begun, place)
            begun = place + 1
            mark = MARKS.get(text[place])
            if mark is not None:
                yield Stretch(place, place + 1, mark)
        if begun < start:
            yield Stretch(begun, start)
        if phonemes:
            yield Stretch(start, end, phonemes, fixed=True)
        at = end


def _is_of_word(text: str, at: int) -> bool:
    """Whether the character ``at`` is a part of words, or a space between them, rather than a mark."""
    char, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if char in _IN_NUMBERS:
        return before.isdecimal() and after.isdecimal()
    if char in _IN_WORDS:
        inside = before.isalnum() or unicodedata.category(before or " ")[0] == "M"
        return inside and (after.isalnum() or char in "'’ʼ")
    return char not in MARKS and char not in _SILENT


def _unreadable(text: str, part: Stretch, scripts: Sequence[str], *, by_word: bool) -> list[Stretch]:
    """The words of ``part`` with a letter of another script or a sign that is not said by name."""
    bad: list[Stretch] = []
    for word in re.finditer(r"[^ ]+" if by_word else r"[^ ]", text[part.start : part.end]):
        if not all(_is_readable(char, scripts) for char in word[0]):
            start, end = part.start + word.start(), part.start + word.end()
            if bad and bad[-1].end == start:
                start = bad.pop().start
            bad.append(Stretch(start, end))
    return bad


def _is_readable(char: str, scripts: Sequence[str]) -> bool:
    if char.isalpha():
        return unicodedata.name(char, "").startswith(tuple(scripts))
    return (
        char.isdecimal()
        or unicodedata.category(char)[0] == "M"
        or char in NAMED
        or char in _IN_WORDS
        or char in _IN_NUMBERS
        or char in _JOINERS
    )
