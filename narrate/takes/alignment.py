"""Two lists laid side by side: what stands once in both holds them together ("patience diff"). Pure.

Longest common runs, which difflib looks for, join a “Yes.” of one chapter to that of another wherever much
has changed, and take the square of the length to do so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Stretch(NamedTuple):
    """The items ``start:end`` of the one list, and in their place ``first:last`` of the other."""

    start: int
    end: int
    first: int
    last: int


def differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """The stretches in which ``new`` is not ``old``, in order."""
    waiting = [Stretch(0, len(old), 0, len(new))]
    while waiting:
        stretch = _shorter(old, new, waiting.pop())
        anchors = _anchors(old, new, stretch)
        if anchors:
            waiting += _between(stretch, anchors)[::-1]
        elif stretch.start < stretch.end or stretch.first < stretch.last:
            yield stretch


def _shorter(old: Sequence[str], new: Sequence[str], stretch: Stretch) -> Stretch:
    """``stretch`` without what is the same at its beginning and at its end."""
    start, end, first, last = stretch
    while start < end and first < last and old[start] == new[first]:
        start, first = start + 1, first + 1
    while start < end and first < last and old[end - 1] == new[last - 1]:
        end, last = end - 1, last - 1
    return Stretch(start, end, first, last)


def _anchors(old: Sequence[str], new: Sequence[str], stretch: Stretch) -> list[tuple[int, int]]:
    """Places in both lists, rising in both, of items that are in each once: as many as there can be."""
    start, end, first, last = stretch
    before, after = Counter(old[start:end]), Counter(new[first:last])
    places = {old[at]: at for at in range(start, end) if before[old[at]] == 1}
    found = [(places[new[at]], at) for at in range(first, last) if after[new[at]] == 1 and new[at] in places]
    # The longest rising subsequence of the places in ``old``, by patience sorting.
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for index, (place, _) in enumerate(found):
        pile = bisect_left(tops, place)
        below.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [index]
    rising: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        rising.append(found[index])
        index = below[index]
    return rising[::-1]


def _between(stretch: Stretch, anchors: Sequence[tuple[int, int]]) -> list[Stretch]:
    gaps: list[Stretch] = []
    start, first = stretch.start, stretch.first
    for place, at in (*anchors, (stretch.end, stretch.last)):
        if start < place or first < at:
            gaps.append(Stretch(start, place, first, at))
        start, first = place + 1, at + 1
    return gaps
