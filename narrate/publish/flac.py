"""FLAC: chapters at their own rate in 16 or 24 bits, losslessly, and books joined from them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import accumulate, chain
from pathlib import Path

import soundfile

from narrate.ahead import ahead
from narrate.atomic import replacing, scratch
from narrate.errors import NarrateError
from narrate.publish.checksums import remainder
from narrate.publish.encoder import Coding, Encoder, encoding
from narrate.publish.flac_frames import Frames, Sizes, UnclearFrames, frames_of, renumbered
from narrate.publish.flac_segments import FlacSegments
from narrate.publish.format import Format, SegmentWriter, Tone
from narrate.publish.joining import alike
from narrate.publish.reading import cut_short, read_blocks, reading
from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.publish.vorbis import MOST_CHAPTERS, StreamInfo, read_head, write_head
from narrate.sound.encodings import DEFAULTS, Encoding

_SUBTYPES = {16: "PCM_16", 24: "PCM_24"}
_MOST_CHANNELS = 2
_BLOCK_SAMPLES = 1 << 16


@contextmanager
def flac_writer(path: Path, rate_hz: int, how: Encoding = DEFAULTS["flac"]) -> Iterator[Encoder]:
    """Open ``path`` for mono sound at ``rate_hz``; the FLAC file is in place when the block ends well.

    Raises NarrateError when the file cannot be written, or nothing was written into it.
    """
    with (
        replacing(path) as temporary,
        encoding(temporary, rate_hz, _coding(how.bits or 0, how.channels)) as encoder,
    ):
        yield encoder


@contextmanager
def flac_segments(path: Path, rate_hz: int, how: Encoding, tone: Tone) -> Iterator[SegmentWriter]:
    """Open ``path`` for the segments of a chapter; the FLAC file is in place when the block ends well.

    It is that of ``flac_writer``, to the bit. Raises as that does.
    """
    with flac_writer(path, rate_hz, how) as encoder:
        yield FlacSegments(encoder, how.bits or 0, tone)


def tag(src: Path, dst: Path, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark] = ()) -> None:
    """Write the sound of ``src`` to ``dst`` under new tags; ``src`` may be tagged, and may be ``dst``.

    Raises NarrateError when ``src`` is not a whole FLAC file, a frame is not that of its checksum, or ``dst``
    cannot be written.
    """
    stream = _examine(src)
    head = write_head(stream, tags, cover, chapters)
    crc = 0
    with replacing(dst) as temporary, temporary.open("wb") as file:
        file.write(head)
        for block in read_blocks(src, stream.start, stream.end):
            crc = remainder(block, crc)
            file.write(block)
        if crc:
            raise cut_short(src)


def join(parts: Sequence[Part], dst: Path, tags: Tags, cover: Cover | None) -> tuple[ChapterMark, ...]:
    """Write the sound of ``parts``, one after the other, to ``dst``, sample for sample.

    The frames of parts that are whole blocks long, as mastered chapters are, are copied; others are decoded
    and encoded again. Returns a chapter mark per part; marks are exact to the sample.

    Raises NarrateError when there are no parts, one is not a whole FLAC file of narrate's, they are encoded
    differently, or ``dst`` cannot be written.
    """
    streams = alike(parts, dst, _ours, lambda stream: (stream.channels, stream.bits, stream.rate_hz))
    ends = tuple(accumulate(stream.samples for stream in streams))
    marks = tuple(
        ChapterMark(part.title, end - stream.samples, end, stream.rate_hz)
        for part, stream, end in zip(parts, streams, ends, strict=True)
    )
    frames = [frames_of(part.path, stream) for part, stream in zip(parts, streams, strict=True)]
    known = [each for each in frames if each is not None]
    if len(known) == len(parts) and len({each.prefix for each in known}) == 1:
        with contextlib.suppress(UnclearFrames), replacing(dst) as temporary:
            _copy(known, temporary, lambda stream: write_head(stream, tags, cover, marks))
            return marks
    coding = _coding(streams[0].bits, streams[0].channels)
    _encode_again(parts, dst, marks, coding, lambda untagged: tag(untagged, dst, tags, cover, marks))
    return marks


def _copy(parts: Sequence[Frames], path: Path, head: Callable[[StreamInfo], bytes]) -> None:
    """Write the frames of ``parts`` to ``path`` behind the ``head`` of what they are together."""
    sizes = Sizes()
    stream = parts[0].stream.together(sum(part.stream.samples for part in parts), (0, 0))
    with path.open("wb") as file:
        file.write(head(stream))
        firsts = accumulate((part.count for part in parts), initial=0)
        numbered = zip(parts, firsts, strict=False)
        with closing(ahead(chain.from_iterable(renumbered(*each, sizes) for each in numbered))) as blocks:
            file.writelines(blocks)
        file.seek(0)  # the head is as long as before, and knows now how large the frames are
        file.write(head(stream.together(stream.samples, (sizes.least, sizes.most))))


def _encode_again(
    parts: Sequence[Part],
    dst: Path,
    marks: Sequence[ChapterMark],
    coding: Coding,
    finish: Callable[[Path], None],
) -> None:
    """Decode ``parts``, which end where ``marks`` do, into one file beside ``dst``, and ``finish`` that."""
    with scratch(dst) as untagged:
        with encoding(untagged, marks[0].rate_hz, coding) as encoder:
            for part, mark in zip(parts, marks, strict=True):
                try:
                    for block in soundfile.blocks(part.path, _BLOCK_SAMPLES, dtype="int32", always_2d=True):
                        if (block[:, :1] != block).any():
                            raise cut_short(part.path)  # no file of ours: all its channels hold the same
                        encoder.write(block[:, 0])
                except soundfile.LibsndfileError as error:
                    raise cut_short(part.path) from error
                if encoder.samples != mark.end:
                    raise cut_short(part.path)
        finish(untagged)


def _examine(path: Path) -> StreamInfo:
    """What ``path`` says of its sound, once its last sample is found to be there.

    Raises NarrateError when it cannot be read, is not a FLAC file, or is cut short.
    """
    with reading(path), path.open("rb") as file:
        stream = read_head(file, path)
    try:
        with soundfile.SoundFile(path) as sound:
            sound.seek(stream.samples - 1)
            whole = stream.samples > 0 and len(sound.read(2, dtype="int16")) == 1
    except soundfile.LibsndfileError as error:
        raise cut_short(path) from error
    if not whole:
        raise cut_short(path)
    return stream


def _ours(path: Path) -> StreamInfo:
    """As ``_examine``; NarrateError also where it has channels or bits of which joining would lose some."""
    stream = _examine(path)
    if stream.channels > _MOST_CHANNELS or stream.bits not in _SUBTYPES:
        raise NarrateError(
            f"cannot join {path}: it has {stream.channels} channels of {stream.bits} bits,"
            " as narrate makes none",
            hint="delete the file and build again",
        )
    return stream


def _samples_kept(path: Path) -> int:
    """The samples in a file just encoded; NarrateError where what is filled in last is missing.

    Those are the sizes of frames and the MD5 of the sound (RFC 9639, 8.2): libsndfile does not tell when it
    cannot go back to them.
    """
    stream = _examine(path)
    if not (any(stream.block[4:7]) and any(stream.block[7:10]) and any(stream.block[18:34])):
        raise cut_short(path)
    return stream.samples


def _coding(bits: int, channels: int) -> Coding:
    return Coding("FLAC", _SUBTYPES[bits], samples_in=_samples_kept, channels=channels)


FLAC = Format(".flac", flac_writer, tag, join, flac_segments, most_marks=MOST_CHAPTERS)
