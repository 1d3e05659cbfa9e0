"""The manuscript: what the author wrote, and where."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from narrate.errors import Problem, Where
from narrate.model.cast import Pronunciation


@dataclass(frozen=True, slots=True)
class Source:
    """One text that the manuscript was read from.

    ``name`` is what people call it (``alice.md``, ``alice.epub/text/chapter-1.xhtml``) and is unique in the
    manuscript. ``text`` is the decoded file for plain text and Markdown; for a document in an EPUB it is
    the text of its body, all text nodes joined in document order.
    """

    name: str
    text: str

    def line_at(self, offset: int) -> int:
        """The line (from 1) of the character at ``offset``."""
        return self.text.count("\n", 0, offset) + 1


class Span(NamedTuple):
    """The characters ``start:end`` of the source called ``source``. A tuple, as a novel has thousands."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Characters of a source that are not spoken, and why, in words that a reader of a list understands."""

    span: Span
    reason: str


class BlockKind(StrEnum):
    """What a block of the manuscript is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    VERSE = "verse"  # lines matter: each "\n" in the text is a line of the poem
    SCENE_BREAK = "scene break"  # has no text
    NOTE = "note"  # a footnote's body; spoken only where the project asks for it
    PICTURE = "picture"  # what describes one; spoken only where the project asks for it


class MarkKind(StrEnum):
    """What an author says about a stretch of text in the manuscript itself."""

    VOICE = "voice"  # value: the character who speaks it
    STYLE = "style"  # value: the name of a style
    SAY = "say"  # value: a respelling to be read instead
    IPA = "ipa"  # value: phonemes, without slashes
    PAUSE = "pause"  # value: seconds; of no width
    CUE = "cue"  # the name before a line of a play; value: the name. It announces, and is not itself spoken
    NOTE = "note"  # a reference to a note; value: the note's label; of no width
    KIND = "kind"  # value: the ``UtteranceKind`` that the author, or the book's markup, says this is


@dataclass(frozen=True, slots=True)
class Mark:
    """``kind`` holds for the characters ``start:end`` of the block's text."""

    kind: MarkKind
    start: int
    end: int
    value: str


class Run(NamedTuple):
    """The block's text from ``at`` (to the next run) was written as ``start:end`` of the block's source.

    A run of equal length on both sides is verbatim; otherwise (``&amp;`` for ``&``, a line break for a
    space) the whole run stands for the whole of its source. A tuple, as runs are looked up by ``at``.
    """

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, verse, scene break, note or picture: its text, and where it was written."""

    kind: BlockKind
    text: str
    source: str
    runs: tuple[Run, ...] = ()
    marks: tuple[Mark, ...] = ()
    level: int = 0  # of a heading: 1 is a chapter's
    line: int | None = None  # in the source, where that has lines a person can find
    label: str = ""  # of a note: what references to it are marked with

    @property
    def where(self) -> Where:
        """The place to name when something in this block is wrong."""
        return Where(self.source, self.line)

    def span(self, start: int, end: int) -> Span:
        """Where the characters ``start:end`` of the text (not empty) were written."""
        return Span(self.source, self._origin(start, last=False), self._origin(end - 1, last=True))

    def run_at(self, offset: int) -> int:
        """The index of the run that the character at ``offset`` of the text is in."""
        return bisect_left(self.runs, Run(offset + 1, -1, -1)) - 1

    def _origin(self, offset: int, *, last: bool) -> int:
        index = self.run_at(offset)
        run = self.runs[index]
        until = self.runs[index + 1].at if index + 1 < len(self.runs) else len(self.text)
        if until - run.at == run.end - run.start:
            return run.start + (offset - run.at) + last
        return run.end if last else run.start


@dataclass(frozen=True, slots=True)
class Chapter:
    """What becomes one file and one chapter mark. ``title`` may be empty.

    ``number`` counts from 1. Credits, which narrate adds, have 0 before the book and one more than its last
    after it, so that they move no chapter's number.

    ``matter`` says why a reader thinks that this is not part of the narration ("front matter: imprint");
    it is empty for the body of the book. The author may decide otherwise.
    """

    number: int
    title: str
    blocks: tuple[Block, ...]
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The book as written. ``sources`` minus the blocks' runs is ``skipped``: nothing is lost.

    ``pronunciations`` are of lexicons that the book brings.
    """

    title: str
    author: str
    language: str  # as the manuscript declares it ("en-GB"), or ""
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    cover: bytes | None = None
    play: bool = False  # its format has no other names before lines than cues
    pronunciations: tuple[Pronunciation, ...] = ()
