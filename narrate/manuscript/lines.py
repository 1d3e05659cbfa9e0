"""Lines of a text by number and by offset, without searching it again each time."""

from __future__ import annotations

from bisect import bisect_right


class Lines:
    r"""The lines of ``text``, which ends them with ``\n`` only. Indexes count from 0, line numbers from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        found = text.find("\n")
        while found != -1:
            self.starts.append(found + 1)
            found = text.find("\n", found + 1)

    def __len__(self) -> int:
        return len(self.starts)

    def start(self, index: int) -> int:
        """The offset of the first character of a line; of the text's end for the line after the last."""
        return self.starts[index] if index < len(self.starts) else len(self.text)

    def end(self, index: int) -> int:
        r"""The offset after the last character of a line, its ``\n`` not counted."""
        return self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.text)

    def line(self, index: int) -> str:
        r"""The characters of a line, without its ``\n``."""
        return self.text[self.start(index) : self.end(index)]

    def number(self, offset: int) -> int:
        """The number, from 1, of the line that the character at ``offset`` is on."""
        return bisect_right(self.starts, offset)
