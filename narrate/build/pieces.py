"""The files a book is to consist of, and the hashes that say what each is made from. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from narrate.build.entries import Piece
from narrate.build.levels import voice_identity
from narrate.model import Manuscript, Utterance, canonical_json
from narrate.project.project import Project
from narrate.publish.formats import encoder, suffix
from narrate.publish.names import book_file_name, chapter_file_name
from narrate.publish.tags import Cover, Tags
from narrate.publish.timings import find_timing
from narrate.takes.plan import ChapterPlan

_REVISION = 3
"""Raised by hand when mastering or encoding the same takes would give other files.

2: chapters are whole blocks long. 3: they are made of segments.
"""

SAMPLE_TITLE = "Retail Sample"
_TIMING_REVISION = 1
"""Raised by hand when the words of the same sound would be written otherwise: subtitles and their like."""

_NUMERAL = re.compile(r"(?:[IVXLCDM]+|\d+)\.?")


@dataclass(frozen=True, slots=True)
class Edition:
    """What all files of one book share: its tags, its cover, how many chapters, and whether it is a draft.

    ``whole`` asks for a file of the whole book besides those of the chapters. ``first`` is the number of its
    first chapter: 0 where it has credits. ``preset`` is what it is mastered for, which changes nothing in it.
    """

    tags: Tags
    cover: Cover | None
    chapters: int
    draft: bool
    whole: bool = True
    first: int = 1
    preset: str = "acx"


@dataclass(frozen=True, slots=True)
class ChapterPieces:
    """A chapter and its files: ``pieces`` of sound, one a format, and ``timings``, one a kind.

    ``levels_lufs`` are those of the lines' voices, in order; with the takes they decide on the gains: see
    ``reckoning``. ``basis`` hashes what all of its sound is made from besides its lines. The retail sample is
    made like a chapter, but has no ``number``.
    """

    plan: ChapterPlan
    tags: Tags
    levels_lufs: tuple[float, ...]
    pauses_s: tuple[float, ...]
    pieces: tuple[Piece, ...]
    basis: str
    timings: tuple[Piece, ...] = ()

    @property
    def number(self) -> int | None:
        """The chapter's, which also names its files."""
        return self.plan.number if self.tags.track is not None else None


@dataclass(frozen=True, slots=True)
class BookTiming:
    """A file that says when the words of the whole book are heard, in the files of the book ``sounds``."""

    piece: Piece
    sounds: tuple[Piece, ...]


def edition(
    project: Project,
    manuscript: Manuscript,
    cover: Cover | None,
    chapters: Sequence[ChapterPlan],
    *,
    draft: bool,
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
    first = min((chapter.number for chapter in chapters), default=1)
    return Edition(tags, cover, len(chapters), draft, project.output.book, first, project.preset)


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
    levels_lufs = tuple(levels[voice_identity(line)] for line in chapter.lines)
    pauses_s = tuple(
        project.pauses_of(line.utterance.speaker).after(line.utterance.boundary, line.utterance.pause_s)
        for line in chapter.lines
    )
    keys = tuple(provisional.get(line.render.key, line.render.key) for line in chapter.lines)
    basis = _hash(_REVISION, asdict(project.mastering))
    sound = _hash(basis, (project.pauses.head, project.pauses.tail), keys, levels_lufs, pauses_s)
    title = chapter_title(chapter)
    track, last = chapter.number - book.first + 1, book.first + book.chapters - 1
    tags = replace(book.tags, title=title, track=track, tracks=book.chapters)
    pieces = tuple(
        Piece(
            path=f"{name}/{chapter_file_name(chapter.number, last, title, suffix(name))}",
            format=name,
            sound=_hash(sound, asdict(project.output.encodings[name]), encoder(name)),
            dress=_dress(tags, book.cover),
        )
        for name in project.output.formats
    )
    timings = tuple(
        Piece(
            path=f"{name}/{chapter_file_name(chapter.number, last, title, kind.suffix)}",
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
    return ChapterPieces(chapter, tags, levels_lufs, pauses_s, pieces, basis, timings)


def sample_pieces(
    sample: ChapterPlan,
    project: Project,
    levels: Mapping[str, float],
    provisional: Mapping[str, str],
    book: Edition,
) -> ChapterPieces:
    """The files of the retail sample; ``levels`` and ``provisional`` are as for a chapter."""
    made = chapter_pieces(sample, project, levels, provisional, book)
    tags = replace(book.tags, title=sample.title)
    dress = _dress(tags, book.cover)
    pieces = tuple(replace(each, path=sample_path(each.format), dress=dress) for each in made.pieces)
    return replace(made, tags=tags, pieces=pieces, timings=())


def sample_path(format_name: str) -> str:
    """Where the retail sample in one format stands.

    It has a folder of its own: what plays a folder as a book is not to play a part of it twice.
    """
    return f"sample/{SAMPLE_TITLE}{suffix(format_name)}"


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

    The book's timelines differ: some formats add a little silence between chapters, as MP3 does. Where there
    are several, a file of one timeline names its format: "Alice.mp3.srt".
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


def all_pieces(
    chapters: Sequence[ChapterPieces], book: Edition, sample: ChapterPieces | None = None
) -> tuple[Piece, ...]:
    """Every file that is to stand: the book's, then the chapters', then the sample's."""
    own = [*chapters, sample] if sample else chapters
    return (
        *book_pieces(chapters, book),
        *(timing.piece for timing in book_timings(chapters, book)),
        *(piece for each in own for piece in (*each.pieces, *each.timings)),
    )


def chapter_title(chapter: ChapterPlan) -> str:
    """The chapter's title as players show it; a bare numeral or nothing says too little there."""
    if not chapter.title:
        return f"Chapter {chapter.number}"
    return f"Chapter {chapter.title}" if _NUMERAL.fullmatch(chapter.title) else chapter.title


def _words(utterance: Utterance, *, places: bool) -> tuple[object, ...]:
    """What of ``utterance`` a file of words in time shows, besides its sound; its ``places`` change often."""
    shown = utterance.kind, utterance.speaker, utterance.boundary, utterance.text, utterance.spoken
    return (*shown, utterance.id, utterance.span) if places else shown


def _dress(tags: Tags, cover: Cover | None) -> str:
    return _hash(_REVISION, asdict(tags), hashlib.sha256(cover.data).hexdigest() if cover else None)


def _hash(*values: object) -> str:
    return hashlib.sha256(canonical_json(values).encode()).hexdigest()
