"""The EPUB reader: any EPUB 2 or 3, read safely, every character of its text accounted for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.epub.archive import Archive
from narrate.manuscript.epub.body import Body, read_body, read_skipped
from narrate.manuscript.epub.chapters import Section, divide
from narrate.manuscript.epub.gutenberg import without_boilerplate
from narrate.manuscript.epub.navigation import read_contents
from narrate.manuscript.epub.notes import linked
from narrate.manuscript.epub.package import Package, SpineDocument, read_package
from narrate.manuscript.epub.pronunciations import read_lexicons
from narrate.manuscript.epub.xhtml import TEXT_LIMIT_BYTES, parse
from narrate.manuscript.notes import placed
from narrate.model import Manuscript, Skipped

RUNS_LIMIT = 600_000
"""Runs and skipped spans in one book, about 80 MB of them; a long novel has 30,000."""

PROBLEMS_PER_SLUG = 20
"""Problems of one sort that are told; a damaged book can have thousands."""

_OUTSIDE = "outside the reading order (linear=no)"


def read(path: Path, name: str = "", *, one_of_several: bool = False) -> Manuscript:
    """The book in the EPUB file ``path``.

    Its sources are called ``name/member``, where ``name`` is the file's own if none is given; each is the
    text of one document's body. All chapters are there, also those that are not narration, which say so in
    ``matter``. What had to be tolerated is in ``problems``. Raises NarrateError for what cannot be read:
    not an EPUB, encrypted, damaged, without text, or beyond the limits of what a book can be.
    """
    del one_of_several  # an EPUB's chapters are what its contents say, alone or not
    name = name or path.name
    with Archive(path, name) as archive:
        package = read_package(archive)
        contents = read_contents(archive, package)
        pronunciations, lexicon_problems = read_lexicons(archive, package.lexicons)
        problems = [*_duplicates(archive), *package.problems, *contents.problems, *lexicon_problems]
        sections = _sections(archive, package, problems)
        linear = linked([section for document, section in sections if document.linear], archive.find)
    linear = without_boilerplate(linear)
    division = divide(linear, contents.entries, package.title)
    if not division.chapters:
        raise NarrateError(
            f"{name} has no text to narrate",
            hint="a book of scanned pages or pictures needs text recognition first",
        )
    others = [section for document, section in sections if not document.linear]
    bodies = [section.body for section in (*linear, *others)]
    return Manuscript(
        title=package.title,
        author=package.author,
        language=package.language,
        chapters=placed(division.chapters),
        sources=tuple(section.body.source for _, section in sections),
        skipped=_skipped(bodies),
        problems=tuple(_capped([*problems, *division.problems], name)),
        cover=package.cover,
        pronunciations=pronunciations,
    )


def _sections(
    archive: Archive, package: Package, problems: list[Problem]
) -> list[tuple[SpineDocument, Section]]:
    """Each document of the spine, in order; those outside the reading order with all their text skipped."""
    sections: list[tuple[SpineDocument, Section]] = []
    allowance, text_bytes = RUNS_LIMIT, 0
    for document in package.spine:
        name = f"{archive.name}/{document.member}"
        parsed = parse(archive.read(document.member), name)
        problems += [
            _warning("epub-document", f"{document.member} {complaint}", name)
            for complaint in parsed.complaints
        ]
        if document.linear:
            body = read_body(parsed.root, name, allowance)
            allowance -= sum(len(piece.block.runs) for piece in body.pieces) + len(body.skipped)
        else:
            body = read_skipped(parsed.root, name, _OUTSIDE)
            message = f"{document.member} is outside the reading order and was skipped"
            problems.append(_warning("epub-nonlinear", message, name))
        text_bytes += sys.getsizeof(body.source.text)
        if text_bytes > TEXT_LIMIT_BYTES:
            raise NarrateError(
                f"{archive.name} is too long to be read safely", hint="split the book into volumes"
            )
        sections.append((document, Section(document.member, body)))
    return sections


def _skipped(bodies: Iterable[Body]) -> tuple[Skipped, ...]:
    return tuple(skipped for body in bodies for skipped in body.skipped)


def _duplicates(archive: Archive) -> list[Problem]:
    return [
        _warning(
            "epub-duplicate", f"{member} is in the book more than once; the first was read", archive.name
        )
        for member in archive.duplicates
    ]


def _capped(problems: Iterable[Problem], name: str) -> list[Problem]:
    """The problems, those of one sort only up to a number that a person would read."""
    by_slug: dict[str, list[Problem]] = {}
    for problem in problems:
        by_slug.setdefault(problem.slug, []).append(problem)
    told: list[Problem] = []
    for slug, same in by_slug.items():
        told += islice(same, PROBLEMS_PER_SLUG)
        if len(same) > PROBLEMS_PER_SLUG:
            told.append(_warning(slug, f"… and {len(same) - PROBLEMS_PER_SLUG} more of this sort", name))
    return told


def _warning(slug: str, message: str, file: str) -> Problem:
    return Problem(slug, message, Where(file), severity=Severity.WARNING)
