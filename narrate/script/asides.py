"""Asides: what is read although it stands outside the text: footnotes, and the descriptions of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrate.model import Block, BlockKind, Mark, MarkKind, UtteranceKind
from narrate.script.sentences import sentences

KINDS = {BlockKind.NOTE: UtteranceKind.NOTE, BlockKind.PICTURE: UtteranceKind.PICTURE}
"""The kinds of blocks that are asides, and what their utterances are."""

_ANNOUNCED = {
    "en": {BlockKind.NOTE: "Note: ", BlockKind.PICTURE: "Picture: "},
    "de": {BlockKind.NOTE: "Anmerkung: ", BlockKind.PICTURE: "Bild: "},
    "fr": {BlockKind.NOTE: "Note : ", BlockKind.PICTURE: "Image : "},
    "es": {BlockKind.NOTE: "Nota: ", BlockKind.PICTURE: "Imagen: "},
    "it": {BlockKind.NOTE: "Nota: ", BlockKind.PICTURE: "Immagine: "},
}
"""By language, what a listener hears first. In other languages nothing is announced."""


def announced(block: Block, before: Block | None, language: str) -> Block:
    """``block``, said to be the aside that it is, unless it goes on with the note of ``before``."""
    goes_on = before is not None and before.kind is block.kind and bool(block.label)
    words = _ANNOUNCED.get(language.lower().partition("-")[0], {}).get(block.kind, "")
    if not words or (goes_on and before is not None and before.label == block.label):
        return block
    return replace(block, marks=(Mark(MarkKind.SAY, 0, 0, words), *block.marks))


@dataclass(frozen=True, slots=True)
class Interruption:
    """After the character before ``at`` of a block, the note called ``label`` is read."""

    at: int
    label: str


def interruptions(block: Block) -> tuple[Interruption, ...]:
    """Where the notes that ``block`` refers to are read: after the sentence, the heading or the stanza."""
    marks = [mark for mark in block.marks if mark.kind is MarkKind.NOTE]
    if not marks or block.kind is BlockKind.NOTE:
        return ()
    whole = block.kind is not BlockKind.PARAGRAPH
    ends = [len(block.text)] if whole else [unit.end for unit in sentences(block.text)]
    found: list[Interruption] = []
    index = 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        while index + 1 < len(ends) and ends[index] < mark.start:
            index += 1
        found.append(Interruption(ends[index] if ends else len(block.text), mark.value))
    return tuple(found)


def by_label(blocks: Sequence[Block]) -> dict[str, list[int]]:
    """The indexes in ``blocks`` of the blocks of each note that the others refer to."""
    wanted = {mark.value for block in blocks for mark in block.marks if mark.kind is MarkKind.NOTE}
    found: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.NOTE and block.label in wanted:
            found.setdefault(block.label, []).append(index)
    return found
