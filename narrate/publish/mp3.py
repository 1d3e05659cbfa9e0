"""MP3: chapters at 44.1 kHz and a constant bit rate, as shops ask for them, and books joined from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.atomic import replacing
from narrate.errors import NarrateError
from narrate.publish.encoder import Coding, Encoder, Writer, encoding
from narrate.publish.format import Format
from narrate.publish.id3 import write_id3
from narrate.publish.mpeg import SAMPLES_PER_FRAME, Stream, joined_crc, scan
from narrate.publish.reading import read_blocks
from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.sound.encodings import DEFAULTS, Encoding
from narrate.sound.resample import Resampler

RATE_HZ = 44_100

_MOST_BYTES = (1 << 32) - 1  # the Info frame counts bytes in 32 bits


def _coding(how: Encoding) -> Coding:
    kbps = how.kbps or 0
    return Coding(
        format="MP3",
        subtype="MPEG_LAYER_III",
        samples_in=lambda path: scan(path).samples,
        channels=how.channels,  # LAME joins two: mid and side, of which the latter is nothing here
        bitrate_mode="CONSTANT",
        # libsndfile makes it 320 - 288 * level, cut off to a whole number (src/mpeg_l3_encode.c)
        compression_level=(319.9 - kbps) / 288 if kbps < 320 else 0,
    )


@contextmanager
def mp3_writer(path: Path, rate_hz: int, how: Encoding = DEFAULTS["mp3"]) -> Iterator[Writer]:
    """Open ``path`` for mono sound at ``rate_hz``; the MP3 file is in place when the block ends well.

    It decodes to exactly the samples written, once they are at 44.1 kHz: no gap at either end.

    Raises NarrateError when the file cannot be written, or nothing was written into it.
    """
    with replacing(path) as scratch, encoding(scratch, RATE_HZ, _coding(how)) as encoder:
        if rate_hz == RATE_HZ:
            yield encoder
        else:
            resampler = _AtRate(encoder, rate_hz)
            yield resampler
            resampler.finish()


class _AtRate:
    """Passes blocks on to the encoder at its rate."""

    def __init__(self, encoder: Encoder, rate_hz: int) -> None:
        self._encoder = encoder
        self._resampler = Resampler(rate_hz, RATE_HZ)

    def write(self, block: NDArray[np.float32]) -> None:
        self._encoder.write(self._resampler.add(block))

    def finish(self) -> None:
        self._encoder.write(self._resampler.finish())


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
    streams = _scan_alike(parts, dst)
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


def _scan_alike(parts: Sequence[Part], dst: Path) -> list[Stream]:
    if not parts:
        raise NarrateError(f"cannot write {dst}: there are no chapters to join")
    streams = [scan(part.path) for part in parts]
    first = streams[0]
    for stream in streams:
        if (stream.coding, stream.info.delay) != (first.coding, first.info.delay):
            raise NarrateError(
                f"cannot join {stream.path} to {first.path}: they are encoded differently",
                hint="delete both files and build again",
            )
    return streams


MP3 = Format(
    ".mp3",
    mp3_writer,
    tag,
    join,
    many_marks="its MP3 file lists them in tables of 255, and players that know of one table only, as"
    " BookPlayer does, show wrong ones",
)
