"""What is to be packed of a book, and what of its text the packages show."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from narrate import atomic
from narrate.digest import sha256_of
from narrate.errors import Problem, Severity, Where
from narrate.manuscript.readers import source_name
from narrate.model import Manuscript, canonical_json
from narrate.project.project import Project

_REVISION = 1
"""Raised by hand when the same sound and the same text would be packed otherwise."""


@dataclass(frozen=True, slots=True)
class Order:
    """The packages that are wanted, and what they show of the book. ``text`` is the identity of that.

    ``epub`` is the manuscript, if it is one EPUB that can carry sound; its sources are called ``name``.
    """

    kinds: tuple[str, ...]
    manuscript: Manuscript
    text: str = ""
    epub: Path | None = None
    name: str = ""
    warnings: tuple[Problem, ...] = ()


def ordered(project: Project, written: Manuscript) -> Order:
    """What ``project``, whose whole manuscript is ``written``, wants packed. Raises NarrateError."""
    kinds = project.output.packages
    if "epub" not in kinds:
        return Order(kinds, written)
    text = hashed([[source.name, source.text] for source in written.sources])
    path = project.book.manuscript[0]
    if len(project.book.manuscript) > 1 or path.suffix.lower() != ".epub":
        return Order(kinds, written, text)
    name = source_name(path, project.root)
    with atomic.explained(path, "read"):
        text = sha256_of(path)
    from narrate.publish.readalong import takes_sound

    if takes_sound(path, name):
        return Order(kinds, written, text, path, name)
    plain = Problem(
        "read-along-plain",
        "a book of EPUB 2 cannot carry sound, so the read-along shows its text in a plain layout of its own",
        Where(name),
        "convert the book to EPUB 3 (Sigil and Calibre do) to keep its own pages and pictures",
        Severity.WARNING,
    )
    return Order(kinds, written, text, warnings=(plain,))


def hashed(*values: object) -> str:
    """The identity of what a package shows."""
    return hashlib.sha256(canonical_json([_REVISION, *values]).encode()).hexdigest()
