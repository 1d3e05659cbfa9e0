"""Cutting: a sentence too long to render well becomes balanced pieces, cut where a reader would breathe."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from narrate.script.sentences import Stretch, trimmed


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an utterance should be, in characters of spoken text (in English, phonemes within 1 %).

    Shorter than ``shortest`` sounds odd and longer than ``longest`` hurried, on the engines measured;
    ``never`` is the most that the engine takes at all.
    """

    shortest: int = 80
    longest: int = 250
    never: int = 400

    def scaled(self, ratio: float) -> Limits:
        """These limits times ``ratio``: for a text that gets longer when it is spoken."""
        return Limits(
            max(1, int(self.shortest * ratio)),
            max(1, int(self.longest * ratio)),
            max(1, int(self.never * ratio)),
        )


LimitsOf = Callable[[str | None], Limits]
"""The limits of the voice that reads what a speaker says. Another's never matter: a voice that is cast for a
minor character is no reason to cut the rest of the book anew."""


def alike(limits: Limits) -> LimitsOf:
    """``limits`` for every speaker."""
    return lambda _: limits


class _Break(NamedTuple):
    at: int  # the next piece begins here
    cost: float


# Where a reader would breathe, and what a cut there costs; the rest of the costs is in `_costs`.
_PLACES = re.compile(
    r"(?P<stop>(?:[!?][\"”’'»)\]]*+|[.][\"”»])\s++)"  # a bare full stop here is an abbreviation's
    r"|(?P<semicolon>[;:][\"”’'»)\]]*+\s++)"
    r"|(?P<ellipsis>…\s*+)"
    r"|(?P<dash>(?:[—–]|-{2,}+)\s*+)"
    r"|(?P<comma>[,)\]][\"”’'»)\]]*+\s++|[、，])"
    r"|(?P<conjunction>\s++(?=(?:and|but|or|nor|for|so|yet|because|since|although|though|while|whereas|when"
    r"|where|which|who|whom|whose|that|if|unless|until|till|as|than|after|before)\b))"
    r"|(?P<space>\s++)"
)
_COSTS = {"stop": 0, "semicolon": 4, "ellipsis": 6, "dash": 8, "comma": 14, "conjunction": 45, "space": 160}
_IN_A_WORD = 1000
_NEAR = 8  # characters; of two places nearer than this one will do, which keeps the search linear


def pieces(
    text: str, stretch: Stretch, limits: Limits, unbroken: Sequence[Stretch] = ()
) -> tuple[Stretch, ...]:
    """``stretch`` of ``text`` as pieces of at most ``limits.never`` characters, most of ``limits.longest``.

    No piece ends inside one of ``unbroken``, which are in order. A word too long for any limit is cut where
    it must be. The pieces hold all of the stretch but the space between them.
    """
    if stretch.end - stretch.start <= limits.longest:
        return (stretch,)
    breaks = _breaks(text, stretch, limits, unbroken)
    found: list[Stretch] = []
    start = stretch.start
    for at in _best(breaks, stretch.start, limits):
        piece = trimmed(text, start, at)
        if piece is not None:
            found.append(piece)
        start = at
    return tuple(found)


def _breaks(text: str, stretch: Stretch, limits: Limits, unbroken: Sequence[Stretch]) -> list[_Break]:
    """The places where ``stretch`` may be cut, in order; its end is the last and costs nothing."""
    kept: list[_Break] = []
    near = min(_NEAR, limits.longest)
    last_at, last_cost = stretch.start - near, 0
    for match in _PLACES.finditer(text, stretch.start, stretch.end):
        at, cost = match.end(), _COSTS[match.lastgroup or "space"]
        if at >= stretch.end or (unbroken and _inside(at, unbroken)):
            continue
        if at - last_at >= near:
            kept.append(_Break(at, cost))
        elif cost < last_cost:
            kept[-1] = _Break(at, cost)
        else:
            continue
        last_at, last_cost = at, cost
    kept.append(_Break(stretch.end, 0))
    every: list[_Break] = []
    reached = stretch.start
    for place in kept:
        if place.at - reached > limits.never:
            every += (
                _Break(forced, _IN_A_WORD)
                for forced in range(reached + limits.never, place.at, limits.never)
                if not _inside(forced, unbroken)
            )
        every.append(place)
        reached = place.at
    return every


def _inside(at: int, unbroken: Sequence[Stretch]) -> bool:
    index = bisect_left(unbroken, at, key=lambda whole: whole.start) - 1
    return index >= 0 and at < unbroken[index].end


def _best(breaks: Sequence[_Break], start: int, limits: Limits) -> list[int]:
    """The cheapest way to cut, as the offsets at which the pieces end (the classic dynamic programme)."""
    longest, never = limits.longest, limits.never
    length = breaks[-1].at - start
    ideal = length / -(-length // longest)
    by_size = _costs(limits)
    offsets = [start, *(place.at for place in breaks)]
    cheapest = [0.0]
    previous = [0]
    for end in range(1, len(offsets)):
        best, origin, here = float("inf"), end - 1, offsets[end]
        for begin in range(end - 1, -1, -1):
            size = here - offsets[begin]
            if size > never and begin < end - 1:
                break
            uneven = size / ideal - 1
            itself = by_size[size if size < never else never]
            if size > longest and itself > best:
                break  # what is longer costs more still
            cost = cheapest[begin] + itself + 8 * uneven * uneven
            if cost < best:
                best, origin = cost, begin
        cheapest.append(best + breaks[end - 1].cost)
        previous.append(origin)
    ends: list[int] = []
    at = len(offsets) - 1
    while at > 0:
        ends.append(offsets[at])
        at = previous[at]
    return ends[::-1]


@lru_cache(maxsize=64)
def _costs(limits: Limits) -> tuple[float, ...]:
    """What a piece of each size costs besides its end and its unevenness: few, none hurried, none tiny.

    A piece a tenth over the limit costs about as much as a cut at a semicolon, a quarter over as much as one
    at a conjunction; half of the shortest length is where a piece begins to sound like a fragment.
    """
    return tuple(
        6 + (max(0.0, size / limits.longest - 1) * 25) ** 2 + max(0.0, 1 - size / (limits.shortest / 2)) * 40
        for size in range(limits.never + 1)
    )
