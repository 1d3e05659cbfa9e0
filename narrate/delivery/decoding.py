"""A finished file as samples, block by block, and what its container says: libsndfile, or FFmpeg by PyAV.

MP3, FLAC, WAV, Ogg (Opus, Vorbis) and AIFF need nothing besides narrate; M4B and M4A need the package av.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from narrate.delivery.labels import NAMES, NO_LABELS, Labels
from narrate.delivery.mp3_walk import Walk, walk
from narrate.delivery.silenced import silenced
from narrate.delivery.unreadable import Unreadable, reading
from narrate.errors import MissingTool, count

Blocks = Iterator[NDArray[np.float32]]
"""Samples in order: (n, channels) float32, full scale is 1; what lossy sound overshoots is above it."""

MOST_CHANNELS = 8
RATES_HZ = (8_000, 192_000)
"""What is measured: a WAV file may say that it has 300 channels, or 4 GHz."""

SUFFIXES = frozenset(
    {".mp3", ".flac", ".wav", ".aiff", ".aif", ".ogg", ".opus", ".m4b", ".m4a", ".mp4", ".aac", ".caf"}
)
"""How the names of sound files end, by which they are found in a folder."""

_BY_AV = frozenset({".m4b", ".m4a", ".mp4", ".aac", ".mka", ".webm"})
_NO_MP3 = (b"RIFF", b"RF64", b"fLaC", b"OggS", b"FORM", b"caff")  # how files of other kinds begin
_BLOCK_SAMPLES = 1 << 17  # of all channels together
_CODECS = {"MPEG_LAYER_III": "mp3", "VORBIS": "vorbis", "OPUS": "opus", "FLAC": "flac"}
_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64}


@dataclass(frozen=True, slots=True)
class Stream:
    """An open file: what its head says, and its ``blocks``, which can be read once.

    ``codec`` is "mp3", "flac", "pcm", "aac", "alac", "opus" or "vorbis", or another as FFmpeg calls it;
    ``container`` is "mp3", "flac", "wav", "ogg", "mp4" and so on. ``samples`` are those that the head tells,
    ``bits`` those of a sample in lossless sound; either may not be told. ``labels`` are those that only
    this reader knows, ``walk`` that of an MP3 file.
    """

    codec: str
    container: str
    rate_hz: int
    channels: int
    bits: int | None
    samples: int | None
    blocks: Blocks
    labels: Labels = NO_LABELS
    walk: Walk | None = None


@contextmanager
def opened(path: Path) -> Iterator[Stream]:
    """Open ``path`` for measuring. Reading may raise Unreadable later, too, where the file is damaged.

    Raises Unreadable where it is no sound, or not of a shape that is measured, and MissingTool where it
    takes a package that is not installed.
    """
    with reading(path):
        if not path.is_file():  # a pipe would be waited for
            raise Unreadable(path, "is no file")
        with path.open("rb") as file:
            head = file.read(12)
    if not head:
        raise Unreadable(path, "is empty")
    by_av = head[4:8] == b"ftyp" or (path.suffix.lower() in _BY_AV and head[:4] not in (b"RIFF", b"fLaC"))
    with _by_av(path) if by_av else _by_soundfile(path, head) as stream:
        if not 1 <= stream.channels <= MOST_CHANNELS:
            raise Unreadable(path, f"has {stream.channels} channels, and up to {MOST_CHANNELS} are measured")
        if not RATES_HZ[0] <= stream.rate_hz <= RATES_HZ[1]:
            raise Unreadable(path, f"has {stream.rate_hz:,} samples a second, which is no rate of sound")
        yield stream


@contextmanager
def _by_soundfile(path: Path, head: bytes) -> Iterator[Stream]:
    frames = None if head[:4] in _NO_MP3 else walk(path)
    if frames is not None and not frames.frames:
        raise Unreadable(path, "is no sound that can be read: there is not one frame of MP3 in it")
    # Of intact frames below 32 kHz (MPEG-2) libmpg123 complains as well.
    talks = frames is not None and not (frames.clean and min(frames.rates_hz) >= 32_000)
    with silenced() if talks else contextlib.nullcontext():
        try:
            file = soundfile.SoundFile(path)
        except (soundfile.LibsndfileError, OSError, RuntimeError, ValueError, TypeError) as error:
            raise Unreadable(path, f"is no sound that can be read ({_reason(error)})") from error
        with file:
            yield _described(file, path, frames)


def _described(file: soundfile.SoundFile, path: Path, frames: Walk | None) -> Stream:
    bits = _BITS.get(file.subtype)
    container = file.format.lower()
    codec = (
        "flac" if container == "flac" else _CODECS.get(file.subtype, "pcm" if bits else file.subtype.lower())
    )
    tags = {name: value for name, value in file.copy_metadata().items() if name in NAMES and value}
    return Stream(
        codec=codec,
        container=container.removesuffix("ex"),  # WAVEX is WAV with a longer head
        rate_hz=file.samplerate,
        channels=file.channels,
        bits=bits if codec in ("flac", "pcm") else None,
        samples=file.frames,
        blocks=_soundfile_blocks(file, path, frames.junk_bytes if frames else 0),
        labels=Labels(tags),
        walk=frames if codec == "mp3" else None,
    )


def _soundfile_blocks(file: soundfile.SoundFile, path: Path, junk_bytes: int) -> Blocks:
    size = max(1, _BLOCK_SAMPLES // file.channels)
    while True:
        try:
            block = file.read(size, dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
            why = f"it holds {count(junk_bytes, 'byte')} of no sound" if junk_bytes else _reason(error)
            raise Unreadable(path, f"breaks off: it cannot be decoded further ({why})") from error
        if not len(block):
            return
        yield block


@contextmanager
def _by_av(path: Path) -> Iterator[Stream]:
    if find_spec("av") is None:
        raise MissingTool(
            f"{path.name} takes FFmpeg to be read, and the package av, which brings it, is not installed",
            hint='pip install "narrate[m4b]", or pip install av',
        )
    import av

    try:
        container = av.open(str(path), metadata_errors="replace")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Unreadable(path, f"is no sound that can be read ({_reason(error)})") from error
    with container:
        if not container.streams.audio:
            raise Unreadable(path, "has no sound in it")
        from narrate.delivery.mp4_labels import mp4_labels

        sound = container.streams.audio[0]
        told = sound.duration and sound.time_base and sound.duration * sound.time_base
        yield Stream(
            codec=sound.codec_context.name.removesuffix("float").split("_")[0],
            container="mp4" if "mp4" in container.format.name else container.format.name,
            rate_hz=sound.rate or 0,
            channels=sound.channels,
            bits=None,
            samples=round(told * sound.rate) if told else None,
            blocks=_av_blocks(container, path),
            labels=mp4_labels(container),
        )


def _av_blocks(container: object, path: Path) -> Blocks:
    import av

    assert isinstance(container, av.container.InputContainer)  # noqa: S101 - its type is known only here
    planar = av.AudioResampler(format="fltp")
    try:
        for frame in container.decode(audio=0):
            for part in planar.resample(frame):
                yield np.ascontiguousarray(part.to_ndarray().T, np.float32)
    except (av.FFmpegError, ValueError) as error:
        raise Unreadable(path, f"breaks off: it cannot be decoded further ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    text = str(getattr(error, "error_string", "") or getattr(error, "strerror", "") or error)
    if "not a regular file" in text:  # so libsndfile calls what it does not know
        return "nothing that libsndfile knows"
    return text.strip().removeprefix("Error : ").rstrip(".").lower()[:120]
