"""LAME, through lameenc: samples in, MPEG frames out.

libsndfile has LAME inside as well, but in the wheels that people install it is built without optimisation,
and takes three times as long for the same frames. lameenc writes no Info frame; narrate makes its own.
"""

from __future__ import annotations

import lameenc
import numpy as np
from numpy.typing import NDArray

from narrate.publish.formats import encoder
from narrate.sound.encodings import Encoding
from narrate.sound.resample import Resampler

RATE_HZ = 44_100

DELAY = 576
"""Samples that LAME puts before the sound (ENCDELAY in its encoder.h)."""

_QUALITY = 3  # LAME's own choice; lower numbers take twice as long for what nobody hears in speech
_FULL_SCALE = 32_767


def identity() -> str:
    """What encodes, and how: other bytes may come from any other."""
    return f"{encoder('mp3')}, quality {_QUALITY}"


class Lame:
    """An encoder at work: sound at ``rate_hz`` goes in, frames at 44.1 kHz come out.

    16 bits go into LAME; the room tone lies far above their last one, and is all the dither that they need.
    """

    def __init__(self, rate_hz: int, how: Encoding) -> None:
        self._encoder = lameenc.Encoder()
        self._encoder.silence()  # LAME's remarks on the terminal
        self._encoder.set_channels(how.channels)
        self._encoder.set_bit_rate(how.kbps)
        self._encoder.set_in_sample_rate(RATE_HZ)
        self._encoder.set_out_sample_rate(RATE_HZ)
        self._encoder.set_quality(_QUALITY)
        self._channels = how.channels
        self._resampler = Resampler(rate_hz, RATE_HZ)
        self._left_out = 0
        self.samples = 0

    def leave_out(self, samples: int) -> None:
        """Let so many samples at 44.1 kHz, of those that come next, not be encoded."""
        self._left_out = samples

    def encode(self, block: NDArray[np.float32]) -> bytes:
        """The frames that are ready after ``block``: mono, (n,) float32, -1 to 1 (louder is clipped).

        Raises ValueError when it is of another shape or type or holds a sample that is not a number.
        """
        if block.ndim != 1 or block.dtype != np.float32:
            raise ValueError(f"wanted mono float32, got {block.dtype} of shape {block.shape}")
        if not np.isfinite(block).all():
            raise ValueError("a sample is not a finite number")
        return self._frames(self._resampler.add(block))

    def finish(self) -> bytes:
        """The frames that are left; nothing may be encoded after it."""
        last = self._frames(self._resampler.finish())
        return last + bytes(self._encoder.flush()) if self.samples else b""

    def _frames(self, audio: NDArray[np.float32]) -> bytes:
        audio, self._left_out = audio[self._left_out :], max(0, self._left_out - len(audio))
        if not len(audio):
            return b""
        self.samples += len(audio)
        whole = np.rint(np.clip(audio, -1, 1) * np.float32(_FULL_SCALE)).astype("<i2")
        if self._channels > 1:
            whole = np.repeat(whole, self._channels)
        return bytes(self._encoder.encode(whole.tobytes()))
