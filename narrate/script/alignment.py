"""Which part of what is said each word of the manuscript stands for: "£5" for "five pounds".

The normaliser, the author's respellings and the lexicon leave most words as they are written: those anchor
the others between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate, pairwise

from narrate.model import UtteranceKind
from narrate.script.sentences import Stretch
from narrate.script.spoken.speak import speak

_PIECE = re.compile(r"(?:(?!--)[^\s—―⸺⸻…])+")
_KEPT = frozenset("&%@#")  # punctuation to Unicode, and yet said
# Writing without spaces between words; each sign counts as one, with the marks that belong to it.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Said:
    """The characters ``start:end`` of what is written, a word, are ``said_from:said_to`` of what is said.

    Those may lie within a word that is said, where several written ones are said as it. They are equal for
    what is not said at all: a footnote's mark.
    """

    start: int
    end: int
    said_from: float
    said_to: float


def words_of(text: str) -> tuple[Stretch, ...]:
    """The words of ``text`` in order, without the punctuation around them; of Chinese, say, the signs."""
    return tuple(_words(text))


def aligned(text: str, spoken: str, language: str) -> tuple[Said, ...]:
    """What of ``spoken`` each word of ``text`` is said as, in order and without overlap."""
    written, said = words_of(text), words_of(spoken)
    places: list[tuple[float, float]] = []
    for first, until, said_first, said_until in _gaps(_keys(text, written), _keys(spoken, said)):
        words = [text[word.start : word.end] for word in written[first:until]]
        before = float(said[said_first - 1].end) if said_first else 0.0
        places += _shared(words, said[said_first:said_until], before, language)
    return tuple(Said(word.start, word.end, *place) for word, place in zip(written, places, strict=True))


def _words(text: str) -> Iterator[Stretch]:
    for match in _PIECE.finditer(text):
        start, end = match.span()
        while start < end and _around(text[start]):
            start += 1
        while start < end and _around(text[end - 1]):
            end -= 1
        if start == end:
            continue
        if not _UNSPACED.search(text, start, end):
            yield Stretch(start, end)
            continue
        yield from _signs(text, start, end)


def _signs(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The signs of ``text[start:end]``; letters of other scripts among them stay together."""
    at = start
    for index in range(start + 1, end + 1):
        if index < end:
            joined = unicodedata.category(text[index])[0] == "M" or not (
                _UNSPACED.match(text[index]) or _UNSPACED.match(text[at]) or _around(text[index])
            )
            if joined:
                continue
        if not _around(text[at]):
            yield Stretch(at, index)
        at = index


def _around(char: str) -> bool:
    """Whether ``char`` is no part of a word that it stands before or after."""
    return char not in _KEPT and unicodedata.category(char)[0] in "PZC"


def _keys(text: str, words: Sequence[Stretch]) -> list[str]:
    return [_key(text[word.start : word.end]) for word in words]


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    """``word`` as it is compared: without case, and without what is set differently in print."""
    plain = word if word.isascii() else unicodedata.normalize("NFKC", word)
    return "".join(filter(str.isalnum, plain)).casefold() or plain


def _gaps(written: Sequence[str], said: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of both that stand for each other, in order: words that are equal, and what is between them."""
    alike = 0
    while alike < min(len(written), len(said)) and written[alike] == said[alike]:
        yield alike, alike + 1, alike, alike + 1
        alike += 1
    at = said_at = alike
    if at == len(written) and said_at == len(said):
        return
    matcher = SequenceMatcher(None, written[alike:], said[alike:], autojunk=False)
    for block in matcher.get_matching_blocks():  # the last is empty and at the end
        start, said_start, count = block.a + alike, block.b + alike, block.size
        if start > at or said_start > said_at:
            yield at, start, said_at, said_start
        for index in range(count):
            yield start + index, start + index + 1, said_start + index, said_start + index + 1
        at, said_at = start + count, said_start + count


def _shared(
    words: Sequence[str], said: Sequence[Stretch], before: float, language: str
) -> list[tuple[float, float]]:
    """What of ``said`` each of ``words`` is; ``before`` is where the word before them ends."""
    if not said:
        return [(before, before)] * len(words)
    if len(words) == len(said):
        return [(word.start, word.end) for word in said]
    ends = [*accumulate(_length(word, language) for word in words)]
    if len(words) > len(said):
        start, whole = said[0].start, said[-1].end - said[0].start
        bounds = [start, *(start + whole * end / ends[-1] for end in ends)]
        return [*pairwise(bounds)]
    # More is said than is written: each word gets some whole ones, as many as it is long.
    lengths = [*accumulate(word.end - word.start for word in said)]
    places = []
    first = 0
    for index, end in enumerate(ends, 1):
        wanted = lengths[-1] * end / ends[-1]
        most = len(said) - (len(words) - index)
        until = first + 1
        while until < most and abs(lengths[until] - wanted) <= abs(lengths[until - 1] - wanted):
            until += 1
        if index == len(words):
            until = len(said)
        places.append((float(said[first].start), float(said[until - 1].end)))
        first = until
    return places


@lru_cache(maxsize=1 << 12)
def _length(word: str, language: str) -> int:
    """About how many letters are said for ``word`` alone."""
    return max(1, sum(map(str.isalnum, speak(word, UtteranceKind.SPEECH, language))))
