"""What sounds different between two builds, chapter by chapter, from what each tells of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate.build import history, report
from narrate.build.history import Built, BuiltChapter, File, History
from narrate.errors import NarrateError
from narrate.takes.changes import Comparison, compare
from narrate.takes.manifest import Spoken


@dataclass(frozen=True, slots=True)
class Named:
    """A build, and what to call it."""

    name: str
    built: Built


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that sounds different: ``status`` is "changed", "new" or "gone".

    ``line`` is as it is now, or was if it is gone; ``was`` is the one it replaces, if it does.
    """

    status: str
    line: Spoken
    was: Spoken | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """``chapters`` have the lines that sound different, in order, under their chapter as it is called now.

    What is gone is in the chapter that has its number, after the others. ``same`` counts the lines that
    sound as before. ``redone`` are chapters with other files though none of their lines sounds different;
    ``book`` says that of the files of the book where no chapter's file is another one.
    """

    chapters: tuple[tuple[BuiltChapter, tuple[Difference, ...]], ...]
    same: int
    redone: tuple[int, ...]
    book: bool

    @property
    def lines(self) -> tuple[Difference, ...]:
        """All of them."""
        return tuple(each for _, differing in self.chapters for each in differing)

    @property
    def counts(self) -> dict[str, int]:
        """How many are "changed", "new" and "gone"."""
        found = Counter(each.status for each in self.lines)
        return {status: found[status] for status in ("changed", "new", "gone")}


def differences(before: Built, after: Built) -> Differences:
    """What in ``after`` sounds different from ``before``."""
    comparison = compare(before.manifest, after.manifest)
    by_chapter = _by_chapter(comparison)
    titles = {chapter.number: chapter for chapter in (*before.chapters, *after.chapters)}
    known = [file for chapter in before.chapters for file in chapter.files]
    other = [chapter for chapter in after.chapters if _others(chapter.files, known)]
    return Differences(
        chapters=tuple((titles[number], tuple(by_chapter[number])) for number in sorted(by_chapter)),
        same=sum(line.same for line in comparison.lines),
        redone=tuple(chapter.number for chapter in other if chapter.number not in by_chapter),
        book=not other and not by_chapter and _others(after.book, before.book),
    )


def _others(files: Sequence[File], known: Sequence[File]) -> bool:
    """Whether one of ``files`` is none of ``known``; one of a format that is new there does not count."""
    formats = {name for name, _ in known}
    return any(file[0] in formats and file not in known for file in files)


def _by_chapter(comparison: Comparison) -> dict[int, list[Difference]]:
    found: dict[int, list[Difference]] = {}
    for each in comparison.differing:
        status = "changed" if each.reasons else "new"
        difference = Difference(status, each.now, each.was, each.reasons)
        found.setdefault(each.now.chapter, []).append(difference)
    for line in comparison.gone:
        found.setdefault(line.chapter, []).append(Difference("gone", line))
    return found


def choose(kept: History, names: tuple[str, ...]) -> tuple[Named, Named]:
    """The two builds that ``names`` mean: the last two for none, and for one that and the newest.

    A name is a number of the history, a ``build.json``, or a folder that holds one. Raises NarrateError.
    """
    numbers = kept.numbers()
    if len(names) < 2 and not numbers:
        raise NarrateError("no build is kept yet to compare with", hint="narrate build makes one")
    if not names and len(numbers) < 2:
        raise NarrateError(
            "only one build is kept so far: there is nothing before it to compare it with",
            hint="build again after an edit, or name two files: narrate diff old/build.json new/build.json",
        )
    chosen = names or (str(numbers[-2]),)
    newest = () if len(chosen) > 1 else (str(numbers[-1]),)
    one, other = (_named(kept, name) for name in (*chosen, *newest))
    return one, other


def _named(kept: History, name: str) -> Named:
    if name.isdecimal():
        number, numbers = int(name), kept.numbers()
        if number not in numbers:
            has = f"those from {numbers[0]} to {numbers[-1]} are" if numbers else "none is"
            raise NarrateError(f"build {number} is not kept: {has}", hint="narrate diff --list shows them")
        return Named(f"build {number}", history.read(kept.path(number)))
    path = Path(name)
    if not path.exists():
        raise NarrateError(
            f'there is no "{name}"',
            hint="name a build.json, a folder with one, or a number of narrate diff --list",
        )
    return Named(name, history.read(path / report.NAME if path.is_dir() else path))
