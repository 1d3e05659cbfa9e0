"""Which parts of a book are not its narration: title pages, imprints, contents, notes, licences.

A part is judged by what most of its text is declared to be, not by what it also contains: a chapter with
footnotes is a chapter. Names decide only where the whole title is one that such parts have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from narrate.manuscript.epub import vocabulary as words
from narrate.manuscript.epub.blocks import Piece
from narrate.manuscript.matter import BACK
from narrate.model import BlockKind

MOST = 0.6
"""The share of a part's text that must be declared as something for the part to be it."""

TITLE_PAGE_LIMIT = 2_000
"""Characters on a title page; the longest of the 18th century have about 1,500."""

_SUBTITLE = re.compile(r"[:;/(]")


def words_of(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """``pieces`` without those that only describe pictures, which prove nothing."""
    return [piece for piece in pieces if piece.block.kind is not BlockKind.PICTURE]


def by_type(pieces: Sequence[Piece]) -> str:
    """What most of the text is declared to be ("imprint"), "" for body text or when nothing is declared."""
    total = declared = unclear = 0
    shares: dict[str, int] = {}
    for piece in words_of(pieces):
        size = len(piece.block.text)
        total += size
        reasons = {words.MATTER[word] for word in piece.types if word in words.MATTER}
        if piece.block.kind is BlockKind.NOTE:
            reasons = reasons or {"notes"}
        for reason in reasons:
            shares[reason] = shares.get(reason, 0) + size
        if reasons:
            declared += size
        elif words.BACK_MATTER in piece.types and words.BODY.isdisjoint(piece.types):
            unclear += size
    if not total:
        return ""
    if declared >= MOST * total:
        return max(sorted(shares), key=lambda reason: shares[reason])
    return BACK if declared + unclear >= MOST * total else ""


def is_body_by_type(pieces: Sequence[Piece]) -> bool:
    """Whether the text is declared as part of the narration, so that its title proves nothing."""
    return any(not words.BODY.isdisjoint(piece.types) for piece in words_of(pieces) if piece.block.text)


def is_title_page(titles: Iterable[str], book: str, size: int) -> bool:
    """Whether a part of ``size`` characters that is called as the book is its title page."""
    wanted = {_letters(book), _letters(_SUBTITLE.split(book)[0])} - {""}
    return size <= TITLE_PAGE_LIMIT and any(_letters(title) in wanted for title in titles)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
