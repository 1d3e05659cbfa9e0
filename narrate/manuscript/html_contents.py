"""Chapters of a page that has no headings, but a list of contents whose links lead to their titles."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from narrate.manuscript.epub.body import Body
from narrate.manuscript.epub.semantics import kind_of
from narrate.model import BlockKind

_NEAR = 4  # pieces; an anchor may stand above a picture that stands above the title
_LONGEST_TITLE = 200  # characters
_LEVEL = 2


def with_headings(root: etree._Element, body: Body) -> Body:
    """The ``body`` of ``root``, in which a paragraph is a heading if a link with its words leads there."""
    pieces = list(body.pieces)
    changed = False
    for element in root.iter():
        href = element.get("href", "") if kind_of(element).tag == "a" else ""
        target = body.anchors.get(href[1:]) if href.startswith("#") else None
        if target is None:
            continue
        words = _letters("".join(map(str, element.itertext())))
        for index in range(target, min(target + _NEAR, len(pieces))):
            block = pieces[index].block
            if block.kind in (BlockKind.PICTURE, BlockKind.SCENE_BREAK):
                continue
            short = len(block.text) <= _LONGEST_TITLE
            if words and block.kind is BlockKind.PARAGRAPH and short and _letters(block.text) == words:
                heading = replace(block, kind=BlockKind.HEADING, level=_LEVEL)
                pieces[index] = replace(pieces[index], block=heading)
                changed = True
            break
    return replace(body, pieces=tuple(pieces)) if changed else body


def _letters(text: str) -> str:
    return "".join(letter for letter in text[: 2 * _LONGEST_TITLE].casefold() if letter.isalnum())
