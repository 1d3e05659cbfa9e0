"""takes.toml → which take of a line the author has chosen, or every problem in it at once; and its edits."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from annotated_types import Interval
from pydantic import AfterValidator, Field

from narrate.errors import ProblemsFound, Where
from narrate.project.document import Document, parse
from narrate.project.entries import Entries
from narrate.project.finding import Checked, Finding, KeyPath
from narrate.project.lines import Lines
from narrate.project.tables import Line, Refused, Table
from narrate.project.validation import check, unknown_key, wrong

FILE_NAME = "takes.toml"
LARGEST = 10_000_000
"""Bytes: forty thousand choices; no book has as many lines."""

MOST_TAKES = 999
"""Of one line. Nobody listens to more."""

_HEAD = """\
# Which take of a line is used where that is not the first, and takes that are used with their faults.
# Written by narrate take and by hand. A line whose words or voice change is another line.
version = 1

"""
TAKES = Entries(FILE_NAME, "take", _HEAD)
ACCEPTED = Entries(FILE_NAME, "accepted", _HEAD)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Choice:
    """For the line ``line`` its take number ``take`` is used, or ``recording``, which a person made.

    Whether that file is there is asked where the line is planned: a choice can so be taken back without it.
    ``line`` is the key of the line's first render; where a recording is chosen, the hash of the words and
    who says them. ``words`` are the entry's comment, to tell people which line it is about.
    """

    line: str
    take: int
    recording: Path | None
    words: str
    where: Where


@dataclass(frozen=True, slots=True)
class Accepted:
    """The take ``key`` is used although its sound has these ``faults``: the author has heard it."""

    key: str
    faults: tuple[str, ...]
    words: str
    where: Where


@dataclass(frozen=True, slots=True)
class Choices:
    """What takes.toml says, in the order of the file, and the ``text`` it was read from."""

    takes: tuple[Choice, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    text: str = ""


def _hash(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise Refused("is not the hash of a line", "narrate take writes it")
    return text


class TakeTable(Table):
    """A line and what is used for it."""

    line: Annotated[str, AfterValidator(_hash)] = Field(
        description="The line: the key of its first take; for a recording, the hash of its words and speaker."
    )
    take: Annotated[int, Interval(ge=1, le=MOST_TAKES)] | None = Field(
        None, description="Which of its takes is used."
    )
    recording: Line | None = Field(None, description="The file of a recording that is used instead.")


class AcceptedTable(Table):
    """A take that is used with its faults."""

    key: Annotated[str, AfterValidator(_hash)] = Field(description="The take.")
    faults: Annotated[list[Line], Field(min_length=1)] = Field(
        description="What may be wrong with its sound; anything else still keeps its chapter back."
    )


T_table = TypeVar("T_table", bound=Table)


def load(root: Path) -> Choices:
    """The choices of the project in the folder ``root``; none where there is no takes.toml.

    Raises ProblemsFound with everything that is wrong with the file.
    """
    file = root / FILE_NAME
    if not file.exists():
        return Choices()
    document = parse(file, LARGEST, "delete the entries that are no longer used; narrate check lists them")
    takes = _checked(document, TAKES.table, TakeTable)
    accepted = _checked(document, ACCEPTED.table, AcceptedTable)
    findings = [*_check_top(document)]
    findings += [finding for entry in (*takes, *accepted) for finding in entry.findings]
    findings += _check_takes([entry.value for entry in takes])
    if findings:
        raise ProblemsFound(document.problems(tuple(findings)))
    return Choices(
        tuple(
            Choice(
                line=table.line,
                take=table.take or 1,
                recording=root / table.recording if table.recording else None,
                words=words,
                where=where,
            )
            for table, (words, where) in _told(document, TAKES.table, [each.sound() for each in takes])
        ),
        tuple(
            Accepted(table.key, tuple(table.faults), words, where)
            for table, (words, where) in _told(document, ACCEPTED.table, [each.sound() for each in accepted])
        ),
        document.text,
    )


# --- edits: text → text -----------------------------------------------------------------------------------


def without(text: str, lines: Collection[str], keys: Collection[str]) -> str:
    """``text`` without what it chooses for ``lines``, and without the takes ``keys`` that it accepts."""
    for entries, identity, gone in ((TAKES, "line", lines), (ACCEPTED, "key", keys)):
        for index, entry in reversed(list(enumerate(entries.of(text)))):
            if entry.get(identity) in gone:
                text = entries.removed(text, index)
    return text


def chosen(text: str, line: str, take: int, comment: str) -> str:
    """``text``, which has no entry for ``line``, once ``take`` is used for it; the first needs none."""
    return text if take == 1 else TAKES.added(text, {"line": line, "take": take}, comment)


def recorded(text: str, line: str, recording: str, comment: str) -> str:
    """``text``, which has no entry for ``line``, once the file ``recording`` is used for it."""
    return TAKES.added(text, {"line": line, "recording": recording}, comment)


def accepting(text: str, key: str, faults: Sequence[str], comment: str) -> str:
    """``text`` once the take ``key`` is used although it has ``faults``."""
    return ACCEPTED.added(without(text, (), (key,)), {"key": key, "faults": list(faults)}, comment)


def save(root: Path, text: str) -> None:
    """Write ``text``, whole or not at all."""
    TAKES.save(root, text)


def _checked(document: Document, name: str, table: type[T_table]) -> list[Checked[T_table]]:
    entries = document.values.get(name, [])
    if not isinstance(entries, list):
        hint = f"write [[{name}]], in two brackets, above each entry"
        return [Checked(None, (wrong((name,), "a list of tables", entries, hint),))]
    return [
        check(table, entry, (name, index))
        if isinstance(entry, dict)
        else Checked(None, (wrong((name, index), "a table", entry),))
        for index, entry in enumerate(entries)
    ]


def _check_top(document: Document) -> list[Finding]:
    known = ("version", TAKES.table, ACCEPTED.table)
    findings = [unknown_key((), key, known) for key in document.values if key not in known]
    version = document.values.get("version", 1)
    if version != 1:
        hint = "update narrate" if isinstance(version, int) else "write version = 1"
        findings.append(wrong(("version",), "1", version, hint))
    return findings


def _check_takes(tables: Sequence[TakeTable | None]) -> list[Finding]:
    findings: list[Finding] = []
    first: dict[str, KeyPath] = {}
    for index, table in enumerate(tables):
        path: KeyPath = (TAKES.table, index)
        if table is None:
            continue
        if (table.take is None) == (table.recording is None):
            message = f"[[take]], item {index + 1}: says neither take nor recording"
            if table.take is not None:
                message = f"[[take]], item {index + 1}: says both take and recording"
            findings.append(Finding(path, "take-unclear", message, "write one of the two"))
        if table.line in first:
            message = f"[[take]], item {index + 1}: this line has an entry already"
            findings.append(Finding(path, "take-twice", message, "keep one", other=first[table.line]))
        first.setdefault(table.line, path)
    return findings


def _told(
    document: Document, name: str, tables: Sequence[T_table]
) -> list[tuple[T_table, tuple[str, Where]]]:
    """Each entry with the comment below its header, and where it is."""
    lines, places = document.text.split("\n"), Lines(document.text)
    found = []
    for index, table in enumerate(tables):
        line = places.place((name, index)).line
        below = lines[line].strip() if line < len(lines) else ""
        words = below.lstrip("# ") if below.startswith("#") else ""
        found.append((table, (words, Where(FILE_NAME, line))))
    return found
