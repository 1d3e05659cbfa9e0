"""A cover from an image file's bytes: JPEG or PNG by its own header, and complete."""

from __future__ import annotations

import struct
import zlib

from narrate.errors import NarrateError, Where
from narrate.publish.tags import Cover

MAX_BYTES = 16_000_000
"""A FLAC picture block holds 2^24 bytes (RFC 9639, 8.1), its own fields included."""

_HINT = "a cover is a JPEG or PNG image"
_JPEG_START = b"\xff\xd8\xff"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type; PNG specification, 11.2.1

# JPEG markers, ITU-T T.81 table B.1: start of frame (baseline to lossless, not the three that share the
# range), start of scan, end of image; and those inside coded data, which carry no length.
_FRAME_STARTS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
_IN_SCAN = frozenset({0x00, *range(0xD0, 0xD8)})


def read_cover(data: bytes, where: Where | None = None) -> Cover:
    """The cover in ``data``, the bytes of a JPEG or PNG file that is called ``where``.

    Raises NarrateError when it is neither, is cut short or damaged, or is larger than ``MAX_BYTES``.
    """
    if len(data) > MAX_BYTES:
        size_mb = len(data) / 1e6
        raise NarrateError(
            f"the cover has {size_mb:.0f} MB, and {MAX_BYTES / 1e6:.0f} MB is the most a file can hold",
            where=where,
            hint="save the image at 3000 by 3000 pixels or fewer, as a JPEG",
        )
    try:
        if data.startswith(_JPEG_START):
            return _read_jpeg(data)
        if data.startswith(_PNG_START):
            return _read_png(data)
    except (IndexError, struct.error, _DamagedError):
        message = "the cover is cut short or damaged"
        raise NarrateError(message, where=where, hint=f"{_HINT}; save it again, or choose another") from None
    raise NarrateError("the cover is neither a JPEG nor a PNG image", where=where, hint=_HINT)


class _DamagedError(ValueError):
    """The file breaks its format's rules."""


def _read_jpeg(data: bytes) -> Cover:
    frame: tuple[int, int, int, int] | None = None  # precision, height, width, components
    scans = 0
    at = 2
    while True:
        marker, at = _next_marker(data, at)
        if marker == _END:
            break
        (length,) = struct.unpack_from(">H", data, at)
        if marker in _FRAME_STARTS:
            frame = struct.unpack_from(">BHHB", data, at + 2)
        at += length
        if marker == _SCAN:
            scans += 1
            at = _end_of_scan(data, at)
    if frame is None or not scans or 0 in frame:
        raise _DamagedError
    precision, height, width, components = frame
    return Cover(data, "image/jpeg", width, height, precision * components)


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    if data[at] != 0xFF:
        raise _DamagedError
    while data[at] == 0xFF:  # any number of fill bytes may precede a marker's code
        at += 1
    return data[at], at + 1


def _end_of_scan(data: bytes, at: int) -> int:
    while True:
        at = data.find(0xFF, at)
        if at < 0 or at + 1 >= len(data):
            raise _DamagedError
        if data[at + 1] not in _IN_SCAN:
            return at
        at += 2


def _read_png(data: bytes) -> Cover:
    head: tuple[int, int, int, int] | None = None  # width, height, bits per sample, colour type
    pixels = 0
    at = len(_PNG_START)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(body, zlib.crc32(kind)) != crc or (head is None) != (kind == b"IHDR"):
            raise _DamagedError
        if kind == b"IHDR":
            head = struct.unpack_from(">IIBB", body)
        elif kind == b"IDAT":
            pixels += length
        elif kind == b"IEND":
            break
        at += 12 + length
    if head is None or not pixels or 0 in head[:3] or head[3] not in _PNG_CHANNELS:
        raise _DamagedError
    width, height, sample_bits, colour = head
    return Cover(data, "image/png", width, height, sample_bits * _PNG_CHANNELS[colour])
