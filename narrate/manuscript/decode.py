r"""Bytes of a text file → its characters, or a plain refusal.

The text that comes back has ``\n`` as its only line end (``\r\n`` and lone ``\r`` become ``\n``) and no
byte order mark; every offset into a plain-text or Markdown manuscript counts characters of this text.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from narrate.errors import NarrateError, Problem, Severity, Where

LARGEST_BYTES = 64 * 1024 * 1024
"""About forty times War and Peace: what is larger is not a manuscript."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f]")


class UnreadableText(NarrateError):
    """The file is missing, is not text, is far too large, or has nothing in it."""


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""A file's text, with ``\n`` line ends, and what was odd about its encoding."""

    text: str
    problems: tuple[Problem, ...] = ()


def decode(path: Path, name: str) -> Decoded:
    """The text of the file at ``path``, which people call ``name``.

    A byte order mark decides; otherwise the file is UTF-8, or else Windows-1252 or Latin-1, with a warning
    that names the first line that is not UTF-8. Raises ``UnreadableText``.
    """
    where = Where(name)
    found = content(path, where)
    problems: tuple[Problem, ...] = ()
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if found.startswith(mark)), None)
    try:
        text = found.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise UnreadableText(
                f"This file begins as {marked.upper()} text but is not.",
                where=where,
                hint="save it as UTF-8 text",
            ) from None
        text = _eight_bit(found)
        line = found.count(b"\n", 0, error.start) + 1
        problems = (
            Problem(
                "manuscript-not-utf8",
                "This line is not UTF-8, so the file was read as Windows-1252 (Western European) text.",
                Where(name, line),
                "check an accented letter or a quotation mark on it, or save the file as UTF-8",
                Severity.WARNING,
            ),
        )
    if "\0" in text or len(_CONTROLS.findall(text)) > len(text) // 100:
        raise UnreadableText(
            "This is not a text file: it has binary data in it.",
            where=where,
            hint="give narrate a Markdown, plain text or EPUB file",
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        raise UnreadableText(
            "This file has no text in it.", where=where, hint="write something, or name another file"
        )
    return Decoded(text, problems)


def content(path: Path, where: Where) -> bytes:
    """The bytes of the file at ``path``, which people call what ``where`` says. Raises ``UnreadableText``."""
    if path.is_dir():
        raise UnreadableText(
            "The manuscript is a folder, not a file.",
            where=where,
            hint="list the folder's files in reading order under manuscript",
        )
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableText(
                f"This file is larger than {LARGEST_BYTES // 2**20} MB, which no manuscript is.",
                where=where,
                hint="split it into several files and list them in reading order",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableText("There is no such file.", where=where, hint=f"looked for {path}") from None
    except OSError as error:
        raise UnreadableText(f"This file cannot be read: {error.strerror}.", where=where) from None


def _eight_bit(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:  # five bytes are nothing in Windows-1252; every byte is something in Latin-1
        return content.decode("latin-1")
