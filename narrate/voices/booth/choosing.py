"""Which of the lines that somebody read a voice is made of: the best, or neighbours where it is too short."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from narrate.errors import count
from narrate.sound.pcm import Recording
from narrate.voices.booth.reading import Reading
from narrate.voices.checks.capture import BEST_S

_CLEAN_DB = 45.0  # of speech above the room, from which on more is not heard
_NOISE_DB, _WANDER_DB, _PACE, _LENGTH_S = 6.0, 3.0, 0.12, 1.0
"""What is one step worse: of noise, of a level that wanders, of the pace's logarithm, of being too short."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What a voice is made of: the ``readings``, one after the other, and ``why`` them, as a sentence."""

    readings: tuple[Reading, ...]
    why: str

    @property
    def recording(self) -> Recording:
        """Their sound, each with the room that is kept around it."""
        rate_hz = self.readings[0].recording.sample_rate
        return Recording(np.concatenate([each.speech.audio for each in self.readings]), rate_hz)

    @property
    def transcript(self) -> str:
        """Their words."""
        return " ".join(each.line for each in self.readings)


def choose(readings: Sequence[Reading | None]) -> Choice | None:
    """The best of ``readings``, in the order of the lines; None where there is none that passes.

    A line that was not read is None. Neighbours are joined only where each of them is too short alone.
    """
    passed = [each for each in readings if each is not None and each.passes]
    if not passed:
        return None
    own = median(each.pace for each in passed)
    best = min(_spans(readings), key=lambda span: (_worse(span, own), -_seconds(span)))
    return Choice(best, _why(best, readings, own))


def _spans(readings: Sequence[Reading | None]) -> Iterator[tuple[Reading, ...]]:
    """Every line that passes, with as many behind it as it takes to be long enough."""
    for first in range(len(readings)):
        span: list[Reading] = []
        for each in readings[first:]:
            if each is None or not each.passes or not _joins(span, each):
                break
            span.append(each)
            if _seconds(span) >= BEST_S[0]:
                break
        if span:
            yield tuple(span)


def _joins(span: Sequence[Reading], following: Reading) -> bool:
    same = all(each.recording.sample_rate == following.recording.sample_rate for each in span)
    return not span or (same and _seconds(span) + following.seconds <= BEST_S[1])


def _worse(span: Sequence[Reading], own: float) -> float:
    """How far ``span`` is from a perfect one, in steps: that of its worst line, and what it is too short."""
    short = max(0.0, BEST_S[0] - _seconds(span)) / _LENGTH_S
    long = max(0.0, _seconds(span) - BEST_S[1]) / _LENGTH_S
    return max(_steps(each, own) for each in span) + short + long


def _steps(reading: Reading, own: float) -> float:
    return (
        max(0.0, _CLEAN_DB - reading.figure("snr_db")) / _NOISE_DB
        + reading.figure("wander_db") / _WANDER_DB
        + abs(math.log(reading.pace / own)) / _PACE
        + reading.figure("clicks")
        + len(reading.remarks)
    )


def _seconds(span: Sequence[Reading]) -> float:
    return sum(each.seconds for each in span)


def _why(span: Sequence[Reading], readings: Sequence[Reading | None], own: float) -> str:
    numbers = [number for number, each in enumerate(readings, 1) if any(each is one for one in span)]
    which = f"line {numbers[0]}" if len(numbers) == 1 else f"lines {numbers[0]} to {numbers[-1]}"
    worst = max(span, key=lambda each: abs(math.log(each.pace / own)))
    pace = round(100 * (worst.pace / own - 1))
    told = [
        f"{_seconds(span):.1f} s",
        f"{min(each.figure('snr_db') for each in span):.0f} dB above the noise",
        f"level within {max(each.figure('wander_db') for each in span):.0f} dB",
        f"{abs(pace)} % {'faster' if pace > 0 else 'slower'} than your pace" if pace else "at your pace",
        count(round(clicks), "click")
        if (clicks := sum(each.figure("clicks") for each in span))
        else "no click",
    ]
    passed = sum(each is not None and each.passes for each in readings)
    return f"{which} of {passed} that are good: {', '.join(told)}"
