"""What goes with the sound files: when every word is heard, as subtitles, lyrics and a manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.build.entries import Piece, Sounding
from narrate.build.events import Published
from narrate.build.pieces import BookTiming, ChapterPieces, Edition, book_timings
from narrate.build.shelf import Shelf
from narrate.build.timings import timings
from narrate.project.project import Project
from narrate.publish.timing_sheet import Sheet, SheetChapter, SoundFile
from narrate.publish.timings import find_timing
from narrate.takes.store import Store

_TOGETHER = 50
"""So many small files are remembered at once."""


@dataclass(frozen=True, slots=True)
class _Sidecar:
    """A file to be written from its sheet, the sound that it goes with, and its chapter, if it is of one."""

    piece: Piece
    sheet: Sheet
    sound: Piece
    chapter: int | None


class Sidecars:
    """One run of writing them, for the files on ``shelf``, from the records of the takes in ``store``."""

    def __init__(self, project: Project, store: Store, shelf: Shelf, book: Edition) -> None:
        self._project = project
        self._store = store
        self._shelf = shelf
        self._book = book

    def write(self, chapters: Sequence[ChapterPieces], *, whole: bool) -> Iterator[Published]:
        """Bring those of ``chapters``, whose sound must stand, and of the ``whole`` book up to date.

        Where all are, no record of a take is read. Raises DamagedTake and NarrateError.
        """
        wanted = book_timings(chapters, self._book) if whole else ()
        joined = [timing for timing in wanted if not self._shelf.fresh(timing.piece)]
        sheets: list[SheetChapter] = []
        waiting: list[_Sidecar] = []
        for chapter in chapters:
            stale = [piece for piece in chapter.timings if not self._shelf.fresh(piece)]
            if not stale and not joined:
                continue
            sheet = self._chapter(chapter)
            if joined:
                sheets.append(sheet)
            alone = self._sheet(chapter, sheet)
            waiting += (_Sidecar(piece, alone, chapter.pieces[0], chapter.plan.number) for piece in stale)
            if len(waiting) >= _TOGETHER:
                yield from self._put(waiting)
                waiting = []
        yield from self._put(waiting)
        for timing in joined:
            yield from self._put(
                [_Sidecar(timing.piece, self._whole(timing, sheets), timing.sounds[0], None)]
            )

    def _chapter(self, chapter: ChapterPieces) -> SheetChapter:
        files = tuple(piece.path for piece in chapter.pieces)
        return SheetChapter(timings(chapter, self._project, self._store), files, self._project.book.language)

    def _sheet(self, chapter: ChapterPieces, sheet: SheetChapter) -> Sheet:
        sounds = tuple(SoundFile(piece.path, piece.format, (0.0,)) for piece in chapter.pieces)
        return self._titled(chapter.tags.title, (sheet,), sounds, whole=False)

    def _whole(self, timing: BookTiming, chapters: Sequence[SheetChapter]) -> Sheet:
        sounds = []
        for piece in timing.sounds:
            marks = self._shelf.standing(piece).marks
            starts_s = tuple(mark.start / mark.rate_hz for mark in marks)
            sounds.append(SoundFile(piece.path, piece.format, starts_s))
        return self._titled(self._book.tags.title, tuple(chapters), tuple(sounds), whole=True)

    def _titled(
        self, title: str, chapters: tuple[SheetChapter, ...], sounds: tuple[SoundFile, ...], *, whole: bool
    ) -> Sheet:
        return Sheet(
            title=title,
            book=self._book.tags.title,
            author=self._book.tags.author,
            language=self._project.book.language,
            rate_hz=self._project.mastering.sample_rate_hz,
            whole=whole,
            chapters=chapters,
            sounds=sounds,
        )

    def _put(self, sidecars: Sequence[_Sidecar]) -> Iterator[Published]:
        """Write ``sidecars``, those that this changes: louder words are heard when they were before."""
        if not sidecars:
            return
        written = self._shelf.write([(each.piece, _text(each), self._sounding(each)) for each in sidecars])
        told = {each.piece.path: each for each in sidecars}
        for entry in written:
            each = told[entry.path]
            path = self._shelf.folder / entry.path
            title, lasts_s = each.sheet.title, entry.sounding.duration_s
            yield Published(path, entry.format, each.chapter, title, lasts_s, entry.bytes)

    def _sounding(self, sidecar: _Sidecar) -> Sounding:
        """What was measured of the file of sound that it goes with."""
        heard = self._shelf.standing(sidecar.sound).sounding
        return Sounding(heard.duration_s, heard.loudness_lufs, heard.rms_db, heard.peak_db)


def _text(sidecar: _Sidecar) -> bytes:
    return "".join(find_timing(sidecar.piece.format).write(sidecar.sheet)).encode()
