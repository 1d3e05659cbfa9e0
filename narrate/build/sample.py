"""The retail sample: a few minutes of the book that a shop lets people hear, from the takes that there are.

It begins with the narration of a chapter and not with its heading or the credits, as shops want it, and ends
where a paragraph does. Nothing is rendered for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from narrate.build.pieces import SAMPLE_TITLE, ChapterPieces
from narrate.build.reckoning import extent
from narrate.build.sample_start import said
from narrate.errors import Problem, Severity, count
from narrate.model import Boundary, Take, Utterance, UtteranceKind
from narrate.project.project import Project, Sample
from narrate.sound.timeline import WHOLE_SAMPLES, Extent, timeline
from narrate.takes.line import Line
from narrate.takes.plan import ChapterPlan

SHORTEST_S = 60.0
"""ACX takes samples of one to five minutes (help.acx.com, "audio submission requirements")."""

_SPARE_S = 0.25
"""An encoder may add a frame or two to the sound, with which the file is still not too long."""

_AFTER_PARAGRAPHS = (Boundary.PARAGRAPH, Boundary.SCENE)
_AFTER_SENTENCES = (Boundary.SENTENCE, Boundary.SPEAKER)


def short(duration_s: float, asked: Sample) -> Problem:
    """That the sample is shorter than shops want it."""
    return Problem(
        "sample-short",
        f"the retail sample has only {count(round(duration_s), 'second')}, to the end of the book; shops "
        "want a minute",
        asked.where,
        severity=Severity.WARNING,
    )


def cut(
    chapters: Sequence[ChapterPieces], project: Project, take_of: Callable[[Line], Take]
) -> ChapterPlan | None:
    """The lines of the sample that ``project`` asks for, out of the ``chapters`` of its book.

    None where nothing is left to be heard. It goes on into the next chapter only if it would be shorter than
    a minute. Raises whatever ``take_of`` raises, which is asked for no more lines than are needed.
    """
    asked = project.output.sample
    if asked is None:
        return None
    heard = _heard(_candidates(chapters, asked, project), asked, project, take_of)
    chosen = heard[: _last(heard) + 1]
    if not chosen:
        return None
    lines = [_followed(each.line, each.between_s) for each in chosen[:-1]]
    last = chosen[-1].line
    ending = replace(last.utterance, boundary=Boundary.CHAPTER, pause_s=None)
    lines.append(replace(last, utterance=ending))
    return ChapterPlan(asked.chapter, SAMPLE_TITLE, tuple(lines))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line, and the seconds after it; ``between_s`` are those between two chapters, of its last line."""

    line: Line
    pause_s: float
    between_s: float | None


@dataclass(frozen=True, slots=True)
class _Heard:
    """A line, and how long the sample would be if it were the last."""

    line: Line
    between_s: float | None
    until_s: float


def _candidates(chapters: Sequence[ChapterPieces], asked: Sample, project: Project) -> Iterator[_Candidate]:
    """The lines from the beginning of the sample to the end of the book."""
    for chapter in chapters:
        plan = chapter.plan
        if plan.credits or plan.number < asked.chapter:
            continue
        first = 0
        if plan.number == asked.chapter:
            utterances = [line.utterance for line in plan.lines]
            found = said(utterances, asked.start) if asked.start else _after_heading(utterances)
            first = len(utterances) if found is None else found
        for index in range(first, len(plan.lines)):
            last = index == len(plan.lines) - 1
            between_s = project.pauses.tail + project.pauses.head if last else None
            pause_s = chapter.pauses_s[index] if between_s is None else between_s
            yield _Candidate(plan.lines[index], pause_s, between_s)


def _heard(
    candidates: Iterator[_Candidate], asked: Sample, project: Project, take_of: Callable[[Line], Take]
) -> list[_Heard]:
    """As many of ``candidates`` as there is time for."""
    rate_hz = project.mastering.sample_rate_hz
    most_s = asked.minutes * 60 - _SPARE_S
    tail = round(project.pauses.tail * rate_hz)
    found: list[_Heard] = []
    extents: list[Extent] = []
    for each in candidates:
        extents.append(extent(each.line, take_of(each.line), each.pause_s))
        marks, _ = timeline(extents, project.pauses, project.mastering)
        length = marks[-1].end + tail
        until_s = (length + -length % WHOLE_SAMPLES) / rate_hz
        if until_s > most_s:
            break
        found.append(_Heard(each.line, each.between_s, until_s))
    return found


def _last(heard: Sequence[_Heard]) -> int:
    """The index of the line to end with; -1 where there is none.

    The first end of a chapter is best, then the last of a paragraph, of a sentence, and whatever fits; but
    nothing shorter than a minute if it can be longer.
    """
    long = [
        (index, each.line.utterance.boundary)
        for index, each in enumerate(heard)
        if each.until_s >= SHORTEST_S
    ]
    if chapters := [index for index, boundary in long if boundary is Boundary.CHAPTER]:
        return chapters[0]
    for boundaries in (_AFTER_PARAGRAPHS, _AFTER_SENTENCES):
        if ends := [index for index, boundary in long if boundary in boundaries]:
            return ends[-1]
    return len(heard) - 1


def _followed(line: Line, between_s: float | None) -> Line:
    """``line`` with the pause of two chapters after it, if it is the last of one."""
    if between_s is None:
        return line
    return replace(line, utterance=replace(line.utterance, pause_s=between_s))


def _after_heading(utterances: Sequence[Utterance]) -> int:
    """The index of the first that is no heading; of a chapter of headings, 0."""
    told = (index for index, each in enumerate(utterances) if each.kind is not UtteranceKind.HEADING)
    return next(told, 0)
