"""The lines of a Markdown document: where on them the words of a block stand, and what else is on them.

markdown-it tells which lines a block is on and what it says; where each character of that is, is found on the
lines themselves. What they hold besides is left out, with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from narrate.errors import Problem, Where
from narrate.manuscript.blocktext import Stretch
from narrate.manuscript.lines import Lines
from narrate.manuscript.markup import Fault
from narrate.model import Skipped, Source, Span

LEADING = re.compile(r"(?:[\s>]|[-+*:~](?=\s|$)|\[\^[^\]\s]+\]:)*")
"""What may stand before the text of a line without being part of it: quotation, bullets, a note's label."""
_NUMBER = re.compile(r"\d{1,9}[.)](?=[ \t]|$)")
_CLOSING_MARKS = re.compile(r"\s*#*\s*")


@dataclass(slots=True)
class MarkdownLines:
    """The ``lines`` of ``source``, what was left out of them so far, and what was wrong on them."""

    source: Source
    lines: Lines
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def stretches(self, span: tuple[int, int], content: str) -> list[Stretch]:
        """Where the lines of ``content`` are; none where they are not on the lines ``span`` as expected."""
        found: list[Stretch] = []
        index = span[0]
        for words in content.split("\n"):
            bare = words.strip()
            while index < span[1] and not self.lines.line(index).rstrip().endswith(bare):
                if not LEADING.fullmatch(self.lines.line(index)):
                    return []
                index += 1  # white space of an odd kind: a line to Markdown, nothing to us
            line = self.lines.line(index)
            start, begin = self.lines.start(index), len(line.rstrip()) - len(bare)
            index += 1
            if not line.startswith(bare, begin):
                return []
            number = _NUMBER.search(line, 0, begin)
            if number and LEADING.fullmatch(line, 0, number.start()):
                begin = number.start()
            elif not LEADING.fullmatch(line, 0, begin):
                return []
            self.leave(start, start + begin, "markup")
            if begin < len(line):
                found.append(Stretch(start + begin, start + len(line)))
        return found

    def hash_heading(self, index: int, marks: str, content: str) -> list[Stretch]:
        """Where the ``content`` of a heading is that ``marks`` begin; none where it is not as expected."""
        start, line = self.lines.start(index), self.lines.line(index)
        at = line.find(marks)
        number = _NUMBER.search(line, 0, at)
        begin = at + len(marks)
        begin += len(line[begin:]) - len(line[begin:].lstrip())
        end = begin + len(content)
        if not (line.startswith(content, begin) and _CLOSING_MARKS.fullmatch(line, end)):
            return []
        before = line[: number.start()] if number else line[:at]
        if LEADING.fullmatch(before):
            self.leave(start, start + len(before), "markup")
        self.leave(start + at, start + at + len(marks), "markup")
        self.leave(start + end, start + len(line), "markup")
        numbered = [Stretch(start + number.start(), start + at)] if number else []
        return [*numbered, Stretch(start + begin, start + end)]

    def leave_leading(self, first: int, end: int) -> None:
        """Leave out the lines of a quotation, list or note that hold nothing but what marks them so."""
        for index in range(first, end):
            line = self.lines.line(index)
            if line and LEADING.fullmatch(line):
                self.leave_lines(index, index + 1, "markup")

    def leave_lines(self, first: int, end: int, reason: str) -> None:
        """Leave out whole lines, up to the line ``end``."""
        self.leave(self.lines.start(first), self.lines.end(end - 1), reason)

    def leave(self, start: int, end: int, reason: str) -> None:
        """Leave out the characters from ``start`` to ``end``, if there are any."""
        if end > start:
            self.skipped.append(Skipped(Span(self.source.name, start, end), reason))

    def wrong(self, offset: int, fault: Fault) -> None:
        """There is ``fault`` at a character."""
        self.problems.append(fault.at(Where(self.source.name, self.lines.number(offset))))
