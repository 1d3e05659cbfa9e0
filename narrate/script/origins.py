"""Origins: where the characters of a block were written, without the markup that stands between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrate.model import Block, Span
from narrate.script.sentences import Stretch


def origins(block: Block, start: int, end: int) -> Iterator[Span]:
    """The spans of the source that ``start:end`` of the block's text was written as, in order.

    They leave out what a single ``block.span(start, end)`` includes: asterisks, braces, footnote marks. A run
    that is not verbatim is given whole.
    """
    index = max(0, block.run_at(start))
    open_start = open_end = -1
    for number in range(index, len(block.runs)):
        run = block.runs[number]
        until = block.runs[number + 1].at if number + 1 < len(block.runs) else len(block.text)
        if run.at >= end:
            break
        if until - run.at == run.end - run.start:
            first, last = run.start + max(0, start - run.at), run.end - max(0, until - end)
        else:
            first, last = run.start, run.end
        if first >= last:
            continue
        if first == open_end:
            open_end = last
            continue
        if open_start >= 0:
            yield Span(block.source, open_start, open_end)
        open_start, open_end = first, last
    if open_start >= 0:
        yield Span(block.source, open_start, open_end)


def separators(block: Block, told: Sequence[Stretch]) -> Iterator[Span]:
    """What is written where the text has a space that no stretch of ``told`` holds: an "&nbsp;", say.

    A run that is verbatim has white space there, which needs no account.
    """
    ordered = sorted(told, key=lambda stretch: stretch.start)
    index = 0
    for number, run in enumerate(block.runs):
        until = block.runs[number + 1].at if number + 1 < len(block.runs) else len(block.text)
        if until - run.at == run.end - run.start:
            continue
        while index < len(ordered) and ordered[index].end <= run.at:
            index += 1
        if run.start < run.end and (index == len(ordered) or ordered[index].start >= until):
            yield Span(block.source, run.start, run.end)
