"""Takes as files: float samples to 24-bit FLAC and back."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.errors import NarrateError


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Sound: ``audio`` (n,) float32, mono, in [-1, 1]."""

    audio: NDArray[np.float32]
    sample_rate: int

    @property
    def duration_s(self) -> float:
        """Seconds of sound."""
        return len(self.audio) / self.sample_rate


def playable(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """``audio`` (n,) as a file can hold it: cut off at -1 and 1, and 0 where it is not a number."""
    inside = np.clip(audio, -1, 1)
    return np.nan_to_num(inside, copy=False) if np.isnan(inside).any() else inside


def encode_flac(audio: NDArray[np.float32], rate_hz: int) -> bytes:
    """``audio`` (n,), at least a sample, as a FLAC file of 24 bits; the same samples give the same bytes.

    What cannot be played is changed as ``playable`` does.
    """
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, playable(audio), rate_hz, format="FLAC", subtype="PCM_24")
    return file.getvalue()


def decode(source: bytes | Path) -> Recording:
    """The sound in a file, or in the bytes of one, of any kind that libsndfile reads; channels are averaged.

    Raises NarrateError where that is not a sound file or cannot be read.
    """
    import soundfile

    try:
        channels, rate_hz = soundfile.read(
            io.BytesIO(source) if isinstance(source, bytes) else source, dtype="float32", always_2d=True
        )
    except (soundfile.LibsndfileError, OSError) as error:
        name = "the recording" if isinstance(source, bytes) else source
        raise NarrateError(
            f"{name} cannot be read as sound: {error}",
            hint="narrate reads WAV, FLAC, MP3, Ogg, AIFF and CAF",
        ) from error
    audio: NDArray[np.float32] = channels[:, 0] if channels.shape[1] == 1 else channels.mean(axis=1)
    return Recording(np.ascontiguousarray(audio), int(rate_hz))
