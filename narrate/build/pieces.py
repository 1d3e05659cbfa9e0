"""The files a book is to consist of, and the hashes that say what each is made from. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from narrate.build.levels import voice_identity
from narrate.build.shelf import Piece
from narrate.model import Manuscript, Utterance, canonical_json
from narrate.project.project import Project
from narrate.publish.formats import suffix
from narrate.publish.names import book_file_name, chapter_file_name
from narrate.publish.tags import Cover, Tags
from narrate.publish.timings import find_timing
from narrate.sound.levels import gain_db
from narrate.takes.plan import ChapterPlan

_REVISION = 2
"""Raised by hand when mastering or encoding the same takes would give other files.

2: chapters are whole blocks long.
"""

_TIMING_REVISION = 1
"""Raised by hand when the words of the same sound would be written otherwise: subtitles and their like."""

_NUMERAL = re.compile(r"(?:[IVXLCDM]+|\d+)\.?")


@dataclass(frozen=True, slots=True)
class Edition:
    """What all files of one book share: its tags, its cover, how many chapters, and whether it is a draft.

    ``whole`` asks for a file of the whole book besides those of the chapters.
    """

    tags: Tags
    cover: Cover | None
    chapters: int
    draft: bool
    whole: bool = True


@dataclass(frozen=True, slots=True)
class ChapterPieces:
    """A chapter and its files: ``pieces`` of sound, one a format, and ``timings``, one a kind.

    ``gains_db`` is each line's, in order.
    """

    plan: ChapterPlan
    tags: Tags
    gains_db: tuple[float, ...]
    pauses_s: tuple[float, ...]
    pieces: tuple[Piece, ...]
    timings: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class BookTiming:
    """A file that says when the words of the whole book are heard, in the files of the book ``sounds``."""

    piece: Piece
    sounds: tuple[Piece, ...]


def edition(
    project: Project, manuscript: Manuscript, cover: Cover | None, chapters: int, *, draft: bool
) -> Edition:
    """The book's tags: what the project says, else what the manuscript says of itself."""
    book = project.book
    made = "Draft in the embedded voice." if draft else "Narrated by synthetic voices."
    tags = Tags(
        title=book.title or manuscript.title,
        album=book.title or manuscript.title,
        author=book.author or manuscript.author,
        narrator=book.narrator or "synthetic voices",
        year=book.year,
        language=book.language,
        publisher=book.publisher,
        description=book.description,
        series=book.series,
        part=book.part,
        comment=made,
    )
    return Edition(tags, cover, chapters, draft, project.output.book)


def chapter_pieces(
    chapter: ChapterPlan,
    project: Project,
    levels: Mapping[str, float],
    provisional: Mapping[str, str],
    book: Edition,
) -> ChapterPieces:
    """The files of ``chapter``; ``levels`` are the voices' loudness in LUFS by identity.

    ``provisional`` names, by key, the sound of the takes that another may still replace.
    """
    target_lufs = project.mastering.target_lufs
    gains_db = tuple(gain_db(levels[voice_identity(line)], target_lufs) for line in chapter.lines)
    pauses_s = tuple(
        project.pauses.after(line.utterance.boundary, line.utterance.pause_s) for line in chapter.lines
    )
    sound = _hash(
        _REVISION,
        asdict(project.mastering),
        (project.pauses.head, project.pauses.tail),
        [provisional.get(line.render.key, line.render.key) for line in chapter.lines],
        gains_db,
        pauses_s,
    )
    title = chapter_title(chapter)
    shared = asdict(book.tags) | {"title": title, "track": chapter.number, "tracks": book.chapters}
    tags = Tags(**shared)
    pieces = tuple(
        Piece(
            path=f"{name}/{chapter_file_name(chapter.number, book.chapters, title, suffix(name))}",
            format=name,
            sound=sound,
            dress=_dress(tags, book.cover),
        )
        for name in project.output.formats
    )
    timings = tuple(
        Piece(
            path=f"{name}/{chapter_file_name(chapter.number, book.chapters, title, kind.suffix)}",
            format=name,
            sound=sound,
            dress=_hash(
                _TIMING_REVISION,
                asdict(tags),
                [piece.path for piece in pieces],
                [_words(line.utterance, places=kind.shows_source) for line in chapter.lines],
            ),
        )
        for name, kind in ((name, find_timing(name)) for name in project.output.timings)
    )
    return ChapterPieces(chapter, tags, gains_db, pauses_s, pieces, timings)


def book_piece(format_name: str, chapters: Sequence[ChapterPieces], book: Edition) -> Piece:
    """The file of the whole book in one format: the chapters joined, with a mark for each."""
    sounds = [piece.sound for chapter in chapters for piece in chapter.pieces if piece.format == format_name]
    titles = [chapter.tags.title for chapter in chapters]
    return Piece(
        path=book_file_name(book.tags.title, suffix(format_name)),
        format=format_name,
        sound=_hash(_REVISION, sounds),
        dress=_hash(_dress(book.tags, book.cover), titles),
    )


def book_pieces(chapters: Sequence[ChapterPieces], book: Edition) -> tuple[Piece, ...]:
    """The book files, if any are asked for: one a format that the chapters have."""
    formats = [piece.format for piece in chapters[0].pieces] if chapters and book.whole else []
    return tuple(book_piece(name, chapters, book) for name in formats)


def book_timings(chapters: Sequence[ChapterPieces], book: Edition) -> tuple[BookTiming, ...]:
    """The files that say when the words of the book are heard, and which of its files each goes with.

    The book's timelines differ: an MP3 file has a little silence at each seam. Where there are several, a
    file of one timeline names its format: "Alice.mp3.srt".
    """
    sounds = book_pieces(chapters, book)
    if not sounds:
        return ()
    found = []
    for name in [piece.format for piece in chapters[0].timings]:
        kind = find_timing(name)
        words = [piece.dress for chapter in chapters for piece in chapter.timings if piece.format == name]
        for follows in [(each,) for each in sounds] if kind.one_timeline else [sounds]:
            among = f".{follows[0].format}" if kind.one_timeline and len(sounds) > 1 else ""
            piece = Piece(
                path=book_file_name(book.tags.title, f"{among}{kind.suffix}"),
                format=name,
                sound=_hash(_TIMING_REVISION, [each.sound for each in follows]),
                dress=_hash(_TIMING_REVISION, asdict(book.tags), words, [each.path for each in follows]),
            )
            found.append(BookTiming(piece, follows))
    return tuple(found)


def all_pieces(chapters: Sequence[ChapterPieces], book: Edition) -> tuple[Piece, ...]:
    """Every file that is to stand: the book's, then the chapters'."""
    return (
        *book_pieces(chapters, book),
        *(timing.piece for timing in book_timings(chapters, book)),
        *(piece for chapter in chapters for piece in (*chapter.pieces, *chapter.timings)),
    )


def chapter_title(chapter: ChapterPlan) -> str:
    """The chapter's title as players show it; a bare numeral or nothing says too little there."""
    if not chapter.title:
        return f"Chapter {chapter.number}"
    return f"Chapter {chapter.title}" if _NUMERAL.fullmatch(chapter.title) else chapter.title


def _words(utterance: Utterance, *, places: bool) -> tuple[object, ...]:
    """What of ``utterance`` a file of words in time shows, besides its sound; its ``places`` change often."""
    shown = utterance.kind, utterance.speaker, utterance.boundary, utterance.text, utterance.spoken
    return (*shown, utterance.id, asdict(utterance.span)) if places else shown


def _dress(tags: Tags, cover: Cover | None) -> str:
    return _hash(_REVISION, asdict(tags), hashlib.sha256(cover.data).hexdigest() if cover else None)


def _hash(*values: object) -> str:
    return hashlib.sha256(canonical_json(values).encode()).hexdigest()
