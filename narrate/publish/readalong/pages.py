"""A chapter as a page: its blocks in plain XHTML, with an element around every utterance."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from narrate.model import Block, BlockKind, Chapter, MarkKind
from narrate.publish.timing import TimedUtterance

_UNFIT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for (XML 1.0, 2.2), or advises against."""

STYLE = """\
body { margin: 0 5%; line-height: 1.5; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; text-align: center; }
p { margin: 0; text-indent: 1.5em; }
h1 + p, h2 + p, h3 + p, hr + p, p.verse, p.picture { text-indent: 0; }
p.verse { margin: 1em 0 1em 2em; }
p.picture { margin: 1em 0; font-style: italic; text-align: center; }
hr.scene { border: 0; margin: 1.5em 0; text-align: center; }
hr.scene::after { content: "* * *"; }
b.cue { font-variant: small-caps; }
aside { margin: 1em 0; font-size: 0.9em; }
section.title { text-align: center; }
section.title p { text-indent: 0; margin: 1em 0; }
img.cover { max-width: 100%; max-height: 100vh; }
"""
"""How the pages look; what a reader sets of fonts and colours holds."""


@dataclass(slots=True)
class Page:
    """A chapter's page. ``heard`` gives, in order, the utterances in it and the ids of their elements."""

    file: str
    title: str
    body: str = ""
    heard: list[tuple[str, str]] = field(default_factory=list)


class Writer:
    """Writes pages. ``utterances`` are those of each source in the order of its text."""

    def __init__(self, utterances: Mapping[str, Sequence[TimedUtterance]]) -> None:
        self._utterances = utterances
        self._starts = {name: [each.span.start for each in own] for name, own in utterances.items()}
        self._notes: dict[str, str] = {}
        self._written: set[str] = set()

    def pages(self, chapters: Sequence[Chapter]) -> list[Page]:
        """A page for each of ``chapters`` in which something is written."""
        files = [(f"text/{number:03}.xhtml", chapter) for number, chapter in enumerate(chapters, 1)]
        for file, chapter in files:
            labels = (b.label for b in chapter.blocks if b.kind is BlockKind.NOTE and b.label)
            for number, label in enumerate(dict.fromkeys(labels), 1):
                self._notes.setdefault(label, f"{file.rpartition('/')[2]}#note-{number}")
        return [self._page(file, chapter) for file, chapter in files]

    def _page(self, file: str, chapter: Chapter) -> Page:
        page = Page(file, chapter.title)
        parts = []
        for (kind, label), group in groupby(chapter.blocks, lambda block: (block.kind, block.label)):
            blocks = "".join(self._block(block, page) for block in group)
            parts.append(self._note(blocks, label, page) if kind is BlockKind.NOTE else blocks)
        kind = "" if chapter.matter else ' epub:type="chapter" role="doc-chapter"'
        page.body = f"<section{kind}>\n{''.join(parts)}</section>\n"
        return page

    def _note(self, blocks: str, label: str, page: Page) -> str:
        address = self._notes.get(label, "")
        file, _, name = address.partition("#")
        own = ""
        if name and page.file.endswith(f"/{file}") and address not in self._written:
            self._written.add(address)
            own = f' id="{name}"'
        return f'<aside{own} epub:type="footnote" role="doc-footnote">\n{blocks}</aside>\n'

    def _block(self, block: Block, page: Page) -> str:
        if block.kind is BlockKind.SCENE_BREAK:
            return '<hr class="scene"/>\n'
        if not block.text:
            return ""
        text = "".join(self._text(block, page))
        if block.kind is BlockKind.HEADING:
            level = min(6, max(1, block.level))
            return f"<h{level}>{text}</h{level}>\n"
        kind = {BlockKind.VERSE: ' class="verse"', BlockKind.PICTURE: ' class="picture"'}.get(block.kind, "")
        return f"<p{kind}>{text}</p>\n"

    def _text(self, block: Block, page: Page) -> Iterator[str]:
        """The text of ``block`` with its utterances, its references to notes and its cues."""
        places: dict[int, list[str]] = {}
        for start, end, name in self._found(block):
            identifier = f"u{len(page.heard) + 1}"
            page.heard.append((name, identifier))
            places.setdefault(start, []).append(f'<span id="{identifier}">')
            places.setdefault(end, []).insert(0, "</span>")
        for mark in block.marks:
            if mark.kind is MarkKind.CUE and mark.start < mark.end:
                places.setdefault(mark.start, []).append('<b class="cue">')
                places.setdefault(mark.end, []).insert(0, "</b>")
            elif mark.kind is MarkKind.NOTE and mark.value in self._notes:
                address = self._notes[mark.value]
                number = escape(address.rpartition("-")[2])
                reference = f'<a href="{address}" epub:type="noteref" role="doc-noteref">{number}</a>'
                closed = sum(each.startswith("</") for each in places.get(mark.start, ()))
                places.setdefault(mark.start, []).insert(closed, f"<sup>{reference}</sup>")
        at = 0
        for place in sorted(places):
            yield _escaped(block, at, place)
            yield from places[place]
            at = place
        yield _escaped(block, at, len(block.text))

    def _found(self, block: Block) -> Iterator[tuple[int, int, str]]:
        """Where the utterances of ``block`` stand in its text: start, end and id."""
        if not block.runs:
            return
        starts = self._starts.get(block.source, [])
        first = bisect_left(starts, min(run.start for run in block.runs))
        last = bisect_left(starts, max(run.end for run in block.runs))
        at = 0
        for utterance in self._utterances.get(block.source, ())[first:last]:
            start = block.text.find(utterance.text, at)
            end = start + len(utterance.text)
            while start >= 0 and block.span(start, end) != utterance.span:
                start = block.text.find(utterance.text, start + 1)
                end = start + len(utterance.text)
            if start >= 0:
                yield start, end, utterance.id
                at = end


def document(title: str, body: str, language: str, *, styles: Sequence[str]) -> bytes:
    """A whole XHTML document; ``styles`` are the addresses of its style sheets."""
    sheets = "".join(f'<link rel="stylesheet" type="text/css" href="{each}"/>\n' for each in styles)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{language}" xml:lang="{language}">\n'
        f"<head>\n<title>{clean(title)}</title>\n{sheets}</head>\n<body>\n{body}</body>\n</html>\n"
    ).encode()


def clean(text: str) -> str:
    """``text`` on one line, as it may stand in a document."""
    return escape(" ".join(_UNFIT.sub(" ", text).split()), quote=False)


def _escaped(block: Block, start: int, end: int) -> str:
    text = escape(_UNFIT.sub(" ", block.text[start:end]), quote=False)
    return text.replace("\n", "<br/>\n") if block.kind is BlockKind.VERSE else text
