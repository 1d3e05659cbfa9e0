"""Reading the project's TOML files: bytes → text → values, or the one reason why not; and finding them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrate.errors import NarrateError, Problem, ProblemsFound, Where
from narrate.project.finding import Finding, KeyPath, spelled
from narrate.project.lines import DEEPEST, Lines

FILE_NAME = "narration.toml"
LARGEST = 1_000_000
"""Bytes. A cast of a thousand takes a tenth of it; what is larger is not a narration.toml."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_HINTS = {
    "Invalid value": 'text stands between quotation marks: title = "Alice"',
    "Unescaped '\\' in a string": "write paths with / or between single quotes: 'C:\\books\\alice.md'",
    "Cannot overwrite a value": "each key may be written once",
    "Cannot declare": "each [table] may be written once; put all its keys in one place",
    "Expected '=' after a key": 'a line is key = value; quote keys with spaces: "White Rabbit" = …',
    "Unterminated string": "a quotation mark is missing at the end of the text",
    "Illegal character": "text over several lines stands between three quotation marks, \"\"\" and \"\"\"",
}  # fmt: skip
"""How the message of tomllib begins → what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is well-formed: its folder, its text (line ends as in Unix), its values and its name."""

    root: Path
    text: str
    values: Mapping[str, object] = field(hash=False)
    name: str = FILE_NAME

    @property
    def file(self) -> Path:
        """The file itself."""
        return self.root / self.name

    def where(self, path: KeyPath) -> Where:
        """The place of the key at ``path``, or of the nearest table around it."""
        place = Lines(self.text).place(path)
        return Where(self.name, place.line, place.column)

    def problems(self, findings: tuple[Finding, ...]) -> tuple[Problem, ...]:
        """The findings with their lines, in the order of the file."""
        if not findings:
            return ()
        lines = Lines(self.text)
        placed = [(lines.place(finding.path), finding) for finding in findings]
        placed.sort(key=lambda pair: (pair[0].line, pair[0].column))
        return tuple(
            found.at(
                Where(self.name, place.line, place.column),
                Where(self.name, lines.place(found.other).line) if found.other else None,
            )
            for place, found in placed
        )


def find(start: Path) -> Path:
    """The project around ``start``: the nearest folder, from there upwards, that holds a narration.toml.

    Raises NarrateError when there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise NarrateError(
        f"there is no {FILE_NAME} in {start} or any folder above it",
        hint="narrate new my-book makes a project in a new folder",
    )


def read(path: Path) -> Document:
    """The narration.toml in the folder ``path``, or at ``path``.

    Raises NarrateError when there is none, ProblemsFound when it cannot be read as TOML in UTF-8.
    """
    file = path / FILE_NAME if path.is_dir() else path
    if file.name != FILE_NAME or not file.is_file():
        folder = path if path.is_dir() or path.name != FILE_NAME else path.parent
        raise NarrateError(
            f"there is no {FILE_NAME} in {folder}",
            hint=f"narrate new {folder} makes a project there, with a {FILE_NAME} to start from",
        )
    return parse(file, LARGEST, "the text of the book belongs in a file of its own: [book] manuscript")


def parse(file: Path, largest: int, hint: str) -> Document:
    """The TOML in ``file``, which is there. ``hint`` is what to do if it has more than ``largest`` bytes.

    Raises NarrateError when it cannot be read, ProblemsFound when it is not TOML in UTF-8.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(largest + 1)
    except OSError as error:
        raise NarrateError(f"cannot read {file}: {error.strerror}") from error
    return parse_bytes(data, file, largest, hint)


def parse_bytes(data: bytes, file: Path, largest: int, hint: str) -> Document:
    """The same of ``data``, which are or would be in ``file``."""
    try:
        text = _decoded(data, largest, hint)
        document = Document(file.parent.resolve(), text, _parsed(text), file.name)
    except _Broken as broken:
        raise ProblemsFound([broken.at(file.name)]) from broken
    if excess := _excess(document.values):
        raise ProblemsFound(document.problems(excess))
    return document


class _Broken(Exception):
    """Why a file is not TOML, and the line that says so."""

    def __init__(self, slug: str, message: str, line: int, hint: str = "", column: int | None = None) -> None:
        super().__init__(message)
        self._slug, self._message, self._line, self._hint, self._column = slug, message, line, hint, column

    def at(self, name: str) -> Problem:
        """The problem, in the file called ``name``."""
        return Problem(self._slug, self._message, Where(name, self._line, self._column), self._hint)


def _decoded(data: bytes, largest: int, hint: str) -> str:
    """UTF-8, with or without the byte order mark that some editors write."""
    if len(data) > largest:
        raise _Broken("file-too-large", f"larger than {largest // 1_000_000} MB", 1, hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8: byte {data[error.start]:#04x} cannot stand here"
        raise _Broken("not-utf-8", message, line, "save the file as UTF-8") from error
    return text.replace("\r\n", "\n")


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise _Broken("toml-broken", "arrays or tables are nested too deeply", 1) from error
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(text, str(error)) from error
    except ValueError as error:  # from int(), which takes no more than 4300 digits
        raise _Broken("toml-broken", "a number has thousands of digits", 1) from error


def _syntax_error(text: str, message: str) -> _Broken:
    """What tomllib says, at the line that it says it of."""
    place = _PLACE.search(message)
    if place and place[1] and _merging(text, int(place[1])):
        message = "a merge of two versions left its marks here"
        return _Broken(
            "merge-marks", message, int(place[1]), "keep the lines of one side, and delete the marks"
        )
    reason = message[: place.start()] if place else message
    hint = next((hint for start, hint in _HINTS.items() if reason.startswith(start)), "")
    line, column = (int(place[1]), int(place[2])) if place and place[1] else (_last_line(text), None)
    return _Broken("toml-broken", f"not valid TOML: {_lower_first(reason)}", line, hint, column)


def _merging(text: str, line: int) -> bool:
    """Whether the line is one of those that git writes around what it could not merge."""
    return text.split("\n")[line - 1].startswith(("<<<<<<<", "|||||||", "=======", ">>>>>>>"))


def _excess(values: Mapping[str, object]) -> tuple[Finding, ...]:
    """What is well-formed but beyond reason, and would only break what comes after."""
    findings: list[Finding] = []
    waiting: list[tuple[KeyPath, object]] = [((key,), value) for key, value in values.items()]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict | list) and len(path) == DEEPEST:
            near = path[:2]
            findings.append(Finding(near, "wrong-value", f"{spelled(near)}: nested too deeply"))
        elif isinstance(value, dict):
            waiting += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            findings.append(Finding(path, "wrong-value", f"{spelled(path)}: the number is too large"))
    return tuple(findings)


def _last_line(text: str) -> int:
    return text.rstrip().count("\n") + 1


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
