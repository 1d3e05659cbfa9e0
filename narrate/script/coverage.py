"""Coverage: the proof that every character of the manuscript is spoken once, or left out for a reason.

It believes nothing but the manuscript: where each block was written decides which characters of a source are
text, and each utterance is looked up again in the blocks, word for word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from narrate.errors import Problem, Where, excerpt
from narrate.model import (
    Block,
    BlockKind,
    Chapter,
    Manuscript,
    Script,
    ScriptChapter,
    Source,
    Utterance,
    UtteranceKind,
)
from narrate.script.origins import origins

# How often a character is accounted for; three times and more count as three.
_ONE_MORE = bytes(min(count + 1, 3) for count in range(256))
_AT_MOST_ONCE = bytes(min(count, 1) for count in range(256))
_NOT_ONCE = re.compile(rb"[^\1](?:(?<=\0)\0*|(?<!\0)[^\0\1]*)")  # a run that is lost, or one said too often
_COUNTED = re.compile(rb"[^\0]+")
_EXCERPT = 40  # characters


@dataclass(frozen=True, slots=True)
class Account:
    """Where the characters of a manuscript went; white space, which has no sound, is not counted.

    ``skipped`` counts by reason, most first. ``unaccounted`` are those that are lost, or in the script twice:
    none, where there are no ``problems``.
    """

    characters: int
    spoken: int
    skipped: tuple[tuple[str, int], ...]
    unaccounted: int
    problems: tuple[Problem, ...] = ()


def uncovered(manuscript: Manuscript, script: Script) -> tuple[Problem, ...]:
    """What of ``manuscript`` is lost in ``script`` or in it twice, and utterances that say something else."""
    return account(manuscript, script).problems


def account(manuscript: Manuscript, script: Script) -> Account:
    """The account of every character of every source of ``manuscript``.

    It has no problems if and only if each character that is not white space is in exactly one utterance or
    one ``Skipped``, and each utterance's text is what the manuscript has in its place, in its order.
    """
    counts = {source.name: bytearray(len(source.text)) for source in manuscript.sources}
    altered: list[Problem] = []
    written = {chapter.number: chapter for chapter in manuscript.chapters}
    for performed in script.chapters:
        found = _located(written[performed.number], performed)
        altered += (_altered(utterance) for utterance in found.unwritten)
        for place in found.places:
            for span in origins(place.block, place.start, place.end):
                _count(counts[span.source], span.start, span.end)
        for utterance in found.unwritten:
            _count(counts[utterance.span.source], utterance.span.start, utterance.span.end)
    _settle_inexact(manuscript, counts)
    texts = {source.name: source.text for source in manuscript.sources}
    spoken = sum(
        _visible(texts[name][match.start() : match.end()])
        for name, count in counts.items()
        for match in _COUNTED.finditer(count)
    )
    reasons: Counter[str] = Counter()
    for skipped in {*manuscript.skipped, *script.skipped}:
        span = skipped.span
        _count(counts[span.source], span.start, span.end)
        if visible := _visible(texts[span.source][span.start : span.end]):
            reasons[skipped.reason] += visible
    blocks = [block for chapter in manuscript.chapters for block in chapter.blocks]
    numbered = {block.source for block in blocks if block.line is not None}
    faults = [
        fault
        for source in manuscript.sources
        for fault in _faults(source, bytes(counts[source.name]), has_lines=source.name in numbered)
    ]
    return Account(
        characters=sum(map(_visible, texts.values())),
        spoken=spoken,
        skipped=tuple(reasons.most_common()),
        unaccounted=sum(fault.characters for fault in faults),
        problems=(*(fault.problem for fault in faults), *altered),
    )


def _settle_inexact(manuscript: Manuscript, counts: dict[str, bytearray]) -> None:
    """Both parts of an "&amp;" or a "..." that is divided among utterances stand for all of it, once."""
    for chapter in manuscript.chapters:
        for block in chapter.blocks:
            ends = [run.at for run in block.runs[1:]] + [len(block.text)]
            for run, end in zip(block.runs, ends, strict=False):  # a scene break has no runs
                if end - run.at != run.end - run.start:
                    once = counts[block.source][run.start : run.end].translate(_AT_MOST_ONCE)
                    counts[block.source][run.start : run.end] = once


def _count(counts: bytearray, start: int, end: int) -> None:
    counts[start:end] = counts[start:end].translate(_ONE_MORE)


def _visible(text: str) -> int:
    return len("".join(text.split()))


@dataclass(frozen=True, slots=True)
class _Fault:
    """``characters`` of a source that are lost, or in the script twice."""

    characters: int
    problem: Problem


def _faults(source: Source, counts: bytes, *, has_lines: bool) -> Iterator[_Fault]:
    for match in _NOT_ONCE.finditer(counts):
        text = source.text[match.start() : match.end()]
        if text.isspace():
            continue
        lost = match[0][0] == 0
        at = match.start() + len(text) - len(text.lstrip())
        problem = Problem(
            "text-lost" if lost else "text-twice",
            f'"{excerpt(text, _EXCERPT)}" would {"not be spoken" if lost else "be spoken twice"}.',
            Where(source.name, source.line_at(at) if has_lines else None),
            "this is a fault of narrate, not of the manuscript: please report it with this passage",
        )
        yield _Fault(_visible(text), problem)


class _Place(NamedTuple):
    """An utterance is the characters ``start:end`` of ``block``."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Located:
    """Where the utterances of a chapter are written, and those that are not, or not in this order."""

    places: list[_Place]
    unwritten: list[Utterance]


def _located(chapter: Chapter, performed: ScriptChapter) -> _Located:
    """Where each utterance is written: the text in its order, each note in its own, whenever it is read."""
    found = _Located([], [])
    notes = [block for block in chapter.blocks if block.kind is BlockKind.NOTE]
    text = [block for block in chapter.blocks if block.kind is not BlockKind.NOTE]
    said = [each for each in performed.utterances if each.kind is not UtteranceKind.NOTE]
    _locate(text, said, found)
    read = [each for each in performed.utterances if each.kind is UtteranceKind.NOTE]
    for index, utterances in _by_note(notes, read).items():
        _locate([notes[index]] if index is not None else [], utterances, found)
    return found


def _by_note(notes: Sequence[Block], read: Sequence[Utterance]) -> dict[int | None, list[Utterance]]:
    """The utterances of each of ``notes`` by its index; those that are in none of them under None."""
    written = sorted(
        (block.source, run.start, run.end, index) for index, block in enumerate(notes) for run in block.runs
    )
    found: dict[int | None, list[Utterance]] = {}
    for utterance in read:
        span = utterance.span
        place = bisect_right(written, (span.source, span.start), key=lambda entry: entry[:2]) - 1
        source, _, end, index = written[place] if place >= 0 else ("", 0, 0, 0)
        inside = source == span.source and span.start < end
        found.setdefault(index if inside else None, []).append(utterance)
    return found


def _locate(blocks: Sequence[Block], utterances: Sequence[Utterance], found: _Located) -> None:
    """Look ``utterances`` up in ``blocks``, one after another."""
    waiting = list(utterances[::-1])
    for block in blocks:
        at = 0
        while waiting:
            utterance = waiting[-1]
            start = block.text.find(utterance.text, at)
            while start >= 0 and block.span(start, start + len(utterance.text)) != utterance.span:
                start = block.text.find(utterance.text, start + 1)
            if start < 0:
                break
            at = start + len(utterance.text)
            found.places.append(_Place(block, start, at))
            waiting.pop()
    found.unwritten.extend(reversed(waiting))


def _altered(utterance: Utterance) -> Problem:
    return Problem(
        "text-altered",
        f'utterance {utterance.id} says "{excerpt(utterance.text, _EXCERPT)}", which is not written there.',
        Where(utterance.span.source),
        "this is a fault of narrate, not of the manuscript: please report it with this passage",
    )
