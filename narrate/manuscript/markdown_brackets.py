"""Everything in a Markdown paragraph that begins with a bracket, in linear time.

[words]{voice=Alice}   [words](address "title")   [words][label]   [label]   ![image](address)
[^note]   ^[note in place]   [pause 2s]   [Kokoro](/kˈOkəɹO/)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from narrate.manuscript.markup import Attribute, Braces, Fault, braces, pause
from narrate.model import MarkKind

_LONGEST_LABEL = 999  # of a link reference: CommonMark 0.31, section 6.3
_STOPS = re.compile(r"\\[\s\S]|`+|<!--|[\[\]]")
_TICKS = re.compile("`+")
_SPACES = re.compile(r"[ \t\n]*")
_PHONEMES = re.compile(r"\(/([^/()\s]+)/\)")
_NO_BRACES = Braces(0, 0)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What brackets may refer to elsewhere in the document: links (labels normalised) and footnotes."""

    links: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bracket:
    """What a bracket turned out to be.

    ``kind`` is "span", "link", "image", "note", "note reference" or "pause"; ``end`` is where it ends, with
    all that follows the bracket. ``inside`` is where its words are, if it has words to read.
    """

    kind: str
    end: int
    inside: tuple[int, int] | None = None
    said: Braces = _NO_BRACES
    label: str = ""
    pause: Attribute | Fault | None = None


class Brackets:
    """The brackets of one text."""

    def __init__(self, text: str, definitions: Definitions) -> None:
        self._text = text
        self._definitions = definitions
        self._partner = _partners(text)

    def at(self, start: int, limit: int) -> Bracket | None:
        """What begins at ``start`` and ends before ``limit``; None where that is only text."""
        lead = self._text[start]
        opening = start if lead == "[" else start + 1
        closing = self._partner.get(opening, limit)
        if closing >= limit:
            return None
        inside = (opening + 1, closing)
        if lead == "!":
            end = self._target(opening, closing, limit)
            said = braces(self._text, end, limit) if end else None
            return Bracket("image", said.end if said else end, inside) if end else None
        if lead == "^":
            return Bracket("note", closing + 1, inside)
        return self._special(opening, closing) or self._words(inside, limit)

    def _special(self, opening: int, closing: int) -> Bracket | None:
        paused = pause(self._text, opening)
        if paused is not None and paused.end == closing + 1:
            return Bracket("pause", paused.end, pause=paused.said)
        if self._text.startswith("^", opening + 1) and 2 < closing - opening <= _LONGEST_LABEL:
            label = self._text[opening + 2 : closing]
            if not any(character.isspace() for character in label):
                return Bracket("note reference", closing + 1, label=label)
        return None

    def _words(self, inside: tuple[int, int], limit: int) -> Bracket | None:
        closing = inside[1]
        said = braces(self._text, closing + 1, limit)
        if said is not None:
            return Bracket("span", said.end, inside, said)
        end = self._target(inside[0] - 1, closing, limit)
        if not end:
            return None
        phonemes = _PHONEMES.fullmatch(self._text, closing + 1, end)
        if phonemes:
            return Bracket(
                "span", end, inside, Braces(closing + 1, end, (Attribute(MarkKind.IPA, phonemes[1]),))
            )
        said = braces(self._text, end, limit)
        return Bracket("link", said.end if said else end, inside, said or _NO_BRACES)

    def _target(self, opening: int, closing: int, limit: int) -> int:
        """The end of the link or image whose words are in ``opening:closing``; 0 where it is none."""
        text = self._text
        if text.startswith("(", closing + 1, limit):
            position = self._skip_spaces(closing + 2, limit)
            found = parseLinkDestination(text, position, limit)
            position = found.pos if found.ok else position
            after = self._skip_spaces(position, limit)
            title = parseLinkTitle(text, after, limit) if position < after < limit else None
            if title is not None and title.ok:
                after = self._skip_spaces(title.pos, limit)
            if text.startswith(")", after, limit):
                return after + 1
        if not self._definitions.links:
            return 0
        label, end = (opening, closing), closing + 1
        if text.startswith("[", end, limit) and (last := self._partner.get(end, limit)) < limit:
            label = (end, last) if last > end + 1 else label
            end = last + 1
        if label[1] - label[0] > _LONGEST_LABEL:
            return 0
        return end if normalizeReference(text[label[0] + 1 : label[1]]) in self._definitions.links else 0

    def _skip_spaces(self, position: int, limit: int) -> int:
        match = _SPACES.match(self._text, position, limit)
        return match.end() if match else position


def _partners(text: str) -> dict[int, int]:
    """For each ``[`` that has one, its ``]``; not those in code, in comments or after a backslash."""
    found: dict[int, int] = {}
    open_: list[int] = []
    code = _CodeSpans(text)
    last_comment = text.rfind("-->")
    position = 0
    while match := _STOPS.search(text, position):
        position = match.end()
        stop = match[0]
        if stop == "[":
            open_.append(match.start())
        elif stop == "]":
            if open_:
                found[open_.pop()] = match.start()
        elif stop == "<!--":
            end = text.find("-->", position) if position < last_comment else -1
            position = end + 3 if end >= 0 else position
        elif stop[0] == "`":
            position = code.end(match.start(), position)
    return found


class _CodeSpans:
    """Where spans of code end. A run of backticks is closed by the next run of the same length."""

    def __init__(self, text: str) -> None:
        self._runs: dict[int, list[int]] = {}  # length of run → where such runs start
        for run in _TICKS.finditer(text):
            self._runs.setdefault(run.end() - run.start(), []).append(run.start())

    def end(self, start: int, after: int) -> int:
        """The end of the code that begins with the backticks ``start:after``; ``after`` if it has none."""
        runs = self._runs.get(after - start, [])
        following = bisect_right(runs, start)
        return runs[following] + after - start if following < len(runs) else after
