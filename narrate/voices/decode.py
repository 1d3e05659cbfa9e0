"""Recordings as people have them to samples: what libsndfile reads, and the voice memos that it does not.

Tried in order: soundfile (WAV, FLAC, MP3, Ogg, AIFF), PyAV where it is installed, the Mac's own converter,
and pydub with ffmpeg. All but the first also read m4a, aac, mp4 and webm.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.sound.pcm import Recording

LONGEST_S = 600.0
"""No more than this is read of a file: what is far too long is refused, not loaded."""

RATES_HZ = (4000, 768_000)
"""What is outside is no recording, but a damaged file."""

_BLOCK_S = 10.0  # at a time, so that many channels need no more memory than one
_NO_POWER = 1e-14
_NO_CONVERTER = "to read m4a, aac, mp4 and webm: pip install av, or install ffmpeg"
_CONVERTER = "narrate reads WAV, FLAC, MP3, Ogg, AIFF, m4a, aac, mp4 and webm"


@dataclass(frozen=True, slots=True)
class Channels:
    """How the channels of a file agree: the level of each in dB of full scale, and of their average."""

    each_db: tuple[float, ...]
    average_db: float

    @property
    def lost_db(self) -> float:
        """How much of their sound is lost where they are averaged: 0 dB of equal ones, 3 of unrelated ones.

        Of two that are each other's opposite, all of it.
        """
        power = sum(10 ** (level_db / 10) for level_db in self.each_db) / len(self.each_db)
        return 10 * math.log10(power) - self.average_db


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """What was read of a file, at most ``LONGEST_S`` of it, its channels averaged.

    ``lasts_s`` is how long the whole of it is, in seconds, as the file itself says where not all was read.
    """

    recording: Recording
    channels: Channels
    lasts_s: float

    @property
    def cut(self) -> bool:
        """Whether the file goes on after what was read, for all that is known."""
        return len(self.recording.audio) >= round(LONGEST_S * self.recording.sample_rate)


class _CannotRead(Exception):
    """One way of reading the file led nowhere."""


def decode(path: Path) -> Recording:
    """The sound in the file ``path``, channels averaged; at most ``LONGEST_S`` of it. Raises as ``read``."""
    return read(path).recording


def read(path: Path) -> Decoded:
    """The sound in the file ``path``, and what else is known of it.

    Raises NarrateError where that is no file, no sound, or of a kind for which nothing is installed.
    """
    if not path.exists():
        raise NarrateError(f"there is no file {path}")
    if not path.is_file():
        what = "a folder" if path.is_dir() else "no ordinary file"
        raise NarrateError(f"{path} is {what}", hint="name a recording")
    for way in (_soundfile, *_converters()):
        try:
            found = way(path)
        except _CannotRead:
            continue
        low, high = RATES_HZ
        rate_hz = found.recording.sample_rate
        if not low <= rate_hz <= high:
            raise NarrateError(
                f"{path.name} has a sample rate of {rate_hz} Hz, at which nobody records",
                hint=f"narrate reads {low} to {high} Hz",
            )
        if len(found.recording.audio):
            return found
    raise NarrateError(
        f"{path.name} cannot be read as sound", hint=_CONVERTER if _converters() else _NO_CONVERTER
    )


def _converters() -> tuple[Callable[[Path], Decoded], ...]:
    """What this machine has for files that libsndfile does not read."""
    found: list[Callable[[Path], Decoded]] = []
    if _has_av():
        found.append(_av)
    if sys.platform == "darwin" and shutil.which("afconvert"):
        found.append(_afconvert)
    if shutil.which("ffmpeg") and shutil.which("ffprobe"):
        found.append(_pydub)
    return tuple(found)


def _has_av() -> bool:
    from importlib.util import find_spec

    return find_spec("av") is not None


def _soundfile(path: Path) -> Decoded:
    import soundfile

    mixed = _Mixed()
    try:
        with silenced(), soundfile.SoundFile(path) as file:
            rate_hz = int(file.samplerate)
            left = round(LONGEST_S * rate_hz)
            while left > 0:
                block = file.read(min(left, round(_BLOCK_S * rate_hz)), dtype="float32", always_2d=True)
                if not len(block):
                    break
                mixed.add(block.T)
                left -= len(block)
            lasts_s = 0.0 if left else file.frames / rate_hz
    except (soundfile.LibsndfileError, OSError) as error:
        raise _CannotRead from error
    return mixed.finished(rate_hz, lasts_s)


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Keep to itself what a library in C prints: of a file that is a little broken, and yet read."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _av(path: Path) -> Decoded:
    import av

    mixed = _Mixed()
    samples = 0
    lasts_s = 0.0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise _CannotRead
            rate_hz = container.streams.audio[0].rate
            planar = av.AudioResampler(format="fltp")
            for frame in container.decode(audio=0):
                for part in planar.resample(frame):
                    mixed.add(np.asarray(part.to_ndarray(), np.float32))
                samples += frame.samples
                if samples > LONGEST_S * rate_hz:
                    lasts_s = (container.duration or 0) / av.time_base
                    break
    except av.FFmpegError as error:
        raise _CannotRead from error
    return mixed.finished(rate_hz, lasts_s)


def _afconvert(path: Path) -> Decoded:
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder, "converted.wav")
        command = ["afconvert", "-f", "WAVE", "-d", "LEF32", str(path), str(wav)]
        if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
            raise _CannotRead
        return _soundfile(wav)


def _pydub(path: Path) -> Decoded:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Python 3.13, and of regular expressions
        import pydub
        from pydub.exceptions import PydubException

        try:
            segment = pydub.AudioSegment.from_file(str(path), duration=LONGEST_S)
            lasts_s = (
                _told_s(pydub.utils.mediainfo(str(path))) if segment.duration_seconds >= LONGEST_S else 0.0
            )
        except (PydubException, OSError, IndexError, KeyError) as error:  # it indexes what ffprobe found
            raise _CannotRead from error
    full_scale = np.float32(1 << (8 * segment.sample_width - 1))
    samples = np.array(segment.get_array_of_samples(), np.float32).reshape(-1, segment.channels)
    mixed = _Mixed()
    mixed.add(samples.T / full_scale)
    return mixed.finished(segment.frame_rate, lasts_s)


def _told_s(facts: Mapping[str, str]) -> float:
    """How long a file is, in seconds, as ffprobe has it; 0 where it does not know."""
    try:
        return float(facts["duration"])
    except (KeyError, ValueError):  # it says "N/A"
        return 0.0


class _Mixed:
    """Channels on their way to one."""

    def __init__(self) -> None:
        self._pieces: list[NDArray[np.float32]] = []
        self._each = np.zeros(1)

    def add(self, block: NDArray[np.float32]) -> None:
        """``block`` (c, n) follows."""
        self._pieces.append(np.ascontiguousarray(block[0] if len(block) == 1 else block.mean(axis=0)))
        self._each = self._each + np.einsum("cn,cn->c", block, block, dtype=np.float64)

    def finished(self, rate_hz: int, lasts_s: float) -> Decoded:
        """All of it; ``lasts_s`` is how long the file says that it is, or 0."""
        audio = np.concatenate(self._pieces) if self._pieces else np.empty(0, np.float32)
        samples = max(1, len(audio))
        power = float(np.vdot(audio, audio)) / samples
        each_db = 10 * np.log10(self._each / samples + _NO_POWER)
        recording = Recording(audio.astype(np.float32, copy=False), int(rate_hz))
        channels = Channels(tuple(each_db.tolist()), 10 * math.log10(power + _NO_POWER))
        return Decoded(recording, channels, max(lasts_s, recording.duration_s))
