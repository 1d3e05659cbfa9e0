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
_PASSES = 3  # a gain that moves changes the wave a little; speech needs one pass, rarely two


def limited(audio: NDArray[np.float32], rate_hz: int, ceiling_db: float) -> NDArray[np.float32]:
    """``audio`` (n,) turned down around its peaks, so that its true peak is at ``ceiling_db`` at the most.

    Holds within 0.1 dB for any input, as ``true_peak_db`` reads it; noise at the very top of the band may
    rise higher between samples, speech hardly (0.3 dB when turned down by 15).
    What is below the ceiling is returned as it is.
    """
    ceiling = amplitude_of(ceiling_db)
    for _ in range(_PASSES):
        peaks = group_peaks(audio, ceiling)
        if peaks.max() <= ceiling * _TOLERANCE:
            return audio
        audio = audio * _gain(peaks, ceiling, rate_hz)[: len(audio)]
    # Noise at the very top of the band can resist a moving gain; a steady one always works.
    highest = float(group_peaks(audio, ceiling).max())
    return audio * np.float32(min(1.0, ceiling / max(highest, ceiling)))


def _gain(peaks: NDArray[np.float32], ceiling: float, rate_hz: int) -> NDArray[np.float32]:
    """The factor for each sample, from the true ``peaks`` (groups,): at the most what each peak needs.

    A reduction is held over the whole stretch that the smoothing afterwards takes its mean of, and two
    groups more (the interpolator's reach, and the straight line), so every mean is of enough reduction.
    """
    needed_db = 20 * np.log10(np.maximum(peaks.astype(np.float64), ceiling) / ceiling)
    released_db = _released(needed_db, _RELEASE_DB_S * GROUP / rate_hz)
    third = max(1, round(_LOOK_AHEAD_S * rate_hz / GROUP / 3))
    reduction_db = _held(released_db, 3 * third + 2)
    for _ in range(3):  # three running means make nearly a bell: no corner in the gain
        reduction_db = _running_mean(reduction_db, third)
    gain = 10 ** (-reduction_db[1:] / 20)  # the first group is the silence before the first sample
    ramp = np.arange(GROUP) / GROUP
    return (gain[:-1, None] + np.diff(gain)[:, None] * ramp).astype(np.float32).ravel()


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
