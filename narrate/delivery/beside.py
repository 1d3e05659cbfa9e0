"""What narrate says of a file in the build.json beside it: its hash, its length, its chapters, its preset."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from narrate.delivery.facts import Facts
from narrate.delivery.rules import Finding
from narrate.digest import sha256_of
from narrate.errors import Outcome, count

REPORT = "build.json"
_LARGEST = 256_000_000  # bytes; a novel's has 1.5 MB
_MARK_FRAME_S = 1152 / 44_100  # the longest frame of any codec; a mark may be off by one
_SEAM_S = 0.05  # what joining MP3 files adds to each chapter
_LENGTH_S = 0.1


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as build.json has it. ``start_s`` is where its mark is told to stand, if it is."""

    title: str
    duration_s: float
    start_s: float | None = None


class Sort(StrEnum):
    """What a file of a build is."""

    CHAPTER = "chapter"
    BOOK = "book"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Described:
    """A file of a build. ``chapters`` are those in it; ``number`` is a chapter's own."""

    path: Path
    sort: Sort
    sha256: str
    duration_s: float
    chapters: tuple[Chapter, ...]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Build:
    """A folder that narrate filled. ``preset`` is what it was mastered for; ``files`` by their paths."""

    folder: Path
    preset: str
    files: Mapping[Path, Described]

    def chapters(self, suffix: str) -> tuple[Path, ...]:
        """The files of the chapters whose names end with ``suffix``, in order."""
        own = [each for path, each in self.files.items() if path.suffix == suffix and each.number is not None]
        return tuple(each.path for each in sorted(own, key=lambda each: each.number or 0))


def build_around(file: Path) -> Build | None:
    """The build that ``file`` (absolute) may be of: in its own folder, or the one above."""
    for folder in file.parents[:2]:
        found = read_build(folder)
        if found is not None:
            return found
    return None


def read_build(folder: Path) -> Build | None:
    """The build in ``folder``; None where there is none, or its build.json cannot be understood."""
    path = folder / REPORT
    try:
        if path.stat().st_size > _LARGEST:
            return None
        document = json.loads(path.read_bytes())
        files = {each.path: each for each in _described(folder, document)}
        return Build(folder, str(document.get("preset", "acx")), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _described(folder: Path, document: Mapping[str, Any]) -> Iterator[Described]:
    chapters = []
    for each in document["chapters"]:
        chapter = Chapter(str(each["title"]), float(each["duration_s"]))
        chapters.append(chapter)
        for file in each["files"]:
            duration_s = float(file.get("duration_s", chapter.duration_s))
            path = folder / file["path"]
            number = int(each["number"])
            yield Described(path, Sort.CHAPTER, str(file["sha256"]), duration_s, (chapter,), number)
    for file in document["book"]:
        marks = file.get("marks")
        told = tuple(map(_marked, marks)) if marks else tuple(chapters)
        path = folder / file["path"]
        yield Described(path, Sort.BOOK, str(file["sha256"]), float(file["duration_s"]), told)
    sample = document.get("sample", {"files": ()})
    for file in sample["files"]:
        path = folder / file["path"]
        yield Described(path, Sort.SAMPLE, str(file["sha256"]), float(sample["duration_s"]), ())


def _marked(mark: Mapping[str, Any]) -> Chapter:
    start_s = float(mark["start_s"])
    return Chapter(str(mark["title"]), float(mark.get("end_s", start_s)) - start_s, start_s)


def compared(facts: Facts, described: Described) -> Iterator[Finding]:
    """What is otherwise than build.json tells. The file is read once more, for its hash."""
    try:
        same = sha256_of(described.path) == described.sha256
    except OSError:
        same = False
    yield Finding(
        "unchanged",
        "the file",
        Outcome.PASS if same else Outcome.FAIL,
        "as it was built" if same else "changed since it was built",
        "the SHA-256 in build.json",
    )
    if facts.sound is not None:
        off_s = facts.sound.seconds - described.duration_s
        good = abs(off_s) <= _LENGTH_S
        yield Finding(
            "length-of-build",
            "length in build.json",
            Outcome.PASS if good else Outcome.FAIL,
            f"{facts.sound.seconds:.2f} s",
            f"{described.duration_s:.2f} s",
            "" if good else f"{abs(off_s):.2f} s {'over' if off_s > 0 else 'under'}",
        )
    if facts.container.marks and described.chapters:
        fault = _mark_fault(facts, described)
        yield Finding(
            "marks-of-build",
            "chapters in build.json",
            Outcome.FAIL if fault else Outcome.PASS,
            fault or f"all {len(described.chapters)}, at their times",
            "the same chapters",
        )


def _mark_fault(facts: Facts, described: Described) -> str:
    marks, chapters = facts.container.marks, described.chapters
    if len(marks) != len(chapters):
        return f"{count(len(marks), 'mark')} for {count(len(chapters), 'chapter')}"
    at_s = 0.0
    for number, (mark, chapter) in enumerate(zip(marks, chapters, strict=True), 1):
        if _words(mark.title) != _words(chapter.title):
            return f"mark {number} is called “{mark.title}”, the chapter “{chapter.title}”"
        exact = chapter.start_s is not None
        wanted_s = chapter.start_s if chapter.start_s is not None else at_s
        slack_s = _MARK_FRAME_S if exact else _MARK_FRAME_S + _SEAM_S * (number - 1)
        if abs(mark.start_s - wanted_s) > slack_s:
            return f"mark {number} stands at {mark.start_s:.3f} s, its chapter begins at {wanted_s:.3f} s"
        at_s += chapter.duration_s
    return ""


def _words(title: str) -> str:
    """``title`` as tags hold it: without control characters, and with single spaces."""
    return " ".join("".join(char if char.isprintable() else " " for char in title).split())
