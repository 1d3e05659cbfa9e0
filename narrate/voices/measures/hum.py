"""The hum of the mains: a tone of 50 or 60 Hz with its harmonics, which never stops while somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.resample import resampled
from narrate.voices.measures.levels import frames_db

_RATE_HZ = 4000  # of analysis
_FRAME_S = 0.5  # tells 50 Hz from 60, and either from a voice that does not stand still
_MAINS_HZ = (50, 60)
_HARMONICS = 6
_STEADY_PERCENTILE = 20  # of frames: a tone that is there in so few of them is no hum
_NEAR, _FAR = 4, 15  # bins: what lies around a harmonic, without what the window smears
_STANDS_OUT_DB, _ALONE_DB = 10.0, 15.0
_LEAST = 2  # harmonics: one alone may be a voice's, unless it is the first, which is below all voices
_RUMBLE_HZ = 25.0
_FLOOR_PERCENTILE = 5
_NO_POWER = 1e-14


@dataclass(frozen=True, slots=True)
class Hum:
    """``mains_hz`` is 50 or 60; ``level_db`` is that of all its harmonics that stand out, of full scale."""

    mains_hz: int
    level_db: float


def hum(audio: NDArray[np.float32], rate_hz: int) -> Hum | None:
    """The hum in ``audio`` (n,); None where there is none, or less than a second to hear it in.

    A tone counts for no more than the quietest frames of 20 ms have, for hum is in them too: so no voice on
    one note is taken for it.
    """
    sound = resampled(audio, rate_hz, _RATE_HZ)
    size = round(_FRAME_S * _RATE_HZ)
    if len(sound) < 2 * size:
        return None
    (clean,) = filtered(at_rest(sound, _RATE_HZ), high_pass(_RUMBLE_HZ, _RATE_HZ))
    frames = np.lib.stride_tricks.sliding_window_view(clean, size)[:: size // 4]
    bell = np.hanning(size)
    power = 2 * np.square(np.abs(np.fft.rfft(frames * bell, axis=1)) / bell.sum())
    steady_db = 10 * np.log10(np.percentile(power, _STEADY_PERCENTILE, axis=0) + _NO_POWER)
    floor_db = float(np.percentile(frames_db(clean, _RATE_HZ // 100), _FLOOR_PERCENTILE))
    found = [
        Hum(mains_hz, min(_sum_db(tones), floor_db))
        for mains_hz in _MAINS_HZ
        if (tones := _tones(steady_db, mains_hz))
    ]
    return max(found, key=lambda each: each.level_db, default=None)


def _tones(steady_db: NDArray[np.float64], mains_hz: int) -> list[float]:
    """The levels in dB of the harmonics of ``mains_hz`` that stand out, if they are enough to be hum."""
    found = []
    alone = False
    for harmonic in range(1, _HARMONICS + 1):
        bin_ = round(harmonic * mains_hz * _FRAME_S)
        level_db = float(steady_db[bin_ - 1 : bin_ + 2].max())
        around = np.concatenate(
            [steady_db[max(0, bin_ - _FAR) : bin_ - _NEAR], steady_db[bin_ + _NEAR + 1 : bin_ + _FAR]]
        )
        above_db = level_db - float(np.median(around))
        if above_db > _STANDS_OUT_DB:
            found.append(level_db)
        alone = alone or (harmonic == 1 and above_db > _ALONE_DB)
    return found if alone or len(found) >= _LEAST else []


def _sum_db(tones_db: list[float]) -> float:
    return float(10 * np.log10(sum(10 ** (tone_db / 10) for tone_db in tones_db)))
