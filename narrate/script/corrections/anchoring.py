"""Anchoring: from a quotation to the anchor that an entry of speakers.toml holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from narrate.script.corrections.anchors import Anchor, Wanted, said, words
from narrate.script.corrections.quotation_index import Quotation, Quotations

_NEAR = 8  # words on each side: a line of print
_APART = 24  # words between twins that cannot be confused when what stands between them is edited
_FARTHEST = 40  # words on a side that twins need at most to be told apart; farther, they are counted


def anchor_of(quotation: Quotation, quotations: Quotations) -> Anchor:
    """What to write down so that ``Quotations.find`` leads back to ``quotation``, and to nothing else."""
    item, passage = quotations.passage(quotation)
    anchor = Anchor(
        said(item.block.text[passage.start : passage.end]),
        chapter=" ".join(quotations.title(quotation).split()),
    )
    twins = [twin for twin in quotations.saying(Wanted.of(anchor)) if twin != quotation]
    if not Wanted.of(_with_sides(quotations, anchor, quotation, _APART)).beside_a_twin:
        after, after_tells = _telling_side(quotations, quotation, twins, -1)
        before, before_tells = _telling_side(quotations, quotation, twins, 1)
        if after_tells or before_tells:
            return replace(anchor, after=after if after_tells else "", before=before if before_tells else "")
    for count in range(_NEAR, _FARTHEST + 1, _NEAR):
        anchor = _with_sides(quotations, anchor, quotation, count)
        alike = quotations.alike(anchor)
        if len(alike) == 1 and (not twins or Wanted.of(anchor).beside_a_twin):
            return anchor
    return replace(anchor, which=(alike.index(quotation) + 1, len(alike)))


def _with_sides(quotations: Quotations, anchor: Anchor, quotation: Quotation, count: int) -> Anchor:
    after, before = (_beside(quotations, quotation, count, direction) for direction in (-1, 1))
    return replace(anchor, after=after, before=before)


def _telling_side(
    quotations: Quotations, quotation: Quotation, twins: Sequence[Quotation], direction: int
) -> tuple[str, bool]:
    """The words on one side, as many as tell the quotation from its ``twins``, and whether they do."""
    snippet = ""
    for count in range(_NEAR, _FARTHEST + 1, _NEAR):
        longer = _beside(quotations, quotation, count, direction)
        if longer == snippet:
            break
        snippet = longer
        side = words(snippet)
        if not any(quotations.stands_beside(twin, side, direction) for twin in twins):
            return snippet, True
    return snippet, False


def _beside(quotations: Quotations, quotation: Quotation, count: int, direction: int) -> str:
    """At least ``count`` words before or after the quotation as the manuscript has them, on one line."""
    pieces: list[str] = []
    for text in quotations.texts_beside(quotation, direction):
        for piece in text.split()[::direction]:
            pieces.append(piece)
            count -= len(words(piece))
            if count <= 0:
                return " ".join(pieces[::direction])
    return " ".join(pieces[::direction])
