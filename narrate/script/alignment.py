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

_MARKS = ",;:!?—"
_LETTERS_PER_LOSS = 4  # so many letters too many or too few are as bad as 1
_WORD_FOUND = 2.0
_MARK_LOST = 3.0
_MARK_WITHIN = 1.5


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
        words, heard = written[first:until], said[said_first:said_until]
        if not heard:
            before = float(said[said_first - 1].end) if said_first else 0.0
            places += [(before, before)] * len(words)
        elif len(words) == len(heard):
            places += ((word.start, word.end) for word in heard)
        elif len(words) > len(heard):
            places += _spread(_letters(text, words, language), heard)
        else:
            places += _grouped(text, words, spoken, heard, language)
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
    while at < end:
        until = at + 1
        if _around(text[at]):
            at = until
            continue
        if _UNSPACED.match(text[at]):
            while until < end and unicodedata.category(text[until])[0] == "M":
                until += 1
        else:
            while until < end and not (_around(text[until]) or _UNSPACED.match(text[until])):
                until += 1
        yield Stretch(at, until)
        at = until


def _around(char: str) -> bool:
    """Whether ``char`` is no part of a word that it stands before or after."""
    if char in _KEPT:
        return False
    category = unicodedata.category(char)
    return category[0] in "PZC" or category == "Sk"  # the latter are accents on their own, set as quotes


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


def _spread(lengths: Sequence[int], heard: Sequence[Stretch]) -> Iterator[tuple[float, float]]:
    """The words of these ``lengths`` as shares of fewer words that are ``heard``."""
    start, whole = heard[0].start, heard[-1].end - heard[0].start
    yield from pairwise(start + whole * at / sum(lengths) for at in accumulate(lengths, initial=0))


def _grouped(
    text: str, words: Sequence[Stretch], spoken: str, heard: Sequence[Stretch], language: str
) -> list[tuple[float, float]]:
    """Each of ``words`` as one or several of the more words that are ``heard``, in the likeliest way.

    That is where the groups have the words that are said for each alone, have as many letters as those, and
    where marks that make a voice pause stand behind groups, the manuscript's own above all.
    """
    keys = _keys(spoken, heard)
    marks = [_mark(spoken, word.end) for word in heard]
    ends = [*accumulate((len(key) for key in keys), initial=0)]
    best = [0.0] + [float("inf")] * len(heard)
    groups: list[list[int]] = []  # for each word, and each place it may end at, where it begins
    for word in words:
        expected = _said_alone(_abbreviated(text, word), language)
        letters, mark = sum(map(len, expected)), _mark(text, word.end)
        losses, begins = [float("inf")] * len(best), [0] * len(best)
        for until in range(1, len(best)):
            loss_of_group = _MARK_LOST if mark and mark != marks[until - 1] else 0.0
            for begin in range(until - 1, -1, -1):
                if keys[begin] in expected:
                    loss_of_group -= _WORD_FOUND
                if marks[begin] and begin < until - 1:
                    loss_of_group += _MARK_WITHIN
                differing = abs(ends[until] - ends[begin] - letters) / _LETTERS_PER_LOSS
                loss = best[begin] + loss_of_group + differing
                if loss < losses[until]:
                    losses[until], begins[until] = loss, begin
        best = losses
        groups.append(begins)
    places: list[tuple[float, float]] = []
    until = len(heard)
    for begins in reversed(groups):
        begin = begins[until]
        places.append((heard[begin].start, heard[until - 1].end))
        until = begin
    return places[::-1]


def _mark(text: str, at: int) -> str:
    """The mark that makes a voice pause after a word that ends ``at``; "" where there is none."""
    return next((char for char in text[at : at + 3].partition(" ")[0] if char in _MARKS), "")


def _letters(text: str, words: Sequence[Stretch], language: str) -> list[int]:
    """About how many letters are said for each of ``words``."""
    said = (_said_alone(_abbreviated(text, word), language) for word in words)
    return [max(1, sum(map(len, keys))) for keys in said]


def _abbreviated(text: str, word: Stretch) -> str:
    """``word`` with the full stop after it: "10s." is otherwise said than "10s"."""
    return text[word.start : word.end + (text[word.end : word.end + 1] == ".")]


@lru_cache(maxsize=1 << 12)
def _said_alone(word: str, language: str) -> tuple[str, ...]:
    """The words that are said for ``word`` alone."""
    spoken = speak(word, UtteranceKind.SPEECH, language)
    return tuple(_keys(spoken, words_of(spoken)))
