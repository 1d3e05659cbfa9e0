"""speakers.toml → corrections, or every problem in it at once; and edits that keep all else as it is.

An edit changes the text where it has to and nowhere else, so comments, order and layout stay the author's;
the result is read again before it counts.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from narrate import atomic
from narrate.errors import NarrateError, ProblemsFound, Where
from narrate.project.document import Document, parse
from narrate.project.finding import Checked
from narrate.project.lines import STRING, Lines
from narrate.project.schema import Line, Refused, Table
from narrate.project.validation import check, unknown_key, wrong
from narrate.script.corrections.anchors import Anchor
from narrate.script.corrections.correct import Correction

FILE_NAME = "speakers.toml"
LARGEST = 10_000_000
"""Bytes: thirty thousand corrections; no book has as many quotations."""

HEAD = """\
# Who says what, where narrate had it wrong or was not sure. Written by narrate assign and by hand.

"""

_KEY = "quotation"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WHICH = re.compile(r"([1-9]\d{0,3}) of ([1-9]\d{0,3})")
_IDLE = re.compile(r"[ \t]*(?:#.*)?")
_ASSIGNED = re.compile(r"[^=\n]*=[ \t]*")


def _words(text: str) -> str:
    if not text.strip():
        raise Refused("must not be empty")
    if _CONTROL.search(text):
        raise Refused("must not contain control characters")
    return text


def _which(text: str) -> str:
    counted = _WHICH.fullmatch(text.strip())
    if counted is None or int(counted[1]) > int(counted[2]):
        raise Refused("is not one of several", 'write it as "2 of 3"')
    return text.strip()


Words = Annotated[str, AfterValidator(_words)]


class QuotationTable(Table):
    """A quotation and who says it."""

    says: Words = Field(description="Its words, or the beginning of them and […].")
    after: Words | None = Field(None, description="The words that stand before it.")
    before: Words | None = Field(None, description="The words that follow it.")
    chapter: Words | None = Field(None, description="The title of its chapter: a hint.")
    which: Annotated[str, AfterValidator(_which)] | None = Field(
        None, description='Which of several that are alike in all else: "2 of 3".'
    )
    speaker: Line = Field(description='A name or an alias of a character, "narrator" or "others".')


@dataclass(frozen=True, slots=True)
class Speakers:
    """The corrections of a project, in the order of the file, and the ``text`` they were read from."""

    corrections: tuple[Correction, ...] = ()
    text: str = ""


def load(root: Path) -> Speakers:
    """The corrections of the project in the folder ``root``; none where there is no speakers.toml.

    Raises ProblemsFound with everything that is wrong with the file.
    """
    file = root / FILE_NAME
    if not file.exists():
        return Speakers()
    document = parse(file, LARGEST, "delete the entries that are no longer used; narrate check lists them")
    entries = document.values.get(_KEY, [])
    findings = [unknown_key((), key, (_KEY,)) for key in document.values if key != _KEY]
    checked: list[Checked[QuotationTable]] = []
    if isinstance(entries, list):
        checked = [_check(index, entry) for index, entry in enumerate(entries)]
    else:
        hint = "write [[quotation]], in two brackets, above each entry"
        findings.append(wrong((_KEY,), "a list of tables", entries, hint))
    findings += [finding for entry in checked for finding in entry.findings]
    if findings:
        raise ProblemsFound(document.problems(tuple(findings)))
    return Speakers(_corrections(document, [entry.sound() for entry in checked]), document.text)


def _check(index: int, entry: object) -> Checked[QuotationTable]:
    path = (_KEY, index)
    if not isinstance(entry, dict):
        return Checked(None, (wrong(path, "a table", entry),))
    return check(QuotationTable, entry, path)


def _corrections(document: Document, tables: Sequence[QuotationTable]) -> tuple[Correction, ...]:
    lines = Lines(document.text)
    return tuple(
        Correction(_anchor(table), table.speaker, Where(FILE_NAME, lines.place((_KEY, index)).line))
        for index, table in enumerate(tables)
    )


def _anchor(table: QuotationTable) -> Anchor:
    counted = _WHICH.fullmatch(table.which) if table.which else None
    return Anchor(
        says=table.says,
        after=table.after or "",
        before=table.before or "",
        chapter=table.chapter or "",
        which=(int(counted[1]), int(counted[2])) if counted else None,
    )


# --- edits: text → text ----------------------------------------------------------------------------------


def added(text: str, anchor: Anchor, speaker: str) -> str:
    """``text`` with one more entry at its end."""
    fields = {"says": anchor.says, "after": anchor.after, "before": anchor.before, "chapter": anchor.chapter}
    entry = {key: value for key, value in fields.items() if value}
    if anchor.which is not None:
        entry["which"] = "{} of {}".format(*anchor.which)
    entry["speaker"] = speaker
    lines = [f"[[{_KEY}]]", *(f"{key} = {_quoted(value)}" for key, value in entry.items())]
    kept = f"{text.rstrip()}\n\n" if text.strip() else HEAD
    return _proved(kept + "\n".join(lines) + "\n", [*_entries(text), entry])


def changed(text: str, index: int, speaker: str) -> str:
    """``text`` with another speaker in the entry ``index``, which counts from 0."""
    at = Lines(text).offset((_KEY, index, "speaker"))
    assigned = _ASSIGNED.match(text, at)
    written = STRING.match(text, assigned.end()) if assigned else None
    edited = text[: written.start()] + _quoted(speaker) + text[written.end() :] if written else text
    entries = _entries(text)
    entries[index] = {**entries[index], "speaker": speaker}
    return _proved(edited, entries)


def removed(text: str, index: int) -> str:
    """``text`` without the entry ``index``; comments around it stay, those inside it go with it."""
    lines, entries = re.findall(r"[^\n]*\n|[^\n]+", text), _entries(text)
    places = Lines(text)
    first = places.place((_KEY, index)).line - 1
    last = places.place((_KEY, index + 1)).line - 1 if index + 1 < len(entries) else len(lines)
    ends = last
    while ends > first and _IDLE.fullmatch(lines[ends - 1].rstrip("\n")):
        ends -= 1
    while ends < last and not lines[ends].strip():
        ends += 1
    del entries[index]
    return _proved("".join(lines[:first] + lines[ends:]).rstrip() + "\n", entries)


def save(root: Path, text: str) -> None:
    """Write ``text``, whole or not at all, with the line ends that the file has."""
    file = root / FILE_NAME
    windows = file.exists() and b"\r\n" in file.read_bytes()
    atomic.write(file, (text.replace("\n", "\r\n") if windows else text).encode())


def _entries(text: str) -> list[Mapping[str, object]]:
    return list(tomllib.loads(text).get(_KEY, []))


def _proved(text: str, entries: Sequence[Mapping[str, object]]) -> str:
    """``text``, which must hold ``entries`` and nothing else; an edit that went wrong is not written."""
    try:
        sound = tomllib.loads(text).get(_KEY, []) == list(entries)
    except tomllib.TOMLDecodeError:
        sound = False
    if not sound:
        raise NarrateError(
            f"{FILE_NAME} is laid out in a way that narrate cannot edit",
            where=Where(FILE_NAME),
            hint="write every entry below a line [[quotation]], or make the change by hand",
        )
    return text


def _quoted(text: str) -> str:
    """``text`` as TOML: as it is between single quotation marks if it holds double ones, else escaped."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML takes the escapes of JSON
