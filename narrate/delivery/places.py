"""Where in a file there is something to look at: what its rules complain of, by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.delivery.curves import Curves
from narrate.delivery.facts import Facts
from narrate.delivery.profiles import Profile
from narrate.delivery.silences import DIGITAL_DB, level_db, silences
from narrate.delivery.spoken import Stretch
from narrate.drawing import ink
from narrate.sound.decibels import amplitude_of

_APART_S = 0.5  # what lies closer is one place
_MOST = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Something to look at from ``start_s`` to ``end_s``: ``what``, and the colour of its flag."""

    start_s: float
    end_s: float
    what: str
    colour: str


def places(
    facts: Facts, curves: Curves, profile: Profile, stretches: Sequence[Stretch] = ()
) -> tuple[Place, ...]:
    """Clipping, true peaks over the limit, dead and long silences, and takes with faults, in that order."""
    return tuple(_places(facts, curves, profile, stretches))


def _places(facts: Facts, curves: Curves, profile: Profile, stretches: Sequence[Stretch]) -> Iterator[Place]:
    limits = {rule.quantity: rule.high for rule in profile.rules if rule.high is not None}
    yield from _of(curves, curves.clipped > 0, "clipped", ink.BAD)
    if "true-peak" in limits:
        over = curves.true_peak > amplitude_of(limits["true-peak"] + 0.05)
        yield from _of(curves, over, f"true peak over {limits['true-peak']:g} dBTP", ink.BAD)
    yield from _of(curves, level_db(curves.power) < DIGITAL_DB, "digital silence", ink.PALE)
    starts = [mark.start_s for mark in facts.container.marks]
    longest_s = limits.get("longest-silence", np.inf)
    for gap in silences(curves).gaps:
        if gap.length_s > longest_s and not any(gap.start_s <= each <= gap.end_s for each in starts):
            yield Place(gap.start_s, gap.end_s, f"silence over {longest_s:g} s", ink.WARN)
    for stretch in stretches:
        if stretch.flaw:
            yield Place(stretch.start_s, stretch.end_s, f"accepted take: {stretch.flaw}", ink.FLAW)


def _of(curves: Curves, where: NDArray[np.bool_], what: str, colour: str) -> Iterator[Place]:
    """The runs of windows ``where`` something is so; those close to each other are one."""
    windows = np.flatnonzero(where)
    if not len(windows):
        return
    breaks = np.flatnonzero(np.diff(windows) * curves.window_s > _APART_S) + 1
    for run in np.split(windows, breaks)[:_MOST]:
        yield Place(float(run[0] * curves.window_s), float((run[-1] + 1) * curves.window_s), what, colour)
