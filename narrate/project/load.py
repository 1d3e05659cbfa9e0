"""The project's TOML files → Project, or every problem in them at once, in the order of the files."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from narrate.errors import Problem, ProblemsFound, Severity
from narrate.manuscript.selection import Choice
from narrate.project.casting import cast, check_cast, check_told_by, check_voices_of
from narrate.project.document import find, read
from narrate.project.files import check_file, check_manuscript, manuscripts
from narrate.project.finding import Checked, Finding, quoted, spelled
from narrate.project.lexicon import check_pronounce
from narrate.project.mastering import character_pauses, mastering, pauses
from narrate.project.output import CREDITS_VOICE, check_output, output_of, voices_besides
from narrate.project.project import Book, Project
from narrate.project.schema import BookTable, master_table, pauses_table
from narrate.project.speakers_toml import Speakers
from narrate.project.speakers_toml import load as load_speakers
from narrate.project.styles import check_styles
from narrate.project.takes_toml import Choices
from narrate.project.takes_toml import load as load_choices
from narrate.project.validation import check, unknown_key, wrong
from narrate.project.voices import ask_engines, check_voices

__all__ = ["find", "load"]

T = TypeVar("T")

TABLES = ("book", "voices", "styles", "cast", "pronounce", "pauses", "master", "output")


def load(path: Path, *, deep: bool = False) -> Project:
    """The project in the folder ``path``, or of the narration.toml ``path``.

    ``deep`` also asks the engines about their voices, which may take a second. Raises NarrateError when
    there is no narration.toml, and ProblemsFound with all errors and warnings when there is any error.
    """
    document = read(path)
    root, values = document.root, document.values
    tables = {name: _table(values, name) for name in TABLES}
    speakers, unsaid = _or_problems(load_speakers, root, Speakers())
    choices, unchosen = _or_problems(load_choices, root, Choices())
    book = _check_book(root, values)
    styles = check_styles(root, ("styles",), tables["styles"], {})
    named = styles.sound()
    voices = check_voices(root, tables["voices"], named)
    cast_list = check_cast(root, tables["cast"], named, voices.value or ())
    lexicon = check_pronounce(tables["pronounce"], tables["cast"])
    silences = check(pauses_table(), tables["pauses"], ("pauses",))
    master = check(master_table(), tables["master"], ("master",))
    output = check_output(root, tables["output"])
    problems = document.problems(
        (
            *_check_top(values),
            *book.findings,
            *check_told_by(tables["book"].get("told_by"), tables["cast"]),
            *styles.findings,
            *voices.findings,
            *(ask_engines(voices.value or ()) if deep else ()),
            *cast_list.findings,
            *check_voices_of(tables["cast"], tables["voices"], voices_besides(tables["output"])),
            *lexicon.findings,
            *silences.findings,
            *master.findings,
            *output.findings,
        )
    )
    problems += (*unsaid, *unchosen)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ProblemsFound(problems)
    made = output_of(document, output.sound(), master.sound())
    between = pauses(silences.sound(), master.sound())
    company = cast(cast_list.sound(), voices.sound(), book.sound().told_by, named)
    reader = voices_besides(tables["output"]).get(CREDITS_VOICE)
    reads_credits = next((voice for voice in voices.sound() if voice.name == reader), None)
    return Project(
        root=root,
        file=document.file,
        digest=hashlib.sha256(f"{document.text}\0{speakers.text}\0{choices.text}".encode()).hexdigest(),
        book=_book(root, book.sound()),
        cast=dataclasses.replace(company, credits=reads_credits),
        lexicon=lexicon.sound(),
        pauses=between,
        character_pauses=character_pauses(between, cast_list.sound()),
        mastering=mastering(master.sound()),
        output=made,
        warnings=problems,
        corrections=speakers.corrections,
        choices=choices,
        preset=master.sound().preset,
    )


def _or_problems(read_file: Callable[[Path], T], root: Path, empty: T) -> tuple[T, tuple[Problem, ...]]:
    """What a file beside narration.toml says, and what is wrong with it."""
    try:
        return read_file(root), ()
    except ProblemsFound as found:
        return empty, found.problems


def _table(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A table of the file; one that is left out, or is something else, is empty."""
    table = values.get(name)
    return table if isinstance(table, dict) else {}


def _check_top(values: Mapping[str, object]) -> tuple[Finding, ...]:
    """Tables that nobody knows, and what is no table."""
    findings: list[Finding] = []
    for key, value in values.items():
        if key in TABLES and not isinstance(value, dict):
            findings.append(wrong((key,), "a table", value, f"write [{key}] on a line of its own"))
        elif key in BookTable.model_fields and not isinstance(value, dict):
            message = f"unknown key {quoted(key)} before the first table"
            findings.append(Finding((key,), "unknown-key", message, f"{key} belongs below the line [book]"))
        elif key not in TABLES:
            findings.append(unknown_key((), key, TABLES))
    return tuple(findings)


def _check_book(root: Path, values: Mapping[str, object]) -> Checked[BookTable]:
    """[book] with the files it names."""
    if "book" not in values:
        hint = 'add a line [book], and below it title = "…" and manuscript = "…"'
        return Checked(None, (Finding(("book",), "missing-key", "there is no [book] table", hint),))
    book = values["book"]
    if not isinstance(book, dict):
        return Checked(None)
    checked = check(BookTable, book, ("book",))
    findings = (
        *checked.findings,
        *check_manuscript(root, book.get("manuscript")),
        *check_file(root, ("book", "cover"), book.get("cover")),
        *_check_titles(book),
    )
    return Checked(checked.value, findings)


def _check_titles(book: Mapping[str, object]) -> tuple[Finding, ...]:
    """Chapters that are to be both narrated and left out."""
    read_titles, skipped = (
        titles if isinstance(titles := book.get(key), list) else [] for key in ("read", "skip")
    )
    wanted = {title.casefold() for title in read_titles if isinstance(title, str)}
    return tuple(
        Finding(
            ("book", "skip", index),
            "read-and-skip",
            f"{spelled(('book', 'skip', index))}: {quoted(title)} is in read as well",
            "take it out of one of the two",
        )
        for index, title in enumerate(skipped)
        if isinstance(title, str) and title.casefold() in wanted
    )


def _book(root: Path, table: BookTable) -> Book:
    return Book(
        title=table.title,
        manuscript=manuscripts(root, table),
        author=table.author or "",
        language=table.language or "",
        cover=root / table.cover if table.cover else None,
        narrator=table.narrator or "",
        series=table.series or "",
        part="" if table.part is None else str(table.part),
        publisher=table.publisher or "",
        year="" if table.year is None else str(table.year),
        description=table.description or "",
        choice=Choice(
            read=tuple(table.read),
            skip=tuple(table.skip),
            matter=tuple(table.matter),
            notes=table.notes,
            images=table.images,
        ),
    )
