"""Marks: how a book marks speech, found over the whole of it and reported.

Printers mark speech in many ways, and a book keeps to one: “American”, ‘British’, «French», „German“, or
a dash before the line. A chapter that clearly has another way, as in an anthology, is read in its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


def _opener(marks: str, ahead: str) -> str:
    """The pattern of one of ``marks`` that stands where a quotation may begin, with ``ahead`` after it."""
    return rf"[{marks}](?<![^\s(\[_—–-][{marks}]){ahead}"


@dataclass(frozen=True, slots=True)
class Convention:
    """How a book marks speech: any of ``opening`` begins it, any of ``closing`` ends it.

    ``shown`` is what an author calls it. ``opener`` is the pattern of a mark that begins speech, used to tell
    which convention a book follows. Where commas and full stops stand ``outside`` the marks, they tell as
    much as inside them. ``apostrophes`` look the same as the marks.
    """

    name: str
    shown: str
    opening: str
    closing: str
    opener: str
    outside: bool = False
    apostrophes: bool = False


DOUBLE = Convention("double", "“double” quotation marks", '"“', '"”', _opener('"“', r"(?=\S)"))
SINGLE = Convention("single", "‘single’ quotation marks", "‘", "’", _opener("‘", r"(?=\S)"), apostrophes=True)
STRAIGHT_SINGLE = Convention(
    "straight single",
    "straight 'single' quotation marks",
    "'",
    "'",
    r"'(?<!\S')(?=[A-Z][a-z' ])",
    apostrophes=True,
)
GUILLEMETS = Convention("guillemets", "«guillemets»", "«", "»", _opener("«", ""), outside=True)
INWARD_GUILLEMETS = Convention(
    "inward guillemets", "»inward guillemets«", "»", "«", _opener("»", r"(?=[\w‘'›¿¡])"), outside=True
)
LOW_HIGH = Convention(
    "low and high", "„low and high“ quotation marks", "„", '“”"', _opener("„", r"(?=\S)"), outside=True
)
CLOSING_TWICE = Convention(
    "closing marks twice",
    "”the same mark” at both ends",
    "”",
    "”",
    _opener("”", r"(?=\S)"),
    outside=True,
)
CORNERS = Convention("corner brackets", "「corner brackets」", "「", "」", "「")
DASH = Convention("dash", "— dashes", "—–―-", "", r"^[^\S\n]*+(?:[—–―]|--)\s?(?=[¿¡«“\"'…]*[^\W\d])")

CONVENTIONS = (
    DOUBLE,
    SINGLE,
    STRAIGHT_SINGLE,
    GUILLEMETS,
    INWARD_GUILLEMETS,
    LOW_HIGH,
    CLOSING_TWICE,
    CORNERS,
    DASH,
)
_ENOUGH = 3  # marks; fewer are no convention
_CLEARLY = 8  # marks of its own that a chapter needs to differ from its book
_FEW = 0.1  # of them, at most, may be the book's in such a chapter


@dataclass(frozen=True, slots=True)
class Marking:
    """How a book marks speech, and each of its chapters; and how often each convention's mark opens anything.

    ``counts`` begins with the book's own convention; the others follow, the most frequent first.
    """

    book: Convention
    chapters: tuple[Convention, ...]
    counts: tuple[tuple[Convention, int], ...]

    def __str__(self) -> str:
        (own, times), *others = self.counts
        if not times:
            return "No speech is marked."
        said = f"Speech is marked with {own.shown} ({_times(times)})"
        if others:
            said += "; also " + ", ".join(f"{other.shown} {_times(count)}" for other, count in others)
        return said + "."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def marking(chapters: Sequence[Sequence[str]]) -> Marking:
    """How the book made of ``chapters`` of paragraphs marks speech; with double marks if it has none."""
    texts = ["\n".join(chapter) for chapter in chapters]
    found = [[_found(candidate, text) for candidate in CONVENTIONS] for text in texts]
    book = _chosen([_Count.total(column) for column in zip(*found, strict=True)] if found else [])
    own = CONVENTIONS.index(book)
    each = tuple(_of_chapter(book, own, row) for row in found)
    totals = [sum(row[index].times for row in found) for index in range(len(CONVENTIONS))]
    others = [
        (convention, times)
        for convention, times in zip(CONVENTIONS, totals, strict=True)
        if convention is not book and (times >= _ENOUGH or convention in each)
    ]
    others.sort(key=lambda other: -other[1])
    return Marking(book, each, ((book, totals[own]), *others))


@dataclass(frozen=True, slots=True)
class _Count:
    """How often a convention's mark opens something, and what that weighs.

    A mark that begins a paragraph counts three times: nested quotations and apostrophes seldom do.
    """

    times: int = 0
    weight: int = 0

    @staticmethod
    def total(counts: Sequence[_Count]) -> _Count:
        return _Count(sum(each.times for each in counts), sum(each.weight for each in counts))


def _found(candidate: Convention, text: str) -> _Count:
    if not any(mark in text for mark in candidate.opening):
        return _Count()
    times = first = 0
    for match in re.finditer(candidate.opener, text, re.MULTILINE):
        times += 1
        first += match.start() == 0 or text[match.start() - 1] == "\n"
    return _Count(times, times + 2 * first)


def _chosen(counts: Sequence[_Count]) -> Convention:
    """The convention with the most marks.

    Double ones win from half as many, since what looks like a single mark is often an apostrophe.
    """
    if not counts:
        return DOUBLE
    most = max(range(1, len(counts)), key=lambda index: (counts[index].weight, -index))
    weight = counts[most].weight
    if weight < _ENOUGH or counts[0].weight >= max(_ENOUGH, weight / 2):
        return DOUBLE
    return CONVENTIONS[most]


def _of_chapter(book: Convention, own: int, counts: Sequence[_Count]) -> Convention:
    chosen = _chosen(counts)
    clearly = counts[CONVENTIONS.index(chosen)].weight
    differs = clearly >= _CLEARLY and counts[own].weight <= _FEW * clearly
    return chosen if differs else book
