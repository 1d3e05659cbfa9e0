"""An audiobook as an MP4 file: AAC packets behind a head with a track of chapter titles, and tags.

ISO/IEC 14496-12 has the boxes, 14496-14 those of AAC, and Apple's "QuickTime File Format" the chapters. The
head is what players need first, so that a file can be played while it comes over a network. Times count
samples, so that chapter marks are exact; no date is in it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.publish.boxes import MATRIX, box, full
from narrate.publish.id3 import iso_639_2
from narrate.publish.ilst import write_meta
from narrate.publish.tags import ChapterMark, Cover, Tags, one_line

PACKET_SAMPLES = 1024
"""Of AAC-LC."""

MOST_NERO_CHAPTERS = 255
"""Their count is a byte."""

MOST_32 = (1 << 32) - 1
"""What is larger takes 64 bits."""

SEAL = b"MD5 of the sound"
"""Begins the box "free": players skip it, and narrate finds in it whether the sound is as it was written."""

_KIND = box("ftyp", b"M4B ", bytes(4), b"M4B M4A mp42isom")
_PADDING_BYTES = 4096  # room for other programs to edit tags in place
_SOUND, _TITLES = 1, 2  # the tracks
_SHOWN = 7  # a track that is enabled, in the movie, and in previews of it
_CHUNK_PACKETS = 43  # about a second
_MOST_TITLE_BYTES, _MOST_NERO_TITLE_BYTES = 4000, 255
_UTF8 = box("encd", struct.pack(">I", 0x100))  # behind a title: how it is encoded; QuickTime, "text media"
_NERO_HZ = 10_000_000
# Centred, on nothing, in a box of no size, with no font: as every writer of chapter tracks has it.
_GRAPHICS = full("gmin", 0, 0, struct.pack(">4HI", 0x40, *(3 * [1 << 15]), 0))
_TEXT_ENTRY = box("text", struct.pack(">6xHII", 1, 0, 1), bytes(35))


@dataclass(frozen=True, slots=True, eq=False)
class Aac:
    """AAC-LC as it comes from an encoder: ``config`` for the decoder, and the ``sizes`` of all packets (n,).

    Of the samples in them the first ``skip`` are not played; then ``samples`` are; the rest is not.
    """

    config: bytes
    rate_hz: int
    channels: int
    sizes: NDArray[np.uint32]
    skip: int
    samples: int

    @property
    def coding(self) -> tuple[object, ...]:
        """What must be the same in files that are to follow one another."""
        return self.config, self.rate_hz, self.channels, self.skip

    @property
    def whole(self) -> int:
        """The samples in all packets."""
        return len(self.sizes) * PACKET_SAMPLES

    @property
    def bytes(self) -> int:
        """The bytes of all packets."""
        return int(self.sizes.sum(dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class _Titles:
    """The samples of the track of titles: each title as it stands in the file, and how long it is shown."""

    texts: tuple[bytes, ...]
    durations: tuple[int, ...]


def write_head(
    aac: Aac, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark], md5: bytes
) -> bytes:
    """All of an M4B file but the packets of ``aac``, which follow it. ``md5`` (16 bytes) is of those.

    ``chapters`` count at the rate of ``aac``, in order. Above ``MOST_NERO_CHAPTERS`` they are in the track
    alone: a player that prefers Nero's would show no more than the first of them.
    """
    titles = _titles(chapters)
    texts = b"".join(titles.texts)
    language = iso_639_2(tags.language)
    told = box("udta", _nero(chapters) if chapters else b"", write_meta(tags, cover))
    free = box("free", SEAL, md5, bytes(_PADDING_BYTES))

    def head(at: int, *, wide: bool) -> bytes:
        """The head, if the titles stand at ``at``; offsets are ``wide`` where 32 bits are too few."""
        places = _table(_chunks(aac, at + len(texts)), wide=wide)
        tracks = [_sound_track(aac, language, places, titled=bool(chapters))]
        if chapters:
            tracks.append(_title_track(titles, aac.rate_hz, language, _table([at], wide=wide)))
        movie = box("moov", _movie_header(aac), *tracks, told)
        return _KIND + movie + free + _data_header(len(texts) + aac.bytes, wide=wide)

    most = len(head(0, wide=True)) + len(texts) + aac.bytes
    wide = most > MOST_32
    return head(len(head(0, wide=wide)), wide=wide) + texts


def _data_header(size: int, *, wide: bool) -> bytes:
    if wide:
        return struct.pack(">I4sQ", 1, b"mdat", 16 + size)
    return struct.pack(">I4s", 8 + size, b"mdat")


# --- the movie and its tracks -----------------------------------------------------------------------------


def _times(form: str, *values: int) -> tuple[int, bytes]:
    """The version of a box whose ``values`` are as ``form`` says, and those: 64 bits where 32 are too few.

    In ``form`` "T" stands for a time.
    """
    version = int(max(values) > MOST_32)
    return version, struct.pack(">" + form.replace("T", "Q" if version else "I"), *values)


def _movie_header(aac: Aac) -> bytes:
    version, times = _times("TTIT", 0, 0, aac.rate_hz, aac.samples)
    rate_and_volume = struct.pack(">IH", 1 << 16, 1 << 8)
    return full(
        "mvhd", version, 0, times, rate_and_volume, bytes(10), MATRIX, bytes(24), _number(_TITLES + 1)
    )


def _sound_track(aac: Aac, language: str, places: bytes, *, titled: bool) -> bytes:
    version, edit = _times("TT", aac.samples, aac.skip)
    table = (
        full("stsd", 0, 0, _number(1), _aac_entry(aac)),
        full("stts", 0, 0, _number(1), _number(len(aac.sizes)), _number(PACKET_SAMPLES)),
        _chunk_table(len(aac.sizes)),
        full("stsz", 0, 0, _number(0), _number(len(aac.sizes)), aac.sizes.astype(">u4").tobytes()),
        places,
    )
    media = _media(language, aac.rate_hz, aac.whole, "soun", full("smhd", 0, 0, bytes(4)), table)
    return box(
        "trak",
        _track_header(_SOUND, aac.samples, _SHOWN, volume=1 << 8),
        box("edts", full("elst", version, 0, _number(1), edit, struct.pack(">I", 1 << 16))),
        box("tref", box("chap", _number(_TITLES))) if titled else b"",
        media,
    )


def _title_track(titles: _Titles, rate_hz: int, language: str, places: bytes) -> bytes:
    count = len(titles.texts)
    spans = b"".join(struct.pack(">II", 1, each) for each in titles.durations)
    sizes = b"".join(_number(len(text)) for text in titles.texts)
    table = (
        full("stsd", 0, 0, _number(1), _TEXT_ENTRY),
        full("stts", 0, 0, _number(count), spans),
        full("stsc", 0, 0, struct.pack(">4I", 1, 1, count, 1)),
        full("stsz", 0, 0, _number(0), _number(count), sizes),
        places,
    )
    whole = sum(titles.durations)
    header = box("gmhd", _GRAPHICS, box("text", MATRIX))
    return box(
        "trak",
        _track_header(_TITLES, whole, 0, volume=0),
        _media(language, rate_hz, whole, "text", header, table),
    )


def _track_header(number: int, duration: int, flags: int, *, volume: int) -> bytes:
    version, times = _times("TTIIT", 0, 0, number, 0, duration)
    return full("tkhd", version, flags, times, bytes(12), struct.pack(">HH", volume, 0), MATRIX, bytes(8))


def _media(
    language: str, rate_hz: int, duration: int, kind: str, header: bytes, table: Sequence[bytes]
) -> bytes:
    version, times = _times("TTIT", 0, 0, rate_hz, duration)
    here = box("dinf", full("dref", 0, 0, _number(1), full("url ", 0, 1)))
    return box(
        "mdia",
        full("mdhd", version, 0, times, _packed(language), bytes(2)),
        full("hdlr", 0, 0, bytes(4), kind.encode("ascii"), bytes(13)),
        box("minf", header, here, box("stbl", *table)),
    )


def _packed(language: str) -> bytes:
    """Three letters in 15 bits; 8.4.2."""
    first, second, third = (ord(letter) - 0x60 for letter in language or "und")
    return struct.pack(">H", first << 10 | second << 5 | third)


def _aac_entry(aac: Aac) -> bytes:
    """How the packets are to be decoded; 14496-14, 3.1.2, and 14496-1, 7.2.6."""
    rate = round(8 * aac.bytes * aac.rate_hz / aac.whole)
    specific = bytes((5, len(aac.config))) + aac.config
    decoder = bytes((0x40, 0x15, 0, 0, 0)) + struct.pack(">II", rate, rate) + specific
    decoder = bytes((4, len(decoder))) + decoder
    stream = struct.pack(">HB", 0, 0) + decoder + bytes((6, 1, 2))
    fields = struct.pack(">6xH8xHHHHI", 1, aac.channels, 16, 0, 0, aac.rate_hz << 16)
    return box("mp4a", fields, full("esds", 0, 0, bytes((3, len(stream))), stream))


# --- where what stands ------------------------------------------------------------------------------------


def _chunk_table(packets: int) -> bytes:
    """Packets by chunk: all alike but for the last."""
    chunks, rest = divmod(packets, _CHUNK_PACKETS)
    runs = [(1, _CHUNK_PACKETS, 1)] * (chunks > 0) + [(chunks + 1, rest, 1)] * (rest > 0)
    return full("stsc", 0, 0, _number(len(runs)), *(struct.pack(">3I", *run) for run in runs))


def _chunks(aac: Aac, at: int) -> list[int]:
    """Where each chunk begins, if the first packet is at ``at``."""
    ends = np.cumsum(aac.sizes, dtype=np.uint64)
    begins: list[int] = [0, *ends[_CHUNK_PACKETS - 1 : -1 : _CHUNK_PACKETS].tolist()]
    return [at + begin for begin in begins]


def _table(places: Sequence[int], *, wide: bool) -> bytes:
    name, kind = ("co64", ">u8") if wide else ("stco", ">u4")
    return full(name, 0, 0, _number(len(places)), np.array(places, np.uint64).astype(kind).tobytes())


def _number(value: int) -> bytes:
    return struct.pack(">I", value)


# --- chapters ---------------------------------------------------------------------------------------------


def _titles(chapters: Sequence[ChapterMark]) -> _Titles:
    """The titles one after the other without a gap, for that is how a track plays."""
    begins = [mark.start for mark in chapters]
    ends = [*begins[1:], *(mark.end for mark in chapters[-1:])]
    texts = (_cut(mark.title, _MOST_TITLE_BYTES) for mark in chapters)
    return _Titles(
        tuple(struct.pack(">H", len(text)) + text + _UTF8 for text in texts),
        tuple(end - begin for begin, end in zip(begins, ends, strict=True)),
    )


def _nero(chapters: Sequence[ChapterMark]) -> bytes:
    """Nero's marks: in units of 100 ns, with titles of up to 255 bytes (FFmpeg, libavformat/movenc.c)."""
    if len(chapters) > MOST_NERO_CHAPTERS:
        return b""
    marks = []
    for mark in chapters:
        title = _cut(mark.title, _MOST_NERO_TITLE_BYTES)
        start = (2 * mark.start * _NERO_HZ + mark.rate_hz) // (2 * mark.rate_hz)
        marks.append(struct.pack(">QB", start, len(title)) + title)
    return full("chpl", 1, 0, bytes(4), bytes((len(chapters),)), *marks)


def _cut(title: str, most_bytes: int) -> bytes:
    return one_line(title).encode()[:most_bytes].decode(errors="ignore").encode()
