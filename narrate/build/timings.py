"""When every word of a chapter is heard in its file: from what the engines told, else from its length."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.build.pieces import ChapterPieces
from narrate.build.reckoning import reckoned
from narrate.build.word_clock import WordClock, likely, told
from narrate.model import Take, UtteranceMark
from narrate.project.project import Project
from narrate.publish.timing import TimedChapter, TimedUtterance, TimedWord
from narrate.script.alignment import aligned
from narrate.takes.line import Line
from narrate.takes.store import Store


def timings(chapter: ChapterPieces, project: Project, store: Store) -> TimedChapter:
    """The words of ``chapter`` in time, whatever the format of its file; no sound is read.

    Raises DamagedTake where the record of a take is not whole.
    """
    known = reckoned(chapter, project, store)
    rate_hz, language = project.mastering.sample_rate_hz, project.book.language
    utterances = tuple(
        _utterance(line, take, mark, rate_hz, language)
        for line, take, mark in zip(chapter.plan.lines, known.takes, known.marks, strict=True)
    )
    return TimedChapter(chapter.plan.number, chapter.tags.title, known.samples / rate_hz, utterances)


def _utterance(line: Line, take: Take, mark: UtteranceMark, rate_hz: int, language: str) -> TimedUtterance:
    utterance = line.utterance
    begin_s, end_s = take.measure.begin / take.sample_rate, take.measure.end / take.sample_rate
    said = (
        told(utterance.spoken, take.words, begin_s, end_s)
        if take.words
        else likely(utterance.spoken, begin_s, end_s)
    )
    start_s, stop_s = mark.start / rate_hz, mark.end / rate_hz
    return TimedUtterance(
        id=utterance.id,
        kind=utterance.kind,
        speaker=utterance.speaker,
        text=utterance.text,
        span=utterance.span,
        key=take.key,
        start_s=start_s,
        end_s=stop_s,
        words=tuple(_words(line, said, start_s - begin_s, (start_s, stop_s), language)),
        exact=bool(take.words),
        boundary=utterance.boundary,
    )


def _words(
    line: Line, said: WordClock, later_s: float, within_s: tuple[float, float], language: str
) -> Iterator[TimedWord]:
    """The words of the manuscript for ``line``, ``later_s`` in the file than in the take."""
    at_s, until_s = within_s
    for word in aligned(line.utterance.text, line.utterance.spoken, language):
        start_s = min(max(at_s, said.begins(word.said_from) + later_s), until_s)
        end_s = start_s if word.said_from == word.said_to else said.ends(word.said_to) + later_s
        at_s = min(max(start_s, end_s), until_s)
        yield TimedWord(word.start, word.end, start_s, at_s)
