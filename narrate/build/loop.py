"""The one loop: perform what is missing, check, master, publish. Yields what happens, as it happens."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from narrate.build import delivered, misses, report, sample
from narrate.build.assemble import Assembly
from narrate.build.cover import cover_of
from narrate.build.doubts import DamagedFiles
from narrate.build.events import Assembling, Event, Finished, Planned, Published, Warned
from narrate.build.flagged import flawed, provisional
from narrate.build.history import History
from narrate.build.pace import characters_by_voice, speeds_by_voice
from narrate.build.packages import Packages
from narrate.build.performing import Performing
from narrate.build.pieces import ChapterPieces, all_pieces, chapter_pieces, edition, sample_pieces
from narrate.build.prepare import Prepared, chapter_of, plan_of
from narrate.build.remarks import remarks
from narrate.build.render import Studio, require_engines
from narrate.build.request import Request
from narrate.build.settling import Settling
from narrate.build.shelf import Shelf
from narrate.build.sidecars import Sidecars
from narrate.errors import ProblemsFound, Severity
from narrate.publish.formats import FORMATS
from narrate.takes.store import DamagedTake, Store


class Loop:
    """A build under way: what it does in order, and what it has counted."""

    def __init__(
        self, request: Request, prepared: Prepared, studio: Studio, store: Store, shelf: Shelf
    ) -> None:
        project = prepared.project
        output = replace(project.output, formats=request.formats)
        if request.only is not None:  # a preview is made of sound alone
            output = replace(output, timings=(), packages=())
        project = replace(project, output=output)
        whole = plan_of(prepared, store)
        told = request.only is None
        files = remarks(project, prepared.manuscript, len(whole.chapters)) if told else ()
        problems = (*whole.problems, *(each for each in files if each.severity is Severity.ERROR))
        if problems:
            raise ProblemsFound(problems)
        self.warnings = (*prepared.problems, *(() if request.draft else whole.warnings), *files)
        self._request = request
        self._project = project
        self._plan = chapter_of(whole, request.only)
        self.settling = Settling(request, prepared, self._plan)
        self._pins = prepared.pins
        self._takes = Performing(self._plan, studio, prepared.pins, store, self.settling)
        cover = cover_of(project, prepared.manuscript)
        self._book = edition(project, prepared.manuscript, cover, whole.chapters, draft=request.draft)
        self._levels_lufs: Mapping[str, float] = {}
        self._provisional: Mapping[str, str] = {}
        self._store = store
        self._shelf = shelf
        self._assembly = Assembly(project, store, shelf, self._book)
        self._sidecars = Sidecars(project, store, shelf, self._book)
        self._packages = Packages(prepared.order, project, store, shelf, self._book)

    def run(self) -> Iterator[Event]:
        """Render what is missing, settle the levels, assemble what changed, join the book."""
        missing = self._plan.missing
        self.settling.require(missing)
        require_engines(missing, self._pins)
        characters = characters_by_voice(missing)
        speeds = speeds_by_voice(missing, self._store)
        to_transform = self._plan.to_transform
        yield Planned(len(self._plan.lines), len(missing), characters, speeds, len(to_transform))
        yield from self._takes.read(self._plan.to_render)
        yield from map(Warned, self.settling.settle(missing))
        yield from self._takes.render(missing)
        yield from self._takes.transform(to_transform)
        made_do = tuple(flawed(self._plan.lines, self._store))
        yield from self._takes.unaccepted(made_do)
        self._levels_lufs = yield from self._takes.levels_lufs()
        self._provisional = provisional(made_do)
        chapters = self._pieces()
        stale = self._assembly.stale(chapters)
        yield from self._takes.repair([line for chapter in stale for line in chapter.plan.lines])
        chapters = tuple(filter(self._takes.complete, chapters))
        stale = tuple(filter(self._takes.complete, stale))
        if stale:
            yield Assembling(tuple((chapter.plan.number, self._takes.length_s(chapter)) for chapter in stale))
        written: set[int] = set()
        for event in self._publish(chapters):
            if isinstance(event, Published) and event.chapter is not None and event.format in FORMATS:
                written.add(event.chapter)
            yield event
        chapters = tuple(filter(self._takes.complete, chapters))  # a take may have failed meanwhile
        entries = [self._assembly.standing(chapter) for chapter in chapters]
        missed = tuple(misses.told(chapters, entries, self._project.mastering))
        self.warnings += missed  # told again by the next build, which has nothing to do
        yield from map(Warned, missed)
        files = tuple(self._request.folder / entry.path for own in entries for entry in own)
        partial = self._request.only is not None or self._takes.failed
        yield from delivered.inspected(
            self._shelf,
            self._request.memory("inspected"),
            self._project.preset,
            files if partial else None,
        )
        yield Finished(
            utterances=len(self._plan.lines),
            rendered=self._takes.rendered,
            cached=sum(line.cached for line in self._plan.lines),
            failed=self._takes.lacking,
            chapters_written=len(written),
            chapters=len(self._plan.chapters),
            duration_s=sum(files[0].sounding.duration_s for files in entries if files),
            folder=self._request.folder,
            files=files,
            transformed=self._takes.transformed,
        )

    def _pieces(self) -> tuple[ChapterPieces, ...]:
        return tuple(
            chapter_pieces(chapter, self._project, self._levels_lufs, self._provisional, self._book)
            for chapter in self._plan.chapters
            if chapter.lines
        )

    def _sample(self, chapters: Sequence[ChapterPieces]) -> ChapterPieces | None:
        """The retail sample of the finished ``chapters``, if one is asked for."""
        chosen = sample.cut(chapters, self._project, lambda line: self._store.get(line.render.key))
        if chosen is None:
            return None
        return sample_pieces(chosen, self._project, self._levels_lufs, self._provisional, self._book)

    def _short(self, part: ChapterPieces) -> Iterator[Event]:
        """Warn of a sample that is shorter than shops want it; builds with nothing to do warn again."""
        lasts_s = self._assembly.standing(part)[0].sounding.duration_s
        asked = self._project.output.sample
        if asked is not None and lasts_s < sample.SHORTEST_S:
            problem = sample.short(lasts_s, asked)
            self.warnings += (problem,)
            yield Warned(problem)

    def _chapters(
        self, chapters: Sequence[ChapterPieces]
    ) -> Generator[Event, None, tuple[Sequence[ChapterPieces], ChapterPieces | None]]:
        """Bring the files of ``chapters``, the sample and the book, then what goes with them, up to date.

        Returns the chapters of which every line has its take, without all of which there is no book, and the
        sample.
        """
        part = None
        while True:
            try:
                yield from self._assembly.chapters(chapters)
                whole = self._request.only is None and not self._takes.failed
                if whole:
                    part = self._sample(chapters)
                    yield from self._assembly.chapters([part] if part else [])
                    yield from self._assembly.books(chapters)
                yield from self._sidecars.write(chapters, whole=whole)
                if whole:
                    yield from self._packages.write(chapters)
            except DamagedFiles as damage:
                yield from map(Warned, damage.problems)
            except DamagedTake as damage:  # though it was whole when it was looked at
                yield from self._takes.again(damage)
                chapters = tuple(filter(self._takes.complete, chapters))
            else:
                return chapters, part

    def _publish(self, chapters: Sequence[ChapterPieces]) -> Iterator[Event]:
        chapters, part = yield from self._chapters(chapters)
        if self._request.only is not None or self._takes.failed:
            return
        if part is not None:
            yield from self._short(part)
        self.warnings += self._packages.problems  # builds with nothing to do warn again
        packages = self._packages.pieces(chapters)
        standing = (*all_pieces(chapters, self._book, part), *packages)
        self._shelf.clear_all_but([piece.path for piece in standing])
        lexicon = self._project.lexicon
        told = report.write(self._book, chapters, self._shelf, lexicon, part, packages)
        History.of(self._project.root, draft=self._request.draft).keep(told)
