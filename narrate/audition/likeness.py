"""How alike two ways of speaking are, from 0 to 1: the distance of their figures, in steps that one hears.

Melody, pace, energy and pauses count, and how high a voice lies does not: that is who speaks. Each figure is
as many steps off as a listener could tell apart, and half as alike for every four of them; the whole is
their mean, each weighed by how far both measurements can be trusted. The steps of melody, pace and energy
are from the literature; that of pauses, the four, and the mean are narrate's own.
"""

from __future__ import annotations

import math

from narrate.voices.prosody import Figure, Prosody

RANGE_STEP_ST = 1.5
"""T. Rietveld, C. Gussenhoven, "On the relation between pitch excursion size and prominence", Journal of
Phonetics 13, 1985: a difference of 1.5 semitones changes how prominent a word is heard to be."""

RATE_STEP = 0.05
"""H. Quené, "On the just noticeable difference for tempo in speech", Journal of Phonetics 35, 2007: 5 %."""

ENERGY_STEP_DB = 1.0
"""G. Miller, "Sensitivity to changes in the intensity of white noise", JASA 19, 1947: one decibel at most."""

PAUSE_STEP = 0.05
"""Of the time that is pause; narrate's own."""

_HALF_STEPS = 4.0


def likeness(one: Prosody, other: Prosody) -> float | None:
    """How alike the two are, 0 to 1; None where nothing of them can be trusted."""
    parts = (
        (_apart(one.range_st, other.range_st) / RANGE_STEP_ST, one.range_st, other.range_st),
        (_ratio(one.rate, other.rate) / math.log(1 + RATE_STEP), one.rate, other.rate),
        (_apart(one.energy_db, other.energy_db) / ENERGY_STEP_DB, one.energy_db, other.energy_db),
        (_apart(one.pause_share, other.pause_share) / PAUSE_STEP, one.pause_share, other.pause_share),
    )
    weighed = [(0.5 ** (steps / _HALF_STEPS), min(a.confidence, b.confidence)) for steps, a, b in parts]
    whole = sum(weight for _, weight in weighed)
    return sum(alike * weight for alike, weight in weighed) / whole if whole > 0 else None


def _apart(one: Figure, other: Figure) -> float:
    return abs(one.value - other.value)


def _ratio(one: Figure, other: Figure) -> float:
    """How far two rates are apart, as a logarithm; a voice without a syllable is like none that has any."""
    if one.value <= 0 or other.value <= 0:
        return 0.0 if one.value == other.value else math.inf
    return abs(math.log(one.value / other.value))
