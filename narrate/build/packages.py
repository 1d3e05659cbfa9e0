"""What the MP3 chapters are put into: a read-along EPUB, a W3C audiobook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from narrate import atomic
from narrate.build.assemble import together
from narrate.build.doubts import Doubts
from narrate.build.entries import Entry, Piece
from narrate.build.events import Event, Published, Warned
from narrate.build.pieces import ChapterPieces, Edition
from narrate.build.shelf import Shelf
from narrate.build.timings import timings
from narrate.digest import sha256_of
from narrate.errors import Problem, Severity, Where
from narrate.manuscript.readers import source_name
from narrate.model import Manuscript, canonical_json
from narrate.project.project import Project
from narrate.publish.names import book_file_name
from narrate.publish.packing import Sound
from narrate.takes.store import Store

_REVISION = 1
"""Raised by hand when the same sound and the same text would be packed otherwise."""

_SUFFIXES: Mapping[str, str] = {
    "epub": " (read-along).epub",  # nobody takes it for the manuscript
    "lpf": ".lpf",
}
"""Name in narration.toml → how the name of the file ends."""

_SOUND = "mp3"


@dataclass(frozen=True, slots=True)
class Order:
    """The packages that are wanted, and what they show of the book. ``text`` is the identity of that.

    ``epub`` is the manuscript, if it is one EPUB that can carry sound; its sources are called ``name``.
    """

    kinds: tuple[str, ...]
    manuscript: Manuscript
    text: str = ""
    epub: Path | None = None
    name: str = ""
    warnings: tuple[Problem, ...] = ()


def ordered(project: Project, written: Manuscript) -> Order:
    """What ``project``, whose whole manuscript is ``written``, wants packed. Raises NarrateError."""
    kinds = project.output.packages
    if "epub" not in kinds:
        return Order(kinds, written)
    text = _hash([[source.name, source.text] for source in written.sources])
    path = project.book.manuscript[0]
    if len(project.book.manuscript) > 1 or path.suffix.lower() != ".epub":
        return Order(kinds, written, text)
    name = source_name(path, project.root)
    with atomic.explained(path, "read"):
        text = sha256_of(path)
    from narrate.publish.readalong import takes_sound

    if takes_sound(path, name):
        return Order(kinds, written, text, path, name)
    plain = Problem(
        "read-along-plain",
        "a book of EPUB 2 cannot carry sound, so the read-along shows its text in a plain layout of its own",
        Where(name),
        "convert the book to EPUB 3 (Sigil and Calibre do) to keep its own pages and pictures",
        Severity.WARNING,
    )
    return Order(kinds, written, text, warnings=(plain,))


def pieces(order: Order, chapters: Sequence[ChapterPieces], book: Edition) -> tuple[Piece, ...]:
    """The files of the packages: one a kind."""
    if not order.kinds or not chapters:
        return ()
    sounds = [piece.sound for chapter in chapters for piece in chapter.pieces if piece.format == _SOUND]
    dress = _hash(
        asdict(book.tags),
        hashlib.sha256(book.cover.data).hexdigest() if book.cover else None,
        [(chapter.plan.number, chapter.tags.title) for chapter in chapters],
    )
    lines = (line.utterance for chapter in chapters for line in chapter.plan.lines)
    words = _hash(order.text, [(each.id, each.text, each.span) for each in lines])
    return tuple(
        Piece(
            path=book_file_name(book.tags.title, _SUFFIXES[kind]),
            format=kind,
            sound=_hash(sounds),
            dress=_hash(dress, words) if kind == "epub" else dress,
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


def _hash(*values: object) -> str:
    return hashlib.sha256(canonical_json([_REVISION, *values]).encode()).hexdigest()
