"""A project is edited and built, in the tests' own process: how, and what came of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from narrate.build.book import build
from narrate.build.events import Assembling, Event, Finished, Published, Rendered
from narrate.build.request import Request
from narrate.project.load import load


class Built(list[Event]):
    """What a build told, event by event."""

    @property
    def end(self) -> Finished:
        assert isinstance(self[-1], Finished)
        return self[-1]

    @property
    def rendered(self) -> list[str]:
        """The utterances that were rendered."""
        return [event.id for event in self if isinstance(event, Rendered)]

    @property
    def mastered(self) -> set[int]:
        """The chapters whose sound was made."""
        return {number for event in self if isinstance(event, Assembling) for number, _ in event.chapters}

    @property
    def written(self) -> set[int | None]:
        """The chapters of which a file was written; None is the book."""
        return {event.chapter for event in self if isinstance(event, Published)}


def make(folder: Path, **options: object) -> Built:
    """Build the project in ``folder``; ``options`` are those of a request."""
    return Built(build(Request(load(folder), **options)))  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, str]:
    """Path → SHA-256 of everything in ``dist``."""
    dist = folder / "dist"
    return {
        str(path.relative_to(dist)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(dist.rglob("*"))
        if path.is_file()
    }


def edit(file: Path, old: str, new: str) -> None:
    """Replace the first ``old`` in ``file``, which must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_all(file: Path, old: str, new: str) -> None:
    """Replace every ``old`` in ``file``, where there must be one."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
