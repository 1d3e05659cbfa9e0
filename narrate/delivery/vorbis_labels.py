"""The labels of FLAC and Ogg files: Vorbis comments, the chapter extension, and embedded pictures.

RFC 9639 (FLAC), RFC 7845 (Opus in Ogg), https://wiki.xiph.org/Chapter_Extension. What breaks their rules
ends the reading: what was whole until then is told.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from narrate.delivery.labels import Labels, Mark, Picture, picture
from narrate.delivery.unreadable import reading

_COMMENT, _PICTURE, _LAST = 4, 6, 0x80
_LARGEST = 64_000_000  # bytes read of comments in Ogg, whose packets tell no length
_MOST_MARKS = 1000

_NAMES = {
    "TITLE": "title", "ALBUM": "album", "ARTIST": "artist", "ALBUMARTIST": "album artist",
    "COMPOSER": "narrator", "NARRATOR": "narrator", "GENRE": "genre", "TRACKNUMBER": "track",
    "DATE": "date", "LANGUAGE": "language", "PUBLISHER": "publisher", "SERIES": "series",
    "SERIES-PART": "part", "DESCRIPTION": "description", "COMMENT": "comment",
}  # fmt: skip
_CHAPTER = re.compile(r"CHAPTER(\d{2,3})(NAME)?")
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")


def flac_labels(path: Path) -> Labels:
    """The labels in the metadata blocks of the FLAC file ``path``. Raises Unreadable."""
    comments: list[tuple[str, str]] = []
    cover: Picture | None = None
    with reading(path), path.open("rb") as file:
        file.seek(_id3_before(file))
        if file.read(4) != b"fLaC":
            return Labels()
        last = False
        while not last and len(head := file.read(4)) == 4:
            last, kind, length = bool(head[0] & _LAST), head[0] & ~_LAST, int.from_bytes(head[1:], "big")
            if kind not in (_COMMENT, _PICTURE):
                file.seek(length, 1)
                continue
            body = file.read(length)
            if kind == _COMMENT:
                comments += _comments(body)
            else:
                cover = cover or _flac_picture(body)
    return _labels(comments, cover)


def ogg_labels(path: Path) -> Labels:
    """The labels in the second packet of the Ogg file ``path`` (Opus or Vorbis). Raises Unreadable."""
    with reading(path), path.open("rb") as file:
        packet = _second_packet(file)
    for sign in (b"OpusTags", b"\x03vorbis"):
        if packet.startswith(sign):
            comments = list(_comments(packet[len(sign) :]))
            return _labels(comments, _encoded_picture(comments))
    return Labels()


def _id3_before(file: BinaryIO) -> int:
    """An ID3 tag before a FLAC stream is against the rules, and met all the same."""
    from narrate.publish.id3 import tag_bytes

    return tag_bytes(file.read(10))


def _comments(body: bytes) -> Iterator[tuple[str, str]]:
    at = 4 + int.from_bytes(body[:4], "little")
    count = int.from_bytes(body[at : at + 4], "little")
    at += 4
    for _ in range(count):
        length = int.from_bytes(body[at : at + 4], "little")
        text = body[at + 4 : at + 4 + length]
        if len(text) < length or at + 4 > len(body):
            return
        key, _, value = text.decode("utf-8", "replace").partition("=")
        yield key.upper(), value
        at += 4 + length


def _labels(comments: list[tuple[str, str]], cover: Picture | None) -> Labels:
    tags: dict[str, str] = {}
    times: dict[int, str] = {}
    titles: dict[int, str] = {}
    for key, value in comments:
        if found := _CHAPTER.fullmatch(key):
            (titles if found[2] else times)[int(found[1])] = value
        elif key in _NAMES and value:
            tags.setdefault(_NAMES[key], value)
    numbers = sorted(times)[:_MOST_MARKS]
    marks = [Mark(titles.get(number, ""), _seconds(times[number])) for number in numbers]
    return Labels(tags, cover, tuple(marks))


def _seconds(clock: str) -> float:
    found = _CLOCK.fullmatch(clock.strip())
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else -1.0


def _flac_picture(body: bytes) -> Picture:
    """A picture block: a type, a kind, a description, four numbers, the file (RFC 9639, 8.8)."""
    at = 8 + int.from_bytes(body[4:8], "big")
    at += 4 + int.from_bytes(body[at : at + 4], "big")
    length = int.from_bytes(body[at + 16 : at + 20], "big")
    return picture(body[at + 20 : at + 20 + length])


def _encoded_picture(comments: list[tuple[str, str]]) -> Picture | None:
    for key, value in comments:
        if key == "METADATA_BLOCK_PICTURE":
            try:
                return _flac_picture(base64.b64decode(value, validate=True))
            except ValueError:
                return Picture("no picture", 0, 0, len(value))
    return None


def _second_packet(file: BinaryIO) -> bytes:
    """The packet behind the first, put together from the pages that it is spread over (RFC 3533, 6)."""
    packets, packet = 0, bytearray()
    while len(packet) < _LARGEST:
        head = file.read(27)
        if len(head) < 27 or not head.startswith(b"OggS"):
            break
        for length in file.read(head[26]):
            packet += file.read(length)
            if length < 255:
                packets += 1
                if packets == 2:
                    return bytes(packet)
                packet.clear()
    return bytes(packet)
