"""Coverage: the proof that every character of the manuscript is spoken once, or left out for a reason.

It believes nothing but the manuscript: where each block was written decides which characters of a source are
text, and each utterance is looked up again in the blocks, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.errors import Problem, Where
from narrate.model import Chapter, Manuscript, Script, ScriptChapter, Source
from narrate.script.origins import origins

# How often a character is accounted for; three times and more count as three.
_ONE_MORE = bytes(min(count + 1, 3) for count in range(256))
_AT_MOST_ONCE = bytes(min(count, 1) for count in range(256))
_NOT_ONCE = re.compile(rb"\0+|[^\0\1]+")
_UNWRITTEN = re.compile(rb"\0+")
_EXCERPT = 40  # characters


def uncovered(manuscript: Manuscript, script: Script) -> tuple[Problem, ...]:
    """What of ``manuscript`` is lost in ``script`` or in it twice, and utterances that say something else.

    Empty if and only if each character of every source that is not white space is in exactly one utterance or
    one ``Skipped``, and each utterance's text is what the manuscript has in its place, in its order.
    """
    counts = _spoken(manuscript, script)
    for skipped in {*manuscript.skipped, *script.skipped}:
        _count(counts[skipped.span.source], skipped.span.start, skipped.span.end)
    blocks = [block for chapter in manuscript.chapters for block in chapter.blocks]
    numbered = {block.source for block in blocks if block.line is not None}
    problems = [
        problem
        for source in manuscript.sources
        for problem in _faults(source, bytes(counts[source.name]), has_lines=source.name in numbered)
    ]
    written = {chapter.number: chapter for chapter in manuscript.chapters}
    for performed in script.chapters:
        problems += _altered(written[performed.number], performed)
    return tuple(problems)


def _spoken(manuscript: Manuscript, script: Script) -> dict[str, bytearray]:
    """By name of source, how often each of its characters is spoken."""
    counts = {source.name: bytearray(len(source.text)) for source in manuscript.sources}
    texts = {source.name: bytearray(len(source.text)) for source in manuscript.sources}
    for performed in script.chapters:
        for utterance in performed.utterances:
            _count(counts[utterance.span.source], utterance.span.start, utterance.span.end)
    for chapter in manuscript.chapters:
        for block in chapter.blocks:
            for span in origins(block, 0, len(block.text)):
                texts[span.source][span.start : span.end] = b"\1" * (span.end - span.start)
            ends = [run.at for run in block.runs[1:]] + [len(block.text)]
            for run, end in zip(block.runs, ends, strict=False):  # a scene break has no runs
                if end - run.at != run.end - run.start:
                    # Both parts of an "&amp;" or "..." that is divided stand for all of it.
                    once = counts[block.source][run.start : run.end].translate(_AT_MOST_ONCE)
                    counts[block.source][run.start : run.end] = once
    for name, text in texts.items():
        # Markup inside an utterance is not what it says; a Skipped answers for it.
        for gap in _UNWRITTEN.finditer(text):
            counts[name][gap.start() : gap.end()] = bytes(gap.end() - gap.start())
    return counts


def _count(counts: bytearray, start: int, end: int) -> None:
    counts[start:end] = counts[start:end].translate(_ONE_MORE)


def _faults(source: Source, counts: bytes, *, has_lines: bool) -> Iterator[Problem]:
    for match in _NOT_ONCE.finditer(counts):
        text = source.text[match.start() : match.end()]
        if text.isspace():
            continue
        lost = match[0][0] == 0
        at = match.start() + len(text) - len(text.lstrip())
        yield Problem(
            "text-lost" if lost else "text-twice",
            f'"{_excerpt(text)}" would {"not be spoken" if lost else "be spoken twice"}.',
            Where(source.name, source.line_at(at) if has_lines else None),
            "this is a fault of narrate, not of the manuscript: please report it with this passage",
        )


def _altered(chapter: Chapter, performed: ScriptChapter) -> Iterator[Problem]:
    """Utterances whose text does not stand where they say, or not in this order."""
    waiting = list(performed.utterances[::-1])
    for block in chapter.blocks:
        at = 0
        while waiting:
            utterance = waiting[-1]
            found = block.text.find(utterance.text, at)
            while found >= 0 and block.span(found, found + len(utterance.text)) != utterance.span:
                found = block.text.find(utterance.text, found + 1)
            if found < 0:
                break
            at = found + len(utterance.text)
            waiting.pop()
    for utterance in reversed(waiting):
        yield Problem(
            "text-altered",
            f'utterance {utterance.id} says "{_excerpt(utterance.text)}", which is not written there.',
            Where(utterance.span.source),
            "this is a fault of narrate, not of the manuscript: please report it with this passage",
        )


def _excerpt(text: str) -> str:
    words = " ".join(text[: 5 * _EXCERPT].split())
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + "…"
