"""Where the chapters of a Markdown manuscript begin: which level of its headings is the chapters'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from narrate.manuscript.chapters import Item, Section
from narrate.manuscript.markup import SKIPPED_BY_AUTHOR
from narrate.model import Block, BlockKind, Skipped, Span

_FIELD = re.compile(r"(title|author|year|language|translator)\s*:\s*(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Divided:
    """A document in sections, what it says of itself, and the headings that are not spoken."""

    sections: tuple[Section, ...]
    skipped: tuple[Skipped, ...] = ()
    title: str = ""
    author: str = ""
    language: str = ""


def divide(items: Sequence[Item], *, one_of_several: bool = False) -> Divided:
    """The sections of a document that consists of ``items``.

    Chapters begin at the headings of level 1; or of level 2, where a single level 1 is the book's title or
    the level-1 headings are those of parts. A part's heading is spoken before its first chapter's. In a file
    that is ``one_of_several`` a single heading of level 1 is a chapter's.
    """
    said, start = _metadata(items)
    skipped = [_skip(item.block, "front matter") for item in items[:start] if item.block.text]
    rest = list(items[start:])
    level = _chapter_level([item for item in rest if not item.skip], one_of_several=one_of_several)
    title = said.get("title", "")
    opening = next((index for index, item in enumerate(rest) if _level(item) == 1), None)
    if level.title and opening is not None:
        title = title or rest[opening].block.text
        skipped.append(_skip(rest[opening].block, "book title"))
        del rest[opening]
    sections: list[Section] = []
    current: list[Item] = []
    heading, matter, waiting = "", "", False  # waiting: a part's heading is there and its chapter's is not
    for item in rest:
        depth = _level(item)
        starts = 0 < depth <= level.chapters
        if starts and not waiting:
            sections.append(Section(heading, tuple(current), matter))
            heading, matter, current = "", "", []
        if item.skip and not starts:
            skipped.append(_skip(item.block, SKIPPED_BY_AUTHOR))
            continue
        if starts:
            heading = item.block.text
            matter = SKIPPED_BY_AUTHOR if item.skip else matter
            waiting = level.parts and depth == 1
        elif item.block.text:
            waiting = False
        current.append(_relevelled(item, level.chapters) if depth else item)
    sections.append(Section(heading, tuple(current), matter))
    return Divided(tuple(sections), tuple(skipped), title, said.get("author", ""), said.get("language", ""))


@dataclass(frozen=True, slots=True)
class _Levels:
    """``chapters`` is the level of the chapters' headings; above it are parts', or the book's title."""

    chapters: int
    parts: bool = False
    title: bool = False


def _chapter_level(items: Sequence[Item], *, one_of_several: bool) -> _Levels:
    levels = [depth for item in items if (depth := _level(item))]
    first, second = levels.count(1), levels.count(2)
    if not levels or not first:
        return _Levels(min(levels, default=1))
    if first == 1 and second >= 2 and not one_of_several and levels[0] == 1:
        return _Levels(2, title=True)
    spoken = [item for item in items if item.block.text]
    pairs = pairwise(spoken)
    parts = sum(_level(item) == 1 and _level(following) == 2 for item, following in pairs)
    if first > 1 and second > first and parts >= 2 and 2 * parts >= first:
        return _Levels(2, parts=True)
    return _Levels(1)


def _metadata(items: Sequence[Item]) -> tuple[dict[str, str], int]:
    """What headings such as "# Title: Dracula" at the very beginning say, and how many items they are."""
    said: dict[str, str] = {}
    for index, item in enumerate(items):
        match = _FIELD.fullmatch(item.block.text) if _level(item) else None
        if match is None:
            return (said, index) if "title" in said and len(said) > 1 else ({}, 0)
        said.setdefault(match[1].lower(), match[2].strip())
    return {}, 0


def _level(item: Item) -> int:
    return item.block.level if item.block.kind is BlockKind.HEADING else 0


def _relevelled(item: Item, chapters: int) -> Item:
    return replace(item, block=replace(item.block, level=max(1, item.block.level - chapters + 1)))


def _skip(block: Block, reason: str) -> Skipped:
    return Skipped(Span(block.source, block.runs[0].start, block.runs[-1].end), reason)
