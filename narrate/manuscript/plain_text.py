"""The inside of a plain-text paragraph: ``_italics_``, ``=bold=``, illustrations, notes and pauses."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from narrate.manuscript.blocktext import BlockText, Stretch
from narrate.manuscript.markup import Attribute, Fault, pause
from narrate.model import MarkKind

NOTE_MARK = re.compile(r"\[(?:Footnote )?([0-9]{1,4}|[A-Z]|\*{1,3}|[†‡§])(?:\]|:)|\{([0-9]{1,4}|[A-Z])\}")
_SIGNS = re.compile(r"_+|=|\[(?=pause\b|Illustration\b|\d|[A-Z*†‡§]\])|\{(?=\w{1,4}\})", re.IGNORECASE)
_BOLD = re.compile(r"=([^=\s][^=]{0,200})=(?![\w=])")
_CAPTION = re.compile(r"\[Illustration\s*:?\s*(?=[^\s\]])", re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")
_SPACE = re.compile(r"\s+")
_LONGEST_CAPTION = 2000  # characters


@dataclass(slots=True)
class PlainText:
    """A block being written from ``source``. ``notes`` are the marks of the footnotes there are."""

    source: str
    notes: Container[str] = ()
    verse: bool = False
    text: BlockText = field(default_factory=BlockText)
    left: list[Stretch] = field(default_factory=list)  # markup
    illustrations: list[Stretch] = field(default_factory=list)
    pictures: list[BlockText] = field(default_factory=list)
    note_marks: list[Stretch] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)
    _italic: bool = False
    _bold_ends: int = -1
    _in_note: bool = False
    _stopped: int = 0
    _closes: int = -1

    def write(self, lines: Sequence[Stretch]) -> None:
        """Add ``lines``; between two of them is a space, or a line end in verse."""
        end = lines[-1].end
        position = lines[0].start
        if self._in_note:
            position = self._own_mark(position, end)
            end = self._closes if self._closes >= 0 else end
        for index, line in enumerate(lines):
            self._line(max(position, line.start), min(line.end, end), end)
            position = max(position, self._stopped)
            if index + 1 < len(lines) and position <= line.end:
                self._line_end(line.end)

    def begin_note(self) -> None:
        """Say that what is written next is a footnote: it begins with its own mark."""
        self._in_note = True

    def cue(self, name: str) -> None:
        """Mark ``name`` at the beginning, with the stop after it, as the cue of who speaks."""
        text = self.text.text
        if text.startswith(name):
            end = len(name)
            self.text.cue(end + (text[end : end + 1] in (".", ":")), name)

    def _own_mark(self, start: int, end: int) -> int:
        mark = NOTE_MARK.match(self.source, start, end)
        if mark is None:
            return start
        self.left.append(Stretch(start, mark.end()))
        if mark[0][-1] == ":" and self.source[end - 1] == "]":  # [Footnote 1: all of it in brackets]
            self.left.append(Stretch(end - 1, end))
            self._closes = end - 1
        return mark.end()

    def _line_end(self, at: int) -> None:
        source = self.source
        following = source[at : at + 200].lstrip()[:1]
        broken = at > 1 and source[at - 1] == "-" and source[at - 2].isalpha() and following.islower()
        if not broken or self.verse:  # "after-" + "lecture" is one word
            self.text.gap("\n" if self.verse else " ", at, at + 1)

    def _line(self, start: int, stop: int, end: int) -> None:
        """Add the characters ``start:stop``; what begins in them may go on up to ``end``."""
        position = start
        while position < stop and (sign := _SIGNS.search(self.source, position, stop)):
            self._plain(position, sign.start())
            position = self._sign(sign, end)
        self._plain(position, stop)
        self._stopped = max(position, stop)

    def _plain(self, start: int, end: int) -> None:
        if start < end:
            self.text.write(self.source[start:end], start, end)

    def _sign(self, sign: re.Match[str], end: int) -> int:
        """Take the sign, or leave it as text; where to go on."""
        start = sign.start()
        match self.source[start]:
            case "_":
                return self._underscore(sign)
            case "=":
                return self._equals(start, end)
            case "[" if self.source.startswith("pause", start + 1):
                return self._pause(start)
            case "[" if self.source[start + 1 : start + 13].lower() == "illustration":
                closing = self.source.find("]", start, min(end, start + _LONGEST_CAPTION))
                if closing >= 0:
                    self._illustration(start, closing)
                    return closing + 1
            case _:
                note = NOTE_MARK.match(self.source, start, end)
                label = (note[1] or note[2]) if note else ""
                if note and label in self.notes and note[0][-1] != ":":
                    self.text.mark(MarkKind.NOTE, len(self.text), label)
                    self.note_marks.append(Stretch(start, note.end()))
                    return note.end()
        self._plain(start, start + 1)
        return start + 1

    def _illustration(self, start: int, closing: int) -> None:
        """``[Illustration: A cat]``: what describes it stands apart."""
        caption = _CAPTION.match(self.source, start, closing)
        begin = closing if caption is None or self._in_note else caption.end()
        self.illustrations += (Stretch(start, begin), Stretch(closing, closing + 1))
        words = BlockText()
        for line in _LINE.finditer(self.source, begin, closing):
            if line.start() > begin:
                words.gap(" ", line.start() - 1, line.start())
            words.write(line[0], line.start(), line.end())
        if begin < closing:
            self.pictures.append(words)

    def _underscore(self, sign: re.Match[str]) -> int:
        start, end = sign.span()
        before, after = self.source[start - 1 : start], self.source[end : end + 1]
        inside_word = before.isalnum() and after.isalnum() and not self._italic
        if end - start > 1 or inside_word:  # a blank to be filled in, or snake_case
            self._plain(start, end)
        else:
            self.left.append(Stretch(start, end))
            self._italic = not self._italic
        return end

    def _equals(self, start: int, end: int) -> int:
        if start == self._bold_ends:
            self.left.append(Stretch(start, start + 1))
            return start + 1
        bold = _BOLD.match(self.source, start, end)
        before = self.source[start - 1 : start]
        if bold and not before.isalnum() and bold[0][-2] not in " \n":
            self._bold_ends = bold.end() - 1
            self.left.append(Stretch(start, start + 1))
        else:
            self._plain(start, start + 1)
        return start + 1

    def _pause(self, start: int) -> int:
        written = pause(self.source, start)
        if written is None:
            self._plain(start, start + 1)
            return start + 1
        if isinstance(written.said, Attribute):
            self.text.mark(MarkKind.PAUSE, len(self.text), written.said.value)
        else:
            self.wrong.append(written.said)
        self.left.append(Stretch(start, written.end))
        return written.end
