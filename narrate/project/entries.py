"""Edits of a file that is a list of TOML tables: text → text, and all else in it stays as it is.

An edit changes the text where it has to and nowhere else, so comments, order and layout stay the author's;
the result is read again before it counts.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate import atomic
from narrate.errors import NarrateError, Where
from narrate.project.finding import KeyPath
from narrate.project.lines import STRING, Lines

Entry = Mapping[str, object]
"""The values of one table: text, whole numbers and lists of text."""

_IDLE = re.compile(r"[ \t]*(?:#.*)?")
_ASSIGNED = re.compile(r"[^=\n]*=[ \t]*")


@dataclass(frozen=True, slots=True)
class Entries:
    """The tables ``[[table]]`` of the file called ``name``, which begins with ``head`` when it is new."""

    name: str
    table: str
    head: str

    def added(self, text: str, entry: Entry, comment: str = "") -> str:
        """``text`` with one more entry at its end, and below its header a line with ``comment``."""
        kept = f"{text.rstrip()}\n\n" if text.strip() else self.head
        lines = [f"[[{self.table}]]", *([f"# {comment}"] if comment else [])]
        lines += [f"{key} = {_value(value)}" for key, value in entry.items()]
        return self._proved(text, kept + "\n".join(lines) + "\n", [*self.of(text), entry])

    def changed(self, text: str, index: int, key: str, value: str) -> str:
        """``text`` with another text for ``key`` in the entry ``index``, which counts from 0."""
        at = Lines(text).offset((self.table, index, key))
        assigned = _ASSIGNED.match(text, at)
        written = STRING.match(text, assigned.end()) if assigned else None
        edited = text[: written.start()] + _value(value) + text[written.end() :] if written else text
        entries = self.of(text)
        entries[index] = {**entries[index], key: value}
        return self._proved(text, edited, entries)

    def removed(self, text: str, index: int) -> str:
        """``text`` without the entry ``index``; comments around it stay, those inside it go with it."""
        lines, entries = re.findall(r"[^\n]*\n|[^\n]+", text), self.of(text)
        places = Lines(text)
        first = places.place((self.table, index)).line - 1
        begins = (places.place(path).line - 1 for path in _tables(text))
        last = min((line for line in begins if line > first), default=len(lines))
        ends = last
        while ends > first and _IDLE.fullmatch(lines[ends - 1].rstrip("\n")):
            ends -= 1
        while ends < last and not lines[ends].strip():
            ends += 1
        del entries[index]
        return self._proved(text, "".join(lines[:first] + lines[ends:]).rstrip() + "\n", entries)

    def of(self, text: str) -> list[Entry]:
        """The entries in ``text``."""
        return list(tomllib.loads(text).get(self.table, []))

    def save(self, root: Path, text: str) -> None:
        """Write ``text`` into the folder ``root``, whole or not at all, with the line ends of the file."""
        file = root / self.name
        windows = file.exists() and b"\r\n" in file.read_bytes()
        atomic.write(file, (text.replace("\n", "\r\n") if windows else text).encode())

    def _proved(self, before: str, text: str, entries: Sequence[Entry]) -> str:
        """``text``, which must hold ``entries`` and else what it held ``before``; or it is not written."""
        try:
            found, kept = tomllib.loads(text), tomllib.loads(before if before.strip() else self.head)
            sound = found.pop(self.table, []) == [*entries]
            kept.pop(self.table, None)
        except tomllib.TOMLDecodeError:
            sound = False
        if not sound or found != kept:
            raise NarrateError(
                f"{self.name} is laid out in a way that narrate cannot edit",
                where=Where(self.name),
                hint=f"write every entry below a line [[{self.table}]], or make the change by hand",
            )
        return text


def _tables(text: str) -> Iterator[KeyPath]:
    """Where each list of tables in ``text`` has an entry."""
    for key, value in tomllib.loads(text).items():
        if isinstance(value, list):
            yield from ((key, index) for index, entry in enumerate(value) if isinstance(entry, dict))


def _value(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return json.dumps(value, ensure_ascii=False)  # a whole number, or a list of text: as in TOML


def _quoted(text: str) -> str:
    """``text`` as TOML: as it is between single quotation marks if it holds double ones, else escaped."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML takes the escapes of JSON
