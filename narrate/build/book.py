"""The one loop: fetch or perform, check, master, publish. Yields what happens, as it happens."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from narrate import atomic
from narrate.build import levels, report
from narrate.build.assemble import WORK, Assembly
from narrate.build.cover import cover_of
from narrate.build.events import (
    Assembling,
    Damaged,
    Event,
    Failed,
    Finished,
    Mastered,
    Planned,
    Published,
    Waiting,
)
from narrate.build.pieces import ChapterPieces, book_pieces, chapter_pieces, edition
from narrate.build.prepare import Prepared, plan_of
from narrate.build.render import render, require_engines
from narrate.build.shelf import Shelf
from narrate.errors import NarrateError, ProblemsFound
from narrate.project.project import Project
from narrate.takes.plan import Line, Plan
from narrate.takes.store import DamagedTake, Store


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: the whole book, or ``only`` one chapter of it (a preview, which freezes nothing)."""

    prepared: Prepared
    draft: bool = False
    only: int | None = None

    @property
    def project(self) -> Project:
        """The project; a preview is made in one format, the lossless one."""
        project = self.prepared.project
        if self.only is None:
            return project
        return replace(project, output=replace(project.output, formats=("flac",)))

    @property
    def mode(self) -> str:
        """What tells this kind of build's files from the others': "", "draft", "preview", "draft-preview"."""
        names = ("draft",) * self.draft + ("preview",) * (self.only is not None)
        return "-".join(names)

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self.project.output.folder / self.mode


def build(request: Request) -> Iterator[Event]:
    """Build, yielding events; the last is Finished.

    Raises ProblemsFound before anything is rendered, MissingTool when an engine or model is not here, and
    NarrateError when files cannot be written. Whatever ends it, finished takes and files are kept.
    """
    request.prepared.require_sound()
    store = Store.of(request.project.root)
    with store.lock() as lock:
        if holder := lock.busy():
            yield Waiting(holder)
            lock.wait()
        _sweep(store, request.folder)
        yield from _Build(request, store).run()


def _sweep(store: Store, folder: Path) -> None:
    """Remove what a killed build left unfinished."""
    with atomic.explained(store.folder):
        shutil.rmtree(store.folder / WORK, ignore_errors=True)
        atomic.sweep(store.folder)
        atomic.sweep(folder)


class _Build:
    """A build under way: what it does in order, and what it has counted."""

    def __init__(self, request: Request, store: Store) -> None:
        self._request = request
        self._project = request.project
        self._store = store
        whole = plan_of(request.prepared, store)
        if whole.problems:
            raise ProblemsFound(whole.problems)
        self._total = len(whole.chapters)
        self._plan = _only(whole, request.only)
        cover = cover_of(self._project, request.prepared.manuscript)
        self._book = edition(self._project, request.prepared.manuscript, cover, draft=request.draft)
        prefix = f"{request.mode}-" if request.mode else ""
        shelf = Shelf(request.folder, store.folder / f"{prefix}shelf.json")
        self._assembly = Assembly(self._project, store, shelf, self._book)
        self._shelf = shelf
        self._seconds: dict[str, float] = {}  # of the takes known to be whole, by key
        self._rendered = 0
        self._failed: set[str] = set()

    def run(self) -> Iterator[Event]:
        """Render what is missing, settle the levels, assemble what changed, join the book."""
        missing = self._plan.missing
        require_engines(missing)
        yield Planned(len(self._plan.lines), len(missing), sum(len(line.render.text) for line in missing))
        yield from self._render(missing)
        chapters = self._pieces((yield from self._levels()))
        stale = self._assembly.stale(chapters)
        yield from self._repair([line for chapter in stale for line in chapter.plan.lines])
        chapters = tuple(filter(self._complete, chapters))
        stale = tuple(filter(self._complete, stale))
        if stale:
            yield Assembling(tuple((chapter.plan.number, self._length_s(chapter)) for chapter in stale))
        written: set[int] = set()
        for event in self._publish(chapters):
            if isinstance(event, Published) and event.chapter is not None:
                written.add(event.chapter)
            yield event
        entries = [self._assembly.standing(chapter) for chapter in chapters]
        yield Finished(
            rendered=self._rendered,
            cached=sum(line.cached for line in self._plan.lines),
            failed=len(self._failed),
            chapters_written=len(written),
            chapters=len(self._plan.chapters),
            duration_s=sum(files[0].sounding.duration_s for files in entries if files),
            folder=self._request.folder,
            files=tuple(self._request.folder / entry.path for files in entries for entry in files),
        )

    def _render(self, lines: Sequence[Line]) -> Iterator[Event]:
        keys = {line.utterance.id: line.render.key for line in lines}
        for event in render(lines, self._store):
            if isinstance(event, Failed):
                self._failed.add(keys[event.id])
            else:
                self._rendered += 1
                self._seconds[keys[event.id]] = event.duration_s
            yield event

    def _levels(self) -> Generator[Event, None, dict[str, float]]:
        """The voices' loudness; frozen once a whole book has been rendered without a failure."""
        state = self._store.folder if self._request.draft else self._project.root
        lock = state / ("draft.lock" if self._request.draft else "narration.lock")
        frozen = levels.read(lock)
        while True:
            try:
                found = levels.measure(self._plan, frozen, self._failed, self._store)
            except DamagedTake as damage:
                yield from self._again(damage)
            else:
                break
        if self._request.only is None and not self._failed:
            levels.freeze(lock, self._plan, found)
        return found

    def _repair(self, lines: Sequence[Line]) -> Iterator[Event]:
        """Prove that the takes about to be used are whole, and render again those that are not."""
        for line in lines:
            key = line.render.key
            while key not in self._seconds and key not in self._failed:
                try:
                    take = self._store.get(key)
                    self._store.sound(take)
                    self._seconds[key] = take.duration_s
                except DamagedTake as damage:
                    yield from self._again(damage)

    def _again(self, damage: DamagedTake) -> Iterator[Event]:
        line = next(line for line in self._plan.lines if line.render.key == damage.key)
        require_engines([line])
        yield Damaged(line.utterance.id, damage.reason)
        self._store.drop(damage.key)
        yield from self._render([line])

    def _pieces(self, levels_lufs: dict[str, float]) -> tuple[ChapterPieces, ...]:
        return tuple(
            chapter_pieces(chapter, self._total, self._project, levels_lufs, self._book)
            for chapter in self._plan.chapters
            if chapter.lines
        )

    def _complete(self, chapter: ChapterPieces) -> bool:
        return not any(line.render.key in self._failed for line in chapter.plan.lines)

    def _length_s(self, chapter: ChapterPieces) -> float:
        return sum(self._seconds[line.render.key] for line in chapter.plan.lines)

    def _publish(self, chapters: Sequence[ChapterPieces]) -> Iterator[Mastered | Published]:
        yield from self._assembly.chapters(chapters)
        if self._request.only is not None or self._failed:
            return
        yield from self._assembly.books(chapters)
        pieces = [*book_pieces(chapters, self._book), *(p for chapter in chapters for p in chapter.pieces)]
        self._shelf.clear_all_but([piece.path for piece in pieces])
        report.write(self._request.folder / "build.json", self._book, chapters, self._shelf)


def _only(plan: Plan, number: int | None) -> Plan:
    if number is None:
        return plan
    chosen = tuple(chapter for chapter in plan.chapters if chapter.number == number)
    if not chosen:
        raise NarrateError(
            f"there is no chapter {number}: the book has {len(plan.chapters)}",
            hint="narrate script lists them",
        )
    return Plan(chosen)
