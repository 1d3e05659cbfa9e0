"""Opus in Ogg: chapters small enough for a phone, and books joined from them (RFC 6716, RFC 7845)."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.atomic import replacing, scratch
from narrate.errors import NarrateError
from narrate.publish.encoder import Coding, Writer, encoding, require_mono
from narrate.publish.format import Format
from narrate.publish.joining import alike
from narrate.publish.ogg import LAST, SEGMENT_BYTES, UNFINISHED, Page, ends_packet, paged, pages_of
from narrate.publish.reading import cut_short
from narrate.publish.resampling import at_rate
from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.publish.vorbis import MOST_CHAPTERS, comments, picture
from narrate.sound.decibels import amplitude_of
from narrate.sound.encodings import DEFAULTS, Encoding

RATE_HZ = 48_000
"""What positions count, whatever rate was encoded (RFC 7845, 4)."""

_RATES_HZ = (16_000, 24_000, 48_000)  # of those that the encoder takes, the ones that mastering has
_HEAD, _TAGS = b"OpusHead", b"OpusTags"
_HEAD_BYTES, _SKIP_AT = 19, 10  # of the head, and where in it the samples to skip stand; RFC 7845, 5.1
_FRAME_SAMPLES = (
    *(480, 960, 1920, 2880) * 3,  # SILK: 10, 20, 40 and 60 ms, in three bandwidths
    *(480, 960) * 2,  # hybrid
    *(120, 240, 480, 960) * 4,  # CELT
)
"""Samples in a frame by a packet's configuration; RFC 6716, table 2."""


_ROOM_DB, _LARGE_ROOM_DB, _LOW_KBPS = 1.0, 2.0, 24
"""By how much the sound is lowered before it is encoded: by more below so many kbit/s for each channel.

Encoding raised the true peaks of three minutes of 10 voices, half of it limited by 5 dB and more, by up to
1.9 dB in mono and in stereo, and by 3.2 dB at 32 kbit/s in stereo. They stay at most about a decibel above
the ceiling.
"""


@dataclass(frozen=True, slots=True)
class Stream:
    """An Opus file: its first packet, ``head``, and what its audio packets come to, in samples at 48 kHz.

    Of ``whole`` samples the first ``skip``, which the encoder needed to begin, are not played; then
    ``samples`` are, and what is behind them is not. Streams of equal ``head`` can follow one another.
    """

    path: Path
    head: bytes
    skip: int
    whole: int
    samples: int


@contextmanager
def opus_writer(path: Path, rate_hz: int, how: Encoding = DEFAULTS["opus"]) -> Iterator[Writer]:
    """Open ``path`` for mono sound at ``rate_hz``; the Opus file is in place when the block ends well.

    It plays exactly as long as what was written, a little softer.

    Raises NarrateError when the file cannot be written, or nothing was written into it.
    """
    own_hz = rate_hz if rate_hz in _RATES_HZ else RATE_HZ
    kbps = how.kbps or 0
    coding = Coding(
        "OGG",
        "OPUS",
        samples_in=lambda written: scan(written).samples * own_hz // RATE_HZ,
        channels=how.channels,
        # libsndfile makes it (6 + 250 * (1 - level)) * channels (src/ogg_opus.c)
        compression_level=1 - (kbps / how.channels - 6) / 250,
    )
    room_db = _ROOM_DB if kbps >= _LOW_KBPS * how.channels else _LARGE_ROOM_DB
    factor = np.float32(amplitude_of(-room_db))
    # Its pages bear a serial number that is another each time: they are written again.
    with replacing(path) as temporary, scratch(path) as encoded:
        with encoding(encoded, own_hz, coding) as encoder, at_rate(encoder, rate_hz, own_hz) as writer:
            yield _Lowered(writer, factor)
        _write([scan(encoded)], temporary, Tags(""), None, ())


@dataclass(frozen=True, slots=True)
class _Lowered:
    """Writes all to ``writer``, times ``factor``."""

    writer: Writer
    factor: np.float32

    def write(self, block: NDArray[np.float32]) -> None:
        require_mono(block)
        self.writer.write(block * self.factor)


def scan(path: Path) -> Stream:
    """Read ``path`` through and account for its every page and packet.

    Raises NarrateError when it cannot be read, is not an Opus file, or is damaged.
    """
    pages = pages_of(path)
    head, told = b"", b""
    for page in pages:
        if not head:
            head = page.body
            continue
        told += page.body
        if ends_packet(page):
            break
    if not head.startswith(_HEAD) or len(head) < _HEAD_BYTES or not told.startswith(_TAGS):
        raise NarrateError(
            f"{path} is not an Opus file as narrate writes them", hint="delete the file and build again"
        )
    (skip,) = struct.unpack_from("<H", head, _SKIP_AT)
    whole = position = 0
    for page, whole in _counted(pages):
        position = page.position
        if position > whole or (position not in (whole, UNFINISHED) and not page.flags & LAST):
            raise cut_short(path)
    if position <= skip:
        raise cut_short(path)
    return Stream(path, head, skip, whole, position - skip)


def _counted(pages: Iterator[Page]) -> Iterator[tuple[Page, int]]:
    """Each of ``pages`` with the samples in all packets that have ended by its end."""
    samples = 0
    begun = b""
    for page in pages:
        at = 0
        for length in page.segments:
            begun = begun or page.body[at : at + 2]
            at += length
            if length < SEGMENT_BYTES:
                samples += _samples(begun)
                begun = b""
        yield page, samples


def _samples(packet: bytes) -> int:
    """How many samples a packet holds, by its first two bytes (RFC 6716, 3.1 and 3.2)."""
    frame = _FRAME_SAMPLES[packet[0] >> 3]
    count = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)[packet[0] & 3]
    return frame * count


def tag(src: Path, dst: Path, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark] = ()) -> None:
    """Write the sound of ``src`` to ``dst`` under new tags; ``src`` may be tagged, and may be ``dst``.

    Raises NarrateError when ``src`` is not a whole Opus file, or ``dst`` cannot be written.
    """
    stream = scan(src)
    with replacing(dst) as temporary:
        _write([stream], temporary, tags, cover, chapters)


def join(parts: Sequence[Part], dst: Path, tags: Tags, cover: Cover | None) -> tuple[ChapterMark, ...]:
    """Write the packets of ``parts``, one after the other, to ``dst``; nothing is encoded again.

    Returns a chapter mark per part. Marks are exact: a part begins where its first packet does, since the
    encoder delayed all parts alike. At a seam there are up to 27 ms of the silence that it put around each.

    Raises NarrateError when there are no parts, one is not a whole Opus file, they are encoded differently,
    or ``dst`` cannot be written.
    """
    streams = alike(parts, dst, scan, lambda stream: stream.head)
    begins = list(accumulate((stream.whole for stream in streams), initial=0))
    ends = [*begins[1:-1], begins[-2] + streams[-1].samples]
    marks = tuple(
        ChapterMark(part.title, begin, end, RATE_HZ)
        for part, begin, end in zip(parts, begins, ends, strict=False)
    )
    with replacing(dst) as temporary:
        _write(streams, temporary, tags, cover, marks)
    return marks


def _write(
    streams: Sequence[Stream],
    path: Path,
    tags: Tags,
    cover: Cover | None,
    chapters: Sequence[ChapterMark],
) -> None:
    """Write the packets of ``streams`` to ``path`` behind one head."""
    images = [("METADATA_BLOCK_PICTURE", base64.b64encode(picture(cover)).decode())] if cover else []
    heads = (paged(streams[0].head, first=True), paged(_TAGS + comments(tags, chapters, images)))
    begins = accumulate((stream.whole for stream in streams), initial=0)
    lasts = (*(False for _ in streams[1:]), True)
    moved = zip(streams, begins, lasts, strict=False)
    sounds = (_moved(stream, begin, last=last) for stream, begin, last in moved)
    with path.open("wb") as file:
        for number, page in enumerate(chain(*heads, chain.from_iterable(sounds))):
            file.write(page.numbered(number))


def _moved(stream: Stream, begin: int, *, last: bool) -> Iterator[Page]:
    """The audio pages of ``stream`` as they are where ``begin`` samples were before them."""
    pages = pages_of(stream.path)
    next(pages)
    for page in pages:
        if ends_packet(page):
            break  # the tags end here
    for page in pages:
        position = page.position if page.position == UNFINISHED else begin + page.position
        if page.flags & LAST and not last:  # nothing is cut off where something follows
            yield replace(page, flags=page.flags & ~LAST, position=begin + stream.whole)
        else:
            yield replace(page, position=position)


OPUS = Format(".opus", opus_writer, tag, join, most_marks=MOST_CHAPTERS)
