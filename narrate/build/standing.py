"""Where a book stands: what has a take, what was flagged, and which files are up to date. No model, no sound.

Only names, sizes and memories are looked at, and the records of takes whose voice has no settled level, so
the answer is quick; whether a take is whole, narrate clean --verify says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from narrate.build import levels, packages, sample
from narrate.build.cover import cover_of
from narrate.build.entries import Piece
from narrate.build.flagged import flawed, provisional
from narrate.build.history import History
from narrate.build.pace import Speed, sound_s, speeds_by_voice
from narrate.build.pieces import (
    ChapterPieces,
    book_pieces,
    book_timings,
    chapter_pieces,
    chapter_title,
    edition,
    sample_path,
    sample_pieces,
)
from narrate.build.prepare import Prepared
from narrate.build.request import Request
from narrate.build.shelf import Shelf
from narrate.takes.line import Line
from narrate.takes.plan import ChapterPlan, Plan
from narrate.takes.store import DamagedTake, Store


class State(StrEnum):
    """How a file, or all files of a chapter, stand."""

    CURRENT = "up to date"
    STALE = "stale"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class FileStanding:
    """A file that the book is to have. ``why`` is one word for a stale one.

    "speech" changed, or only the "mastering" or the "tags", or the file was "altered" by somebody else.
    """

    path: str
    format: str
    state: State
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Utterances: how many are ``rendered`` well enough to be published, how many only ``flagged``.

    Of those rendered, ``accepted`` are takes that the author chose, recorded, or accepted with their faults.
    ``sound_s`` is how much of the sound is there, ``whole_s`` how much there will be: measured where a file
    is up to date, else estimated from the number of characters.
    """

    utterances: int = 0
    rendered: int = 0
    flagged: int = 0
    accepted: int = 0
    sound_s: float = 0.0
    whole_s: float = 0.0

    @property
    def missing(self) -> int:
        """How many have no take at all: not rendered yet, or failed."""
        return self.utterances - self.rendered - self.flagged

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.utterances + other.utterances,
            self.rendered + other.rendered,
            self.flagged + other.flagged,
            self.accepted + other.accepted,
            self.sound_s + other.sound_s,
            self.whole_s + other.whole_s,
        )


@dataclass(frozen=True, slots=True)
class ChapterStanding:
    """A chapter, as it is called in players, its utterances and its files."""

    number: int
    title: str
    tally: Tally
    files: tuple[FileStanding, ...]

    @property
    def published(self) -> FileStanding | None:
        """The file that stands worst: what the chapter as a whole is; None for one without a word."""
        order = [State.STALE, State.ABSENT, State.CURRENT]
        return min(self.files, key=lambda file: order.index(file.state), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole book: its chapters, the files in which they are joined, and those of the retail sample."""

    chapters: tuple[ChapterStanding, ...]
    book: tuple[FileStanding, ...]
    sample: tuple[FileStanding, ...] = ()

    @property
    def tally(self) -> Tally:
        """The chapters' together."""
        return sum((chapter.tally for chapter in self.chapters), Tally())


def standing(request: Request, prepared: Prepared, plan: Plan, store: Store) -> Standing:
    """Where the book that is ``request``ed stands; ``plan`` is that of ``prepared`` with ``store``."""
    return _Desk(request, prepared, plan, store).standing(plan)


class _Desk:
    """What is looked up for every chapter."""

    def __init__(self, request: Request, prepared: Prepared, plan: Plan, store: Store) -> None:
        self._prepared = prepared
        self._store = store
        self._shelf = Shelf(request.folder, request.memory("shelf"))
        self._flagged = replace(store, lenient=True).known() - store.known()
        self._levels = levels.expected(request, plan, store)
        self._provisional = provisional(flawed(plan.lines, store))
        self._speeds = speeds_by_voice(plan.lines, store)
        cover = cover_of(prepared.project, prepared.manuscript)
        self._book = edition(prepared.project, prepared.manuscript, cover, plan.chapters, draft=request.draft)
        self._said: dict[int, list[str]] = {}
        for line in History.of(prepared.project.root, draft=request.draft).newest().lines:
            self._said.setdefault(line.chapter, []).append(line.key)

    def standing(self, plan: Plan) -> Standing:
        chapters = []
        made: list[ChapterPieces] = []
        for chapter in plan.chapters:
            pieces = self._pieces(chapter)
            made += [pieces] if pieces else []
            wanted = (*pieces.pieces, *pieces.timings) if pieces else ()
            files = tuple(self._file(piece, chapter) for piece in wanted)
            tally = self._tally(chapter.lines, self._measured_s(files))
            chapters.append(ChapterStanding(chapter.number, chapter_title(chapter), tally, files))
        below = [file for chapter in chapters for file in chapter.files]
        whole = (
            *book_pieces(made, self._book),
            *(each.piece for each in book_timings(made, self._book)),
            *packages.pieces(self._prepared.order, made, self._book),
        )
        book = tuple(self._joined(piece, below) for piece in whole)
        return Standing(tuple(chapters), book, self._sample(made))

    def _pieces(self, chapter: ChapterPlan) -> ChapterPieces | None:
        """The files that the chapter is to have."""
        if not chapter.lines:
            return None
        return chapter_pieces(chapter, self._prepared.project, self._levels, self._provisional, self._book)

    def _sample(self, chapters: Sequence[ChapterPieces]) -> tuple[FileStanding, ...]:
        """The files of the retail sample; what it holds is known once its takes are there."""
        project = self._prepared.project
        if project.output.sample is None:
            return ()
        try:
            chosen = sample.cut(chapters, project, lambda line: self._store.get(line.render.key))
        except DamagedTake:
            unknown = [Piece(sample_path(name), name, "unknown", "") for name in project.output.formats]
            return tuple(
                FileStanding(each.path, each.format, *self._state(each, "speech")) for each in unknown
            )
        if chosen is None:
            return ()
        part = sample_pieces(chosen, project, self._levels, self._provisional, self._book)
        before = {key for keys in self._said.values() for key in keys}
        changed = "mastering" if before.issuperset(line.render.key for line in chosen.lines) else "speech"
        return tuple(
            FileStanding(each.path, each.format, *self._state(each, changed)) for each in part.pieces
        )

    def _file(self, piece: Piece, chapter: ChapterPlan) -> FileStanding:
        said = [line.render.key for line in chapter.lines]
        changed = "mastering" if self._said.get(chapter.number) == said else "speech"
        return FileStanding(piece.path, piece.format, *self._state(piece, changed))

    def _joined(self, piece: Piece, chapters: Sequence[FileStanding]) -> FileStanding:
        """A file of the book: its sound is another where that of one of its chapters is."""
        own = [file for file in chapters if file.format == piece.format] or chapters
        speech = any(file.state is State.ABSENT or file.why == "speech" for file in own)
        return FileStanding(
            piece.path, piece.format, *self._state(piece, "speech" if speech else "mastering")
        )

    def _state(self, piece: Piece, changed: str) -> tuple[State, str]:
        """How the file for ``piece`` stands; ``changed`` is what was, if it stands with another sound."""
        if self._shelf.fresh(piece):
            return State.CURRENT, ""
        if self._shelf.same_sound(piece.format, piece.sound):
            return State.STALE, "tags"
        before = self._shelf.remembered(piece.path)
        if before is None or not (self._shelf.folder / piece.path).exists():
            return State.ABSENT, ""
        if self._shelf.fresh(before) is None:
            return State.STALE, "altered"
        return State.STALE, changed

    def _measured_s(self, files: Sequence[FileStanding]) -> float | None:
        """Seconds of the chapter in a file that is up to date."""
        for file in files:
            entry = self._shelf.remembered(file.path)
            if file.state is State.CURRENT and entry is not None:
                return entry.sounding.duration_s
        return None

    def _accepted(self, line: Line) -> bool:
        """Whether the author chose the take of ``line``, recorded it, or accepted its faults."""
        return line.chosen or line.plain.render.key in self._store.accepted

    def _tally(self, lines: Sequence[Line], measured_s: float | None) -> Tally:
        whole_s = _estimate_s(lines, self._speeds) if measured_s is None else measured_s
        rendered = [line for line in lines if line.cached]
        done_s = _estimate_s(rendered, self._speeds) if measured_s is None else measured_s
        return Tally(
            utterances=len(lines),
            rendered=len(rendered),
            flagged=_among(lines, self._flagged),
            accepted=sum(map(self._accepted, rendered)),
            sound_s=done_s,
            whole_s=whole_s,
        )


def _among(lines: Sequence[Line], keys: AbstractSet[str]) -> int:
    return sum(line.render.key in keys for line in lines)


def _estimate_s(lines: Sequence[Line], speeds: Mapping[str, Speed]) -> float:
    return sum(
        sound_s(len(line.render.text), speeds.get(line.voice.name)) / line.voice.transform.speed
        for line in lines
    )
