"""What is read although it stands outside the text: footnotes, and the descriptions of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrate.model import Block, BlockKind, MarkKind, UtteranceKind
from narrate.script.sentences import sentences

KINDS = {BlockKind.NOTE: UtteranceKind.NOTE, BlockKind.PICTURE: UtteranceKind.PICTURE}
"""The kinds of blocks that stand outside the text, and what their utterances are."""

_ANNOUNCED = {
    "en": {BlockKind.NOTE: "Note: ", BlockKind.PICTURE: "Picture: "},
    "de": {BlockKind.NOTE: "Anmerkung: ", BlockKind.PICTURE: "Bild: "},
    "fr": {BlockKind.NOTE: "Note : ", BlockKind.PICTURE: "Image : "},
    "es": {BlockKind.NOTE: "Nota: ", BlockKind.PICTURE: "Imagen: "},
    "it": {BlockKind.NOTE: "Nota: ", BlockKind.PICTURE: "Immagine: "},
}
"""By language, what a listener hears first. In other languages nothing is announced."""


def announcement(block: Block, before: Block | None, language: str) -> str:
    """What is said before ``block``: that it is a note or a picture; "" if it goes on with ``before``."""
    if before is not None and before.kind is block.kind and before.label == block.label != "":
        return ""
    return _ANNOUNCED.get(language.lower().partition("-")[0], {}).get(block.kind, "")


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
