"""What lies below all voices: the desk, the wind, the traffic, a breath on the microphone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.resample import resampled

_RATE_HZ = 400  # of analysis
_LOWEST_HZ, _HIGHEST_HZ = 5.0, 45.0  # neither a constant part nor the mains
_NO_POWER = 1e-14


def rumble_db(audio: NDArray[np.float32], rate_hz: int) -> float:
    """The level of what is below 45 Hz in ``audio`` (n,), RMS over all of it, in dB of full scale."""
    low = resampled(audio, rate_hz, _RATE_HZ)
    if len(low) < _RATE_HZ:
        return -140.0
    spectrum = np.abs(np.fft.rfft(low - low.mean())) / len(low)
    hertz = np.fft.rfftfreq(len(low), 1 / _RATE_HZ)
    power = 2 * np.square(spectrum[(hertz > _LOWEST_HZ) & (hertz < _HIGHEST_HZ)]).sum()
    return float(10 * np.log10(power + _NO_POWER))
