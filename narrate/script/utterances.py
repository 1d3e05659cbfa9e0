"""Utterances: the text of a block, joined and cut into stretches that one voice renders well in one take.

Sentences of one speaker are joined while they stay short, and a sentence too long is cut at punctuation.
Nothing is joined across speakers, styles, pauses or blocks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import NamedTuple

from narrate.model import Block, BlockKind, Boundary, UtteranceKind
from narrate.script.cutting import Limits, LimitsOf, pieces
from narrate.script.languages import language
from narrate.script.sentences import Stretch, sentences, trimmed
from narrate.script.speakers.attribution import Attribution
from narrate.script.wording import Wording, Words, unbroken

__all__ = ["Line", "Part", "Performance", "perform"]


class Part(NamedTuple):
    """``start:end`` of a block is said by one speaker in one manner; ``pause_s`` of silence follow.

    Speech is the whole or a part of a ``quotation`` in the block.
    """

    start: int
    end: int
    kind: UtteranceKind
    said_by: Attribution
    style: str | None = None
    pause_s: float | None = None
    quotation: Stretch | None = None


class Line(NamedTuple):
    """An utterance before it has a name. ``boundary`` is what follows it within the block."""

    part: Part
    stretch: Stretch
    words: Words
    boundary: Boundary = Boundary.SENTENCE
    pause_s: float | None = None


class Performance(NamedTuple):
    """A block's lines in order; what has nothing to say; the silence that the author wants before it."""

    lines: tuple[Line, ...] = ()
    silent: tuple[Stretch, ...] = ()
    before_s: float | None = None


def perform(block: Block, parts: Sequence[Part], wording: Wording, limits: LimitsOf) -> Performance:
    """The lines of ``block``, whose ``parts`` are in order and do not overlap.

    Lines and ``silent`` stretches hold all of the parts but the space between them. No line's spoken text is
    longer than ``never`` of its speaker's ``limits``, unless one word or one respelling by the author is.
    """
    units = (
        _verse_lines(block.text)
        if block.kind is BlockKind.VERSE
        else sentences(block.text, language(wording.language))
    )
    whole = unbroken(block)
    starts = [unit.start for unit in units]
    lines: list[Line] = []
    for part in parts:
        first = max(0, bisect_right(starts, part.start) - 1)
        clipped = (
            trimmed(block.text, max(unit.start, part.start), min(unit.end, part.end))
            for unit in units[first : bisect_right(starts, part.end - 1)]
        )
        fitting = _Fitting(block, part, wording, limits(part.said_by.speaker), whole)
        found = fitting.fit([stretch for stretch in clipped if stretch is not None])
        lines += (Line(part, stretch, words) for stretch, words in found)
        if found and part.pause_s is not None:
            lines[-1] = lines[-1]._replace(pause_s=part.pause_s)
    performance = _absorb(block, lines, wording, limits)
    ends = {unit.end for unit in units}
    return performance._replace(lines=tuple(_bounded(performance.lines, ends)))


def _verse_lines(text: str) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    at = 0
    for line in text.splitlines(keepends=True):
        stretch = trimmed(text, at, at + len(line))
        at += len(line)
        if stretch is not None:
            found.append(stretch)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Fits sentences of one part of a block to the limits."""

    block: Block
    part: Part
    wording: Wording
    limits: Limits
    whole: tuple[Stretch, ...]

    def fit(self, units: Sequence[Stretch]) -> list[tuple[Stretch, Words]]:
        """``units`` joined and cut, each with what is said for it."""
        found: list[tuple[Stretch, Words]] = []
        waiting = self._arranged(units, self.limits)[::-1]
        while waiting:
            group = waiting.pop()
            stretch = Stretch(group[0].start, group[-1].end)
            words = self.wording.words(self.block, stretch, self.part.kind, self.part.said_by.speaker)
            smaller = self._smaller(group, len(words.spoken))
            if smaller:
                waiting += smaller[::-1]
            else:
                found.append((stretch, words))
        return found

    def _smaller(self, group: list[Stretch], said: int) -> list[list[Stretch]]:
        """``group`` in several, if it got too long by being spoken (numbers do); else nothing."""
        written = group[-1].end - group[0].start
        if said <= self.limits.longest or said <= written:
            return []
        # A twentieth less: numbers are not spread evenly over a text.
        arranged = self._arranged(group, self.limits.scaled(0.95 * written / said))
        return arranged if len(arranged) > 1 else []

    def _arranged(self, units: Sequence[Stretch], limits: Limits) -> list[list[Stretch]]:
        cut = [piece for unit in units for piece in pieces(self.block.text, unit, limits, self.whole)]
        return _joined(cut, limits)


def _joined(stretches: Iterable[Stretch], limits: Limits) -> list[list[Stretch]]:
    """Neighbours in groups of at most ``limits.longest``, none of them short that need not be.

    A fragment is better a tenth too long with its neighbour than alone.
    """
    most = min(limits.never, limits.longest + limits.longest // 10)
    groups: list[list[Stretch]] = []
    for stretch in stretches:
        whole = stretch.end - groups[-1][0].start if groups else 0
        last = groups[-1][-1].end - groups[-1][0].start if groups else 0
        fragment = min(stretch.end - stretch.start, last) < limits.shortest // 2
        if groups and whole <= (most if fragment else limits.longest):
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    for before, group in pairwise(groups):
        while (
            group[-1].end - group[0].start < limits.shortest
            and len(before) > 1
            and group[-1].end - before[-1].start <= limits.longest
            and before[-2].end - before[0].start >= limits.shortest
        ):
            group.insert(0, before.pop())
    return groups


def _absorb(block: Block, lines: Sequence[Line], wording: Wording, limits: LimitsOf) -> Performance:
    """Give every line that has nothing to say to its neighbour, or leave it out where it has none."""
    kept: list[Line] = []
    silent: list[Stretch] = []
    before_s: float | None = None
    waiting: Line | None = None
    for line in _silences_joined(block, lines):
        current = line
        if waiting is not None:
            joined = _both(block, (waiting, current), current, wording)
            if joined is None or not _fits(joined, limits):
                silent.append(waiting.stretch)
                before_s = _added(before_s, waiting.pause_s)
            else:
                current = joined
            waiting = None
        if current.words.sayable:
            kept.append(current)
            continue
        joined = _both(block, (kept[-1], current), kept[-1], wording) if kept else None
        if joined is not None and _fits(joined, limits):
            kept[-1] = joined
        elif kept:
            silent.append(current.stretch)
            kept[-1] = kept[-1]._replace(pause_s=_added(kept[-1].pause_s, current.pause_s))
        else:
            waiting = current
    if waiting is not None:
        silent.append(waiting.stretch)
        before_s = _added(before_s, waiting.pause_s)
    return Performance(tuple(kept), tuple(silent), before_s)


def _fits(line: Line, limits: LimitsOf) -> bool:
    return len(line.words.spoken) <= limits(line.part.said_by.speaker).never


def _silences_joined(block: Block, lines: Iterable[Line]) -> Iterable[Line]:
    """``lines``, those next to each other with nothing to say as one: a row of a million full stops is."""
    before: Line | None = None
    for line in lines:
        if before is not None and not (before.words.sayable or line.words.sayable):
            between = block.text[before.stretch.end : line.stretch.start]
            if not between.strip():
                stretch = Stretch(before.stretch.start, line.stretch.end)
                before = before._replace(stretch=stretch, pause_s=_added(before.pause_s, line.pause_s))
                continue
        if before is not None:
            yield before
        before = line
    if before is not None:
        yield before


def _both(block: Block, lines: tuple[Line, Line], speaker: Line, wording: Wording) -> Line | None:
    """Two lines as one of ``speaker``'s; None if something unspoken stands between them."""
    first, last = lines
    if block.text[first.stretch.end : last.stretch.start].strip():
        return None
    stretch = Stretch(first.stretch.start, last.stretch.end)
    words = wording.words(block, stretch, speaker.part.kind, speaker.part.said_by.speaker)
    return Line(speaker.part, stretch, words, pause_s=_added(first.pause_s, last.pause_s))


def _added(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else a + b


def _bounded(lines: Sequence[Line], sentence_ends: set[int]) -> Iterable[Line]:
    for line, following in zip_longest(lines, lines[1:]):
        if following is not None and following.part.said_by.speaker != line.part.said_by.speaker:
            yield line._replace(boundary=Boundary.SPEAKER)
        elif line.stretch.end in sentence_ends:
            yield line
        else:
            yield line._replace(boundary=Boundary.CLAUSE)
