"""SUMMARY.md, the list of contents that orders an mdBook: which files, in which parts.

The format is that of the mdBook guide: links are chapters, nested ones too; headings are parts, the first
one being the list's own; a link without an address is a draft.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from narrate.errors import Problem, Severity, Where
from narrate.manuscript.coverage import account
from narrate.manuscript.decode import decode
from narrate.manuscript.lines import Lines
from narrate.model import Block, BlockKind, Manuscript, Run, Skipped, Source, Span

NAME = "SUMMARY.md"

_LINK = re.compile(r"\[(?P<title>(?:\\.|[^\[\]\\])*+)\]\((?P<address><[^<>\n]*+>|[^()\s]*+)[^()\n]*+\)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>\S(?:.*?\S)?)[ \t]*#*[ \t]*")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that the list names, relative to its folder."""

    member: str
    where: Where


@dataclass(frozen=True, slots=True)
class Summary:
    """The files and, between them, the headings of parts, in order.

    ``manuscript`` has the list as its source and no chapters; of what it skips, the headings of parts are
    not, since they are spoken.
    """

    entries: tuple[Listed | Block, ...]
    manuscript: Manuscript


def read_summary(path: Path, name: str) -> Summary:
    """The SUMMARY.md at ``path``, which people call ``name``. Raises ``UnreadableText``."""
    decoded = decode(path, name)
    source, lines = Source(name, decoded.text), Lines(decoded.text)
    entries: list[Listed | Block] = []
    skipped: list[Skipped] = []
    problems = list(decoded.problems)
    for first, end, is_heading in _places(decoded.text):
        start, stop = lines.start(first), lines.end(end - 1)
        heading = _HEADING.fullmatch(lines.line(first).strip()) if is_heading else None
        if heading is not None and decoded.text[:start].strip():  # the first heading is the list's own
            entries.append(_part(heading["title"], lines, first, name))
        for link in _LINK.finditer(decoded.text, start, stop):
            where = Where(name, lines.number(link.start()))
            member = _member(link["address"])
            if member is None:
                problems.append(_elsewhere(link["address"], where))
            elif member:
                entries.append(Listed(member, where))
            else:
                span = Span(name, link.start(), link.end())
                skipped.append(Skipped(span, "draft: no file yet"))
    skipped.append(Skipped(Span(name, 0, len(decoded.text)), "table of contents"))
    parts = [entry for entry in entries if isinstance(entry, Block)]
    left_out, unread = account(source, parts, skipped)
    problems += unread
    return Summary(tuple(entries), Manuscript("", "", "", (), (source,), left_out, tuple(problems)))


def _places(text: str) -> Iterator[tuple[int, int, bool]]:
    """The lines of each heading and paragraph, and which it is; code and comments are neither."""
    from narrate.manuscript.markdown_grammar import parse

    tokens = parse(text).tokens
    for token, before in zip(tokens[1:], tokens, strict=False):
        if token.type == "inline" and token.map:
            yield token.map[0], token.map[1], before.type == "heading_open"


def _part(title: str, lines: Lines, index: int, name: str) -> Block:
    start = lines.start(index) + lines.line(index).index(title)
    run = Run(0, start, start + len(title))
    return Block(BlockKind.HEADING, title, name, (run,), level=1, line=index + 1)


def _member(address: str) -> str | None:
    """The file that ``address`` names, "" for a draft's, None for one outside the folder."""
    address = address.removeprefix("<").removesuffix(">")
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return None
    path = posixpath.normpath(unquote(parts.path)) if parts.path else ""
    return None if path.startswith(("/", "..")) else path


def _elsewhere(address: str, where: Where) -> Problem:
    return Problem(
        "summary-elsewhere",
        f'"{address}" is not in the folder of this book, and is not read.',
        where,
        "list files of the book only",
        Severity.WARNING,
    )
