"""A true-peak limiter with look-ahead, for one utterance at a time.

It hears the whole utterance before it turns anything down, so it has no delay and needs no loop over
samples. The gain is computed once per group of samples, and is a straight line in between.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.decibels import amplitude_of
from narrate.sound.true_peak import GROUP, group_peaks

_LOOK_AHEAD_S = 0.004  # the gain moves within this time: slower than a wave, faster than the ear minds
_RELEASE_DB_S = 120.0  # and comes back at this rate
_TOLERANCE = 1.0058  # 0.05 dB over the ceiling is left alone
_HARDLY_DB = 0.02  # lost, or won by a step
_PASSES = 3  # a gain that moves changes the wave a little; speech needs one pass, rarely two


def limited(
    audio: NDArray[np.float32], rate_hz: int, ceiling_db: float, give_back_db: float = 0.0
) -> NDArray[np.float32]:
    """``audio`` (n,) turned down around its peaks, so that its true peak is at ``ceiling_db`` at the most.

    Holds within 0.1 dB for any input, as ``true_peak_db`` reads it; noise at the very top of the band may
    rise higher between samples, speech hardly (0.3 dB when turned down by 15).

    What power it so loses it is given back, up to ``give_back_db``, by turning all of it up before: else, of
    two voices of one loudness, the one with the sharper peaks would end as the softer one. What is below the
    ceiling is returned as it is.
    """
    ceiling = amplitude_of(ceiling_db)
    peaks = group_peaks(audio, ceiling / amplitude_of(give_back_db))
    if peaks.max() <= ceiling * _TOLERANCE:
        return audio
    groups = np.zeros((len(peaks), GROUP), np.float32)
    heard = groups.ravel()[GROUP : GROUP + len(audio)]  # the first group is the silence before it
    heard[:] = audio
    if give_back_db:
        up = np.float32(amplitude_of(_make_up_db(groups, peaks, ceiling, rate_hz, give_back_db)))
        groups *= up
        peaks *= up
    for _ in range(_PASSES):
        near, down_db = _reduction(peaks, ceiling, rate_hz)
        groups[near] *= _gain(near, down_db)
        peaks = group_peaks(heard, ceiling)
        if peaks.max() <= ceiling * _TOLERANCE:
            return heard
    # Noise at the very top of the band can resist a moving gain; a steady one always works.
    return heard * np.float32(min(1.0, ceiling / max(float(peaks.max()), ceiling)))


def _make_up_db(
    groups: NDArray[np.float32], peaks: NDArray[np.float32], ceiling: float, rate_hz: int, most_db: float
) -> float:
    """By how much to turn the ``groups`` (g, 8) up so that, limited, they have the power that they have now.

    Reckoned with one gain for each group; ``peaks`` (g,) are their true peaks.
    """
    power = np.square(groups).sum(axis=1).astype(np.float64)
    whole = power.sum()

    def lost_db(up_db: float) -> float:
        near, down_db = _reduction(peaks * np.float32(amplitude_of(up_db)), ceiling, rate_hz)
        lost = (power[near] * (1 - 10 ** (-down_db / 10))).sum()
        return -10 * float(np.log10(1 - lost / whole)) - up_db

    first_db = lost_db(0.0)
    if first_db < _HARDLY_DB:
        return 0.0
    still_db = lost_db(min(first_db, most_db))
    # Louder sound loses more: what is still missing takes as much more as the first step has brought less.
    further_db = still_db * first_db / max(first_db - still_db, _HARDLY_DB)
    return min(most_db, first_db + max(0.0, further_db))


def _reduction(
    peaks: NDArray[np.float32], ceiling: float, rate_hz: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Which groups are turned down, (k,), and by how many dB, (k,), from the true ``peaks`` (g,).

    By no less than each of them needs: a reduction is held over the whole stretch that the smoothing
    afterwards takes its mean of, and two groups more (the interpolator's reach, and the straight line), so
    every mean is of enough reduction.
    Most of speech is nowhere near a peak, and is not looked at.
    """
    fall_db = _RELEASE_DB_S * GROUP / rate_hz
    third = max(1, round(_LOOK_AHEAD_S * rate_hz / GROUP / 3))
    reach = 6 * third + 3
    most_db = 20 * np.log10(max(float(peaks.max()), ceiling) / ceiling)
    near = _around(peaks > ceiling, reach, reach + int(most_db / fall_db) + 1)
    needed_db = 20 * np.log10(np.maximum(peaks[near].astype(np.float64), ceiling) / ceiling)
    reduction_db = _held(_released(needed_db, fall_db), 3 * third + 2)
    for _ in range(3):  # three running means make nearly a bell: no corner in the gain
        reduction_db = _running_mean(reduction_db, third)
    return near, reduction_db


def _around(over: NDArray[np.bool_], before: int, after: int) -> NDArray[np.intp]:
    """Where one ``over`` (n,) is at most ``before`` places ahead, or ``after`` behind: in order."""
    at = np.flatnonzero(over)
    edges = np.zeros(len(over) + 1, np.int32)
    np.add.at(edges, np.maximum(at - before, 0), 1)
    np.subtract.at(edges, np.minimum(at + after + 1, len(over)), 1)
    return np.flatnonzero(np.cumsum(edges[:-1]))


def _gain(near: NDArray[np.intp], down_db: NDArray[np.float64]) -> NDArray[np.float32]:
    """The factors of the groups ``near`` (k,): (k, 8), a straight line from each one's to the next one's."""
    gain = (10 ** (-down_db / 20)).astype(np.float32)
    following = np.append(gain[1:], np.float32(1))
    following[:-1][np.diff(near) > 1] = 1  # after the last one of a stretch nothing is turned down
    ramp = np.arange(GROUP, dtype=np.float32) / np.float32(GROUP)
    line: NDArray[np.float32] = gain[:, None] + (following - gain)[:, None] * ramp
    return line


def _released(db: NDArray[np.float64], fall_db: float) -> NDArray[np.float64]:
    """``db`` (n,), but falling by no more than ``fall_db`` from one value to the next."""
    line = fall_db * np.arange(len(db))
    falling: NDArray[np.float64] = np.maximum.accumulate(db + line) - line
    return falling


def _held(db: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The largest of the ``reach`` values before, the value itself, and the ``reach`` after: (n,)."""
    width = 2 * reach + 1
    db = np.pad(db, reach)
    span = 1
    while 2 * span <= width:
        db = np.maximum(db[:-span], db[span:])
        span *= 2
    rest = width - span
    return np.maximum(db[:-rest], db[rest:]) if rest else db


def _running_mean(db: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The mean of the ``reach`` values before, the value itself, and the ``reach`` after: (n,)."""
    total = np.cumsum(np.pad(db, (reach + 1, reach), mode="edge"))
    return (total[2 * reach + 1 :] - total[: -2 * reach - 1]) / (2 * reach + 1)
