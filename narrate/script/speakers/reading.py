"""What one pass over a book finds: the turns that people take in speaking, and what is told around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from narrate.script.quotations.passages import AUTHOR_MARKUP
from narrate.script.speakers.attribution import Paragraph
from narrate.script.speakers.tags import Clue

SOMEBODY = ""
"""The name of whoever has none: the last person of a reading, who is none of those known (a stranger, several
at once), and the teller of a book where nobody is said to tell it."""


class Named(NamedTuple):
    """At ``at`` (in the book) the text names ``person`` (an index into ``Reading.persons``)."""

    at: int
    person: int


class Subject(NamedTuple):
    """At ``at`` a sentence of narration begins to speak of ``persons``, or of a "he" or "she"."""

    at: int
    persons: tuple[int, ...]
    pronoun: str


@dataclass(slots=True)
class Turn:
    """Quotations that one person speaks in one go, and what is known about them.

    They are those of one paragraph, and of the next ones where a quotation was left open. ``passages`` are
    pairs of a paragraph and a passage in it.

    Offsets are in the book: its paragraphs, joined by two characters. ``clues`` are those beside its
    quotations, the most telling first. ``addressed`` are persons who are spoken to by name in it, and
    ``mentioned`` those who are named in it otherwise.
    """

    paragraph: int
    last: int  # the paragraph in which it ends
    passages: list[tuple[int, int]]
    start: int
    end: int
    words: str  # what is said in it
    clues: list[Clue] = field(default_factory=list)
    tagged: frozenset[int] = frozenset()  # who may be named in its tags
    addressed: frozenset[int] = frozenset()
    mentioned: frozenset[int] = frozenset()
    spoken_to: frozenset[int] = frozenset()
    opens: bool = False  # it begins its paragraph
    closes: bool = False  # it ends its paragraph
    stranger: bool = False  # a tag says that nobody known speaks it, or several at once
    given: str | None = None  # who speaks it, if the author says so
    given_by: str = AUTHOR_MARKUP


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over the book found. All sequences are in the order of the book."""

    paragraphs: Sequence[Paragraph]
    starts: Sequence[int]  # of the paragraphs
    persons: Sequence[str]  # the last is SOMEBODY, who stands for all that have no name
    pronouns: Sequence[str]  # of the persons: "he", "she", another, or ""
    teller: int  # the person who says "I" in the narration, or -1
    turns: Sequence[Turn]
    told: Sequence[Named]  # who is named in narration
    quoted: Sequence[Named]  # who is named in speech
    subjects: Sequence[Subject]
    frequency: Counter[int]  # how often each person is named without ambiguity
    uncast: float  # of all that, the share of persons who are not in the cast
