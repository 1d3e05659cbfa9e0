"""Directions: what the author says in the manuscript itself of who speaks, how, and where to pause."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from narrate.errors import Problem, did_you_mean
from narrate.model import NARRATOR, Block, BlockKind, Cast, Manuscript, Mark, MarkKind, UtteranceKind
from narrate.script.notes import KINDS, interruptions
from narrate.script.quotations.passages import Passage
from narrate.script.sentences import Stretch, trimmed
from narrate.script.speakers.attribution import Attribution
from narrate.script.utterances import Part

# A play names a speaker before most of its paragraphs; a bold "Note:" here and there makes no play.
_FEWEST_CUES = 3
_SHARE_OF_CUES = 0.25

_STAGE_DIRECTION = re.compile(r"\[[^\[\]]*\]|(?<!\S)\([^()]*\)(?=\s*$)|^\s*\([^()]*\)")


def is_play(manuscript: Manuscript) -> bool:
    """Whether speakers are announced by name before their lines throughout ``manuscript``."""
    if manuscript.play:
        return True
    paragraphs = cues = 0
    for chapter in manuscript.chapters:
        for block in chapter.blocks:
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.VERSE):
                paragraphs += 1
                cues += any(mark.kind is MarkKind.CUE for mark in block.marks)
    return cues >= max(_FEWEST_CUES, _SHARE_OF_CUES * paragraphs)


@dataclass(frozen=True, slots=True)
class Directed:
    """The passages of a block as the author wants them, and the cues, which are not spoken.

    ``announced`` is who speaks the next block, if this one is nothing but the cue for it. ``stage`` are the
    passages that are stage directions, in order.
    """

    passages: tuple[Passage, ...]
    cues: tuple[Stretch, ...] = ()
    announced: str | None = None
    stage: tuple[Stretch, ...] = ()


def direct(block: Block, passages: Sequence[Passage], cast: Cast, *, play: bool) -> Directed:
    """``passages`` of ``block`` with the speakers whom the author names in it."""
    cues = [mark for mark in block.marks if mark.kind is MarkKind.CUE and (play or cast.find(mark.value))]
    found = tuple(passages)
    told = _told_stage(block, play=play)
    announced: str | None = None
    if cues:
        found = ()
        for index, cue in enumerate(cues):
            end = cues[index + 1].start if index + 1 < len(cues) else len(block.text)
            if index == 0 and cue.start > 0:
                found += (Passage(0, cue.start, speech=False),)
            name = canonical(cue.value, cast)
            found += tuple(_cued(block.text, cue.end, end, name))
            announced = name if not block.text[cue.end : end].strip() else None
        bracketed = (Stretch(passage.start, passage.end) for passage in found if not passage.speech)
        told = _united((*told, *bracketed))
    voices = [mark for mark in block.marks if mark.kind is MarkKind.VOICE]
    if told and block.kind is not BlockKind.HEADING:
        found = tuple(piece for passage in found for piece in _unspoken(passage, told))
    if voices:
        found = tuple(piece for passage in found for piece in _voiced(passage, voices, cast))
    return Directed(found, tuple(Stretch(cue.start, cue.end) for cue in cues), announced, told)


def _united(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """``stretches`` in order, those that overlap or touch as one."""
    found: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda each: each.start):
        if found and stretch.start <= found[-1].end:
            found[-1] = Stretch(found[-1].start, max(found[-1].end, stretch.end))
        else:
            found.append(stretch)
    return tuple(found)


def _told_stage(block: Block, *, play: bool) -> tuple[Stretch, ...]:
    """The stage directions that ``block`` is marked to have; in a play, a block in brackets is one too."""
    if play and block.kind is BlockKind.PARAGRAPH and _STAGE_DIRECTION.fullmatch(block.text):
        return (Stretch(0, len(block.text)),)
    return _united(
        Stretch(mark.start, mark.end)
        for mark in block.marks
        if mark.kind is MarkKind.KIND and mark.value == UtteranceKind.DIRECTION
    )


def canonical(name: str, cast: Cast) -> str:
    """``name`` as the cast spells it, where it is cast."""
    if name.casefold() == NARRATOR:
        return NARRATOR
    character = cast.find(name)
    return character.name if character else name


def unknown_voices(block: Block, cast: Cast) -> tuple[Problem, ...]:
    """An error for each voice that ``block`` asks for and nobody in the cast has. No cast, no errors."""
    if not (block.marks and cast.characters):
        return ()
    known = [name for character in cast.characters for name in (character.name, *character.aliases)]
    return tuple(
        Problem(
            "markup-unknown-voice",
            f'"{mark.value}" is to speak here and is not in the cast.',
            block.where,
            did_you_mean(mark.value, known) or f'add "{mark.value}" to [cast]',
        )
        for mark in block.marks
        if mark.kind is MarkKind.VOICE
        and canonical(mark.value, cast) != NARRATOR
        and not cast.find(mark.value)
    )


def parts(block: Block, directed: Directed, said_by: Sequence[Attribution]) -> tuple[Part, ...]:
    """The passages of ``block`` with their attributions, cut where kind or style changes.

    They are cut at pauses, and where a note is read, too.
    """
    styles = [mark for mark in block.marks if mark.kind is MarkKind.STYLE]
    kinds = [mark for mark in block.marks if mark.kind is MarkKind.KIND]
    pauses = [mark for mark in block.marks if mark.kind is MarkKind.PAUSE]
    edges = sorted(
        {mark.start for mark in (*styles, *kinds, *pauses)}
        | {mark.end for mark in (*styles, *kinds)}
        | {interruption.at for interruption in interruptions(block)}
    )
    found: list[Part] = []
    for passage, attribution in zip(directed.passages, said_by, strict=True):
        inside = edges[bisect_right(edges, passage.start) : bisect_left(edges, passage.end)]
        quotation = trimmed(block.text, passage.start, passage.end) if passage.speech else None
        for start, end in pairwise((passage.start, *inside, passage.end)):
            kind = _kind(block, directed, passage, _value(kinds, start))
            style = _value(styles, start)
            found.append(Part(start, end, kind, attribution, style, quotation=quotation))
    ends = [part.end for part in found]
    for mark in pauses:
        last = bisect_right(ends, mark.start) - 1
        if last >= 0 and block.text[: mark.start].strip():
            pause_s = (found[last].pause_s or 0.0) + float(mark.value)
            found[last] = found[last]._replace(pause_s=pause_s)
    return tuple(found)


def _value(marks: Sequence[Mark], at: int) -> str | None:
    """What ``marks``, of one kind, in order and none overlapping, say of the character at ``at``."""
    index = bisect_right(marks, at, key=lambda mark: mark.start) - 1
    return marks[index].value if index >= 0 and at < marks[index].end else None


def pause_before(block: Block) -> float | None:
    """The pause, in seconds, that the author wants before any of ``block`` is spoken."""
    pauses = [
        float(mark.value)
        for mark in block.marks
        if mark.kind is MarkKind.PAUSE and not block.text[: mark.start].strip()
    ]
    return sum(pauses) if pauses else None


def _kind(block: Block, directed: Directed, passage: Passage, said: str | None) -> UtteranceKind:
    """What a part of ``passage`` is; ``said`` is the kind that it is marked as.

    Speech quoted in a letter is speech. A thought is one in quotation marks too.
    """
    if block.kind is BlockKind.HEADING:
        return UtteranceKind.HEADING
    if block.kind in KINDS:
        return KINDS[block.kind]
    index = bisect_right(directed.stage, passage.start, key=lambda stretch: stretch.start) - 1
    if index >= 0 and passage.start < directed.stage[index].end:
        return UtteranceKind.DIRECTION
    if passage.speech:
        return UtteranceKind.THOUGHT if said == UtteranceKind.THOUGHT else UtteranceKind.SPEECH
    if said is not None:
        return UtteranceKind(said)
    return UtteranceKind.VERSE if block.kind is BlockKind.VERSE else UtteranceKind.NARRATION


def _cued(text: str, start: int, end: int, name: str) -> Iterable[Passage]:
    """A line of a play: its speaker's, except for the stage directions in it."""
    at = start
    for match in _STAGE_DIRECTION.finditer(text[start:end]):
        if at < start + match.start():
            yield Passage(at, start + match.start(), speech=True, given=name)
        yield Passage(start + match.start(), start + match.end(), speech=False)
        at = start + match.end()
    if at < end:
        yield Passage(at, end, speech=True, given=name)


def _unspoken(passage: Passage, stage: Sequence[Stretch]) -> Iterable[Passage]:
    """``passage``, cut at the ends of ``stage`` (in order, apart); nobody says what is in those."""
    at = passage.start
    for stretch in stage[bisect_right(stage, at, key=lambda each: each.end) :]:
        start, end = max(at, stretch.start), min(passage.end, stretch.end)
        if start >= end:
            break
        if at < start:
            yield replace(passage, start=at, end=start, unclosed=False)
        yield Passage(start, end, speech=False)
        at = end
    if at < passage.end:
        yield replace(passage, start=at)


def _voiced(passage: Passage, voices: Sequence[Mark], cast: Cast) -> Iterable[Passage]:
    """``passage``, cut at the ends of ``voices`` (in order, none overlapping); their speakers speak it."""
    at = passage.start
    for mark in voices[bisect_right(voices, at, key=lambda mark: mark.end) :]:
        start, end = max(at, mark.start), min(passage.end, mark.end)
        if start >= end:
            break
        if at < start:
            yield replace(passage, start=at, end=start, unclosed=False)
        goes_on = passage.unclosed and end == passage.end
        yield Passage(start, end, passage.speech, goes_on, canonical(mark.value, cast))
        at = end
    if at < passage.end:
        yield replace(passage, start=at)
