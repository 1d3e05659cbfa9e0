"""Ogg pages: read with their checksums, and written under numbers that are the same every time (RFC 3533)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.publish.checksums import MIRRORED
from narrate.publish.reading import cut_short, reading

CONTINUED, FIRST, LAST = 1, 2, 4
"""What a page's flags say of it; the first: that it begins within a packet."""

UNFINISHED = -1
"""The position of a page on which no packet ends."""

SEGMENT_BYTES = 255
"""Of all pieces of a packet but its last, which is shorter."""

_HEADER = struct.Struct("<4sBBqIIIB")
_CRC_AT = 22
_SERIAL = 1  # any number serves where there is one stream; encoders choose one at random
_MOST_SEGMENTS = 255


@dataclass(frozen=True, slots=True)
class Page:
    """A page: ``position`` counts what was heard when the last packet that ends on it is over.

    ``segments`` are the lengths of the pieces of ``body``; a packet ends with one shorter than 255.
    """

    flags: int
    position: int
    segments: bytes
    body: bytes

    def numbered(self, number: int) -> bytes:
        """The page as it stands in a file, as the one of that number."""
        head = _HEADER.pack(b"OggS", 0, self.flags, self.position, _SERIAL, number, 0, len(self.segments))
        crc = _checksum(head + self.segments + self.body)
        return head[:_CRC_AT] + struct.pack("<I", crc) + head[_CRC_AT + 4 :] + self.segments + self.body


def pages_of(path: Path) -> Iterator[Page]:
    """The pages of the Ogg file ``path``, which holds one stream and nothing else.

    Raises NarrateError when it cannot be read, a page is missing or damaged, or the last one is no last one.
    """
    number, serial, flags = 0, None, 0
    with reading(path), path.open("rb") as file:
        while header := file.read(_HEADER.size):
            if len(header) < _HEADER.size or flags & LAST:
                raise cut_short(path)
            name, version, flags, position, own, sequence, crc, count = _HEADER.unpack(header)
            segments = file.read(count)
            length = sum(segments)
            body = file.read(length)
            serial = own if serial is None else serial
            if (name, version, own, sequence) != (b"OggS", 0, serial, number):
                raise cut_short(path)
            if len(segments) < count or len(body) < length:
                raise cut_short(path)
            if crc != _checksum(header[:_CRC_AT] + bytes(4) + header[_CRC_AT + 4 :] + segments + body):
                raise cut_short(path)
            number += 1
            yield Page(flags, position, segments, body)
    if not flags & LAST:
        raise cut_short(path)


def ends_packet(page: Page) -> bool:
    """Whether the last packet on ``page`` ends on it."""
    return bool(page.segments) and page.segments[-1] < SEGMENT_BYTES


def paged(packet: bytes, *, first: bool = False) -> Iterator[Page]:
    """The pages of a ``packet`` that is heard at no time: one of the headers."""
    lacing = b"\xff" * (len(packet) // SEGMENT_BYTES) + bytes((len(packet) % SEGMENT_BYTES,))
    for begin in range(0, len(lacing), _MOST_SEGMENTS):
        segments = lacing[begin : begin + _MOST_SEGMENTS]
        at = begin * SEGMENT_BYTES
        flags = CONTINUED * (begin > 0) | FIRST * first
        ends = segments[-1] < SEGMENT_BYTES
        yield Page(flags, 0 if ends else UNFINISHED, segments, packet[at : at + sum(segments)])


def _checksum(data: bytes) -> int:
    """CRC-32 with the polynomial 0x04C11DB7, highest bit first, from 0 (RFC 3533, 6).

    zlib's is of the same polynomial, lowest bit first and of inverted bits.
    """
    mirrored = zlib.crc32(data.translate(MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(MIRRORED))
