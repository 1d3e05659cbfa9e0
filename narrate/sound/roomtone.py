"""Room tone: a faint, even noise under everything, so that no pause is dead.

Digital silence between utterances would make the noise within them stand out, and ACX asks for room tone.
The noise also serves as dither.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from narrate.sound.decibels import amplitude_of

_LOOP_S = 15  # long enough that nobody hears it come round
_CORNER_HZ = 1500.0  # rooms are dull; second-order low-pass
_SEED = 1_770


class RoomTone:
    """Room tone at ``rate_hz`` and ``level_db`` (RMS, full scale is 0), in a loop without end.

    It depends on nothing but the place in the loop: the same samples in every build with this numpy.
    """

    def __init__(self, rate_hz: int, level_db: float) -> None:
        self._loop = _loop(rate_hz) * np.float32(amplitude_of(level_db))

    def at(self, position: int, samples: int) -> NDArray[np.float32]:
        """The tone at ``position:position + samples``, where 0 is the loop's beginning: (samples,)."""
        start = position % len(self._loop)
        if start + samples <= len(self._loop):
            return self._loop[start : start + samples].copy()
        return np.take(self._loop, np.arange(start, start + samples), mode="wrap")


@lru_cache(maxsize=4)
def _loop(rate_hz: int) -> NDArray[np.float32]:
    """Noise of RMS 1 that ends where it begins: it is made of whole periods of the loop."""
    samples = _LOOP_S * rate_hz
    normal = np.random.Generator(np.random.PCG64(_SEED)).standard_normal((2, samples // 2 + 1))
    frequency_hz = np.arange(samples // 2 + 1) / _LOOP_S
    gain = 1 / np.sqrt(1 + (frequency_hz / _CORNER_HZ) ** 4)
    gain[0] = 0
    noise = np.fft.irfft(gain * (normal[0] + 1j * normal[1]), samples)
    rms = np.sqrt(np.square(noise).mean(dtype=np.float64))
    level: NDArray[np.float64] = noise / rms
    return level.astype(np.float32)
