"""Chapters out of documents: cut where the table of contents points, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from narrate.errors import Problem, Severity, Where
from narrate.manuscript import matter as sorts
from narrate.manuscript.epub import matter
from narrate.manuscript.epub.blocks import Piece
from narrate.manuscript.epub.body import Body
from narrate.manuscript.epub.navigation import Entry
from narrate.model import Block, BlockKind, Chapter

CHAPTER_LEVEL = 2
"""Headings down to this level (h2) can begin a chapter; deeper ones divide it."""

FRONT_SHARE = 0.25
"""Matter that begins in this first share of the book is front matter; a preface may stand before it."""

UNLISTED_SHARE = 0.1
"""Unlisted pages before the first or after the last chapter of the table of contents are matter when they
are at most this share of the book. Contents that leave out more are not a list of the chapters."""


_UNTOLD = (BlockKind.HEADING, BlockKind.SCENE_BREAK, BlockKind.PICTURE)


@dataclass(frozen=True, slots=True)
class Section:
    """A document of the reading order as read: the member it is, and its body."""

    member: str
    body: Body


@dataclass(slots=True)
class _Part:
    """A chapter in the making. ``listed`` is whether the table of contents names it."""

    title: str
    listed: bool
    pieces: list[Piece] = field(default_factory=list)
    matter: str = ""

    @property
    def size(self) -> int:
        return sum(len(piece.block.text) for piece in matter.words_of(self.pieces))

    @property
    def heading(self) -> str:
        return _heading(self.pieces)

    @property
    def is_heading_only(self) -> bool:
        kinds = (BlockKind.HEADING, BlockKind.SCENE_BREAK)
        return all(piece.block.kind in kinds for piece in matter.words_of(self.pieces))


@dataclass(frozen=True, slots=True)
class Division:
    """The chapters of a book, body and matter, and what was wrong with the table of contents."""

    chapters: tuple[Chapter, ...]
    problems: tuple[Problem, ...]


def divide(sections: Sequence[Section], entries: Sequence[Entry], book: str) -> Division:
    """The documents in reading order, divided at the ``entries``; ``book`` is the title of the whole.

    Without entries the headings divide, and without headings each document is a chapter.
    """
    problems: list[Problem] = []
    parts = _cut(sections, entries, problems)
    parts = list(_with_text(_reattached(parts)))
    _judge(parts, book)
    parts = list(_merged(parts))
    if all(part.matter for part in parts):
        parts = [replace(part, matter="") for part in parts]
    total, before = sum(part.size for part in parts), 0
    chapters: list[Chapter] = []
    for part in parts:
        reason = _told(part.matter, front=before < FRONT_SHARE * total)
        chapters.append(Chapter(len(chapters) + 1, part.title, tuple(_spoken(part.pieces)), reason))
        before += part.size
    return Division(tuple(chapters), tuple(problems))


# --- cutting --------------------------------------------------------------------------------------------


def _cut(sections: Sequence[Section], entries: Sequence[Entry], problems: list[Problem]) -> list[_Part]:
    by_heading = not entries and any(
        True for section in sections for _ in _heading_starts(section.body.pieces)
    )
    listed: dict[str, list[Entry]] = {}
    for entry in entries:
        listed.setdefault(entry.member, []).append(entry)
    parts: list[_Part] = []
    for section in sections:
        pieces = section.body.pieces
        if entries:
            starts = _listed_starts(section, listed.get(section.member, []), problems)
        elif by_heading:
            starts = dict(_heading_starts(pieces))
        else:
            starts = {0: ""}
        unlisted = pieces[: min(starts, default=len(pieces))]
        if unlisted and _begins_part(unlisted, parts):
            parts.append(_Part(_heading(pieces[:2]), listed=False))
        for index, piece in enumerate(pieces):
            if index in starts:
                parts.append(
                    _Part(starts[index] or _heading(pieces[index : index + 2]), listed=bool(entries))
                )
            parts[-1].pieces.append(piece)
    return parts


def _listed_starts(section: Section, entries: Sequence[Entry], problems: list[Problem]) -> dict[int, str]:
    """Piece index → title. Of several entries for one place the last counts: the innermost of the list."""
    starts: dict[int, str] = {}
    for entry in entries:
        index = section.body.anchors.get(entry.fragment, 0) if entry.fragment else 0
        if entry.fragment and entry.fragment not in section.body.anchors:
            message = (
                f'the table of contents entry "{entry.title}" points to #{entry.fragment}, which is not there'
            )
            place = Where(section.body.source.name)
            problems.append(Problem("epub-anchor", message, place, severity=Severity.WARNING))
            starts.setdefault(index, entry.title)
        else:
            starts[index] = entry.title
    return starts


def _heading_starts(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """The headings that begin chapters: one directly below another belongs to it."""
    follows_heading = False
    for index, piece in enumerate(pieces):
        is_heading = _is_chapter_heading(piece)
        if is_heading and not follows_heading:
            yield index, piece.block.text
        follows_heading = is_heading


def _begins_part(pieces: Sequence[Piece], parts: Sequence[_Part]) -> bool:
    """Whether a document that nothing points to is a part of its own, or goes on with the one before.

    It is one under its own heading, before the first that the contents name, and after matter.
    """
    if not parts or not any(part.listed for part in parts):
        return True
    words = matter.words_of(pieces) or pieces
    if _is_chapter_heading(words[0]) or matter.is_body_by_type(words[:1]) or matter.by_type(pieces):
        return True
    before = sorts.by_title(parts[-1].title) or matter.by_type(parts[-1].pieces[-1:])
    return bool(before) and not sorts.runs_on(before)


def _is_chapter_heading(piece: Piece) -> bool:
    return piece.block.kind is BlockKind.HEADING and piece.block.level <= CHAPTER_LEVEL


def _heading(pieces: Sequence[Piece]) -> str:
    first = next((piece.block for piece in matter.words_of(pieces) if piece.block.text), None)
    return first.text if first is not None and first.kind is BlockKind.HEADING else ""


# --- joining --------------------------------------------------------------------------------------------


def _reattached(parts: Sequence[_Part]) -> Sequence[_Part]:
    """Headings at a part's end go to the next part if it has none: its anchor stood below its heading."""
    for part, following in pairwise(parts):
        if not following.size or following.heading or part.is_heading_only:
            continue
        end = index = len(part.pieces)
        while index and part.pieces[index - 1].block.kind in _UNTOLD:
            index -= 1
            end = index if part.pieces[index].block.kind is not BlockKind.PICTURE else end
        following.pieces[:0] = part.pieces[end:]
        del part.pieces[end:]
    return parts


def _with_text(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts that have text; a page of pictures alone belongs to the next one, or else to the last."""
    pictures: list[Piece] = []
    last: _Part | None = None
    for part in parts:
        if not part.size:
            pictures += part.pieces
            continue
        part.pieces[:0] = pictures
        pictures = []
        last = part
        yield part
    if last is not None:
        last.pieces += pictures


def _merged(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts, those that are only a heading ("Act I", "Part Two") merged into what they head."""
    pending: list[Piece] = []
    for number, part in enumerate(parts, 1):
        part.pieces[:0] = pending
        pending = []
        if number < len(parts) and part.is_heading_only and not part.matter:
            pending = part.pieces
        else:
            yield part


def _spoken(pieces: Sequence[Piece]) -> Iterator[Block]:
    """The blocks of a chapter, without scene breaks at its ends, below headings or one after another."""
    pending: Block | None = None
    before: Block | None = None
    for piece in pieces:
        if piece.block.kind is BlockKind.SCENE_BREAK:
            pending = piece.block
            continue
        if (
            pending is not None
            and before is not None
            and BlockKind.HEADING not in (before.kind, piece.block.kind)
        ):
            yield pending
        pending = None
        before = piece.block
        yield before


# --- judging --------------------------------------------------------------------------------------------


def _judge(parts: Sequence[_Part], book: str) -> None:
    """Say of each part whether it is matter, and why."""
    total, before = sum(part.size for part in parts), 0
    for part in parts:
        part.matter = matter.by_type(part.pieces)
        if not part.matter and not matter.is_body_by_type(part.pieces):
            reason = sorts.by_title(part.title or part.heading)
            part.matter = reason if sorts.is_plausible(reason, before, part.size, total) else ""
        before += part.size
    _judge_title_pages(parts, book)
    _judge_unlisted(parts)


def _told(reason: str, *, front: bool) -> str:
    """The reason as it is told: where the matter stands, and what it is."""
    if not reason or reason == sorts.BACK:
        return reason
    return f"{sorts.FRONT if front else sorts.BACK}: {reason}"


def _judge_title_pages(parts: Sequence[_Part], book: str) -> None:
    total = sum(part.size for part in parts)
    for part in parts:
        if part.matter:
            continue
        small = part.size <= UNLISTED_SHARE * total
        names = (part.title, part.heading, next((piece.block.text for piece in part.pieces), ""))
        if not small or not matter.is_title_page(names, book, part.size):
            return
        part.matter = "title page"


def _judge_unlisted(parts: Sequence[_Part]) -> None:
    """Pages that the table of contents leaves out, at the book's beginning and end."""
    listed = [index for index, part in enumerate(parts) if part.listed]
    if not listed:
        return
    total = sum(part.size for part in parts)
    for outside in (parts[: listed[0]], parts[listed[-1] + 1 :]):
        unjudged = [part for part in outside if not part.matter and not matter.is_body_by_type(part.pieces)]
        if sum(part.size for part in unjudged) <= UNLISTED_SHARE * total:
            for part in unjudged:
                part.matter = sorts.UNLISTED
