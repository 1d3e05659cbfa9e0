"""The chunks of a WAV file: its sound found, its tags and chapter marks written anew.

Chunks are those of "Multimedia Programming Interface and Data Specifications 1.0" (IBM and Microsoft, 1991);
beyond 4 GB a file is RF64 (EBU Tech 3306). The sound comes first, for players that look no further.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from narrate.errors import NarrateError
from narrate.publish.id3 import write_id3
from narrate.publish.reading import cut_short, reading
from narrate.publish.tags import ChapterMark, Cover, Tags, one_line

MOST_BYTES = (1 << 32) - 1
"""Of a RIFF file, and of what a cue point can count; a larger one is RF64."""

_PCM, _EXTENSIBLE = 1, 0xFFFE
_IN_DS64 = 0xFFFFFFFF  # a size that stands in the chunk of that name
_BITS = (16, 24)
_MOST_CHANNELS = 2
_FORMAT = struct.Struct("<HHIIHH")
_DS64 = struct.Struct("<QQQI")


@dataclass(frozen=True, slots=True)
class Sound:
    """How the samples of a WAV file are written."""

    rate_hz: int
    channels: int
    bits: int

    @property
    def sample_bytes(self) -> int:
        """The bytes of one sample of all channels."""
        return self.channels * self.bits // 8


@dataclass(frozen=True, slots=True)
class Wave:
    """A WAV file: whole samples of ``sound`` at the bytes ``start:end``.

    ``md5`` is that of those bytes, where the file tells it, as BWF MetaEdit does in a chunk of that name.
    """

    path: Path
    sound: Sound
    start: int
    end: int
    md5: bytes

    @property
    def samples(self) -> int:
        """How many there are."""
        return (self.end - self.start) // self.sound.sample_bytes


class _NotAWaveError(ValueError):
    """The file is none that narrate writes."""


def read_wave(path: Path) -> Wave:
    """Find the sound in ``path``.

    Raises NarrateError when it cannot be read, is not PCM of 16 or 24 bits in one or two channels, or is
    shorter or longer than it says.
    """
    with reading(path), path.open("rb") as file:
        try:
            return _wave(path, file)
        except (_NotAWaveError, struct.error):
            raise NarrateError(
                f"{path} is not a WAV file as narrate writes them", hint="delete the file and build again"
            ) from None


def _wave(path: Path, file: BinaryIO) -> Wave:
    name, size, kind = struct.unpack("<4sI4s", file.read(12))
    if name not in (b"RIFF", b"RF64") or kind != b"WAVE":
        raise _NotAWaveError
    whole = path.stat().st_size
    data_size = _IN_DS64
    sound, start, end, md5 = None, 0, 0, b""
    while len(header := file.read(8)) == 8:
        chunk, length = struct.unpack("<4sI", header)
        at = file.tell()
        if chunk == b"ds64":
            size, data_size, *_ = _DS64.unpack(file.read(_DS64.size))
        elif chunk == b"fmt ":
            sound = _sound(file.read(_FORMAT.size))
        elif chunk == b"MD5 ":
            md5 = file.read(length)
        elif chunk == b"data":
            length = data_size if length == _IN_DS64 else length
            start, end = at, at + length
        file.seek(at + length + length % 2)
    if sound is None or start == end:
        raise _NotAWaveError
    if header or size + 8 != whole or file.tell() != whole or (end - start) % sound.sample_bytes:
        raise cut_short(path)
    return Wave(path, sound, start, end, md5)


def _sound(fields: bytes) -> Sound:
    tag, channels, rate_hz, _, sample_bytes, bits = _FORMAT.unpack(fields)
    sound = Sound(rate_hz, channels, bits)
    if tag not in (_PCM, _EXTENSIBLE) or not rate_hz or bits not in _BITS:
        raise _NotAWaveError
    if not 0 < channels <= _MOST_CHANNELS or sample_bytes != sound.sample_bytes:
        raise _NotAWaveError
    return sound


def write_head(sound: Sound, data_bytes: int, tail_bytes: int) -> bytes:
    """All that stands before ``data_bytes`` of sound, behind which ``tail_bytes`` of other chunks follow."""
    pack = (_PCM, sound.channels, sound.rate_hz, sound.rate_hz * sound.sample_bytes, sound.sample_bytes)
    form = _chunk(b"fmt ", _FORMAT.pack(*pack, sound.bits))
    size = 4 + len(form) + 8 + data_bytes + data_bytes % 2 + tail_bytes
    if size <= MOST_BYTES:
        return struct.pack("<4sI4s", b"RIFF", size, b"WAVE") + form + struct.pack("<4sI", b"data", data_bytes)
    size += 8 + _DS64.size
    ds64 = _chunk(b"ds64", _DS64.pack(size, data_bytes, data_bytes // sound.sample_bytes, 0))
    head = struct.pack("<4sI4s", b"RF64", _IN_DS64, b"WAVE") + ds64 + form
    return head + struct.pack("<4sI", b"data", _IN_DS64)


def write_tail(tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark], md5: bytes) -> bytes:
    """The chunks behind the sound. How long they are depends on everything but ``md5`` (16 bytes).

    Chapters are cue points, exact to the sample; where these count no further, after 4 billion samples, they
    are in the ID3 tag. FFmpeg reads both, and takes chapters of both for one list; and in a file that also
    has a list INFO, which is older and says less, it ignores the tag.
    """
    counted = all(mark.end <= MOST_BYTES for mark in chapters)
    return b"".join(
        (
            _chunk(b"MD5 ", md5),
            _cues(chapters) if chapters and counted else b"",
            _chunk(b"id3 ", write_id3(tags, cover, () if counted else chapters)),
        )
    )


def _cues(chapters: Sequence[ChapterMark]) -> bytes:
    """Where each chapter begins; then what it is called, and how long it is."""
    points = b"".join(
        struct.pack("<II4sIII", number, mark.start, b"data", 0, 0, mark.start)
        for number, mark in enumerate(chapters, 1)
    )
    names = b"".join(
        _chunk(b"labl", struct.pack("<I", number) + one_line(mark.title).encode() + b"\0")
        for number, mark in enumerate(chapters, 1)
    )
    lengths = b"".join(
        _chunk(b"ltxt", struct.pack("<II4sHHHH", number, mark.end - mark.start, b"rgn ", 0, 0, 0, 0))
        for number, mark in enumerate(chapters, 1)
    )
    return _chunk(b"cue ", struct.pack("<I", len(chapters)) + points) + _chunk(
        b"LIST", b"adtl" + names + lengths
    )  # FFmpeg reads names up to anything else


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
