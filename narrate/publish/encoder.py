"""Blocks of samples into a sound file, through libsndfile, which is then read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from narrate.errors import NarrateError


class Writer(Protocol):
    """Takes a chapter's sound, block by block."""

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``: mono, shape (n,), float32, -1 to 1; louder samples are clipped."""
        ...


@dataclass(frozen=True, slots=True)
class Coding:
    """How libsndfile is to encode, and ``samples_in``, which counts a file and raises if it is cut short.

    Of ``channels`` each is to hold the same samples.
    """

    format: str
    subtype: str
    samples_in: Callable[[Path], int]
    channels: int = 1
    compression_level: float | None = None


Block = NDArray[np.float32] | NDArray[np.int16] | NDArray[np.int32]


def require_mono(block: Block) -> None:
    """Raise ValueError where ``block`` is not of shape (n,), of another type, or holds no finite number."""
    if block.ndim != 1 or block.dtype not in (np.float32, np.int16, np.int32):
        raise ValueError(f"wanted mono float32, int16 or int32, got {block.dtype} of shape {block.shape}")
    if block.dtype == np.float32 and not np.isfinite(block).all():
        raise ValueError("a sample is not a finite number")


class Encoder:
    """An open sound file; what ``encoding`` gives. Takes whole numbers as well, and keeps their every bit."""

    def __init__(self, path: Path, file: soundfile.SoundFile) -> None:
        self._path = path
        self._file = file
        self.samples = 0

    def write(self, block: Block) -> None:
        """Append ``block``: mono, shape (n,), float32 in -1 to 1 (louder is clipped), int16 or int32.

        Raises OSError when the file cannot be written, and ValueError when the block is of another shape
        or type or holds a sample that is not a number.
        """
        require_mono(block)
        copies = block if self._file.channels == 1 else np.repeat(block[:, None], self._file.channels, axis=1)
        try:
            self._file.write(copies)
        except (soundfile.LibsndfileError, AssertionError) as error:  # the latter where a write falls short
            self._fail(str(error))
        self.samples += len(block)

    def finish(self, coding: Coding) -> None:
        """Close the file and read it back.

        Raises OSError when there is no sound in it, or not all that was written.
        """
        try:
            self._file.close()
            if self.samples == 0:
                self._fail("there is no sound to put into it")
            held = coding.samples_in(self._path)
        except (soundfile.LibsndfileError, NarrateError):
            self._fail("the encoder left it incomplete")
        if held != self.samples:
            self._fail(f"the encoder kept {held} samples of {self.samples}")

    def _fail(self, reason: str) -> NoReturn:
        _reveal(self._path, reason)


def _reveal(path: Path, reason: str) -> NoReturn:
    # libsndfile keeps the system's reason, such as a full disk, to itself: writing more asks again.
    with path.open("ab") as file:
        file.write(bytes(1 << 16))
    raise OSError(0, reason)


@contextmanager
def encoding(path: Path, rate_hz: int, coding: Coding) -> Iterator[Encoder]:
    """Open ``path`` for mono sound at ``rate_hz``; it is whole, and was read back, when the block ends well.

    Raises OSError, with the reason, when the file cannot be written or nothing was written into it. The
    path is often a temporary one: who opens it knows which name to tell.
    """
    try:
        opened = soundfile.SoundFile(
            path,
            "w",
            rate_hz,
            coding.channels,
            coding.subtype,
            format=coding.format,
            compression_level=coding.compression_level,
        )
    except soundfile.LibsndfileError as error:
        _reveal(path, str(error))
    with opened as file:
        encoder = Encoder(path, file)
        yield encoder
        encoder.finish(coding)
