"""Sections of a manuscript as read → chapters: notes at their ends, pauses where they belong, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrate.errors import Problem, Severity
from narrate.model import Block, BlockKind, Chapter, Mark


@dataclass(frozen=True, slots=True)
class Item:
    """A block on its way into a chapter.

    ``notes`` are the labels of the footnotes it refers to; ``note`` is the label of the footnote that it is
    (part of) the body of. A paragraph with marks but no text is pauses that stand alone. ``skip`` is on a
    heading that its author wants skipped.
    """

    block: Block
    notes: tuple[str, ...] = ()
    note: str = ""
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
    home: dict[str, int] = {}
    for index, section in enumerate(sections):
        for item in section.items:
            for label in item.notes:
                home.setdefault(label, index)
    bodies: list[list[Block]] = [[] for _ in sections]
    notes: list[list[Block]] = [[] for _ in sections]
    problems: list[Problem] = []
    for index, section in enumerate(sections):
        for item in section.items:
            if item.note:
                notes[home.get(item.note, index)].append(item.block)
            else:
                problems.extend(_add(bodies[index], item.block))
    made: list[Chapter] = []
    for section, body, footnotes in zip(sections, bodies, notes, strict=True):
        while body and body[-1].kind is BlockKind.SCENE_BREAK:
            body.pop()
        if blocks := (*body, *footnotes):
            made.append(Chapter(len(made) + 1, section.title, blocks, section.matter))
    return Chapters(tuple(made), tuple(problems))


def _add(body: list[Block], block: Block) -> tuple[Problem, ...]:
    if block.kind is BlockKind.SCENE_BREAK:
        if body and body[-1].kind not in (BlockKind.SCENE_BREAK, BlockKind.HEADING):
            body.append(block)
    elif block.text:
        body.append(block)
    elif block.marks:
        if not body:
            return (
                Problem(
                    "markup-pause-lost",
                    "This pause is before the first words of its chapter and was left out.",
                    block.where,
                    "put it after some text; the silence before a chapter is a setting of the project",
                    Severity.WARNING,
                ),
            )
        last = body[-1]
        at = len(last.text)
        pauses = tuple(Mark(mark.kind, at, at, mark.value) for mark in block.marks)
        body[-1] = replace(last, marks=(*last.marks, *pauses))
    return ()
