"""What corrections are worth, and what they survive, on novels whose speakers are known.

The least certain decisions are given the annotators' speaker through the mechanism that an author uses: an
anchor for each, found again in the text, clamped, and everything else attributed anew.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.script import novels
from benchmarks.script.table import Row
from narrate.errors import Where
from narrate.model import OTHERS, Block, BlockKind, Cast, Manuscript, Script, Voice
from narrate.script.compose import compose
from narrate.script.corrections.anchoring import anchor_of
from narrate.script.corrections.correction import Correction
from narrate.script.corrections.doubts import Doubt, decisions, doubtful
from narrate.script.corrections.quotation_index import Quotations
from narrate.script.cutting import Limits, alike
from narrate.script.stage import stage

SHARES = ((0.1, "0.90"), (0.2, "0.94"))
_NOWHERE = Where("speakers.toml")
_EDITED = 0.2  # of the paragraphs
_SEED = 3
_NO_CAST = Cast(Voice("reader", "tone", ()))


def rows(shared: Path) -> Iterator[Row]:
    """Attribution after correcting a share of the decisions, and how anchors fare when the text is edited."""
    referee = novels.referee(shared)
    folders = list(novels.folders(shared / "data" / "quotes" / "pdnc"))
    found = [_corrected(folder, referee) for folder in folders]
    for index, (share, aim) in enumerate(((0.0, ""), *SHARES)):
        items = [item for novel in found for item in novel[index]]
        right = sum(item["ok"] for item in items) / len(items)
        what = (
            f"attribution after correcting the least certain {share:.0%} of decisions"
            if share
            else ("attribution before any correction")
        )
        yield Row(what, f"{right:.3f}", aim)
    for what, edit in _EDITS.items():
        right, wrong, anchors = (
            sum(column) for column in zip(*(_survival(each, edit) for each in folders), strict=True)
        )
        yield Row(f"corrections applied rightly, {what}", f"{right / anchors:.3f}", "")
        yield Row(f"corrections applied wrongly, {what}", f"{wrong}", "0")


def _corrected(folder: Path, referee: ModuleType) -> list[list[dict[str, Any]]]:
    """The referee's items before any correction and after each share of ``SHARES``."""
    manuscript, cast = novels.manuscript(folder), novels.cast(folder)
    script = novels.script(manuscript, cast)
    quotations = Quotations(stage(manuscript, cast), manuscript.chapters)
    gold = referee.Gold(str(folder))
    known = {name.casefold() for each in cast.characters for name in (each.name, *each.aliases)}
    doubts, count = doubtful(script.chapters), len(decisions(script.chapters))
    results = [_items(script, gold, referee)]
    for share, _ in SHARES:
        given = [
            _correction(doubt, gold.spans, quotations, known) for doubt in doubts[: round(share * count)]
        ]
        corrections = [each for each in given if each is not None]
        results.append(_items(compose(manuscript, cast, (), alike(Limits()), corrections), gold, referee))
    return results


def _items(script: Script, gold: Any, referee: ModuleType) -> list[dict[str, Any]]:
    predicted = [
        (row["start"], row["end"], row["kind"], row["speaker"], row["confidence"])
        for row in novels.predictions(script)
    ]
    items: list[dict[str, Any]] = referee.score(gold, sorted(predicted, key=lambda row: row[:2]))["items"]
    return items


def _correction(
    doubt: Doubt, spans: Sequence[tuple[int, int, Any, Any, str]], quotations: Quotations, known: set[str]
) -> Correction | None:
    """What an author who knows the book would write: the speaker of most of what is said, if it is speech."""
    said: Counter[str] = Counter()
    for utterance in doubt.utterances:
        first = max(0, bisect_left(spans, (utterance.span.start,)) - 1)
        until = bisect_left(spans, (utterance.span.end,))
        for start, end, _, _, who in spans[first:until]:
            said[who] += max(0, min(end, utterance.span.end) - max(start, utterance.span.start))
    quotation = quotations.of(doubt.first)
    speaker, heard = said.most_common(1)[0] if said else ("", 0)
    if not heard or quotation is None:
        return None  # the annotators heard nobody here
    return Correction(
        anchor_of(quotation, quotations), speaker if speaker.casefold() in known else OTHERS, _NOWHERE
    )


# --- what anchors survive ------------------------------------------------------------------------------

_Marked = list[tuple[tuple[int, int] | None, Block]]
"""The blocks of a chapter, each with its chapter and number in the book before any edit."""


def _survival(folder: Path, edit: Any) -> tuple[int, int, int]:
    """Of the anchors of one quotation in ten: applied rightly, applied wrongly, and how many in all."""
    manuscript, cast = novels.manuscript(folder), novels.cast(folder)
    before = Quotations(stage(manuscript, cast), manuscript.chapters)
    chance = random.Random(_SEED)  # noqa: S311 - chosen by lot, the same each time
    chosen = chance.sample(before.all, len(before.all) // 10)
    kept = {(each.chapter, each.block) for each in chosen}
    marked = [
        edit([((number, at), block) for at, block in enumerate(chapter.blocks)], kept, chance)
        for number, chapter in enumerate(manuscript.chapters)
    ]
    after = _found_in(manuscript, marked)
    right = wrong = 0
    for quotation in chosen:
        found = after.find(anchor_of(quotation, before)).found
        if found is not None:
            origin = marked[found.chapter][found.block][0]
            same = (*(origin or ()), found.passage) == (quotation.chapter, quotation.block, quotation.passage)
            right += same
            wrong += not same
    return right, wrong, len(chosen)


def _found_in(manuscript: Manuscript, marked: Sequence[_Marked]) -> Quotations:
    chapters = tuple(
        replace(chapter, blocks=tuple(block for _, block in blocks))
        for chapter, blocks in zip(manuscript.chapters, marked, strict=True)
    )
    edited = replace(manuscript, chapters=chapters)
    return Quotations(stage(edited, _NO_CAST), edited.chapters)


def _edit(blocks: _Marked, kept: set[tuple[int, int]], chance: random.Random) -> _Marked:
    """A fifth of the paragraphs that hold no chosen quotation deleted, altered, or put behind a new one."""
    edited: _Marked = []
    for mark, block in blocks:
        if block.kind is not BlockKind.PARAGRAPH or mark in kept or chance.random() >= _EDITED:
            edited.append((mark, block))
            continue
        what = chance.randrange(3)
        if what == 0:
            continue
        if what == 1:
            edited.append(
                (None, replace(block, text="“Yes,” she said, and nobody answered for a while.", marks=()))
            )
            edited.append((mark, block))
        else:
            pieces = block.text.split(" ")
            for at in chance.sample(range(len(pieces)), max(1, len(pieces) // 5)):
                pieces[at] = "otherwise"
            edited.append((mark, replace(block, text=" ".join(pieces), marks=())))
    return edited


def _typeset(blocks: _Marked, kept: set[tuple[int, int]], chance: random.Random) -> _Marked:
    """Every straight mark curled, every double hyphen a dash."""
    del kept, chance
    return [(mark, replace(block, text=_curled(block.text), marks=())) for mark, block in blocks]


def _both(blocks: _Marked, kept: set[tuple[int, int]], chance: random.Random) -> _Marked:
    return _typeset(_edit(blocks, kept, chance), kept, chance)


def _reword(blocks: _Marked, kept: set[tuple[int, int]], chance: random.Random) -> _Marked:
    """A word changed in each paragraph that holds a chosen quotation, inside it or beside it."""
    edited: _Marked = []
    for mark, block in blocks:
        pieces = block.text.split(" ")
        if mark in kept:
            at = chance.randrange(len(pieces))
            pieces[at] = re.sub(r"\w+", "otherwise", pieces[at], count=1)
        edited.append((mark, replace(block, text=" ".join(pieces), marks=()) if mark in kept else block))
    return edited


_EDITS = {
    "a fifth of the other paragraphs edited": _edit,
    "marks re-typeset": _typeset,
    "both": _both,
    "a word of its own paragraph changed": _reword,
}


def _curled(text: str) -> str:
    pieces = text.replace("'", "’").replace("--", "—").split('"')
    curled = "".join(piece + mark for piece, mark in zip(pieces, cycle("“”"), strict=False))
    return curled[:-1]  # no mark stands after the last piece
