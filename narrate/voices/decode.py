"""Recordings as people have them to samples: what libsndfile reads, and the voice memos that it does not.

Tried in order: soundfile (WAV, FLAC, MP3, Ogg, AIFF), PyAV where it is installed, the Mac's own converter,
and pydub with ffmpeg. All but the first also read m4a, aac, mp4 and webm.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.sound.pcm import Recording

LONGEST_S = 600.0
"""No more than this is read of a file: what is far too long is refused, not loaded."""

_NO_CONVERTER = "to read m4a, aac, mp4 and webm: pip install av, or install ffmpeg"
_CONVERTER = "narrate reads WAV, FLAC, MP3, Ogg, AIFF, m4a, aac, mp4 and webm"


class _CannotRead(Exception):
    """One way of reading the file led nowhere."""


def decode(path: Path) -> Recording:
    """The sound in the file ``path``, channels averaged; at most ``LONGEST_S`` of it.

    Raises NarrateError where that is no file, no sound, or of a kind for which nothing is installed.
    """
    if not path.is_file():
        raise NarrateError(f"there is no file {path}")
    for read in (_soundfile, *_converters()):
        try:
            recording = read(path)
        except _CannotRead:
            continue
        if len(recording.audio):
            return recording
    raise NarrateError(
        f"{path.name} cannot be read as sound", hint=_CONVERTER if _converters() else _NO_CONVERTER
    )


def _converters() -> tuple[Callable[[Path], Recording], ...]:
    """What this machine has for files that libsndfile does not read."""
    found: list[Callable[[Path], Recording]] = []
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


def _soundfile(path: Path) -> Recording:
    import soundfile

    try:
        with silenced(), soundfile.SoundFile(path) as file:
            channels = file.read(round(LONGEST_S * file.samplerate), dtype="float32", always_2d=True)
            return _recording(channels.T, file.samplerate)
    except (soundfile.LibsndfileError, OSError) as error:
        raise _CannotRead from error


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


def _av(path: Path) -> Recording:
    import av

    pieces: list[NDArray[np.float32]] = []
    samples = 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise _CannotRead
            rate_hz = container.streams.audio[0].rate
            planar = av.AudioResampler(format="fltp")
            for frame in container.decode(audio=0):
                pieces += [part.to_ndarray().mean(axis=0) for part in planar.resample(frame)]
                samples += frame.samples
                if samples > LONGEST_S * rate_hz:
                    break
    except av.FFmpegError as error:
        raise _CannotRead from error
    return _recording(np.concatenate(pieces)[None] if pieces else np.empty((1, 0), np.float32), rate_hz)


def _afconvert(path: Path) -> Recording:
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder, "converted.wav")
        command = ["afconvert", "-f", "WAVE", "-d", "LEF32", str(path), str(wav)]
        if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
            raise _CannotRead
        return _soundfile(wav)


def _pydub(path: Path) -> Recording:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Python 3.13, and of regular expressions
        import pydub
        from pydub.exceptions import PydubException

        try:
            segment = pydub.AudioSegment.from_file(str(path), duration=LONGEST_S)
        except (PydubException, OSError, IndexError, KeyError) as error:  # it indexes what ffprobe found
            raise _CannotRead from error
    full_scale = np.float32(1 << (8 * segment.sample_width - 1))
    samples = np.array(segment.get_array_of_samples(), np.float32).reshape(-1, segment.channels)
    return _recording(samples.T / full_scale, segment.frame_rate)


def _recording(channels: NDArray[np.float32], rate_hz: int) -> Recording:
    """``channels`` (c, n) averaged."""
    audio = channels[0] if len(channels) == 1 else channels.mean(axis=0)
    return Recording(np.ascontiguousarray(audio, np.float32), int(rate_hz))
