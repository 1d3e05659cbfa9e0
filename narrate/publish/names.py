"""File names for publications that every file system and player accepts, and that sort as the book runs."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 100
"""Of a whole name in UTF-8. Far below the 255 of most file systems: it leaves room for long folders."""

_BREAKS = re.compile(r"[/\\:|]")  # these separate words, so a space takes their place
_FORBIDDEN = re.compile(r'[*?"<>]')
# Reserved on Windows whatever follows the first dot; the last six are what its superscript digits mean.
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?=\.|$)")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def chapter_file_name(number: int, total: int, title: str, suffix: str) -> str:
    """A chapter's file name: "07 - A Mad Tea-Party.mp3". ``number`` counts from 1; ``suffix`` has its dot.

    Names of one book sort by number, and none can be mistaken for another in any file system.
    """
    counter = str(number).zfill(max(2, len(str(total))))
    head = f"{counter} - "
    return head + _fit(_portable(title) or f"Chapter {number}", f"{head}{suffix}") + suffix


def book_file_name(title: str, suffix: str) -> str:
    """A book's file name: "Alice's Adventures in Wonderland.mp3". ``suffix`` has its dot."""
    stem = _portable(title).lstrip(" .-") or "Book"  # a leading dot hides a file, a hyphen makes it an option
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return _fit(stem, suffix) + suffix


def _portable(title: str) -> str:
    text = unicodedata.normalize("NFC", title)
    text = _FORBIDDEN.sub("", _BREAKS.sub(" ", text))
    text = "".join(" " if _unprintable(char) else char for char in text)
    return unicodedata.normalize("NFC", " ".join(text.split())).rstrip(" .")


def _unprintable(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") or char in _DIRECTION


def _fit(stem: str, rest: str) -> str:
    room = MOST_BYTES - len(rest.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .")
