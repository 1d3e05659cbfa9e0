"""Up to which frequency a recording has any sound of its speech, whatever its sample rate promises.

A lossy encoder, a video call and a cheap microphone all leave out what is above some frequency. It shows in
the hissing sounds, whose power goes up to 10 kHz and beyond in any recording that is whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FRAME_S = 0.064
_STEP_HZ, _BAND_HZ = 125.0, 250.0
_MIDDLE_HZ = (300.0, 3000.0)
_FAINT_DB = -45.0
"""Power per hertz against the middle of loud frames, in the two frames of a hundred that have most of it.

What an encoder left out is at -60 and below. A baritone who was recorded with everything up to 8 kHz is at
-24 at 6.5 kHz and -32 at 7.
"""
_ABOVE_NOISE_DB = 9.0  # by which speech changes a band; in noise alone these percentiles are 5 dB apart
_LOUD, _QUIET, _MIDDLE = 98, 10, 90  # percentiles of frames
_BLOCK_FRAMES = 1024
_NO_POWER = 1e-16


def bandwidth_hz(audio: NDArray[np.float32], rate_hz: int) -> float:
    """Where the spectrum of the speech in ``audio`` (n,) ends; 0 of too little, or where nobody speaks."""
    size = round(_FRAME_S * rate_hz)
    if len(audio) < 2 * size:
        return 0.0
    bands_db, middle_db = _bands(audio, rate_hz, size)
    loud, quiet = np.percentile(bands_db, (_LOUD, _QUIET), axis=0)
    heard = (loud > np.percentile(middle_db, _MIDDLE) + _FAINT_DB) & (loud > quiet + _ABOVE_NOISE_DB)
    if not heard.any():
        return 0.0
    return float(min(np.flatnonzero(heard)[-1] * _STEP_HZ + _BAND_HZ, rate_hz / 2))


def _bands(
    audio: NDArray[np.float32], rate_hz: int, size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Power per hertz in dB of each frame, in bands (n, k) and in the middle (n,); the scale is arbitrary."""
    hertz = np.fft.rfftfreq(size, 1 / rate_hz)
    lows = np.arange(0.0, rate_hz / 2 - _BAND_HZ / 2, _STEP_HZ)
    first = np.searchsorted(hertz, lows)
    last = np.searchsorted(hertz, np.minimum(lows + _BAND_HZ, rate_hz / 2))
    middle = (hertz >= _MIDDLE_HZ[0]) & (hertz < _MIDDLE_HZ[1])
    frames = np.lib.stride_tricks.sliding_window_view(audio, size)[:: size // 2]
    bell = np.hanning(size).astype(np.float32)
    bands, middles = [], []
    for at in range(0, len(frames), _BLOCK_FRAMES):
        power = np.square(
            np.abs(np.fft.rfft(frames[at : at + _BLOCK_FRAMES] * bell, axis=1)), dtype=np.float64
        )
        total = np.pad(np.cumsum(power, axis=1), ((0, 0), (1, 0)))
        bands.append((total[:, last] - total[:, first]) / np.maximum(1, last - first))
        middles.append(power[:, middle].mean(axis=1))
    return (
        10 * np.log10(np.maximum(np.concatenate(bands), 0) + _NO_POWER),
        10 * np.log10(np.concatenate(middles) + _NO_POWER),
    )
