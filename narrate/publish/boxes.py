"""The boxes that an MP4 file is made of: written, and found again (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MATRIX = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
"""Leaves a picture where it is: of movies and tracks; 6.2.2."""


def box(name: str, *parts: bytes) -> bytes:
    """The box called ``name`` (four characters of Latin 1) around ``parts``."""
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name.encode("latin-1") + body


def full(name: str, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that begins with its ``version`` and ``flags``."""
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The boxes in ``data`` by name, and what is in each. Raises ValueError where they do not fill it."""
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise ValueError("a box is cut short")
        (size,) = struct.unpack_from(">I", data, at)
        if size < 8 or at + size > len(data):
            raise ValueError("a box is longer than what it is in")
        yield data[at + 4 : at + 8].decode("latin-1"), data[at + 8 : at + size]
        at += size


def inside(data: bytes, *names: str) -> bytes:
    """What is in the first box called ``names[0]``, in that the first called ``names[1]``, and so on.

    Raises ValueError where there is none.
    """
    for name in names:
        found = next((body for other, body in boxes(data) if other == name), None)
        if found is None:
            raise ValueError(f"there is no box {name}")
        data = found
    return data
