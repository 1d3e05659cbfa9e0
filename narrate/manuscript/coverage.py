"""The account of a text: every character is in a block, or skipped with a reason, or a reported fault."""

from __future__ import annotations

import re
from collections.abc import Iterable

from narrate.errors import Problem, Where, excerpt
from narrate.manuscript.lines import Lines
from narrate.model import Block, Skipped, Source, Span

_OWED = re.compile(rb"\0+")


def account(
    source: Source, blocks: Iterable[Block], skipped: Iterable[Skipped]
) -> tuple[tuple[Skipped, ...], tuple[Problem, ...]]:
    """What of ``source`` is not spoken: disjoint, in order; and an error for each stretch nobody explained.

    A block's run wins over a ``Skipped``, and an earlier ``Skipped`` over a later one. Stretches of
    white space alone need no account. What is left over is skipped as "not understood" and reported, so that
    text which the reader lost stops the build.
    """
    text = source.text
    paid = bytearray(len(text))  # one byte per character: 1 where somebody answers for it
    for block in blocks:
        for run in block.runs:
            paid[run.start : run.end] = b"\1" * (run.end - run.start)
    settled: list[Skipped] = []
    for entry in skipped:
        start, end = entry.span.start, entry.span.end
        settled.extend(Skipped(span, entry.reason) for span in _owed(source, paid, start, end))
        paid[start:end] = b"\1" * (end - start)
    unread = _owed(source, paid, 0, len(text))
    settled.extend(Skipped(span, "not understood") for span in unread)
    lines = Lines(text) if unread else None
    problems = tuple(
        Problem(
            "text-unread",
            f'"{excerpt(text[span.start : span.end], 40)}" was not understood and would not be spoken.',
            Where(source.name, lines.number(span.start)),
            "write this passage more simply, or put a \\ before a character that is meant literally",
        )
        for span in unread
        if lines is not None
    )
    return tuple(sorted(settled, key=lambda entry: entry.span.start)), problems


def _owed(source: Source, paid: bytearray, start: int, end: int) -> list[Span]:
    found = []
    for match in _OWED.finditer(paid, start, end):
        stretch = source.text[match.start() : match.end()]
        inner = stretch.strip()
        if inner:
            first = match.start() + len(stretch) - len(stretch.lstrip())
            found.append(Span(source.name, first, first + len(inner)))
    return found
