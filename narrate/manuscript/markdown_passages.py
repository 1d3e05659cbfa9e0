"""Passages of a Markdown document: what stands between two ``:::``, and what its author says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from narrate.manuscript.markdown_lines import MarkdownLines
from narrate.manuscript.markup import Braces, Fault
from narrate.model import MarkKind, UtteranceKind

_UNCLOSED = Fault(
    "markup-unclosed", "This passage is never closed.", "close it with ::: on a line of its own"
)
_NOT_OPEN = Fault(
    "markup-left-over", "This closes a passage that was never opened.", "delete it, or open one before it"
)


@dataclass(frozen=True, slots=True)
class _Passage:
    """An open passage: what is said of it, and where it begins."""

    said: Braces
    start: int


@dataclass(slots=True)
class Passages:
    """Those around the place in ``page`` that is being read."""

    page: MarkdownLines
    _open: list[_Passage] = field(default_factory=list)

    def see(self, token: Token) -> None:
        """A ``:::`` that opens a passage or closes one."""
        first, end = token.map or (0, 0)
        start = self.page.lines.start(first)
        self.page.leave_lines(first, end, "markup")
        said: Braces | None = token.meta["said"]
        if said is not None:
            for fault in said.on_block():
                self.page.wrong(start, fault)
            self._open.append(_Passage(said, start))
        elif not self._open:
            self.page.wrong(start, _NOT_OPEN)
        else:
            self._open.pop()

    def finish(self) -> None:
        """The document ends: whatever is open is wrong."""
        for passage in self._open:
            self.page.wrong(passage.start, _UNCLOSED)

    def around(self, said: Braces | None) -> Iterator[Braces]:
        """What ``said`` of a block itself, and then what is said of it by passages, the innermost first."""
        if said is not None:
            yield said
        yield from (passage.said for passage in reversed(self._open))

    def is_said(self, kind: UtteranceKind, said: Braces | None) -> bool:
        """Whether ``said`` of a block, or the innermost passage that says anything of it, is ``kind``."""
        for speech in self.around(said):
            for attribute in speech.attributes:
                if attribute.kind is MarkKind.KIND:
                    return attribute.value == kind
        return False

    @property
    def skipped(self) -> bool:
        """Whether one of them is not to be read."""
        return any(passage.said.skip for passage in self._open)
