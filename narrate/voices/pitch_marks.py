"""Where in a recording each period of a voice is: a mark in every one, at the same place of it.

From mark to mark by the lag at which the sound is most like itself, as Praat finds its pulses (P. Boersma,
"To PointProcess (cc)", Praat manual): the pitch track says about how far that is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.resample import resampled
from narrate.voices.pitch import FRAMES_PER_S, Track, track

_RATE_HZ = 16_000  # at which marks are sought; they are interpolated between samples
_RUMBLE_HZ = 40.0
_NEAREST, _FARTHEST = 0.8, 1.25  # of a period: the next mark; Praat's figures
_LEAST_LIKE = 0.3  # of the two periods: less, and it is no voice any more; Praat's figure
_NO_POWER = 1e-9
_FEWEST = 3  # marks: fewer say nothing of a period


@dataclass(frozen=True, slots=True, eq=False)
class Voiced:
    """A stretch of voice: ``marks_s`` (n,), at least three, one in every period, in order."""

    marks_s: NDArray[np.float64]

    @property
    def periods_s(self) -> NDArray[np.float64]:
        """How long the period around each mark is: (n,)."""
        gaps = np.diff(self.marks_s)
        return np.concatenate([gaps[:1], (gaps[1:] + gaps[:-1]) / 2, gaps[-1:]])


def voiced_stretches(audio: NDArray[np.float32], rate_hz: int) -> tuple[Voiced, ...]:
    """The stretches of ``audio`` (n,) in which a voice is heard, in order; none touches another."""
    followed = track(audio, rate_hz)
    if not followed.voiced.any():
        return ()
    sound = resampled(audio, rate_hz, _RATE_HZ)
    (clean,) = filtered(at_rest(sound, _RATE_HZ), high_pass(_RUMBLE_HZ, _RATE_HZ))
    clean = clean if float(np.mean(clean.astype(np.float64) ** 3)) >= 0 else -clean  # its pulses point up
    stretches = (each for run in _runs(followed.voiced) for each in _stretches(clean, followed, *run))
    found: list[Voiced] = []
    free = -1.0
    for stretch in stretches:
        marks = stretch / _RATE_HZ
        marks = marks[marks > free]
        if len(marks) >= _FEWEST:
            found.append(Voiced(marks))
            free = float(marks[-1])
    return tuple(found)


def _runs(where: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True))


def _stretches(
    sound: NDArray[np.float32], followed: Track, first: int, last: int
) -> list[NDArray[np.float64]]:
    """The marks, in samples, of each stretch of like periods in the frames ``first`` to ``last``, in order.

    The tracker follows a voice through a consonant; where its periods begin anew behind it, so do the marks.
    """
    hop = _RATE_HZ / FRAMES_PER_S
    at, periods = np.arange(first, last + 1) * hop, _RATE_HZ / followed.hz[first : last + 1]
    low, high = max(0.0, (first - 0.5) * hop), min(len(sound) - 1.0, (last + 0.5) * hop)
    contour = at.astype(np.float64), periods.astype(np.float64)
    found: list[NDArray[np.float64]] = []
    waiting = [(first, last)]
    while waiting:
        begin, end = waiting.pop()
        loudest = begin + int(followed.level_db[begin : end + 1].argmax())
        middle, half = at[loudest - first], periods[loudest - first] / 2
        around = slice(int(max(low, middle - half)), int(min(high, middle + half)) + 1)
        start = float(around.start + int(sound[around].argmax()))
        earlier = _walk(sound, start, -1, (max(low, (begin - 0.5) * hop), high), contour)
        later = _walk(sound, start, 1, (low, min(high, (end + 0.5) * hop)), contour)
        marks = np.array([*reversed(earlier), start, *later])
        found.append(marks)
        before = min(int(marks[0] / hop) - 1, loudest - 1)
        after = max(int(np.ceil(marks[-1] / hop)) + 1, loudest + 1)
        waiting += [each for each in ((begin, before), (after, end)) if each[0] < each[1]]
    return sorted(found, key=lambda marks: float(marks[0]))


def _walk(
    sound: NDArray[np.float32],
    start: float,
    step: int,
    within: tuple[float, float],
    contour: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> list[float]:
    """The marks on one side of ``start``, nearest first."""
    marks: list[float] = []
    here = start
    while True:
        period = float(np.interp(here, *contour))
        found = _next(sound, here, step, period)
        if found is None or not within[0] <= found <= within[1]:
            return marks
        marks.append(found)
        here = found


def _next(sound: NDArray[np.float32], here: float, step: int, period: float) -> float | None:
    """The mark a ``period`` or so before or after ``here``: where the sound is most like that around it."""
    centre, half = round(here), round(period / 2)
    nearest, farthest = int(_NEAREST * period), int(np.ceil(_FARTHEST * period))
    template = sound[centre - half : centre + half + 1] if centre >= half else sound[:0]
    if step > 0:
        begin, end = centre + nearest - half, centre + farthest + half + 1
    else:
        begin, end = centre - farthest - half, centre - nearest + half + 1
    if len(template) < 2 * half + 1 or begin < 0 or end > len(sound):
        return None
    region = sound[begin:end].astype(np.float64)
    width = len(template)
    power = np.concatenate([[0.0], np.cumsum(np.square(region))])
    energy = power[width:] - power[:-width]
    whole = float(np.square(template, dtype=np.float64).sum())
    like = np.correlate(region, template.astype(np.float64)) / np.sqrt(energy * whole + _NO_POWER**2)
    best = int(like.argmax())
    if like[best] < _LEAST_LIKE:
        return None
    shift = 0.0
    if 0 < best < len(like) - 1:
        before, at, after = like[best - 1 : best + 2].tolist()
        curve = before - 2 * at + after
        shift = 0.5 * (before - after) / curve if curve < 0 else 0.0
    return here + (begin + half + best - centre) + shift
