"""Text as it comes from a document becomes blocks; what is not spoken becomes a ``Skipped``.

All of it goes into the source's text, and from there either into the block being built or into what is
skipped; there is no third way, so nothing can be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from narrate.errors import NarrateError
from narrate.manuscript.epub.semantics import is_file_name, is_scene_mark
from narrate.manuscript.epub.text import LINE, SPACE, Passage, PassageBuilder
from narrate.model import Block, BlockKind, Mark, MarkKind, Run, Skipped, Source, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and the ``epub:type`` words of everything around it."""

    block: Block
    types: frozenset[str]


class Context(NamedTuple):
    """What holds for text at some depth of the document."""

    types: frozenset[str] = frozenset()
    level: int = 0  # of a heading
    verse: bool = False
    preformatted: bool = False
    note: bool = False
    alphabet: str = ""  # of ssml:ph
    said: str = ""  # the kind of utterance that the text is declared to be
    within: str = ""  # inner blocks do not end the block but are joined to it with this separator


@dataclass(frozen=True, slots=True)
class _Picture:
    """The words that describe a picture, and where they stand in the source."""

    words: str
    start: int
    end: int
    types: frozenset[str]


class Blocks:
    """The blocks of the source ``name``, as its text is handed over in order.

    ``allowance`` is how many runs and skipped spans there may be; more raise NarrateError.
    """

    def __init__(self, name: str, allowance: int, outermost: Context) -> None:
        self.pieces: list[Piece] = []
        self.skipped: list[Skipped] = []
        self.described: list[Span] = []
        self.offset = 0
        self._name = name
        self._allowance = allowance
        self._texts: list[str] = []
        self._builder = PassageBuilder()
        self._first = outermost  # the context in which the block being built began
        self._verse = False
        self._after_cue = False  # a name stands in front of its first line, not above it
        self._cues: list[tuple[MarkKind, int, int, str]] = []
        self._said: list[tuple[MarkKind, int, int, str]] = []
        self._references: list[Mark] = []
        self._pictures: list[_Picture] = []

    @property
    def source(self) -> Source:
        """All the text so far."""
        return Source(self._name, "".join(self._texts))

    @property
    def last(self) -> str:
        """What the block being built ends in."""
        return self._builder.last

    def text(self, text: str | None, context: Context) -> None:
        """Take ``text``, which is spoken unless it is nothing but space."""
        if not text:
            return
        self._texts.append(text)
        if context.preformatted:
            self._preformatted(text, context)
        else:
            self._write(text, context)

    def _preformatted(self, text: str, context: Context) -> None:
        """Line breaks count here, and an empty line ends a stanza."""
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if index and not line.strip() and index < len(lines) - 1:
                self.end()
            elif index:
                self.separate(LINE)
            self._write(line, context)
            if index < len(lines) - 1:
                self._write("\n", context)

    def _write(self, text: str, context: Context) -> None:
        if not text.isspace():
            self._begin(context)
        if context.said:
            self._declare(context.said, self.offset, self.offset + len(text))
        self._builder.write(text, self.offset)
        self.offset += len(text)

    def _declare(self, said: str, start: int, end: int) -> None:
        """Note that ``start:end`` of the source is declared to be a letter, a stage direction, and so on."""
        if self._said and self._said[-1][2:] == (start, said):
            start = self._said.pop()[1]
        self._said.append((MarkKind.KIND, start, end, said))

    def _begin(self, context: Context) -> None:
        if not self._builder:
            self._first, self._verse = context, context.verse
        self._verse = self._verse or context.verse
        self._after_cue = False

    def letter(self, letter: str, context: Context) -> None:
        """Take a ``letter`` that stands in no text: a picture shows it."""
        self._begin(context)
        self._builder.insert(letter, self.offset)

    def mark(self, kind: MarkKind, start: int, value: str) -> None:
        """Say what the source's text from ``start`` up to here is."""
        self._cues.append((kind, start, self.offset, value))
        self._after_cue = kind is MarkKind.CUE

    def refer(self, note: str) -> None:
        """Note that here is a reference to ``note``."""
        at = len(self._builder)
        self._references.append(Mark(MarkKind.NOTE, at, at, note))

    def skip(self, text: str, reason: str) -> None:
        """Take ``text`` that is not spoken."""
        start = self.offset + len(text) - len(text.lstrip())
        end = self.offset + len(text.rstrip())
        self._texts.append(text)
        self.offset += len(text)
        if start < end:
            self._leave_out(start, end, reason)

    def describe(self, words: str, context: Context) -> None:
        """Take the words that describe a picture; they stand in the source where the picture does."""
        start = self.offset + len(words) - len(words.lstrip())
        end = self.offset + len(words.rstrip())
        self._texts.append(words)
        self.described.append(Span(self._name, self.offset, self.offset + len(words)))
        self.offset += len(words)
        if context.note or is_file_name(words):
            self._leave_out(start, end, "picture")
        else:
            self._pictures.append(_Picture(words.strip(), start, end, context.types))

    def separate(self, boundary: str) -> None:
        """Put ``boundary`` between what was and what comes: "" ends the block."""
        if not boundary:
            self.end()
            return
        if boundary == LINE and (self._after_cue or self._first.note or self._first.level):
            boundary = SPACE
        self._verse = self._verse or boundary == LINE
        self._builder.separate(boundary, self.offset)

    def break_scene(self, context: Context) -> None:
        """End the block, and the scene."""
        self.end()
        self.pieces.append(Piece(Block(BlockKind.SCENE_BREAK, "", self._name), context.types))

    def end(self) -> None:
        """End the block that is being built, if there is any text in it."""
        passage, self._builder = self._builder.passage(), PassageBuilder()
        pictures, self._pictures = self._pictures, []
        self._add_text(passage)
        for picture in pictures:
            self._spend(1)
            runs = (Run(0, picture.start, picture.end),)
            block = Block(BlockKind.PICTURE, picture.words, self._name, runs)
            self.pieces.append(Piece(block, picture.types))

    def _add_text(self, passage: Passage) -> None:
        cues, self._cues = [*self._cues, *self._said], []
        self._said = []
        if not passage.text:
            return
        references, self._references = self._references, []
        first = self._first
        if not first.note and is_scene_mark(passage.text):
            for start, end in passage.stretches():
                self._leave_out(start, end, "scene break mark")
            self.break_scene(first)
            return
        self._spend(len(passage.runs))
        if first.note:
            kind = BlockKind.NOTE
        elif first.level:
            kind = BlockKind.HEADING
        else:
            kind = BlockKind.VERSE if self._verse else BlockKind.PARAGRAPH
        block = Block(
            kind,
            passage.text,
            self._name,
            passage.runs,
            (*_marks(passage, cues), *references),
            level=first.level if kind is BlockKind.HEADING else 0,
        )
        self.pieces.append(Piece(block, first.types))

    def _leave_out(self, start: int, end: int, reason: str) -> None:
        self._spend(1)
        self.skipped.append(Skipped(Span(self._name, start, end), reason))

    def _spend(self, runs: int) -> None:
        self._allowance -= runs
        if self._allowance < 0:
            raise NarrateError(
                f"{self._name}: the book consists of more pieces of text than can be read safely",
                hint="split the book into volumes",
            )


def _marks(passage: Passage, cues: list[tuple[MarkKind, int, int, str]]) -> Iterator[Mark]:
    """The marks on the passage; a name with no speech after it announces nothing and stays plain text."""
    for kind, start, end, phonemes in cues:
        place = passage.locate(start, end)
        if place is None:
            continue
        begin, until = place
        if kind is not MarkKind.CUE:
            yield Mark(kind, begin, until, phonemes)
        elif until < len(passage.text):
            yield Mark(kind, begin, until, " ".join(passage.text[begin:until].split()))
