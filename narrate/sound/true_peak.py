"""True peaks: how high the wave rises between its samples, by eightfold interpolation.

BS.1770-4, annex 2, reads true peaks at 192 kHz; from 24 kHz, that is eight times.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.decibels import decibels

GROUP = 8  # samples that share one reading
_REACH = GROUP  # samples that the interpolator hears on either side
_PHASES = np.arange(1, 8) / 8
_KAISER_BETA = 5.0  # within 0.1 dB up to 0.8 of the highest frequency, with 16 taps


def _interpolators() -> NDArray[np.float32]:
    """A windowed sinc for each phase: (7, 16). Tap ``k`` is for the sample ``k - 7`` from here."""
    distance = np.arange(1 - _REACH, _REACH + 1) - _PHASES[:, None]
    window = np.i0(_KAISER_BETA * np.sqrt(1 - (distance / _REACH) ** 2))
    taps = np.sinc(distance) * window
    normal: NDArray[np.float64] = taps / taps.sum(axis=1, keepdims=True)
    return normal.astype(np.float32)


_TAPS = _interpolators()


def _largest_stray() -> float:
    """How far the wave can rise over both samples around it, per unit of the largest step between samples.

    The taps less those of a straight line between the two samples sum to zero, so what they add is a
    weighted sum of steps; the weights are their running sums.
    """
    line = np.zeros_like(_TAPS)
    line[:, _REACH - 1], line[:, _REACH] = 1 - _PHASES, _PHASES
    return float(np.abs(np.cumsum(_TAPS - line, axis=1)).sum(axis=1).max())


_STRAY = _largest_stray()
_ROUNDING = 1.00001  # float32 sums of 16 products are off by less


def group_peaks(audio: NDArray[np.float32], above: float) -> NDArray[np.float32]:
    """The true peak of each group of 8 samples of ``audio`` (n,), where it may exceed ``above``; else 0.

    Shape (ceil(n / 8) + 2,): there is a group of silence before the first and after the last, because the
    wave goes on there. Few groups are near the peak, so few are interpolated.
    """
    groups = -(-len(audio) // GROUP) + 2
    padded = np.zeros((groups + 2) * GROUP, np.float32)  # and one more on either side for the taps
    padded[2 * GROUP : 2 * GROUP + len(audio)] = audio
    near = np.flatnonzero(_bound(padded) > above)
    peaks = np.zeros(groups, np.float32)
    if len(near):
        window = padded[near * GROUP + np.arange(GROUP + 1 - _REACH, 2 * GROUP + _REACH)[:, None]]
        highest = np.abs(window[_REACH - 1 : _REACH - 1 + GROUP])
        for taps in _TAPS:
            between = taps[0] * window[:GROUP]
            for k in range(1, len(taps)):
                between += taps[k] * window[k : k + GROUP]
            np.maximum(highest, np.abs(between), out=highest)
        peaks[near] = highest.max(axis=0)
    return peaks


def true_peak_db(audio: NDArray[np.float32]) -> float:
    """The true peak of ``audio`` (n,) in dB of full scale; -144 for silence."""
    sample_peak = float(np.abs(audio).max(initial=0))
    peak = max(sample_peak, float(group_peaks(audio, sample_peak).max()))
    return decibels(peak)


def _bound(padded: NDArray[np.float32]) -> NDArray[np.float32]:
    """What no true peak of a group can exceed: (groups,), from the samples and steps in and around it."""
    level = _group_max(np.abs(padded))
    step = _group_max(np.abs(np.diff(padded, append=np.float32(0))))
    around = np.maximum(np.maximum(step[:-2], step[1:-1]), step[2:])
    return (np.maximum(level[1:-1], level[2:]) + np.float32(_STRAY) * around) * np.float32(_ROUNDING)


def _group_max(magnitude: NDArray[np.float32]) -> NDArray[np.float32]:
    for _ in range(GROUP.bit_length() - 1):  # three halvings: 8 to 1
        magnitude = np.maximum(magnitude[::2], magnitude[1::2])
    return magnitude
