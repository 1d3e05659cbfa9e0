"""What the author says of the sound of words, and the script cannot keep: an error, never silence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from narrate.errors import Problem
from narrate.model import Block, Mark
from narrate.script.utterances import Line
from narrate.script.wording import sounding


def lost_sounds(block: Block, lines: Sequence[Line]) -> Iterator[Problem]:
    """A problem for each of ``lost_marks``."""
    for mark in lost_marks(block, lines):
        words = " ".join(block.text[mark.start : mark.end].split())
        yield Problem(
            "pronunciation-lost",
            f"the pronunciation {mark.value!r} of {words!r} cannot be kept: it is not said in one piece",
            block.where,
            "mark less of the sentence, and nothing inside another mark",
        )


def lost_marks(block: Block, lines: Sequence[Line]) -> tuple[Mark, ...]:
    """What the author says of the sound of words that ``lines``, in order, cannot keep.

    The normaliser has taken the word apart, or the words are said in two lines. What no line says at all is
    skipped, with its reason, and no loss.
    """
    lost = [mark for line in lines for mark in line.words.lost]
    for mark in sounding(block):
        first = bisect_right(lines, mark.start, key=lambda line: line.stretch.end)
        if first < len(lines):
            stretch = lines[first].stretch
            if stretch.start < mark.end and not stretch.start <= mark.start <= mark.end <= stretch.end:
                lost.append(mark)
    return tuple(lost)
