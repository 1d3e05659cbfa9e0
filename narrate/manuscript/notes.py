"""Notes: each stands at the end of the first chapter that refers to it, in the order of the references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from narrate.model import Block, BlockKind, Chapter, MarkKind


def placed(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """``chapters``, numbered anew, with their notes moved; a note that nothing refers to stays in its own.

    A chapter of nothing but notes that other chapters refer to is none any more.
    """
    home: dict[str, int] = {}
    for index, chapter in enumerate(chapters):
        for label in references(chapter.blocks):
            home.setdefault(label, index)
    order = {label: number for number, label in enumerate(home)}
    notes: list[list[Block]] = [[] for _ in chapters]
    for index, chapter in enumerate(chapters):
        for block in chapter.blocks:
            if block.kind is BlockKind.NOTE:
                notes[home.get(block.label, index)].append(block)
    made: list[Chapter] = []
    for chapter, found in zip(chapters, notes, strict=True):
        text = (block for block in chapter.blocks if block.kind is not BlockKind.NOTE)
        found.sort(key=lambda block: order.get(block.label, len(order)))
        if blocks := (*text, *found):
            made.append(replace(chapter, number=len(made) + 1, blocks=blocks))
    return tuple(made)


def references(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The labels of the notes that the text of ``blocks`` refers to, in order, each once."""
    found = (
        mark.value
        for block in blocks
        if block.kind is not BlockKind.NOTE
        for mark in block.marks
        if mark.kind is MarkKind.NOTE
    )
    return tuple(dict.fromkeys(found))
