"""speakers.toml → corrections, or every problem in it at once; and edits that keep all else as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from narrate.errors import ProblemsFound, Where
from narrate.project.document import Document, parse
from narrate.project.entries import Entries
from narrate.project.finding import Checked
from narrate.project.lines import Lines
from narrate.project.tables import Line, Refused, Table
from narrate.project.validation import check, unknown_key, wrong
from narrate.script.corrections.anchors import Anchor
from narrate.script.corrections.correction import Correction

FILE_NAME = "speakers.toml"
LARGEST = 10_000_000
"""Bytes: thirty thousand corrections; no book has as many quotations."""

_KEY = "quotation"
ENTRIES = Entries(
    FILE_NAME,
    _KEY,
    "# Who says what, where narrate had it wrong or was not sure. Written by narrate assign and by hand.\n\n",
)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WHICH = re.compile(r"([1-9]\d{0,3}) of ([1-9]\d{0,3})")


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


def added(text: str, anchor: Anchor, speaker: str) -> str:
    """``text`` with one more entry at its end."""
    fields = {"says": anchor.says, "after": anchor.after, "before": anchor.before, "chapter": anchor.chapter}
    entry = {key: value for key, value in fields.items() if value}
    if anchor.which is not None:
        entry["which"] = "{} of {}".format(*anchor.which)
    return ENTRIES.added(text, {**entry, "speaker": speaker})


def changed(text: str, index: int, speaker: str) -> str:
    """``text`` with another speaker in the entry ``index``, which counts from 0."""
    return ENTRIES.changed(text, index, "speaker", speaker)


def removed(text: str, index: int) -> str:
    """``text`` without the entry ``index``; comments around it stay, those inside it go with it."""
    return ENTRIES.removed(text, index)


def save(root: Path, text: str) -> None:
    """Write ``text``, whole or not at all, with the line ends that the file has."""
    ENTRIES.save(root, text)
