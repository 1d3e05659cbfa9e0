"""Unclosed quotations: where speech begins that no mark ends and no paragraph takes up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from narrate.errors import Problem, Severity
from narrate.script.stage import Staged


def unclosed(chapters: Sequence[Sequence[Staged]]) -> Iterator[Problem]:
    """A warning for each quotation that is never closed and not continued, in the order of the book."""
    for chapter in chapters:
        story = [item for item in chapter if item.told]
        for item, following in zip_longest(story, story[1:]):
            for passage in item.directed.passages:
                taken_up = (
                    passage.end == len(item.block.text)
                    and following is not None
                    and following.scene == item.scene
                    and any(each.speech for each in following.directed.passages[:1])
                )
                if passage.unclosed and not taken_up:
                    yield _problem(item, passage.start)


def _problem(item: Staged, start: int) -> Problem:
    words = " ".join(item.block.text[start : start + 60].split()[:6])
    return Problem(
        "quotation-unclosed",
        f"the quotation that begins {words}… is never closed.",
        item.block.where,
        "close it, or open the next paragraph with a quotation mark if it goes on there",
        Severity.WARNING,
    )
