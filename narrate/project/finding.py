"""A fault in narration.toml named by the key it is at; the line is looked up once all faults are known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from narrate.errors import Problem, Severity, Where

KeyPath = tuple[str | int, ...]
"""The way to a value: ``("voices", "teller", "speed")``; items of arrays count from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST = 60
"""Characters of a value or a key that a message repeats; the line in the file shows the rest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What will be a ``Problem`` once ``path`` has a line; a key that is missing has its table's.

    ``other`` is the way to a second value that the fault is with, whose place the message then ends with.
    """

    path: KeyPath
    slug: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    other: KeyPath = ()

    def at(self, where: Where, other: Where | None = None) -> Problem:
        """The problem, with its place, and that of the other value if there is one."""
        message = self.message if other is None else f"{self.message} ({other})"
        return Problem(self.slug, message, where, self.hint, self.severity)


T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T_co]):
    """What became of a part of the file, or None, and all that is to be said about it."""

    value: T_co | None
    findings: tuple[Finding, ...] = ()

    def sound(self) -> T_co:
        """The value; only to be asked for where nothing was found wrong."""
        if self.value is None:
            raise ValueError("this part of the file has errors")
        return self.value


def spelled(path: KeyPath) -> str:
    """``path`` as an author writes it: ``cast."White Rabbit".aliases, item 2``."""
    keys = ".".join(_key(part) for part in path if isinstance(part, str))
    items = [f", item {part + 1}" for part in path if isinstance(part, int)]
    return keys + "".join(items)


def quoted(text: str) -> str:
    """``text`` in quotation marks on one line, cropped, with nothing in it that a terminal would obey."""
    cropped = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    shown = json.dumps(cropped, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in shown)


def shown(value: object) -> str:
    """What the author wrote, for the end of "expected …, found …"."""
    match value:
        case str():
            return quoted(value) if value else "an empty text"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case dict():
            return "a table" if value else "an empty table"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a date or time"


def listed(names: tuple[str, ...], last: str = "and") -> str:
    """The names in quotation marks: ``"he", "she" or "it"``."""
    marked = [quoted(name) for name in names]
    return f" {last} ".join(part for part in (", ".join(marked[:-1]), marked[-1]) if part)


def _key(part: str) -> str:
    return part if _BARE.fullmatch(part) and len(part) <= _LONGEST else quoted(part)
