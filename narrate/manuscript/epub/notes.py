"""Which note each reference in a book means, and which paragraphs are notes though undeclared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from narrate.manuscript.epub.archive import resolve
from narrate.manuscript.epub.blocks import Piece
from narrate.manuscript.epub.chapters import Section
from narrate.model import Block, BlockKind, MarkKind

_PROSE = (BlockKind.PARAGRAPH, BlockKind.VERSE)


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """A piece of a section, both by index."""

    section: int
    piece: int


def linked(sections: Sequence[Section], find: Callable[[str], str | None]) -> tuple[Section, ...]:
    """``sections`` with labels on the notes that are referred to; ``find`` gives a member its true name.

    A reference to something else is none. A paragraph that begins by referring back to what refers to it is
    a note, whatever it is declared to be.
    """
    references = dict(_references(sections, find))
    starts: set[_Place] = set()
    for place, targets in references.items():
        if _block(sections, place).kind is BlockKind.NOTE:
            continue
        for target in targets.values():
            kind = _block(sections, target).kind
            if kind is BlockKind.NOTE or (kind in _PROSE and _refers_back(place, target, references)):
                starts.add(target)
    changed = {place.section for place in (*references, *starts)}
    return tuple(
        _relabelled(index, section, references, starts) if index in changed else section
        for index, section in enumerate(sections)
    )


def _relabelled(
    index: int,
    section: Section,
    references: Mapping[_Place, Mapping[str, _Place]],
    starts: set[_Place],
) -> Section:
    pieces = tuple(_labelled(index, section, references, starts))
    return replace(section, body=replace(section.body, pieces=pieces))


def _references(
    sections: Sequence[Section], find: Callable[[str], str | None]
) -> Iterator[tuple[_Place, Mapping[str, _Place]]]:
    """For each piece with references, the piece that each address in it leads to."""
    indexes = {section.member: index for index, section in enumerate(sections)}
    for index, section in enumerate(sections):
        for number, piece in enumerate(section.body.pieces):
            targets: dict[str, _Place] = {}
            for mark in piece.block.marks:
                if mark.kind is not MarkKind.NOTE:
                    continue
                address = resolve(section.member, mark.value)
                there = indexes.get(find(address[0]) or "") if address else None
                if address is None or there is None:
                    continue
                body = sections[there].body
                target = body.anchors.get(address[1], len(body.pieces))
                if target < len(body.pieces):
                    targets[mark.value] = _Place(there, target)
            if targets:
                yield _Place(index, number), targets


def _refers_back(place: _Place, target: _Place, references: Mapping[_Place, Mapping[str, _Place]]) -> bool:
    """Whether the piece at ``target``, which comes later, refers to the one at ``place`` or one beside it."""
    return place < target and any(
        back.section == place.section and abs(back.piece - place.piece) <= 1
        for back in references.get(target, {}).values()
    )


def _labelled(
    index: int,
    section: Section,
    references: Mapping[_Place, Mapping[str, _Place]],
    starts: set[_Place],
) -> Iterator[Piece]:
    label = ""
    for number, piece in enumerate(section.body.pieces):
        place, block = _Place(index, number), piece.block
        if place in starts:
            label = _label(place)
            block = replace(block, kind=BlockKind.NOTE)
        elif block.kind is not BlockKind.NOTE or number in section.body.notes:
            label = ""
        targets = references.get(place, {}) if block.kind is not BlockKind.NOTE else {}
        marks = tuple(
            replace(mark, value=_label(targets[mark.value])) if mark.kind is MarkKind.NOTE else mark
            for mark in block.marks
            if mark.kind is not MarkKind.NOTE or targets.get(mark.value) in starts
        )
        yield replace(piece, block=replace(block, marks=marks, label=label))


def _label(place: _Place) -> str:
    return f"{place.section}#{place.piece}"


def _block(sections: Sequence[Section], place: _Place) -> Block:
    return sections[place.section].body.pieces[place.piece].block
