"""A plain text in groups of lines: what stands between empty lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from narrate.manuscript.blocktext import Stretch
from narrate.manuscript.lines import Lines
from narrate.manuscript.verse import looks_like_verse

_RULE = re.compile(r"(?:[*#~•⁂=_.–—-][ \t]*){3,}|[*#⁂]")
_WRAPPED_AT_MOST = 100  # characters; beyond that, editors wrapped the lines and each line is a paragraph


@dataclass(frozen=True, slots=True)
class Group:
    """Lines ``first:first + len(lines)``, none empty, with ``gap`` empty lines before them."""

    first: int
    lines: tuple[Stretch, ...]
    texts: tuple[str, ...]
    gap: int

    @property
    def text(self) -> str:
        """The lines as one, white space at their ends removed."""
        return " ".join(self.texts)

    @property
    def start(self) -> int:
        """The offset of the first character that is not white space."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """The offset after the last character that is not white space."""
        return self.lines[-1].end

    @property
    def is_rule(self) -> bool:
        """Whether this is ``* * *`` or another line between scenes."""
        return len(self.lines) == 1 and bool(_RULE.fullmatch(self.texts[0]))


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups of a text. ``width`` is how long its wrapped lines are, in characters; 0 if not wrapped."""

    groups: tuple[Group, ...]
    width: int


def groups(lines: Lines, first: int, end: int) -> Groups:
    """The groups on the lines ``first:end``. In a text that is not wrapped every line is one."""
    lengths = sorted(length for index in range(first, end) if (length := len(lines.line(index).strip())))
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    wrapped = usual <= _WRAPPED_AT_MOST
    found: list[Group] = []
    current: list[int] = []
    gap = 0

    def close() -> None:
        nonlocal gap
        if current:
            found.append(_group(lines, current, gap))
            current.clear()
            gap = 0

    for index in range(first, end):
        if lines.line(index).strip():
            if not wrapped:
                close()
            current.append(index)
        else:
            close()
            gap += 1
    close()
    return Groups(tuple(found), usual if wrapped else 0)


def is_verse(group: Group, source: str, width: int) -> bool:
    """Whether a group is a stanza: short lines for this text, most beginning with a capital letter."""
    if not width or len(group.lines) < 2:
        return False
    indented = all(stretch.start > 0 and source[stretch.start - 1] in " \t" for stretch in group.lines)
    return looks_like_verse(group.texts, int(width * (0.9 if indented else 0.75)))


def _group(lines: Lines, indexes: list[int], gap: int) -> Group:
    stretches, texts = [], []
    for index in indexes:
        line = lines.line(index)
        text = line.strip()
        begin = lines.start(index) + len(line) - len(line.lstrip())
        stretches.append(Stretch(begin, begin + len(text)))
        texts.append(text)
    return Group(indexes[0], tuple(stretches), tuple(texts), gap)
