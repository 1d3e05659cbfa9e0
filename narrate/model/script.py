"""The script: who says what, exactly how it is spoken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from narrate.errors import Problem, Where
from narrate.model.manuscript import Skipped, Span


class UtteranceKind(StrEnum):
    """What sort of utterance it is."""

    HEADING = "heading"
    NARRATION = "narration"
    SPEECH = "speech"
    THOUGHT = "thought"  # this and what follows only where the manuscript's own markup says so
    LETTER = "letter"
    VERSE = "verse"
    DIRECTION = "direction"  # a stage direction: in a speech, but not said by its speaker
    INSCRIPTION = "inscription"  # on a stone, a sign, a door
    NOTE = "note"
    PICTURE = "picture"  # its description
    CREDITS = "credits"  # of the audiobook: no words of the manuscript


class Boundary(StrEnum):
    """What stands between an utterance and the next one; each has its pause."""

    CLAUSE = "clause"  # a long sentence was cut at punctuation
    SENTENCE = "sentence"
    SPEAKER = "speaker"
    PARAGRAPH = "paragraph"
    SCENE = "scene"
    HEADING = "heading"
    CHAPTER = "chapter"  # nothing follows in this chapter


class Phonemes(NamedTuple):
    """The characters ``start:end`` of a spoken text sound as ``ipa``. A tuple, as its JSON is an array."""

    start: int
    end: int
    ipa: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch by one speaker, short enough to render well.

    ``id`` (``c03.p12.u2``: chapter, block, utterance in it) is for people and never part of a key.
    ``speaker`` is a character's name, ``NARRATOR``, or None where nobody knows. ``evidence`` says in words
    how the speaker was found; ``confidence`` is 0 to 1. ``text`` is the manuscript's own; ``spoken`` is what
    is said; ``ipa`` holds what of ``spoken`` has fixed phonemes, in order and apart. ``quotation`` is the
    whole of the quotation, marks included, of which an utterance of speech is a part.
    ``alternatives`` are those who may speak it otherwise, likeliest first. ``line`` is where its paragraph
    begins, in a source that has lines.
    """

    id: str
    kind: UtteranceKind
    speaker: str | None
    confidence: float
    evidence: str
    text: str
    spoken: str
    span: Span
    boundary: Boundary
    pause_s: float | None = None  # an explicit [pause 2s] after it, instead of the boundary's
    ipa: tuple[Phonemes, ...] = ()
    style: str | None = None
    quotation: Span | None = None
    alternatives: tuple[str, ...] = ()
    line: int | None = None

    @property
    def where(self) -> Where:
        """The place to name when something in it is wrong."""
        return Where(self.span.source, self.line)


@dataclass(frozen=True, slots=True)
class ScriptChapter:
    """A chapter as it is performed; ``credits`` are none of the book's own."""

    number: int
    title: str
    utterances: tuple[Utterance, ...]
    credits: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """The whole performance on paper. ``skipped`` holds the manuscript's and what the script left out.

    ``corrected`` counts the author's corrections of speakers that found their quotation.
    """

    chapters: tuple[ScriptChapter, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    corrected: int = 0
