"""When every word of a book is heard: what subtitles, lyrics, manifests and read-alongs are written from.

Times are seconds from the start of the chapter's file, whatever its format.
"""

from __future__ import annotations

from dataclasses import dataclass

from narrate.model import Boundary, Span, UtteranceKind


@dataclass(frozen=True, slots=True)
class TimedWord:
    """The characters ``start:end`` of an utterance's ``text`` (the manuscript's own) are heard."""

    start: int
    end: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class TimedUtterance:
    """An utterance where it is heard. ``key`` is its take's.

    ``boundary`` is what follows it. ``words`` are in order and do not overlap: every word of ``text``,
    without the punctuation around it; one that is not said, a footnote's mark, ends when it starts. They are
    ``exact`` where the engine told when it says each; otherwise they are estimated from their length.
    """

    id: str
    kind: UtteranceKind
    speaker: str | None
    text: str
    span: Span
    key: str
    start_s: float
    end_s: float
    words: tuple[TimedWord, ...]
    exact: bool
    boundary: Boundary = Boundary.SENTENCE


@dataclass(frozen=True, slots=True)
class TimedChapter:
    """A chapter's utterances in order. ``title`` is as players show it."""

    number: int
    title: str
    duration_s: float
    utterances: tuple[TimedUtterance, ...]
