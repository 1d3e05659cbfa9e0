"""What the lines of a Fountain file are: scene headings, speeches, action (fountain.io/syntax)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from narrate.manuscript.blocktext import Stretch
from narrate.manuscript.lines import Lines


class Element(StrEnum):
    """What a line, or a group of lines, is."""

    SECTION = "section"
    SCENE = "scene heading"
    ACTION = "action"
    SPEECH = "speech"
    LYRICS = "lyrics"
    TRANSITION = "transition"
    CENTRED = "centred"
    SYNOPSIS = "synopsis"
    PAGE_BREAK = "page break"


@dataclass(frozen=True, slots=True)
class Group:
    """Lines ``first:end`` are one ``element``; the first ``marked`` characters only say so.

    ``level`` is a section's, from 1.
    """

    element: Element
    first: int
    end: int
    marked: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class Hole:
    """A note or a cut passage: characters that are not part of the play, and why."""

    stretch: Stretch
    reason: str


_HOLE = re.compile(r"/\*|\[\[")
_ENDS = {"/*": ("*/", "cut by the author"), "[[": ("]]", "note of the author's")}
_NOT_BREAKS = re.compile(r"[^\n]")

_SECTION = re.compile(r"\s*(#{1,6})\s*")
_SCENE = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|I/E)(?:\.|(?=\s))", re.IGNORECASE)
_TRANSITION = re.compile(r"[^a-z]*TO:")
_PAGE_BREAK = re.compile(r"={3,}")
_NAME = re.compile(r"[^()]*")


def holes(text: str) -> list[Hole]:
    """The notes ``[[…]]`` and cut passages ``/*…*/`` in ``text``; what is never closed is text."""
    found: list[Hole] = []
    last = {opening: text.rfind(ending) for opening, (ending, _) in _ENDS.items()}
    at = 0
    while match := _HOLE.search(text, at):
        ending, reason = _ENDS[match[0]]
        at = match.end()
        if at <= last[match[0]]:
            at = text.index(ending, at) + len(ending)
            found.append(Hole(Stretch(match.start(), at), reason))
    return found


def masked(text: str, found: list[Hole]) -> str:
    """``text`` with spaces for the characters of holes, its lines as they were."""
    parts: list[str] = []
    at = 0
    for hole in found:
        parts += (
            text[at : hole.stretch.start],
            _NOT_BREAKS.sub(" ", text[hole.stretch.start : hole.stretch.end]),
        )
        at = hole.stretch.end
    return "".join((*parts, text[at:]))


def groups(lines: Lines, first: int) -> Iterator[Group]:
    """What the lines from ``first`` on are, in order; blank lines are nothing."""
    index = first
    while index < len(lines):
        if not lines.line(index).strip():
            index += 1
            continue
        group = _group(lines, index, alone=index == first or not lines.line(index - 1).strip())
        yield group
        index = group.end


def _group(lines: Lines, index: int, *, alone: bool) -> Group:
    """The group that begins at ``index``; ``alone`` says that a blank line, or nothing, is before it."""
    declared = _declared(lines, index)
    if declared is not None:
        return declared
    words = lines.line(index).strip()
    follows = index + 1 < len(lines) and lines.line(index + 1) != ""
    if alone and _SCENE.match(words):
        return Group(Element.SCENE, index, index + 1)
    if alone and _TRANSITION.fullmatch(words) and not (follows and lines.line(index + 1).strip()):
        return Group(Element.TRANSITION, index, index + 1)
    if alone and follows and _is_character(words):
        return Group(Element.SPEECH, index, _speech_end(lines, index))
    return Group(Element.ACTION, index, _action_end(lines, index))


def _declared(lines: Lines, index: int) -> Group | None:
    """The group that begins at ``index`` if its first characters say what it is."""
    line = lines.line(index)
    words = line.strip()
    indent = len(line) - len(line.lstrip())
    section = _SECTION.match(line)
    if section:
        return Group(Element.SECTION, index, index + 1, section.end(), len(section[1]))
    single = _single(words, indent)
    if single is not None:
        return Group(single, index, index + 1, indent + (single in _FORCED))
    if words[0] == "@":
        return Group(Element.SPEECH, index, _speech_end(lines, index), indent + 1)
    if words[0] == "~":
        return Group(Element.LYRICS, index, _run_end(lines, index, "~"))
    return Group(Element.ACTION, index, _action_end(lines, index), indent + 1) if words[0] == "!" else None


_FORCED = (Element.SCENE, Element.TRANSITION, Element.CENTRED, Element.SYNOPSIS)
"""What a sign before it makes of a line; the sign is not part of it."""


def _single(words: str, indent: int) -> Element | None:
    """What a line is that says so with its first characters, if it does and is complete in itself."""
    if _PAGE_BREAK.fullmatch(words):
        return Element.PAGE_BREAK
    if words[0] == "=":
        return Element.SYNOPSIS
    if words[0] == ">":
        return Element.CENTRED if words.endswith("<") and len(words) > 1 else Element.TRANSITION
    if words[0] == "." and not words.startswith("..") and indent == 0:
        return Element.SCENE
    return None


def _is_character(words: str) -> bool:
    """Whether a line with a line after it names who speaks: in capitals before any bracket."""
    match = _NAME.match(words)
    name = match[0] if match else ""
    return name == name.upper() and any(map(str.isalpha, name))


def _speech_end(lines: Lines, index: int) -> int:
    """The speech ends at an empty line; two spaces on a line keep it open."""
    end = index + 1
    while end < len(lines) and (lines.line(end).strip() or len(lines.line(end)) > 1):
        end += 1
    while end > index + 1 and not lines.line(end - 1).strip():
        end -= 1
    return end


def _run_end(lines: Lines, index: int, sign: str) -> int:
    while index < len(lines) and lines.line(index).lstrip().startswith(sign):
        index += 1
    return index


def _action_end(lines: Lines, index: int) -> int:
    """Action goes on to a blank line, or to a line that says it is something else."""
    end = index + 1
    while end < len(lines) and lines.line(end).strip():
        words = lines.line(end).strip()
        if _single(words, 0) is not None or words[0] in "#@~!":
            break
        end += 1
    return end
