"""What the MP3 chapters are put into: a read-along EPUB, a W3C audiobook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from narrate.build.assemble import together
from narrate.build.doubts import Doubts
from narrate.build.entries import Entry, Piece
from narrate.build.events import Event, Published, Warned
from narrate.build.order import Order, hashed
from narrate.build.pieces import ChapterPieces, Edition
from narrate.build.shelf import Shelf
from narrate.build.timings import timings
from narrate.errors import Problem
from narrate.project.project import Project
from narrate.publish.names import book_file_name
from narrate.publish.packing import Sound
from narrate.takes.store import Store

_SUFFIXES: Mapping[str, str] = {
    "epub": " (read-along).epub",  # nobody takes it for the manuscript
    "lpf": ".lpf",
}
"""Name in narration.toml → how the name of the file ends."""

_SOUND = "mp3"


def pieces(order: Order, chapters: Sequence[ChapterPieces], book: Edition) -> tuple[Piece, ...]:
    """The files of the packages: one a kind."""
    if not order.kinds or not chapters:
        return ()
    sounds = [piece.sound for chapter in chapters for piece in chapter.pieces if piece.format == _SOUND]
    dress = hashed(
        asdict(book.tags),
        hashlib.sha256(book.cover.data).hexdigest() if book.cover else None,
        [(chapter.plan.number, chapter.tags.title) for chapter in chapters],
    )
    lines = (line.utterance for chapter in chapters for line in chapter.plan.lines)
    words = hashed(order.text, [(each.id, each.text, each.span) for each in lines])
    return tuple(
        Piece(
            path=book_file_name(book.tags.title, _SUFFIXES[kind]),
            format=kind,
            sound=hashed(sounds),
            dress=hashed(dress, words) if kind == "epub" else dress,
        )
        for kind in order.kinds
    )


class Packages:
    """One run of packing the files on ``shelf``. ``problems`` are warnings of what was left out."""

    def __init__(self, order: Order, project: Project, store: Store, shelf: Shelf, book: Edition) -> None:
        self._order = order
        self._project = project
        self._store = store
        self._shelf = shelf
        self._book = book
        self._doubts = Doubts(shelf)
        self.problems: tuple[Problem, ...] = ()

    def pieces(self, chapters: Sequence[ChapterPieces]) -> tuple[Piece, ...]:
        """The files of the packages of ``chapters``."""
        return pieces(self._order, chapters, self._book)

    def write(self, chapters: Sequence[ChapterPieces]) -> Iterator[Event]:
        """Bring the packages of ``chapters``, all of whose files must stand, up to date.

        Raises DamagedFiles, DamagedTake and NarrateError.
        """
        for piece in self.pieces(chapters):
            if self._shelf.fresh(piece):
                continue
            entries = [
                self._shelf.standing(each)
                for chapter in chapters
                for each in chapter.pieces
                if each.format == _SOUND
            ]
            with self._shelf.making(piece) as made:
                with self._doubts.over(entries):
                    problems = self._packed(piece.format, made, chapters, entries)
                entry = self._shelf.put(piece, together([each.sounding for each in entries]), made=made)
            self.problems += problems
            yield from map(Warned, problems)
            target = self._shelf.folder / piece.path
            title, lasts_s = self._book.tags.title, entry.sounding.duration_s
            yield Published(target, piece.format, None, title, lasts_s, entry.bytes)

    def _packed(
        self, kind: str, target: Path, chapters: Sequence[ChapterPieces], entries: Sequence[Entry]
    ) -> tuple[Problem, ...]:
        from narrate.publish import lpf, readalong

        tags, cover = self._book.tags, self._book.cover
        sounds = [Sound(self._shelf.folder / each.path, each.bytes, each.sha256) for each in entries]
        if kind == "lpf":
            titles = [chapter.tags.title for chapter in chapters]
            lengths = [each.sounding.duration_s for each in entries]
            lpf.write(target, tags, cover, list(map(lpf.Track, titles, sounds, lengths)))
            return ()
        narrations = tuple(
            readalong.Narration(timings(chapter, self._project, self._store), sound)
            for chapter, sound in zip(chapters, sounds, strict=True)
            if not chapter.plan.credits  # which are nowhere in the book to be read
        )
        order = self._order
        contents = readalong.Contents(tags, cover, order.manuscript, narrations, order.epub, order.name)
        return readalong.write(target, contents)
