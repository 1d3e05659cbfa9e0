"""MP3: chapters at 44.1 kHz and a constant bit rate, as shops ask for them, and books joined from them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from narrate.atomic import opened, replacing
from narrate.errors import NarrateError
from narrate.publish.checksums import remainder
from narrate.publish.encoder import Writer
from narrate.publish.format import After, Encoded, Format, SegmentWriter, Tone
from narrate.publish.id3 import write_id3
from narrate.publish.joining import alike
from narrate.publish.lame import DELAY
from narrate.publish.lame_checksum import joined_crc, music_crc
from narrate.publish.mp3_segments import Seam, SegmentEncoder
from narrate.publish.mpeg import SAMPLES_PER_FRAME, Info, info_of, scan
from narrate.publish.reading import read_blocks
from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.sound.encodings import DEFAULTS, Encoding

_MOST_BYTES = (1 << 32) - 1  # the Info frame counts bytes in 32 bits
_NO_TONE = Tone(np.zeros(0, np.float32), np.zeros(0, np.float32))  # for a chapter of one segment


@contextmanager
def mp3_writer(path: Path, rate_hz: int, how: Encoding = DEFAULTS["mp3"]) -> Iterator[Writer]:
    """Open ``path`` for mono sound at ``rate_hz``; the MP3 file is in place when the block ends well.

    It decodes to exactly the samples written, once they are at 44.1 kHz: no gap at either end. Its frames are
    in memory until then: what is long is written in segments.

    Raises NarrateError when the file cannot be written, or nothing was written into it.
    """
    with mp3_segments(path, rate_hz, how) as segments:
        whole = segments.encoder(opens=True, frames=0)
        yield whole
        segments.append(whole.finish(), 0)


@contextmanager
def mp3_segments(
    path: Path, rate_hz: int, how: Encoding = DEFAULTS["mp3"], tone: Tone = _NO_TONE
) -> Iterator[SegmentWriter]:
    """Open ``path`` for the segments of a chapter; the MP3 file is in place when the block ends well.

    ``tone`` is the room tone on either side of every seam. Raises as ``mp3_writer`` does.
    """
    with replacing(path) as scratch, scratch.open("wb") as file:
        chapter = _Chapter(file, Seam.of(rate_hz, how, tone))
        yield chapter
        chapter.finish()


class _Chapter:
    """An MP3 file to which segments are written one after the other."""

    def __init__(self, file: BinaryIO, seam: Seam) -> None:
        self.identity = seam.identity
        self._file = file
        self._seam = seam
        self._info: Info | None = None
        self._frames = self._size = self._crc = self._samples = 0

    def encoder(self, *, opens: bool, frames: int) -> SegmentEncoder:
        return SegmentEncoder(self._seam, opens=opens, frames=frames)

    def append(self, segment: Encoded, spare: int) -> None:  # noqa: ARG002 - a segment is of whole frames
        if self._info is None:
            self._info = info_of(bytes(segment.data[:4]), DELAY)
            self._file.write(self._info.frame)
        self._file.write(segment.data)
        self._frames += segment.frames
        self._size += len(segment.data)
        self._samples += segment.samples
        self._crc = remainder(segment.data, self._crc, mirrored=True)

    def standing(self, path: Path, size: int, after: After) -> bytes:
        with opened(path) as file:
            file.seek(-after.bytes, os.SEEK_END)
            return file.read(size)

    def finish(self) -> None:
        """Say in the Info frame what was written."""
        if self._info is None:
            raise OSError(0, "there is no sound to put into it")
        size = len(self._info.frame) + self._size
        if size > _MOST_BYTES:
            raise OSError(0, "an MP3 file can hold 4 GB")
        padding = self._frames * SAMPLES_PER_FRAME - DELAY - self._samples
        self._file.seek(0)
        self._file.write(self._info.recounted(self._frames, size, padding, music_crc(self._crc)))


def tag(src: Path, dst: Path, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark] = ()) -> None:
    """Write the sound of ``src`` to ``dst`` under new tags; ``src`` may be tagged, and may be ``dst``.

    Raises NarrateError when ``src`` is not a whole MP3 file of narrate's, or ``dst`` cannot be written.
    """
    stream = scan(src)
    with replacing(dst) as scratch, scratch.open("wb") as file:
        file.write(write_id3(tags, cover, chapters))
        file.write(stream.info.frame)
        file.writelines(read_blocks(src, stream.start, stream.end))


def join(parts: Sequence[Part], dst: Path, tags: Tags, cover: Cover | None) -> tuple[ChapterMark, ...]:
    """Write the frames of ``parts``, one after the other, to ``dst``; nothing is encoded again.

    Returns a chapter mark per part. Marks are exact: a part begins where its first frame does, since the
    encoder delayed all parts alike. At a seam there are up to 50 ms of the silence that it put around each.

    Raises NarrateError when there are no parts, one is not a whole MP3 file of narrate's, they are encoded
    differently, or ``dst`` cannot be written.
    """
    streams = alike(parts, dst, scan, lambda stream: (stream.coding, stream.info.delay))
    marks: list[ChapterMark] = []
    first, last = streams[0].info, streams[-1].info
    rate_hz = streams[0].rate_hz
    frames, size, crc = 0, len(first.frame), 0
    for part, stream in zip(parts, streams, strict=True):
        length = stream.end - stream.start
        begin = frames * SAMPLES_PER_FRAME
        frames += stream.info.frames
        size += length
        crc = joined_crc(crc, stream.info.music_crc, length)
        marks.append(ChapterMark(part.title, begin, frames * SAMPLES_PER_FRAME, rate_hz))
    whole = frames * SAMPLES_PER_FRAME - first.delay - last.padding
    marks[-1] = ChapterMark(parts[-1].title, marks[-1].start, whole, rate_hz)
    if size > _MOST_BYTES:
        raise NarrateError(
            f"cannot write {dst}: an MP3 file can hold 4 GB, and this book is longer",
            hint="publish it as one file per chapter, or as FLAC",
        )
    with replacing(dst) as scratch, scratch.open("wb") as file:
        file.write(write_id3(tags, cover, marks))
        file.write(first.recounted(frames, size, last.padding, crc))
        for stream in streams:
            file.writelines(read_blocks(stream.path, stream.start, stream.end))
    return tuple(marks)


MP3 = Format(
    ".mp3",
    mp3_writer,
    tag,
    join,
    mp3_segments,
    many_marks="its MP3 file lists them in tables of 255, and players that know of one table only, as"
    " BookPlayer does, show wrong ones",
)
