"""A cover from an image file's bytes: JPEG or PNG by its own header, and complete."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from narrate.errors import NarrateError, Where
from narrate.publish.cover_fitting import MOST_PIXELS, CannotFit, fitted
from narrate.publish.tags import Cover

MAX_BYTES = 16_000_000
"""A FLAC picture block holds 2^24 bytes (RFC 9639, 8.1), its own fields included."""

_MOST_DECODED_PIXELS = 150_000_000  # 12,000 by 12,000 and a little; 450 MB as they are decoded
_RGB_COMPONENTS = 3
_SCREEN_BITS = 8
_HINT = "a cover is a JPEG or PNG image"
_JPEG_START = b"\xff\xd8\xff"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type; PNG specification, 11.2.1

# JPEG markers, ITU-T T.81 table B.1: start of frame (baseline to lossless, not the three that share the
# range), start of scan, end of image; and those inside coded data, which carry no length.
_FRAME_STARTS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
_COMMON = (0xC0, 0xC1, 0xC2)  # baseline, extended and progressive, with Huffman's codes
_IN_SCAN = frozenset({0x00, *range(0xD0, 0xD8)})


def read_cover(data: bytes, where: Where | None = None) -> Cover:
    """The cover in ``data``, the bytes of a JPEG or PNG file that is called ``where``.

    It is those bytes where players can show them, else the same picture as a JPEG that they can.

    Raises NarrateError when it is neither, is cut short or damaged, or would take too much memory.
    """
    picture = _examined(data, where)
    if not _faults(picture):
        return Cover(data, picture.mime, picture.width, picture.height, picture.depth_bits)
    try:
        made, width, height = fitted(data)
    except CannotFit as error:
        message = f"the cover cannot be read: {error}"
        raise NarrateError(message, where=where, hint=f"{_HINT}; save it again, or choose another") from None
    return Cover(made, "image/jpeg", width, height)


def what_is_changed(data: bytes, where: Where | None = None) -> str:
    """Why ``read_cover`` would make another picture of this one, in words; "" if it takes it as it is.

    Raises NarrateError as that does, but for what only decoding can tell.
    """
    return " and ".join(_faults(_examined(data, where)))


@dataclass(frozen=True, slots=True)
class _Picture:
    """What the header of an image file says. ``common`` says that every decoder knows its kind of coding."""

    mime: str
    bytes: int
    width: int
    height: int
    components: int
    component_bits: int
    common: bool = True

    @property
    def depth_bits(self) -> int:
        return self.components * self.component_bits


def _faults(picture: _Picture) -> list[str]:
    """What players may fail at."""
    found = []
    if picture.mime == "image/jpeg" and picture.components > _RGB_COMPONENTS:
        found.append("is in CMYK, the colours of print")
    if max(picture.width, picture.height) > MOST_PIXELS:
        found.append(f"has {picture.width} by {picture.height} pixels")
    if picture.component_bits > _SCREEN_BITS:
        found.append(f"has {picture.component_bits} bits a colour")
    if picture.bytes > MAX_BYTES:
        found.append(f"has {picture.bytes / 1e6:.0f} MB")
    if not picture.common:
        found.append("is coded in an uncommon way")
    return found


def _examined(data: bytes, where: Where | None) -> _Picture:
    try:
        if data.startswith(_JPEG_START):
            picture = _read_jpeg(data)
        elif data.startswith(_PNG_START):
            picture = _read_png(data)
        else:
            raise NarrateError("the cover is neither a JPEG nor a PNG image", where=where, hint=_HINT)
    except (IndexError, struct.error, _DamagedError):
        message = "the cover is cut short or damaged"
        raise NarrateError(message, where=where, hint=f"{_HINT}; save it again, or choose another") from None
    if picture.width * picture.height > _MOST_DECODED_PIXELS:
        raise NarrateError(
            f"the cover says that it has {picture.width:,} by {picture.height:,} pixels,"
            f" more than the {_MOST_DECODED_PIXELS // 10**6} million that narrate decodes",
            where=where,
            hint=f"save it with at most {MOST_PIXELS} by {MOST_PIXELS}",
        )
    return picture


class _DamagedError(ValueError):
    """The file breaks its format's rules."""


def _read_jpeg(data: bytes) -> _Picture:
    frame: tuple[int, int, int, int] | None = None  # precision, height, width, components
    scans = kind = 0
    at = 2
    while True:
        marker, at = _next_marker(data, at)
        if marker == _END:
            break
        (length,) = struct.unpack_from(">H", data, at)
        if marker in _FRAME_STARTS:
            frame = struct.unpack_from(">BHHB", data, at + 2)
            kind = marker
        at += length
        if marker == _SCAN:
            scans += 1
            at = _end_of_scan(data, at)
    if frame is None or not scans or 0 in frame:
        raise _DamagedError
    precision, height, width, components = frame
    return _Picture("image/jpeg", len(data), width, height, components, precision, kind in _COMMON)


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


def _read_png(data: bytes) -> _Picture:
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
    return _Picture("image/png", len(data), width, height, _PNG_CHANNELS[colour], sample_bits)
