"""Project Gutenberg's header and licence where it is not marked up, found by its separator lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from narrate.manuscript.epub.blocks import Piece
from narrate.manuscript.epub.chapters import Section
from narrate.manuscript.gutenberg import CREDIT
from narrate.model import Skipped, Span

_START = re.compile(r"\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG E-?(?:BOOK|TEXT)\b", re.IGNORECASE)
_END = re.compile(r"\*{3}\s*END OF (?:THE|THIS) PROJECT GUTENBERG E-?(?:BOOK|TEXT)\b", re.IGNORECASE)

_LONGEST_CREDIT = 400  # characters


def without_boilerplate(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The documents, with all text up to the start line and from the end line on skipped."""
    texts = [piece.block.text for section in sections for piece in section.body.pieces]
    naming = [at for at, text in enumerate(texts) if "gutenberg" in text.lower()]
    start = next((at for at in naming if _START.search(texts[at])), -1)
    while 0 <= start < len(texts) - 1 and _is_credit(texts[start + 1]):
        start += 1
    end = next((at for at in naming if at > start and _END.search(texts[at])), len(texts))
    if start < 0 and end == len(texts):
        return tuple(sections)
    reasons = [""] * len(texts)
    reasons[: start + 1] = ["Project Gutenberg header"] * (start + 1)
    reasons[end:] = ["Project Gutenberg licence"] * (len(texts) - end)
    following = iter(reasons)
    return tuple(_without(section, list(islice(following, len(section.body.pieces)))) for section in sections)


def _is_credit(text: str) -> bool:
    """Whether ``text``, right below the start line, only says who made the file."""
    return len(text) <= _LONGEST_CREDIT and bool(CREDIT.match(text))


def _without(section: Section, reasons: Sequence[str]) -> Section:
    """``section`` without the pieces that have a reason, whose text is skipped; anchors move accordingly."""
    if not any(reasons):
        return section
    body = section.body
    kept: list[Piece] = []
    moved: list[int] = []
    skipped = list(body.skipped)
    for piece, reason in zip(body.pieces, reasons, strict=True):
        moved.append(len(kept))
        if not reason:
            kept.append(piece)
            continue
        skipped += [
            Skipped(Span(piece.block.source, run.start, run.end), reason)
            for run in piece.block.runs
            if run.start < run.end
        ]
    moved.append(len(kept))
    anchors = {name: moved[index] for name, index in body.anchors.items()}
    return replace(section, body=replace(body, pieces=tuple(kept), anchors=anchors, skipped=tuple(skipped)))
