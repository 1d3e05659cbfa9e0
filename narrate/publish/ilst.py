"""The tags of an MP4 file as iTunes writes them, which audiobook players and FFmpeg read.

Apple has published no more than a part of it ("Storing and sharing of metadata"); names are those that
FFmpeg (libavformat/mov.c) and the players know. What has no name of its own goes by Apple's own way for that,
"----", under the names that audiobook servers look for.
"""

from __future__ import annotations

import struct

from narrate.publish.boxes import box, full
from narrate.publish.tags import Cover, Tags, one_line, printable

_BINARY, _UTF8, _JPEG, _PNG, _INTEGER = 0, 1, 13, 14, 21  # types of a value
_AUDIOBOOK = 2  # of "stik", the kind of medium: Apple Books and iTunes shelve by it
_MOST_SHORT = 255  # bytes of "desc"; the whole of it is in "ldes"


def write_meta(tags: Tags, cover: Cover | None) -> bytes:
    """The box ``meta`` with all tags and the cover."""
    series = one_line(tags.series)
    part = tags.part if series and tags.part.isdecimal() and int(tags.part) < 1 << 15 else ""
    items = (
        *(_text(name, one_line(value)) for name, value in _lines(tags)),
        _text("desc", _cut(one_line(tags.description), _MOST_SHORT)),
        _text("ldes", printable(tags.description)),
        _text("©cmt", printable(tags.comment)),
        _item("trkn", _BINARY, struct.pack(">4H", 0, tags.track, tags.tracks or 0, 0)) if tags.track else b"",
        _item("stik", _INTEGER, bytes((_AUDIOBOOK,))),
        _item("©mvi", _INTEGER, struct.pack(">H", int(part))) if part else b"",
        *(_named(name, one_line(value)) for name, value in _own_names(tags)),
        _item("covr", _PNG if cover.mime == "image/png" else _JPEG, cover.data) if cover else b"",
    )
    handler = full("hdlr", 0, 0, bytes(4), b"mdirappl", bytes(9))
    return full("meta", 0, 0, handler, box("ilst", *items))


def _lines(tags: Tags) -> tuple[tuple[str, str], ...]:
    return (
        ("©nam", tags.title),
        ("©alb", tags.album),
        ("©ART", tags.author),
        ("aART", tags.author),
        ("©wrt", tags.narrator),  # the composer: where audiobook servers look for the narrator
        ("©nrt", tags.narrator),
        ("©gen", tags.genre),
        ("©day", tags.year),
        ("©pub", tags.publisher),
        ("©mvn", tags.series),
    )


def _own_names(tags: Tags) -> tuple[tuple[str, str], ...]:
    return (
        ("NARRATOR", tags.narrator),
        ("PUBLISHER", tags.publisher),
        ("LANGUAGE", tags.language),
        ("SERIES", tags.series),
        ("SERIES-PART", tags.part),
    )


def _item(name: str, kind: int, value: bytes) -> bytes:
    return box(name, box("data", struct.pack(">II", kind, 0), value))


def _text(name: str, value: str) -> bytes:
    return _item(name, _UTF8, value.encode()) if value else b""


def _named(name: str, value: str) -> bytes:
    if not value:
        return b""
    mean = full("mean", 0, 0, b"com.apple.iTunes")
    data = box("data", struct.pack(">II", _UTF8, 0), value.encode())
    return box("----", mean, full("name", 0, 0, name.encode()), data)


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore")
