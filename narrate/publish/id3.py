"""ID3v2.3 tags: the head of an MP3 file, with its chapters in the order in which they are heard.

Version 2.3 with UTF-16 text is what the oldest players read. The frames are those of
https://id3.org/id3v2.3.0 and, for chapters, https://id3.org/id3v2-chapters-1.0.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

from narrate.publish.tags import ChapterMark, Cover, Tags, one_line, printable

PADDING_BYTES = 2048
"""Room for other programs to edit tags in place."""

_YEAR = re.compile("[0-9]{4}")  # all that TYER can hold
_FRONT_COVER = 3
_NO_OFFSET = 0xFFFFFFFF  # of a chapter: its times count, not its bytes
_TOP_LEVEL, _ORDERED = 2, 1  # flags of a table of contents
_MOST_ENTRIES = 255  # of one table: their count is a byte

# ISO 639-2, which TLAN asks for, by the first subtag of BCP 47. A language that is not here goes unnamed.
_ISO_639_2 = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "es": "spa", "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle",
    "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "is": "isl", "it": "ita", "ja": "jpn",
    "ko": "kor", "la": "lat", "lt": "lit", "lv": "lav", "nb": "nob", "nl": "nld", "nn": "nno", "no": "nor",
    "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe",
    "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}  # fmt: skip


def write_id3(tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark]) -> bytes:
    """A whole ID3v2.3 tag, padding included, ready to stand before the first MPEG frame."""
    language = iso_639_2(tags.language)
    body = b"".join(
        (
            *_texts(tags, language),
            _comment(tags.comment or tags.description, language),
            _user_text("DESCRIPTION", tags.description),
            _user_text("SERIES", tags.series),
            _user_text("SERIES-PART", tags.part),
            _user_text("NARRATOR", tags.narrator),
            *_chapters(sorted(chapters, key=lambda chapter: chapter.start_ms)),
            _picture(cover) if cover else b"",
            bytes(PADDING_BYTES),
        )
    )
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def iso_639_2(language: str) -> str:
    """The three letters of ISO 639-2 for the BCP 47 tag ``language``; "" where they are not known here."""
    return _ISO_639_2.get(language.lower().replace("_", "-").split("-")[0], "")


def tag_bytes(header: bytes) -> int:
    """How long the ID3v2 tag is that starts with ``header`` (10 bytes): 0 if none does."""
    if len(header) < 10 or not header.startswith(b"ID3"):
        return 0
    size = 0
    for byte in header[6:10]:
        size = size << 7 | byte & 0x7F
    footer = 10 if header[5] & 0x10 else 0
    return 10 + size + footer


def _texts(tags: Tags, language: str) -> list[bytes]:
    return [
        _text("TIT2", tags.title),
        _text("TALB", tags.album),
        _text("TPE1", tags.author),
        _text("TPE2", tags.author),
        _text("TCOM", tags.narrator),  # where audiobook servers look for the narrator
        _text("TCON", tags.genre),
        _text("TRCK", _track(tags)),
        _text("TYER", year[0] if (year := _YEAR.search(tags.year)) else ""),
        _text("TLAN", language),
        _text("TPUB", tags.publisher),
        _text("MVNM", tags.series),  # Apple's; TXXX:SERIES is everybody else's
        _text("MVIN", tags.part if tags.part.isdecimal() else ""),
    ]


def _track(tags: Tags) -> str:
    if tags.track is None:
        return ""
    return str(tags.track) if tags.tracks is None else f"{tags.track}/{tags.tracks}"


def _frame(name: str, body: bytes) -> bytes:
    return name.encode("ascii") + struct.pack(">IH", len(body), 0) + body


def _utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def _text(name: str, value: str) -> bytes:
    line = one_line(value)
    return _frame(name, b"\x01" + _utf16(line)) if line else b""


def _user_text(key: str, value: str) -> bytes:
    line = one_line(value)
    return _frame("TXXX", b"\x01" + _utf16(key) + b"\0\0" + _utf16(line)) if line else b""


def _comment(value: str, language: str) -> bytes:
    lines = printable(value)
    head = b"\x01" + (language or "XXX").encode("ascii") + _utf16("") + b"\0\0"
    return _frame("COMM", head + _utf16(lines)) if lines else b""


def _picture(cover: Cover) -> bytes:
    return _frame("APIC", b"\x00" + cover.mime.encode("ascii") + bytes((0, _FRONT_COVER, 0)) + cover.data)


def _chapters(chapters: Sequence[ChapterMark]) -> list[bytes]:
    """Tables of contents and chapters; above 255 chapters the top table lists tables."""
    if not chapters:
        return []
    names = [f"ch{index:05d}" for index in range(len(chapters))]
    if len(names) <= _MOST_ENTRIES:
        tables = [_table("toc", _TOP_LEVEL | _ORDERED, names)]
    else:
        groups = [names[first : first + _MOST_ENTRIES] for first in range(0, len(names), _MOST_ENTRIES)]
        titles = [f"toc{index:03d}" for index in range(len(groups))]
        tables = [_table("toc", _TOP_LEVEL | _ORDERED, titles)]
        tables += [_table(title, _ORDERED, group) for title, group in zip(titles, groups, strict=True)]
    return tables + [_chapter(name, chapter) for name, chapter in zip(names, chapters, strict=True)]


def _table(name: str, flags: int, entries: Sequence[str]) -> bytes:
    listed = b"".join(entry.encode("ascii") + b"\0" for entry in entries)
    return _frame("CTOC", name.encode("ascii") + bytes((0, flags, len(entries))) + listed)


def _chapter(name: str, chapter: ChapterMark) -> bytes:
    times = struct.pack(">4I", chapter.start_ms, chapter.end_ms, _NO_OFFSET, _NO_OFFSET)
    return _frame("CHAP", name.encode("ascii") + b"\0" + times + _text("TIT2", chapter.title))


def _syncsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
