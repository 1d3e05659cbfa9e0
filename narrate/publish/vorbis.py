"""The head of a FLAC file: its STREAMINFO kept, its tags, chapters and cover written anew (RFC 9639)."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from narrate.errors import NarrateError
from narrate.publish.reading import cut_short
from narrate.publish.tags import ChapterMark, Cover, Tags, one_line, printable

PADDING_BYTES = 4096
"""Room for other programs to edit tags in place."""

MOST_CHAPTERS = 999
"""CHAPTERnnn has three digits (https://wiki.xiph.org/Chapter_Extension); some players count from 001."""

_STREAMINFO, _PADDING, _COMMENT, _PICTURE = 0, 1, 4, 6
_LAST_BLOCK = 0x80
_MOST_BLOCK_BYTES = (1 << 24) - 1
_STREAMINFO_BYTES = 34
_MOST_SAMPLES = (1 << 36) - 1
_FRONT_COVER = 3
_VENDOR = b"narrate"


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What a FLAC file says of its sound, and the bytes ``start:end`` of its frames.

    ``block`` is the metadata block as it stands in the file.
    """

    start: int
    end: int
    block: bytes
    rate_hz: int
    channels: int
    bits: int
    samples: int

    @property
    def block_samples(self) -> tuple[int, int]:
        """The smallest and the largest block, in samples; of the last, nothing is said."""
        return int.from_bytes(self.block[:2], "big"), int.from_bytes(self.block[2:4], "big")

    def together(self, samples: int, frame_bytes: tuple[int, int]) -> StreamInfo:
        """The same, but for a file of so many ``samples``, in frames of the least and the most bytes.

        0 bytes are unknown, and so is the MD5 of the samples: only decoding them all could tell (8.2).
        """
        packed = int.from_bytes(self.block[10:18], "big") & ~_MOST_SAMPLES | samples
        sizes = b"".join(size.to_bytes(3, "big") for size in frame_bytes)
        block = self.block[:4] + sizes + packed.to_bytes(8, "big") + bytes(16)
        return replace(self, block=block, samples=samples)


def read_head(file: BinaryIO, path: Path) -> StreamInfo:
    """Read the metadata of ``file``, open at its start and called ``path``; find its frames.

    Raises NarrateError when it is not a FLAC file, or ends within its metadata.
    """
    if file.read(4) != b"fLaC":
        raise NarrateError(f"{path} is not a FLAC file")
    streaminfo = b""
    last = False
    while not last:
        header = file.read(4)
        length = int.from_bytes(header[1:], "big")
        body = file.read(length)
        if len(header) < 4 or len(body) < length:
            raise cut_short(path)
        last = bool(header[0] & _LAST_BLOCK)
        if header[0] & ~_LAST_BLOCK == _STREAMINFO:
            streaminfo = body
    if len(streaminfo) != _STREAMINFO_BYTES:
        raise NarrateError(f"{path} is not a FLAC file: it does not describe its sound")
    # 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples; RFC 9639, 8.2
    packed = int.from_bytes(streaminfo[10:18], "big")
    start = file.tell()
    return StreamInfo(
        start=start,
        end=file.seek(0, os.SEEK_END),
        block=streaminfo,
        rate_hz=packed >> 44,
        channels=(packed >> 41 & 0x7) + 1,
        bits=(packed >> 36 & 0x1F) + 1,
        samples=packed & _MOST_SAMPLES,
    )


def write_head(stream: StreamInfo, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark]) -> bytes:
    """Everything of a FLAC file that stands before its first frame.

    Raises NarrateError when there are more chapters, or a longer text, than a FLAC file can hold.
    """
    blocks = [(_STREAMINFO, stream.block), (_COMMENT, comments(tags, chapters))]
    if cover:
        blocks.append((_PICTURE, picture(cover)))
    blocks.append((_PADDING, bytes(PADDING_BYTES)))
    head = b"fLaC"
    for index, (kind, body) in enumerate(blocks):
        if len(body) > _MOST_BLOCK_BYTES:
            raise NarrateError(f"{len(body)} bytes of tags or cover are more than a FLAC file can hold")
        last = _LAST_BLOCK if index == len(blocks) - 1 else 0
        head += bytes((kind | last,)) + len(body).to_bytes(3, "big") + body
    return head


def comments(tags: Tags, chapters: Sequence[ChapterMark], others: Iterable[tuple[str, str]] = ()) -> bytes:
    """Vorbis comments: tags, chapter marks, and ``others`` by name (https://xiph.org/vorbis/doc/v-comment.html).

    Raises NarrateError when there are more chapters than can be numbered.
    """
    if len(chapters) > MOST_CHAPTERS:
        raise NarrateError(
            f"a FLAC or Opus file can hold {MOST_CHAPTERS} chapter marks, and this book has {len(chapters)}",
            hint="publish it as one file per chapter, or as MP3",
        )
    fields = [
        ("TITLE", tags.title),
        ("ALBUM", tags.album),
        ("ARTIST", tags.author),
        ("ALBUMARTIST", tags.author),
        (
            "PERFORMER",
            tags.narrator,
        ),  # the reader of an audiobook: https://xiph.org/vorbis/doc/v-comment.html
        ("COMPOSER", tags.narrator),  # where audiobook servers look for the narrator
        ("NARRATOR", tags.narrator),
        ("GENRE", tags.genre),
        ("TRACKNUMBER", "" if tags.track is None else str(tags.track)),
        ("TRACKTOTAL", "" if tags.tracks is None else str(tags.tracks)),
        ("DATE", tags.year),
        ("LANGUAGE", tags.language),
        ("PUBLISHER", tags.publisher),
        ("SERIES", tags.series),
        ("SERIES-PART", tags.part),
    ]
    lines = [f"{name}={line}" for name, value in fields if (line := one_line(value))]
    # FFmpeg gives both the same name and keeps the latter; that had better be what the book is about.
    texts = (("COMMENT", tags.comment), ("DESCRIPTION", tags.description))
    lines += [f"{name}={text}" for name, value in texts if (text := printable(value))]
    for number, chapter in enumerate(sorted(chapters, key=lambda chapter: chapter.start_ms), start=1):
        lines.append(f"CHAPTER{number:03d}={_clock(chapter.start_ms)}")
        lines.append(f"CHAPTER{number:03d}NAME={one_line(chapter.title)}")
    lines += [f"{name}={value}" for name, value in others]
    return (
        _counted(_VENDOR)
        + struct.pack("<I", len(lines))
        + b"".join(_counted(line.encode()) for line in lines)
    )


def _counted(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def _clock(time_ms: int) -> str:
    minutes, ms = divmod(time_ms, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def picture(cover: Cover) -> bytes:
    """The front cover as a FLAC file has it; as Ogg files do, in base 64."""
    mime = cover.mime.encode("ascii")
    return (
        struct.pack(">II", _FRONT_COVER, len(mime))
        + mime
        + struct.pack(">6I", 0, cover.width, cover.height, cover.depth_bits, 0, len(cover.data))
        + cover.data
    )
