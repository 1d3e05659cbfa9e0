"""Another sample rate, by soxr: an utterance at once, or a chapter in blocks."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

_QUALITY = "HQ"  # soxr's 20 bits: images are below -120 dB


def resampled(audio: NDArray[np.float32], rate_hz: int, new_rate_hz: int) -> NDArray[np.float32]:
    """``audio`` (n,) at another rate: (round(n * new / old),)."""
    if rate_hz == new_rate_hz or not len(audio):
        return audio
    result: NDArray[np.float32] = soxr.resample(audio, rate_hz, new_rate_hz, quality=_QUALITY)
    return result


class Resampler:
    """Sound in blocks of any size to another rate; the result does not depend on their sizes."""

    def __init__(self, rate_hz: int, new_rate_hz: int) -> None:
        self._stream = (
            None
            if rate_hz == new_rate_hz
            else soxr.ResampleStream(rate_hz, new_rate_hz, 1, dtype="float32", quality=_QUALITY)
        )

    def add(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """What is ready after ``block`` (n,) came in; possibly nothing."""
        if self._stream is None:
            return block
        ready: NDArray[np.float32] = self._stream.resample_chunk(block)
        return ready

    def finish(self) -> NDArray[np.float32]:
        """The rest; nothing may be added after it."""
        if self._stream is None:
            return np.empty(0, np.float32)
        rest: NDArray[np.float32] = self._stream.resample_chunk(np.empty(0, np.float32), last=True)
        return rest
