"""Writing a block: text, where each character came from, and marks, collected piece by piece."""

from __future__ import annotations

from dataclasses import dataclass

from narrate.model import Block, BlockKind, Mark, MarkKind, Run


@dataclass(frozen=True, slots=True)
class Stretch:
    """The characters ``start:end`` of a source."""

    start: int
    end: int


@dataclass(slots=True)
class _Gap:
    text: str
    start: int
    end: int


class BlockText:
    """A block in the making. White space at its ends, and gaps at its ends, never get into it."""

    def __init__(self) -> None:
        self.dropped: list[Stretch] = []
        """Where gaps are written that stand for nothing, since no text is on one side of them."""
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._marks: list[Mark] = []
        self._length = 0
        self._gap: _Gap | None = None

    def __len__(self) -> int:
        return self._length

    @property
    def text(self) -> str:
        """What is written so far."""
        return "".join(self._parts)

    def write(self, text: str, start: int, end: int) -> None:
        """Add ``text``, which was written as ``start:end`` of the source."""
        if self._length == 0 or self._gap is not None or self._spaces_meet(start):
            if len(text) == end - start:
                start += len(text) - len(text.lstrip())
            text = text.lstrip()
        if not text:
            return
        if (gap := self._gap) is not None:
            self._gap = None
            self._add(gap.text, gap.start, gap.end)
        self._add(text, start, end)

    def gap(self, text: str, start: int, end: int) -> None:
        """Add ``text`` (a space, a line end, a comma) if more is written; it stands for ``start:end``."""
        if self._length == 0 or self._gap is not None:
            self.dropped.append(Stretch(start, end))
            return
        self._trim()
        self._gap = _Gap(text, start, end)

    def here(self) -> int:
        """The offset that the next character will have: where a mark on it starts."""
        return self._length + (len(self._gap.text) if self._gap is not None else 0)

    def mark(self, kind: MarkKind, start: int, value: str) -> None:
        """Mark what was written from ``start`` on, except where this kind of mark is: the inner wins."""
        end = self._length
        if kind in (MarkKind.PAUSE, MarkKind.NOTE):  # after the word, not after the space that follows it
            end -= len(self._parts[-1]) - len(self._parts[-1].rstrip()) if self._parts else 0
            self._marks.append(Mark(kind, end, end, value))
            return
        inner = []
        for mark in reversed(self._marks):  # they were added as they ended, so what is inside comes last
            if mark.end <= start:
                break
            if mark.kind is kind:
                inner.append(mark)
        position = start
        for mark in sorted(inner, key=lambda mark: mark.start):
            if mark.start > position:
                self._marks.append(Mark(kind, position, mark.start, value))
            position = max(position, mark.end)
        if position < end:
            self._marks.append(Mark(kind, position, end, value))

    def cue(self, end: int, name: str) -> None:
        """Mark the first ``end`` characters as the cue of ``name``."""
        self._marks.append(Mark(MarkKind.CUE, 0, end, name))

    def say(self, end: int, words: str) -> None:
        """Let the first ``end`` characters be read as ``words``."""
        self._marks.append(Mark(MarkKind.SAY, 0, end, words))

    def block(self, kind: BlockKind, source: str, line: int, level: int = 0, *, label: str = "") -> Block:
        """The block. Its text is empty when nothing but pauses, or nothing at all, was written."""
        if self._gap is not None:
            self.dropped.append(Stretch(self._gap.start, self._gap.end))
            self._gap = None
        self._trim()
        marks = (
            Mark(m.kind, min(m.start, self._length), min(m.end, self._length), m.value) for m in self._marks
        )
        kept = tuple(m for m in marks if m.kind in (MarkKind.PAUSE, MarkKind.NOTE) or m.end > m.start)
        ordered = tuple(sorted(kept, key=lambda mark: (mark.start, mark.end)))
        return Block(kind, self.text, source, tuple(self._runs), ordered, level, line, label)

    def _spaces_meet(self, start: int) -> bool:
        """Whether something between the last space and ``start`` was left out: one space is enough."""
        return self._runs[-1].end != start and self._parts[-1][-1].isspace()

    def _add(self, text: str, start: int, end: int) -> None:
        last = self._runs[-1] if self._runs else None
        verbatim = len(text) == end - start
        joined = (
            last is not None
            and verbatim
            and last.end == start
            and self._length - last.at == last.end - last.start
        )
        if last is not None and joined:
            self._runs[-1] = Run(last.at, last.start, end)
        else:
            self._runs.append(Run(self._length, start, end))
        self._parts.append(text)
        self._length += len(text)

    def _trim(self) -> None:
        until = self._length
        while self._parts:
            part = self._parts.pop()
            kept = part.rstrip()
            self._length -= len(part) - len(kept)
            if kept:
                self._parts.append(kept)
                break
        while self._runs:
            last = self._runs[-1]
            if last.at < self._length:
                if until - last.at == last.end - last.start:
                    self._runs[-1] = Run(last.at, last.start, last.start + self._length - last.at)
                break
            until = last.at
            self.dropped.append(Stretch(last.start, last.end))
            self._runs.pop()
