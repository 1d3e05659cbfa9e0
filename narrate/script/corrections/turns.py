"""Turns: the quotations of a paragraph that one person says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrate.script.people.names import Names
from narrate.script.quotations.passages import Passage
from narrate.script.speakers.tags import Tags
from narrate.script.speakers.turns import beside_each_other, clues_beside, may_be_one


@dataclass(slots=True)
class Turn:
    """The quotations of a paragraph that one person says, by index, and who may be ``tagged`` beside them."""

    quotations: list[int]
    tagged: frozenset[str]

    def may_be(self, speaker: str) -> bool:
        """Whether no tag contradicts that ``speaker`` says it."""
        return not self.tagged or speaker in self.tagged


def turns(text: str, passages: Sequence[Passage], names: Names) -> list[Turn]:
    """The quotations of a paragraph by who says them: one person all, unless two names are tagged."""
    tags = Tags(text, names.find(text))
    found: list[Turn] = []
    for index, passage in enumerate(passages):
        if not passage.speech:
            continue
        tagged = _tagged(passages, index, tags)
        turn = found[-1] if found else None
        last = passages[turn.quotations[-1]] if turn is not None else passage
        same = last.given == passage.given and beside_each_other(last.end, passage.start)
        if turn is not None and same and may_be_one(turn.tagged, tagged):
            turn.quotations.append(index)
            turn.tagged |= tagged
        else:
            found.append(Turn([index], tagged))
    return found


def _tagged(passages: Sequence[Passage], index: int, tags: Tags) -> frozenset[str]:
    """Who may be named in the tags before and after a quotation."""
    return frozenset(who for clue in clues_beside(passages, index, tags) if clue.tag for who in clue.who)
