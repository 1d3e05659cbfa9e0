"""The text of one block as it is spoken, built piece by piece, with the source of every character."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from narrate.errors import NarrateError
from narrate.model import Run

RUNS_LIMIT = 100_000
"""Runs in one block; a paragraph of a thousand lines has two thousand."""

LINE = "\n"
STOP = ". "
COMMA = ", "
SPACE = " "

_RANK = {"": 0, SPACE: 1, COMMA: 2, STOP: 3, LINE: 4}
_ODD_SPACE = re.compile(r"[^\S ]\s*| \s+")  # all white space but a single space
_ENDS = (".", "!", "?", ":", ";", ",", "…", "—", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its runs."""

    text: str
    runs: tuple[Run, ...]

    def locate(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch of the text that was written in ``start:end`` of the source; None when nothing was."""
        first = bisect_right(self.runs, start, key=lambda run: run.end)
        last = bisect_left(self.runs, end, key=lambda run: run.start) - 1
        while first <= last and not self._is_verbatim(first):
            first += 1
        while first <= last and not self._is_verbatim(last):
            last -= 1
        if first > last:
            return None
        begin = self.runs[first].at + max(0, start - self.runs[first].start)
        until = self.runs[last].at + min(end, self.runs[last].end) - self.runs[last].start
        words = self.text[begin:until]
        if not words.strip():
            return None
        return begin + len(words) - len(words.lstrip()), until - len(words) + len(words.rstrip())

    def stretches(self) -> Iterator[tuple[int, int]]:
        """The stretches of the source that the passage was written in, as few as possible."""
        start = end = -1
        for run in self.runs:
            if run.start != end:
                if start < end:
                    yield start, end
                start = run.start
            end = run.end
        if start < end:
            yield start, end

    def _is_verbatim(self, index: int) -> bool:
        run = self.runs[index]
        until = self.runs[index + 1].at if index + 1 < len(self.runs) else len(self.text)
        return until - run.at == run.end - run.start


class PassageBuilder:
    """Collects what is written in a block. White space collapses, and none stands at either end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._length = 0
        self._separator = ""
        self._gap = ""
        self._gap_at = 0

    def __bool__(self) -> bool:
        return bool(self._parts)

    def __len__(self) -> int:
        return self._length

    @property
    def last(self) -> str:
        """The last character written, a space if white space follows it, or "" at the beginning."""
        if self._separator:
            return SPACE
        return self._parts[-1][-1] if self._parts else ""

    def write(self, text: str, start: int) -> None:
        """Add ``text``, which stands at ``start`` of the source."""
        words = text.strip()
        if not words:
            self._space(text, start)
            return
        lead = len(text) - len(text.lstrip())
        self._space(text[:lead], start)
        start += lead
        at = 0
        for gap in _ODD_SPACE.finditer(words):
            self._verbatim(words[at : gap.start()], start + at)
            self._space(gap[0], start + gap.start())
            at = gap.end()
        self._verbatim(words[at:], start + at)
        self._space(text[lead + len(words) :], start + len(words))

    def separate(self, separator: str, at: int) -> None:
        """Put LINE, STOP, COMMA or SPACE before what comes next; the strongest of several wins."""
        if not self._separator:
            self._gap, self._gap_at = "", at
        if _RANK[separator] > _RANK[self._separator]:
            self._separator = separator

    def insert(self, text: str, at: int) -> None:
        """Add ``text`` that stands in no text node, but belongs at ``at`` of the source."""
        self._settle()
        self._append(text, at, at)

    def passage(self) -> Passage:
        """What was written so far, without white space at its end."""
        return Passage("".join(self._parts), tuple(self._runs))

    def _space(self, gap: str, start: int) -> None:
        if not gap:
            return
        if not self._separator:
            self._separator, self._gap, self._gap_at = SPACE, gap, start
        elif self._gap_at + len(self._gap) == start:
            self._gap += gap

    def _settle(self) -> None:
        separator, gap, self._separator = self._separator, self._gap, ""
        if not separator or not self._parts:
            return
        if separator in (STOP, COMMA) and self._parts[-1].endswith(_ENDS):
            separator = SPACE
        if len(gap) == len(separator) and gap != separator:
            gap = ""  # a run as long as its source would claim to be verbatim
        self._append(separator, self._gap_at, self._gap_at + len(gap))

    def _verbatim(self, text: str, start: int) -> None:
        self._settle()
        self._append(text, start, start + len(text))

    def _append(self, text: str, start: int, end: int) -> None:
        at = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._runs and end - start == len(text):
            before, begin, until = self._runs[-1]
            if until == start and at - before == until - begin:
                self._runs[-1] = Run(before, begin, end)
                return
        self._runs.append(Run(at, start, end))
        if len(self._runs) > RUNS_LIMIT:
            raise NarrateError(
                "one paragraph of the book has too many gaps in its text to be read safely",
                hint="open the book in an editor such as Sigil and simplify its markup",
            )
