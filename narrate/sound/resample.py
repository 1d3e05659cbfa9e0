"""Another sample rate, by soxr: an utterance at once, or a chapter in blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_QUALITY = "HQ"  # soxr's 20 bits: images are below -120 dB


def resampled_length(samples: int, rate_hz: int, new_rate_hz: int) -> int:
    """How many samples those become at another rate: n * new / old, a half rounded up."""
    return (2 * samples * new_rate_hz + rate_hz) // (2 * rate_hz)


def resampled(audio: NDArray[np.float32], rate_hz: int, new_rate_hz: int) -> NDArray[np.float32]:
    """``audio`` (n,) at another rate: (resampled_length(n),)."""
    if rate_hz == new_rate_hz or not len(audio):
        return audio
    import soxr  # when it is needed: when utterances are heard is told without it

    wanted = resampled_length(len(audio), rate_hz, new_rate_hz)
    result: NDArray[np.float32] = soxr.resample(audio, rate_hz, new_rate_hz, quality=_QUALITY)
    # soxr reckons in floating point: of lengths that end in a half it rounds a few down.
    return result[:wanted] if len(result) >= wanted else np.pad(result, (0, wanted - len(result)))


class Resampler:
    """Sound in blocks of any size to another rate; the result does not depend on their sizes."""

    def __init__(self, rate_hz: int, new_rate_hz: int) -> None:
        import soxr

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
