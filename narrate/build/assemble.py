"""From takes to files: chapters are mastered and encoded, tagged anew, or left alone; books are joined."""

from __future__ import annotations

import math
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from narrate import atomic
from narrate.build.doubts import Doubts
from narrate.build.entries import Entry, Piece, Sounding
from narrate.build.events import Mastered, Published
from narrate.build.pieces import ChapterPieces, Edition, book_pieces
from narrate.build.shelf import Shelf
from narrate.project.project import Project
from narrate.publish.formats import find_format, suffix
from narrate.publish.tags import ChapterMark
from narrate.publish.tags import Part as BookPart
from narrate.takes.inventory import WORK
from narrate.takes.store import Store

_HANDS = min(4, os.cpu_count() or 1)
"""Threads that master: chapters, or the segments of one. numpy and the codecs let them run at once.

Each has a segment in memory, and one more waits; so there are few.
"""


class _Stopped(Exception):
    """A chapter is no longer wanted while it is mastered: what there is of it goes."""


class Assembly:
    """One run of assembling: the shelf it fills, from the takes in ``store``."""

    def __init__(self, project: Project, store: Store, shelf: Shelf, book: Edition) -> None:
        self._project = project
        self._store = store
        self._shelf = shelf
        self._book = book
        self._work = store.folder / WORK
        self._doubts = Doubts(shelf)

    def stale(self, chapters: Sequence[ChapterPieces]) -> tuple[ChapterPieces, ...]:
        """The chapters of which a file must be mastered: no standing file has its sound."""
        return tuple(chapter for chapter in chapters if self._to_master(chapter))

    def chapters(self, chapters: Sequence[ChapterPieces]) -> Iterator[Mastered | Published]:
        """Bring the files of ``chapters`` up to date, telling how far that is and each file written.

        What only needs other tags comes first, all of it copied before any is put in place: chapters may
        have exchanged their names. Raises DamagedFiles where one to be copied is not what was published.
        """
        try:
            yield from self._tag_anew(chapters)
            # Settled before any is made: once one of two chapters with the same words stands, the other seems
            # to need no master.
            stale = [(chapter, pieces) for chapter in chapters if (pieces := self._to_master(chapter))]
            yield from self._master_all(stale)
        finally:
            shutil.rmtree(self._work, ignore_errors=True)

    def _master_all(
        self, stale: Sequence[tuple[ChapterPieces, Sequence[Piece]]]
    ) -> Iterator[Mastered | Published]:
        """Master the pieces of each chapter side by side. However this ends, nothing goes on after it."""
        news: queue.SimpleQueue[Mastered | Future[list[Published]]] = queue.SimpleQueue()
        stopped = threading.Event()

        def tell(event: Mastered) -> None:
            if stopped.is_set():  # nobody waits for this chapter any more
                raise _Stopped
            news.put(event)

        with ThreadPoolExecutor(_HANDS, thread_name_prefix="master") as pool:
            try:
                spare = max(1, _HANDS // max(1, len(stale)))
                for chapter, pieces in stale:
                    pool.submit(self._master, chapter, pieces, tell, spare).add_done_callback(news.put)
                left = len(stale)
                while left:
                    item = news.get()
                    if isinstance(item, Mastered):
                        yield item
                        continue
                    left -= 1
                    yield from item.result()
            finally:
                stopped.set()
                pool.shutdown(cancel_futures=True)

    def books(self, chapters: Sequence[ChapterPieces]) -> Iterator[Published]:
        """Bring the book file of each format up to date; its chapters must stand.

        Raises DamagedFiles where one of those is not what was published.
        """
        for piece in book_pieces(chapters, self._book):
            if self._shelf.fresh(piece):
                continue
            name = piece.format
            entries = [
                self._shelf.standing(part)
                for chapter in chapters
                for part in chapter.pieces
                if part.format == name
            ]
            parts = [
                BookPart(self._shelf.folder / entry.path, chapter.tags.title)
                for entry, chapter in zip(entries, chapters, strict=True)
            ]
            target = self._shelf.folder / piece.path
            sounding = together([entry.sounding for entry in entries])
            with self._shelf.making(piece) as made:
                with self._doubts.over(entries):
                    marks = find_format(name).join(parts, made, self._book.tags, self._book.cover)
                whole_s = marks[-1].end / marks[-1].rate_hz  # some formats add a little at each seam
                entry = self._shelf.put(piece, replace(sounding, duration_s=whole_s), marks, made=made)
            title, lasts_s = self._book.tags.title, entry.sounding.duration_s
            yield Published(target, name, None, title, lasts_s, entry.bytes)

    def standing(self, chapter: ChapterPieces) -> list[Entry]:
        """The entries of the chapter's files, which were just brought up to date. Raises NarrateError."""
        return [self._shelf.standing(piece) for piece in chapter.pieces]

    def _to_master(self, chapter: ChapterPieces) -> list[Piece]:
        return [
            piece
            for piece in chapter.pieces
            if not self._shelf.fresh(piece) and not self._shelf.same_sound(piece.format, piece.sound)
        ]

    def _tag_anew(self, chapters: Sequence[ChapterPieces]) -> Iterator[Published]:
        staged: list[tuple[Path, Piece, Entry, ChapterPieces]] = []
        for chapter in chapters:
            for piece in chapter.pieces:
                if self._shelf.fresh(piece):
                    continue
                source = self._shelf.same_sound(piece.format, piece.sound)
                if source is not None:
                    copy = self._scratch(piece)
                    old = self._shelf.folder / source.path
                    with self._doubts.over([source]):
                        self._tag(old, copy, piece.format, chapter, source.sounding)
                    staged.append((copy, piece, source, chapter))
        for copy, piece, source, chapter in staged:
            yield self._published(copy, piece, source.sounding, chapter)

    def _master(
        self, chapter: ChapterPieces, pieces: Sequence[Piece], tell: Callable[[Mastered], None], hands: int
    ) -> list[Published]:
        """Master the chapter once into ``pieces``, its files that lack its sound.

        Each is put on the shelf as soon as it is made, whatever becomes of the others.
        """
        from narrate.build.encode import Materials, encode

        raws = {piece: self._scratch(piece) for piece in pieces}
        formats = {raw: piece.format for piece, raw in raws.items()}
        number = chapter.number

        def told(seconds: float) -> None:
            tell(Mastered(number, seconds))

        materials = Materials(self._project, self._store, self._shelf)
        soundings = encode(chapter, formats, materials, told, hands=hands)
        published = []
        for piece, raw in raws.items():
            with self._shelf.making(piece) as made:
                self._tag(raw, made, piece.format, chapter, soundings[raw])
                published.append(self._published(made, piece, soundings[raw], chapter))
            atomic.remove(raw)
        return published

    def _tag(self, source: Path, target: Path, name: str, chapter: ChapterPieces, sounding: Sounding) -> None:
        rate_hz = self._project.mastering.sample_rate_hz
        whole = ChapterMark(chapter.tags.title, 0, round(sounding.duration_s * rate_hz), rate_hz)
        find_format(name).tag(source, target, chapter.tags, self._book.cover, [whole])

    def _scratch(self, piece: Piece) -> Path:
        with atomic.explained(self._work):
            self._work.mkdir(parents=True, exist_ok=True)
        return self._work / f"{piece.sound[:32]}-{piece.dress[:8]}{suffix(piece.format)}"

    def _published(self, made: Path, piece: Piece, sounding: Sounding, chapter: ChapterPieces) -> Published:
        entry = self._shelf.put(piece, sounding, made=made)
        path = self._shelf.folder / piece.path
        title, lasts_s = chapter.tags.title, sounding.duration_s
        return Published(path, piece.format, chapter.number, title, lasts_s, entry.bytes)


def together(parts: Sequence[Sounding]) -> Sounding:
    """The chapters' measurements as the book's: means of power weighted by length, the highest peak."""
    duration_s = sum(part.duration_s for part in parts)

    def mean(levels_db: Iterable[float]) -> float:
        shares = (part.duration_s / duration_s for part in parts)
        power = sum(share * 10 ** (db / 10) for share, db in zip(shares, levels_db, strict=True))
        return round(10 * math.log10(power), 2)

    return Sounding(
        duration_s=duration_s,
        loudness_lufs=mean(part.loudness_lufs for part in parts),
        rms_db=mean(part.rms_db for part in parts),
        peak_db=max(part.peak_db for part in parts),
    )
