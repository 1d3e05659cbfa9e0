"""Sections of a manuscript as read → chapters: notes at their ends, pauses where they belong, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrate.errors import Problem, Severity
from narrate.manuscript.notes import placed
from narrate.model import Block, BlockKind, Chapter, Mark, MarkKind

_READ = {BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.HEADING}


@dataclass(frozen=True, slots=True)
class Item:
    """A block on its way into a chapter.

    A paragraph with marks but no text is pauses, or references to notes, that stand alone. ``skip`` is on a
    heading that its author wants skipped.
    """

    block: Block
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The items of a chapter to be, in reading order; ``matter`` is as in ``Chapter``."""

    title: str
    items: tuple[Item, ...]
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Chapters:
    """Numbered chapters, and what went wrong while they were put together."""

    chapters: tuple[Chapter, ...]
    problems: tuple[Problem, ...] = ()


def chapters(sections: Sequence[Section]) -> Chapters:
    """The chapters that ``sections`` make; those without anything to speak are none.

    A footnote goes to the end of the first chapter that refers to it, or stays in the chapter it was written
    in. A scene break with nothing before or after it separates nothing and is left out.
    """
    problems: list[Problem] = []
    made: list[Chapter] = []
    for section in sections:
        body: list[Block] = []
        notes: list[Block] = []
        for item in section.items:
            if item.block.kind is BlockKind.NOTE:
                notes.append(item.block)
            else:
                problems.extend(_add(body, item.block))
        while body and body[-1].kind is BlockKind.SCENE_BREAK:
            body.pop()
        if blocks := (*body, *notes):
            made.append(Chapter(len(made) + 1, section.title, blocks, section.matter))
    return Chapters(placed(made), tuple(problems))


def _add(body: list[Block], block: Block) -> tuple[Problem, ...]:
    if block.kind is BlockKind.SCENE_BREAK:
        if body and body[-1].kind not in (BlockKind.SCENE_BREAK, BlockKind.HEADING):
            body.append(block)
    elif block.text:
        body.append(block)
    elif block.marks:
        return _attach(body, block)
    return ()


def _attach(body: list[Block], block: Block) -> tuple[Problem, ...]:
    """Give the marks of a ``block`` without text to the last block, those of notes to the last of text."""
    pauses = [mark for mark in block.marks if mark.kind is not MarkKind.NOTE]
    notes = [mark for mark in block.marks if mark.kind is MarkKind.NOTE]
    for marks, kinds in ((pauses, set(BlockKind)), (notes, _READ)):
        index = next((index for index in range(len(body) - 1, -1, -1) if body[index].kind in kinds), -1)
        if marks and index >= 0:
            at = len(body[index].text)
            moved = tuple(Mark(mark.kind, at, at, mark.value) for mark in marks)
            body[index] = replace(body[index], marks=(*body[index].marks, *moved))
    if body or not pauses:
        return ()
    return (
        Problem(
            "markup-pause-lost",
            "This pause is before the first words of its chapter and was left out.",
            block.where,
            "put it after some text; the silence before a chapter is a setting of the project",
            Severity.WARNING,
        ),
    )
