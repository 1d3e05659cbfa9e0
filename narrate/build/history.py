"""Earlier builds: each complete one whose ``build.json`` is new leaves a copy in the project's ``.narrate``.

Numbered from 1, drafts apart; only the newest are kept. They tell what a plan would replace, and what sounds
different since.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from narrate import atomic, sealed
from narrate.build import report
from narrate.errors import NarrateError
from narrate.takes import manifest
from narrate.takes.inventory import BUILD, BUILDS
from narrate.takes.manifest import Manifest
from narrate.takes.store import FOLDER as STORE

KEPT = 24
"""Builds: a week or two of work on a book. Each is about two megabytes for a novel."""


File = tuple[str, str]
"""Of a file that was published, its format and its SHA-256."""


@dataclass(frozen=True, slots=True)
class BuiltChapter:
    """A chapter that was published."""

    number: int
    title: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """What a ``build.json`` says of a build."""

    manifest: Manifest
    chapters: tuple[BuiltChapter, ...]
    book: tuple[File, ...]


def read(path: Path) -> Built:
    """The build that the file ``path`` tells of. Raises NarrateError where it does not."""
    try:
        document = sealed.read(path)
        version = document["version"]
        if version == report.VERSION:
            return Built(
                manifest.parse(document),
                tuple(
                    BuiltChapter(chapter["number"], chapter["title"], _files(chapter["files"]))
                    for chapter in document["chapters"]
                ),
                _files(document["book"]),
            )
    except OSError as error:
        raise NarrateError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NarrateError(
            f"{path} is not the {report.NAME} of a build, or is damaged",
            hint="build again to have a whole one",
        ) from error
    if version == 1:
        raise NarrateError(f"{path} is of an older narrate, and does not tell what is said in the book")
    raise NarrateError(f"{path} was written by a newer narrate", hint="update narrate")


def _files(entries: list[dict[str, str]]) -> tuple[File, ...]:
    return tuple((entry["format"], entry["sha256"]) for entry in entries)


@dataclass(frozen=True, slots=True)
class History:
    """The builds kept in ``folder``."""

    folder: Path

    @classmethod
    def of(cls, project: Path, *, draft: bool = False) -> History:
        """The history of the project in the folder ``project``: of the book, or of its drafts."""
        return cls(project / STORE / BUILDS[draft])

    def numbers(self) -> tuple[int, ...]:
        """The numbers of the builds that are kept, oldest first. Raises NarrateError if nobody can look."""
        names: list[str] = []
        with atomic.explained(self.folder, "read"), contextlib.suppress(FileNotFoundError):
            names += (path.name for path in self.folder.iterdir())
        return tuple(sorted(int(found[1]) for name in names if (found := BUILD.fullmatch(name))))

    def path(self, number: int) -> Path:
        """Where the build ``number`` is kept."""
        return self.folder / f"{number:06}.json"

    def newest(self) -> Manifest:
        """The lines of the last build that can be read; none where there is none."""
        for number in reversed(self.numbers()):
            try:
                return read(self.path(number)).manifest
            except NarrateError:
                continue  # damaged: then an older one tells
        return Manifest()

    def keep(self, told: bytes) -> None:
        """Keep the ``build.json`` of a build, unless the last one was the same, and let the oldest go.

        What is kept has a seal; a file for other programs has none.
        """
        numbers = self.numbers()
        copy = sealed.with_seal(told)
        if numbers and self._holds(numbers[-1], copy):
            return
        atomic.write(self.path(numbers[-1] + 1 if numbers else 1), copy)
        for number in numbers[: 1 - KEPT] if len(numbers) >= KEPT else ():
            with atomic.explained(self.path(number)):
                self.path(number).unlink(missing_ok=True)

    def _holds(self, number: int, copy: bytes) -> bool:
        try:
            return atomic.read(self.path(number)) == copy
        except OSError:
            return False
