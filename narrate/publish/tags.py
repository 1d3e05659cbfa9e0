"""What a publication says of itself: tags, chapter marks, a cover. Frozen values; the formats write them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tags:
    """The words in a file's tags. An empty string, or None, means that the tag is left out.

    ``title`` is the chapter's in a chapter file and the book's in a book file; ``album`` is the book's in
    both. ``language`` is a BCP 47 tag ("en-gb"). ``part`` is the book's place in its series ("2").
    """

    title: str
    album: str = ""
    author: str = ""
    narrator: str = ""
    track: int | None = None
    tracks: int | None = None
    year: str = ""
    language: str = ""
    publisher: str = ""
    description: str = ""
    series: str = ""
    part: str = ""
    genre: str = "Audiobook"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter from sample ``start`` to before sample ``end``, counted at ``rate_hz``."""

    title: str
    start: int
    end: int
    rate_hz: int

    @property
    def start_ms(self) -> int:
        """Where the chapter starts, to the nearest millisecond."""
        return _scaled(self.start, self.rate_hz, 1000)

    @property
    def end_ms(self) -> int:
        """Where the chapter ends, to the nearest millisecond."""
        return _scaled(self.end, self.rate_hz, 1000)

    def at(self, rate_hz: int) -> ChapterMark:
        """The same mark counted at ``rate_hz``, to the nearest sample."""
        if rate_hz == self.rate_hz:
            return self
        start, end = (_scaled(each, self.rate_hz, rate_hz) for each in (self.start, self.end))
        return ChapterMark(self.title, start, end, rate_hz)


@dataclass(frozen=True, slots=True)
class Cover:
    """An image file as it is, and what its header says of it. ``mime`` is image/jpeg or image/png."""

    data: bytes
    mime: str
    width: int
    height: int
    depth_bits: int = 24  # per pixel


@dataclass(frozen=True, slots=True)
class Part:
    """A finished chapter file that goes into a book file, and the title of its chapter mark."""

    path: Path
    title: str


def one_line(text: str) -> str:
    """``text`` on one line and without control characters, which end or break a tag in most formats."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """``text`` with line feeds, but with no other control characters and no lone surrogates."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") else " " for char in unix
    ).strip()


def _scaled(sample: int, rate_hz: int, new_rate_hz: int) -> int:
    return (2 * sample * new_rate_hz + rate_hz) // (2 * rate_hz)
