"""The labels of an MP3 file: ID3v2.2 to 2.4, as found in files of anybody's.

The frames are those of https://id3.org/id3v2.3.0, https://id3.org/id3v2.4.0-frames and
https://id3.org/id3v2-chapters-1.0. A tag that ends early, or breaks its rules, gives what was whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from narrate.delivery.labels import Labels, Mark, Picture, picture
from narrate.delivery.unreadable import reading
from narrate.publish.id3 import tag_bytes

_LARGEST = 64_000_000
"""Bytes that are read of a tag: a cover of 16 MB is far below, and a header may say 256 MB."""

_NAMES = {
    "TIT2": "title", "TALB": "album", "TPE1": "artist", "TPE2": "album artist", "TCOM": "narrator",
    "TCON": "genre", "TRCK": "track", "TYER": "date", "TDRC": "date", "TLAN": "language",
    "TPUB": "publisher", "MVNM": "series", "MVIN": "part",
    "TT2": "title", "TAL": "album", "TP1": "artist", "TP2": "album artist", "TCM": "narrator",
    "TCO": "genre", "TRK": "track", "TYE": "date", "TLA": "language", "TPB": "publisher",
}  # fmt: skip
_USERS = {
    "DESCRIPTION": "description", "SERIES": "series", "SERIES-PART": "part", "NARRATOR": "narrator",
}  # fmt: skip
_ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")


def id3_labels(path: Path) -> Labels:
    """The labels in the ID3v2 tag at the start of ``path``; none where there is no tag. Raises Unreadable."""
    with reading(path), path.open("rb") as file:
        head = file.read(10)
        length = tag_bytes(head)
        return labels_in(head + file.read(min(length, _LARGEST)) if length else b"")


def labels_in(data: bytes) -> Labels:
    """The labels in the ID3v2 tag that ``data`` begins with, if one does."""
    head, body = data[:10], data[10:]
    if not tag_bytes(head) or head[3] not in (2, 3, 4):
        return Labels()
    version, flags = head[3], head[5]
    if flags & 0x80 and version < 4:  # in 2.4 it is each frame's own
        body = body.replace(b"\xff\x00", b"\xff")
    if flags & 0x40 and version > 2:
        extended = int.from_bytes(body[:4], "big") + 4 if version == 3 else _syncsafe(body[:4])
        body = body[extended:]
    return _labels(body, version)


def _labels(body: bytes, version: int) -> Labels:
    tags: dict[str, str] = {}
    cover: Picture | None = None
    marks: list[Mark] = []
    for name, data in _frames(body, version):
        if name in ("APIC", "PIC"):
            cover = cover or picture(_image(data, version))
        elif name in ("COMM", "COM"):
            tags.setdefault("comment", _commented(data))
        elif name == "CHAP":
            marks += _mark(data, version)
        elif name in ("TXXX", "TXX"):
            key, _, value = _decoded(data).partition("\0")
            if key.upper() in _USERS:
                tags[_USERS[key.upper()]] = value.strip("\0")
        elif name in _NAMES:
            tags.setdefault(_NAMES[name], _decoded(data).strip("\0"))
    return Labels({name: value for name, value in tags.items() if value}, cover, tuple(marks))


def _frames(body: bytes, version: int) -> Iterator[tuple[str, bytes]]:
    """Each whole frame: its name, and what is in it."""
    at = 0
    letters = 3 if version == 2 else 4
    head = 6 if version == 2 else 10
    while at + head <= len(body) and body[at : at + letters].isalnum():
        name = body[at : at + letters].decode("latin-1")
        size = body[at + letters : at + 2 * letters]
        length = _syncsafe(size) if version == 4 else int.from_bytes(size, "big")
        if at + head + length > len(body):
            return
        data = body[at + head : at + head + length]
        if version == 4:
            if body[at + 9] & 0x02:
                data = data.replace(b"\xff\x00", b"\xff")
            data = data[4:] if body[at + 9] & 0x01 else data
        yield name, data
        at += head + length


def _decoded(data: bytes) -> str:
    """The text in ``data``, whose first byte says how it is written; several are parted by NUL."""
    encoding = _ENCODINGS[data[0]] if data and data[0] < len(_ENCODINGS) else "latin-1"
    if encoding != "utf-16":
        return data[1:].decode(encoding, "replace")
    parts = [part.decode("utf-16", "replace") for part in _parted(data[1:])]
    return "\0".join(parts)


def _parted(data: bytes) -> Iterator[bytes]:
    """``data``, of two bytes a character, cut at its NULs: each part has a mark of its byte order."""
    begin = 0
    for at in range(0, len(data) - 1, 2):
        if data[at : at + 2] == b"\0\0":
            yield data[begin:at]
            begin = at + 2
    yield data[begin:]


def _commented(data: bytes) -> str:
    text = _decoded(data[:1] + data[4:])
    return text.partition("\0")[2].strip("\0") or text.strip("\0")


def _image(data: bytes, version: int) -> bytes:
    """The file of the picture: behind an encoding, a type, a kind and a description that ends with NUL."""
    wide = data[:1] in (b"\x01", b"\x02")
    at = 4 if version == 2 else data.find(b"\0", 1)
    if at < 0:
        return b""
    at += 1 if version == 2 else 2
    if not wide:
        return data[data.find(b"\0", at) + 1 :]
    while data[at : at + 2] not in (b"\0\0", b"", data[at : at + 1]):
        at += 2
    return data[at + 2 :]


def _mark(data: bytes, version: int) -> Iterator[Mark]:
    _, _, rest = data.partition(b"\0")
    if len(rest) < 16:
        return
    start_ms, end_ms = int.from_bytes(rest[:4], "big"), int.from_bytes(rest[4:8], "big")
    titles = (_decoded(text).strip("\0") for name, text in _frames(rest[16:], version) if name == "TIT2")
    yield Mark(next(titles, ""), start_ms / 1000, end_ms / 1000)


def _syncsafe(data: bytes) -> int:
    size = 0
    for byte in data[:4]:
        size = size << 7 | byte & 0x7F
    return size
