"""A FLAC chapter from segments: the samples of those that stand in another file are taken from there.

To decode and encode again what stands takes a quarter of the time that mastering does. Its frames are of no
use: FLAC's blocks are of one size, and behind a change they divide the sound elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from narrate.atomic import opened
from narrate.publish.encoder import Encoder, require_mono
from narrate.publish.format import After, Encoded, Tone

_BLOCK_SAMPLES = 1 << 16

Whole = NDArray[np.int16] | NDArray[np.int32]
"""Samples as whole numbers: of 24 bits, which are the upper ones, in 32."""


def whole(block: NDArray[np.float32], bits: int) -> Whole:
    """``block`` in so many ``bits``, 16 or 24: what libsndfile makes of it for FLAC; louder is clipped."""
    most = 1 << (bits - 1)
    near: NDArray[np.float32] = np.rint(block * np.float32(most))
    np.clip(near, -most, most - 1, out=near)
    return near.astype(np.int16) if bits == 16 else near.astype(np.int32) * np.int32(1 << 8)


class SampleEncoder:
    """Takes the sound of one segment as it will be in the file."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._data = bytearray()
        self._samples = 0

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``: mono, shape (n,), float32, -1 to 1; louder samples are clipped."""
        require_mono(block)
        self._data += whole(block, self._bits).data
        self._samples += len(block)

    def finish(self) -> Encoded:
        """The segment, which ends here."""
        return Encoded(self._data, 0, self._samples)


class FlacSegments:
    """A FLAC file, being encoded, to which segments are written one after the other."""

    def __init__(self, file: Encoder, bits: int, tone: Tone) -> None:
        self.identity = f"samples of {bits} bits"
        self._file = file
        self._bits = bits
        self._type = np.dtype(np.int16 if bits == 16 else np.int32)
        self._spare = whole(tone.after[:1], bits)

    def encoder(self, *, opens: bool, frames: int) -> SampleEncoder:  # noqa: ARG002 - it sounds the same anywhere
        """Take the sound of a segment."""
        return SampleEncoder(self._bits)

    def append(self, segment: Encoded, spare: int) -> None:
        """Write the next segment to the file, and what is ``spare`` after it, at most one sample."""
        samples = np.frombuffer(segment.data, self._type)
        for start in range(0, len(samples), _BLOCK_SAMPLES):
            self._file.write(samples[start : start + _BLOCK_SAMPLES])
        if spare:
            self._file.write(self._spare)

    def standing(self, path: Path, size: int, after: After) -> bytearray:
        """The samples of a segment in a FLAC file of as many bits. Raises OSError where there are none."""
        data = bytearray()
        try:
            with opened(path) as file, soundfile.SoundFile(file.fileno(), closefd=False) as sound:
                sound.seek(-after.samples, soundfile.SEEK_END)
                for block in sound.blocks(
                    _BLOCK_SAMPLES, frames=size // self._type.itemsize, dtype=self._type.name, always_2d=True
                ):
                    data += np.ascontiguousarray(block[:, 0]).data
        except soundfile.LibsndfileError as error:
            raise OSError(0, str(error)) from error
        return data
