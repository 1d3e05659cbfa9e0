"""One paragraph of Markdown, wherever its lines stand → a block, its footnotes, and what was left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from narrate.manuscript.blocktext import BlockText, Stretch
from narrate.manuscript.markdown_pieces import (
    Aside,
    Break,
    Close,
    Left,
    NoteReference,
    Open,
    Pause,
    Piece,
    Strong,
    Text,
    Wrong,
)
from narrate.manuscript.markup import SKIPPED_BY_AUTHOR, Braces, Fault
from narrate.model import MarkKind

LEFT_OVER = Fault(
    "markup-left-over",
    "This looks like markup that narrate does not understand.",
    "it would be read aloud: correct it, or write \\{ for a brace that is meant literally",
)
_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr|St)\. ?)?[^\W\d_](?:[^.!?…:;,\"“”\n]|(?<=\b[A-Z])\.)*")
_LONGEST_CUE = 40  # characters; "First Gentleman of the Bedchamber" has 33


class InlineSource:
    """The text of a paragraph without what stands before its lines, and where each character is written."""

    def __init__(self, source: str, stretches: Sequence[Stretch]) -> None:
        """``stretches`` of ``source``, in order; those on different lines are joined by their line end."""
        parts: list[str] = []
        self._at: list[int] = []
        self._start: list[int] = []
        length = 0
        for index, stretch in enumerate(stretches):
            end = stretch.end
            if index + 1 < len(stretches) and source.startswith("\n", end):
                end += 1
            self._at.append(length)
            self._start.append(stretch.start)
            parts.append(source[stretch.start : end])
            length += end - stretch.start
        self.text = "".join(parts)

    def stretches(self, start: int, end: int) -> list[Stretch]:
        """Where the characters ``start:end`` (not empty) of ``text`` are written."""
        found = []
        index = bisect_right(self._at, start) - 1
        while start < end:
            until = self._at[index + 1] if index + 1 < len(self._at) else len(self.text)
            stop = min(end, until)
            origin = self._start[index] + start - self._at[index]
            found.append(Stretch(origin, origin + stop - start))
            start, index = stop, index + 1
        return found


@dataclass(frozen=True, slots=True)
class AsideText:
    """What is written in place but stands apart: a footnote called ``label``, or a picture's words."""

    text: BlockText
    label: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of the source that is not spoken, and why."""

    stretch: Stretch
    reason: str


@dataclass(frozen=True, slots=True)
class Wrongly:
    """A fault at an offset of the source."""

    offset: int
    fault: Fault


@dataclass(slots=True)
class _Words:
    said: Braces
    start: int


@dataclass(slots=True)
class Paragraph:
    """A paragraph being written. ``verse`` keeps its lines apart."""

    verse: bool = False
    text: BlockText = field(default_factory=BlockText)
    bodies: list[AsideText] = field(default_factory=list)
    pictures: list[AsideText] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    wrong: list[Wrongly] = field(default_factory=list)
    _words: list[_Words] = field(default_factory=list)
    _outer: list[BlockText] = field(default_factory=list)
    _bold: int = -1  # where bold at the very beginning ends; -1 before it is known that there is any
    _brace: bool = False

    def write(self, source: InlineSource, pieces: Iterable[Piece]) -> None:
        """Add ``pieces``, whose offsets are into ``source``."""
        for piece in pieces:
            match piece:
                case Text():
                    self._text(piece, source)
                case Left(start, end, reason):
                    skipped = SKIPPED_BY_AUTHOR if self._skipping else reason
                    self.left.extend(LeftOut(place, skipped) for place in source.stretches(start, end))
                case Break():
                    self._break(piece, source)
                case Open(said):
                    self._words.append(_Words(said, self.text.here()))
                case Close():
                    self._close(self._words.pop())
                case Strong(begins):
                    self._strong(begins=begins)
                case Pause(value) if not self._skipping:
                    self.text.mark(MarkKind.PAUSE, len(self.text), value)
                case Wrong(start, fault):
                    self.wrong.append(Wrongly(source.stretches(start, start + 1)[0].start, fault))
                case NoteReference(label) if not self._skipping:
                    self.text.mark(MarkKind.NOTE, len(self.text), label)
                case Aside():
                    self._aside(piece, source)
                case _:
                    pass  # a pause or a reference among words that the author skips

    def say(self, said: Braces) -> None:
        """Let ``said`` hold for the whole paragraph, except where something inside says otherwise."""
        for attribute in said.attributes:
            self.text.mark(attribute.kind, 0, attribute.value)

    def find_cue(self) -> None:
        """Mark a bold name at the beginning, with the colon or full stop that makes it a cue."""
        text, end = self.text.text, self._bold
        if end <= 0:
            return
        if text.startswith(":", end):
            end += 1
        elif not (text[end - 1] == ":" or (text[end - 1] == "." and len(text) > end)):
            return
        name = text[: end - 1].strip()
        if len(name) <= _LONGEST_CUE and len(name.split()) <= 6 and _NAME.fullmatch(name):
            self.text.cue(end, name)

    @property
    def _skipping(self) -> bool:
        return any(words.said.skip for words in self._words)

    def _text(self, piece: Text, source: InlineSource) -> None:
        places = source.stretches(piece.start, piece.end)
        if self._skipping:
            self.left.extend(LeftOut(place, SKIPPED_BY_AUTHOR) for place in places)
            return
        self.text.write(piece.text, places[0].start, places[-1].end)
        if not (piece.literal or self._brace) and "{" in piece.text:
            self._brace = True  # one complaint per paragraph is enough
            self.wrong.append(Wrongly(places[0].start + piece.text.index("{"), LEFT_OVER))

    def _break(self, piece: Break, source: InlineSource) -> None:
        first, *others = source.stretches(piece.start, piece.end)
        self.left.extend(LeftOut(place, "markup") for place in others)
        if self._skipping:
            self.left.append(LeftOut(first, SKIPPED_BY_AUTHOR))
        else:
            self.text.gap("\n" if self.verse and not self._outer else " ", first.start, first.end)

    def _close(self, words: _Words) -> None:
        if not (words.said.skip or self._skipping):
            for attribute in words.said.attributes:
                self.text.mark(attribute.kind, words.start, attribute.value)

    def _strong(self, *, begins: bool) -> None:
        if self._outer:
            return
        if begins and not len(self.text) and self._bold < 0:
            self._bold = 0
        elif not begins and self._bold == 0:
            self._bold = len(self.text)

    def _aside(self, aside: Aside, source: InlineSource) -> None:
        if aside.begins:
            self._outer.append(self.text)
            self.text = BlockText()
            return
        words, self.text = self.text, self._outer.pop()
        if aside.picture:
            self.pictures.append(AsideText(words))
        else:
            label = f"^{source.stretches(aside.start, aside.start + 1)[0].start}"
            self.bodies.append(AsideText(words, label))
            self.text.mark(MarkKind.NOTE, len(self.text), label)
