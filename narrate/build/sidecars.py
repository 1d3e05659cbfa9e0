"""What goes with the sound files: when every word is heard, as subtitles, lyrics and a manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrate import atomic
from narrate.build.events import Published
from narrate.build.pieces import BookTiming, ChapterPieces, Edition, book_timings
from narrate.build.shelf import Piece, Shelf
from narrate.build.timings import timings
from narrate.project.project import Project
from narrate.publish.timing_sheet import Sheet, SheetChapter, SoundFile
from narrate.publish.timings import find_timing
from narrate.takes.store import Store


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
        for chapter in chapters:
            stale = [piece for piece in chapter.timings if not self._shelf.fresh(piece)]
            if not stale and not joined:
                continue
            sheet = self._chapter(chapter)
            if joined:
                sheets.append(sheet)
            for piece in stale:
                yield self._put(piece, self._sheet(chapter, sheet), chapter.pieces[0], chapter.plan.number)
        for timing in joined:
            yield self._put(timing.piece, self._whole(timing, sheets), timing.sounds[0], None)

    def _chapter(self, chapter: ChapterPieces) -> SheetChapter:
        files = tuple(piece.path for piece in chapter.pieces)
        return SheetChapter(timings(chapter, self._project, self._store), files, self._project.book.language)

    def _sheet(self, chapter: ChapterPieces, sheet: SheetChapter) -> Sheet:
        sounds = tuple(SoundFile(piece.path, piece.format, (0.0,)) for piece in chapter.pieces)
        return self._titled(chapter.tags.title, (sheet,), sounds, whole=False)

    def _whole(self, timing: BookTiming, chapters: Sequence[SheetChapter]) -> Sheet:
        sounds = tuple(
            SoundFile(piece.path, piece.format, self._shelf.standing(piece).starts_s)
            for piece in timing.sounds
        )
        return self._titled(self._book.tags.title, tuple(chapters), sounds, whole=True)

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

    def _put(self, piece: Piece, sheet: Sheet, sound: Piece, chapter: int | None) -> Published:
        """Write ``piece`` from ``sheet``; it is measured as the ``sound`` file that it goes with."""
        path = self._shelf.folder / piece.path
        atomic.write(path, "".join(find_timing(piece.format).write(sheet)).encode())
        sounding = self._shelf.standing(sound).sounding
        entry = self._shelf.put(piece, sounding)
        return Published(path, chapter, sheet.title, sounding.duration_s, entry.bytes)
