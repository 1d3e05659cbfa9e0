"""Markdown → ``Manuscript``: front matter, blocks, chapters, and the account of every character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from narrate.errors import Problem, Severity, Where
from narrate.manuscript.chapters import chapters
from narrate.manuscript.coverage import account
from narrate.manuscript.decode import decode
from narrate.manuscript.lines import Lines
from narrate.manuscript.markdown_blocks import BlockReader
from narrate.manuscript.markdown_chapters import divide
from narrate.manuscript.markdown_grammar import LinkDefinition, parse
from narrate.model import Manuscript, Skipped, Source, Span

_FENCE = re.compile(r"---[ \t]*\n")
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w -]*?)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_ADDRESS = re.compile(r"[/:#@]|^$|\.\w")


def read(path: Path, name: str = "", *, one_of_several: bool = False) -> Manuscript:
    """The manuscript in the Markdown file at ``path``, which people call ``name`` (or by its own name).

    Say ``one_of_several`` of a file that is one of a book's several: its only level-1 heading is then a
    chapter's and not the book's title. Raises ``UnreadableText`` (a ``NarrateError``) where the file cannot
    be read as text; everything else that is wrong is among the manuscript's problems.
    """
    decoded = decode(path, name or path.name)
    source = Source(name or path.name, decoded.text)
    front = _front_matter(decoded.text)
    lines = Lines(decoded.text)
    blank = "\n" * decoded.text.count("\n", 0, front.end)
    body = blank.rjust(front.end) + decoded.text[front.end :]
    document = parse(body)
    blocks = BlockReader(source, lines, document).read()
    divided = divide(blocks.items, one_of_several=one_of_several)
    made = chapters(divided.sections)
    skipped = [
        *([Skipped(Span(source.name, 0, front.end), "front matter")] if front.end else ()),
        *divided.skipped,
        *blocks.skipped,
        *(
            Skipped(Span(source.name, lines.start(link.first), lines.end(link.end - 1)), "link address")
            for link in document.links
        ),
    ]
    kept = (block for chapter in made.chapters for block in chapter.blocks)
    left_out, unread = account(source, kept, skipped)
    problems = [
        *decoded.problems,
        *blocks.problems,
        *made.problems,
        *_odd_links(document.links, source),
        *unread,
    ]
    problems.sort(key=lambda problem: (problem.where.line or 0) if problem.where else 0)
    if not made.chapters:
        problems.append(
            Problem(
                "manuscript-nothing-spoken",
                "Nothing in this file is spoken.",
                Where(source.name),
                severity=Severity.WARNING,
            )
        )
    return Manuscript(
        title=front.title or divided.title,
        author=front.author or divided.author,
        language=front.language or divided.language,
        chapters=made.chapters,
        sources=(source,),
        skipped=left_out,
        problems=tuple(problems),
    )


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    """What the YAML at the beginning of a file says; it ends before offset ``end``."""

    end: int = 0
    title: str = ""
    author: str = ""
    language: str = ""


def _front_matter(text: str) -> _FrontMatter:
    """Front matter, if there is any: ``---``, nothing but keys and their values, and ``---`` or ``...``."""
    opening = _FENCE.match(text)
    if opening is None:
        return _FrontMatter()
    found: dict[str, str] = {}
    position = opening.end()
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end].rstrip()
        if line in ("---", "..."):
            if not found:
                break
            author = found.get("author", "")
            return _FrontMatter(
                end, found.get("title", ""), author, found.get("language") or found.get("lang", "")
            )
        field = _FIELD.fullmatch(line)
        if field:
            found.setdefault(field["key"].lower(), _unquoted(field["value"] or ""))
        elif (
            line and line[0] not in " \t-#"
        ):  # a list, a comment or the rest of a value may stand between keys
            break
        elif not line and not found:
            break
        position = end + 1
    return _FrontMatter()


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return "" if value[:1] in "|>[{&*!" else value.split(" #")[0].rstrip()


def _odd_links(links: tuple[LinkDefinition, ...], source: Source) -> list[Problem]:
    """``[Bob]: Hello`` defines a link in Markdown, but hardly one that was meant."""
    return [
        Problem(
            "text-unread",
            "Markdown takes this line for the address of a link, so it would not be spoken.",
            Where(source.name, link.first + 1),
            "put a \\ before its bracket if it is text",
        )
        for link in links
        if not _ADDRESS.search(link.address)
    ]
