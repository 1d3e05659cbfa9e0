"""Where a key stands in a TOML document: key path → line and column.

The values of a document always come from ``tomllib``, which tells no positions. This scanner reads the same
text a second time, only when there is something to complain about, and only for positions. It expects text
that ``tomllib`` has accepted; where it loses its way, it stops, and keys it has not seen have the place of
the nearest table around them.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass

from narrate.project.finding import KeyPath

DEEPEST = 16
"""Levels of tables and arrays that are followed; narration.toml needs four."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_SPACE = re.compile(r"[ \t]*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""")
STRING = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'''
    r"""|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"""
    r"""|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""",
    re.DOTALL,
)
"""Text in any of TOML's four kinds of quotation marks."""

_BARE_VALUE = re.compile(r"[^,\[\]{}#\n]++")


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both counted from 1; the column is in characters."""

    line: int
    column: int


class Lines:
    """The places of all keys and array items of one document."""

    def __init__(self, text: str) -> None:
        self._starts = [0] + [match.end() for match in re.finditer("\n", text)]
        self._offsets = _Scanner(text).offsets()

    def offset(self, path: KeyPath) -> int:
        """Where the key is first written; for one that is not there, its nearest table; else 0."""
        while path and path not in self._offsets:
            path = path[:-1]
        return self._offsets.get(path, 0)

    def place(self, path: KeyPath) -> Place:
        """The line and column of that offset."""
        offset = self.offset(path)
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


class _Lost(Exception):
    """The text is not what the scanner expects here."""


class _Scanner:
    """One walk over the text, statement by statement."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}  # an array of tables → how many there are so far

    def offsets(self) -> dict[KeyPath, int]:
        """The offset of each key and item, as far as the scanner understands the text."""
        table: KeyPath = ()
        try:
            while True:
                self._skip(_BLANK)
                if self._at == len(self._text):
                    break
                if self._text.startswith("[[", self._at):
                    table = self._header(2)
                elif self._text.startswith("[", self._at):
                    table = self._header(1)
                else:
                    self._pair(table, 0)
        except _Lost:
            pass  # what was found up to here is right; the rest falls back to it
        return self._found

    def _header(self, brackets: int) -> KeyPath:
        self._at += brackets
        start = self._at
        path = self._path(())
        if brackets == 2:
            index = self._tables.get(path, 0)
            self._tables[path] = index + 1
            path = (*path, index)
            self._found[path] = start
        self._at += brackets
        return path

    def _pair(self, table: KeyPath, depth: int) -> None:
        path = self._path(table)
        self._expect("=")
        self._value(path, depth)

    def _path(self, base: KeyPath) -> KeyPath:
        """The path of the dotted key that stands here, below ``base``; each part is noted on the way."""
        path = base
        while True:
            self._skip(_SPACE)
            start, written = self._at, self._skip(_KEY)
            if not written or len(path) == DEEPEST:
                raise _Lost
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
            path = (*path, _decoded(written))
            self._found.setdefault(path, start)
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return path
            self._at += 1

    def _value(self, path: KeyPath, depth: int) -> None:
        if depth == DEEPEST:
            raise _Lost
        self._skip(_SPACE)
        match self._text[self._at : self._at + 1]:
            case "[":
                self._array(path, depth + 1)
            case "{":
                self._inline_table(path, depth + 1)
            case '"' | "'":
                self._skip(STRING)
            case _:
                self._skip(_BARE_VALUE)

    def _array(self, path: KeyPath, depth: int) -> None:
        self._at += 1
        index = 0
        while not self._ends("]"):
            self._found[(*path, index)] = self._at
            self._value((*path, index), depth)
            index += 1
            if not self._ends("]"):
                self._expect(",")
        self._at += 1

    def _inline_table(self, path: KeyPath, depth: int) -> None:
        self._at += 1
        while not self._ends("}"):
            self._pair(path, depth)
            if not self._ends("}"):
                self._expect(",")
        self._at += 1

    def _ends(self, bracket: str) -> bool:
        """Whether ``bracket`` is next, after blanks, line ends and comments."""
        self._skip(_BLANK)
        return self._text.startswith(bracket, self._at)

    def _expect(self, char: str) -> None:
        if not self._text.startswith(char, self._at):
            raise _Lost
        self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """What ``pattern`` matches here; the scanner stands behind it then."""
        match = pattern.match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match[0]


def _decoded(written: str) -> str:
    """The key that is written so: bare, or in either kind of quotation mark."""
    if written[0] == "'":
        return written[1:-1]
    if written[0] == '"':
        try:
            key: str = tomllib.loads(f"key = {written}")["key"]
        except tomllib.TOMLDecodeError as error:
            raise _Lost from error
        return key
    return written
