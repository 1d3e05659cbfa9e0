"""Writing a script: the chapters of a manuscript in utterances, once it is known who says what."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from narrate.errors import Problem, Severity
from narrate.model import (
    NARRATOR,
    Block,
    BlockKind,
    Boundary,
    Chapter,
    Script,
    ScriptChapter,
    Skipped,
    Utterance,
    UtteranceKind,
)
from narrate.script.cutting import LimitsOf
from narrate.script.directions import Directed, parts, pause_before
from narrate.script.lexicon.lost_sounds import lost_sounds
from narrate.script.notes import announcement, by_label, interruptions
from narrate.script.origins import origins, separators
from narrate.script.quotations.passages import Passage
from narrate.script.sentences import Stretch
from narrate.script.speakers.attribution import Attribution
from narrate.script.stage import SPOKEN, Staged
from narrate.script.utterances import Line, Part, Performance, perform
from narrate.script.wording import Wording

Perform = Callable[[Block, Sequence[Part], Wording, LimitsOf], Performance]
"""What divides a block into lines: ``perform``, or what knows its results."""


def recited(chapters: Sequence[Chapter], evidence: str, wording: Wording, limits: LimitsOf) -> Script:
    """The script of ``chapters`` of paragraphs in which nobody speaks, whatever quotation marks they have.

    It is all the narrator's, as ``evidence`` says why, and of the kinds that the text is marked as.
    """
    writer = Writer(wording, limits)
    performed = []
    for chapter in chapters:
        items = [
            Staged(block, Directed((Passage(0, len(block.text), speech=False),)), scene=0)
            for block in chapter.blocks
        ]
        said_by = (Attribution(NARRATOR, 1.0, evidence),)
        performed.append(writer.chapter(chapter, items, itertools.repeat(said_by)))
    return Script(tuple(performed), tuple(writer.skipped), tuple(writer.problems))


class Writer:
    """Writes chapters, keeping account of what is left out and what is wrong."""

    def __init__(self, wording: Wording, limits: LimitsOf, performed: Perform = perform) -> None:
        self._perform = performed
        self._wording = wording
        self._limits = limits
        self.skipped: list[Skipped] = []
        self.problems: list[Problem] = []

    def chapter(
        self, chapter: Chapter, items: Sequence[Staged], attributions: Iterator[tuple[Attribution, ...]]
    ) -> ScriptChapter:
        """The script of one chapter. ``attributions`` yields those of each told paragraph, in order."""
        writing = _Writing(chapter.number, items, by_label([item.block for item in items]))
        for index, item in enumerate(items):
            writing.scene_ended = writing.scene_ended or item.block.kind is BlockKind.SCENE_BREAK
            if index not in writing.read:
                said_by = next(attributions) if item.told else _unsaid(item)
                self._block(writing, index, said_by)
        if writing.lines:
            writing.lines[-1].bound(Boundary.CHAPTER)
        return ScriptChapter(chapter.number, chapter.title, tuple(map(_utterance, writing.lines)))

    def _block(self, writing: _Writing, index: int, said_by: tuple[Attribution, ...]) -> None:
        """Write the block ``index`` of a chapter, and after their sentences the notes it refers to."""
        item = writing.items[index]
        block = item.block
        for cue in item.directed.cues:
            self._skip(block, cue, "speaker cue")
        if not block.text or block.kind not in SPOKEN:
            self._pause(block, writing.lines, pause_before(block))
            return
        writing.read.add(index)
        before = writing.items[index - 1].block if index else None
        said = parts(block, item.directed, said_by)
        performance = self._perform(block, said, self._wording, self._limits)
        self.problems += lost_sounds(block, performance.lines)
        for stretch in performance.silent:
            self._skip(block, stretch, "nothing to say in it")
        told = (*(line.stretch for line in performance.lines), *performance.silent, *item.directed.cues)
        self.skipped += (Skipped(span, "white space") for span in separators(block, told))
        self._pause(block, writing.lines, _sum(pause_before(block), performance.before_s))
        if performance.lines:
            writing.part_from_last()
        waiting = list(interruptions(block)[::-1])
        lines = _announced(performance.lines, announcement(block, before, self._wording.language))
        for number, line in enumerate(lines, 1):
            place = f"c{writing.number:02}.p{index + 1:02}.u{number}"
            self._check_length(block, line)
            writing.lines.append(_Placed(place, block, line))
            while waiting and waiting[-1].at <= line.stretch.end:
                self._interrupt(writing, waiting.pop().label)
        while waiting:
            self._interrupt(writing, waiting.pop().label)

    def _interrupt(self, writing: _Writing, label: str) -> None:
        """Write the note called ``label``, if it has not been, where the chapter has got to."""
        after = writing.lines[-1].line.boundary if writing.lines else Boundary.PARAGRAPH
        for index in writing.notes.get(label, ()):
            if index not in writing.read:
                self._block(writing, index, _unsaid(writing.items[index]))
        if writing.lines:
            writing.lines[-1].bound(after)

    def _check_length(self, block: Block, line: Line) -> None:
        never = self._limits(line.part.said_by.speaker).never
        if len(line.words.spoken) > never:
            self.problems.append(
                Problem(
                    "utterance-too-long",
                    f"a passage of {len(line.words.spoken)} characters cannot be spoken in one go; "
                    f"{never} is the most.",
                    block.where,
                    "shorten the respelling in it, or the stretch whose pronunciation is fixed",
                )
            )

    def _pause(self, block: Block, lines: Sequence[_Placed], pause_s: float | None) -> None:
        """Put a pause that stands before ``block`` after the last of ``lines``, which are before it."""
        if pause_s is None:
            return
        if lines:
            lines[-1].pause(pause_s)
            return
        self.problems.append(
            Problem(
                "pause-first",
                "a pause before the first words of a chapter has no effect.",
                block.where,
                "move it after the first sentence, or delete it",
                Severity.WARNING,
            )
        )

    def _skip(self, block: Block, stretch: Stretch, reason: str) -> None:
        self.skipped += (Skipped(span, reason) for span in origins(block, stretch.start, stretch.end))


@dataclass(slots=True)
class _Placed:
    """A line with its name and its block. What follows it is known when the next block is."""

    place: str
    block: Block
    line: Line

    def bound(self, boundary: Boundary) -> None:
        self.line = self.line._replace(boundary=boundary)

    def pause(self, pause_s: float) -> None:
        self.line = self.line._replace(pause_s=_sum(self.line.pause_s, pause_s))


@dataclass(slots=True)
class _Writing:
    """A chapter being written: the blocks of its notes by label, and which blocks are in it already."""

    number: int
    items: Sequence[Staged]
    notes: Mapping[str, Sequence[int]]
    lines: list[_Placed] = field(default_factory=list)
    read: set[int] = field(default_factory=set)
    scene_ended: bool = False

    def part_from_last(self) -> None:
        """Put between what is written and the block that comes now what belongs there."""
        if self.lines:
            last = self.lines[-1]
            last.bound(_boundary(last.line.part.kind, scene_ended=self.scene_ended))
        self.scene_ended = False


def _utterance(placed: _Placed) -> Utterance:
    block, line = placed.block, placed.line
    start, end = line.stretch
    quotation = line.part.quotation
    return Utterance(
        id=placed.place,
        kind=line.part.kind,
        speaker=line.part.said_by.speaker,
        confidence=line.part.said_by.confidence,
        evidence=line.part.said_by.evidence,
        text=block.text[start:end],
        spoken=line.words.spoken,
        span=block.span(start, end),
        boundary=line.boundary,
        pause_s=line.pause_s,
        ipa=line.words.ipa,
        style=line.part.style,
        quotation=block.span(*quotation) if quotation else None,
        alternatives=line.part.said_by.alternatives,
        line=block.line,
    )


def _announced(lines: Sequence[Line], words: str) -> Sequence[Line]:
    """``lines`` with ``words`` said before the first."""
    if not (lines and words):
        return lines
    first = lines[0]
    ipa = tuple(
        each._replace(start=each.start + len(words), end=each.end + len(words)) for each in first.words.ipa
    )
    said = first.words._replace(spoken=words + first.words.spoken, ipa=ipa)
    return (first._replace(words=said), *lines[1:])


def _unsaid(item: Staged) -> tuple[Attribution, ...]:
    """Of a heading, a note or a picture: the narrator reads it, unless the author says otherwise."""
    return tuple(
        Attribution(NARRATOR, 1.0, str(item.block.kind))
        if passage.given is None
        else Attribution(passage.given, 1.0, passage.given_by)
        for passage in item.directed.passages
    )


def _boundary(before: UtteranceKind, *, scene_ended: bool) -> Boundary:
    """What stands between the last utterance of a block, one of the kind ``before``, and the next block."""
    if before is UtteranceKind.HEADING:
        return Boundary.HEADING
    return Boundary.SCENE if scene_ended else Boundary.PARAGRAPH


def _sum(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else a + b
