"""Plain text → ``Manuscript``: Project Gutenberg's frame, headings, paragraphs, verse, notes, cues."""

from __future__ import annotations

from pathlib import Path

from narrate.errors import Problem, Severity, Where
from narrate.manuscript.chapters import chapters
from narrate.manuscript.coverage import account
from narrate.manuscript.decode import decode
from narrate.manuscript.gutenberg import frame
from narrate.manuscript.lines import Lines
from narrate.manuscript.plain_blocks import PlainReader
from narrate.manuscript.plain_groups import groups
from narrate.model import Manuscript, Skipped, Source, Span


def read(path: Path, name: str = "", *, one_of_several: bool = False) -> Manuscript:
    """The manuscript in the plain-text file at ``path``, which people call ``name`` (or by its own name).

    What the header of a file that is ``one_of_several`` calls itself is not the title of the book.
    Raises ``UnreadableText`` (a ``NarrateError``) where the file cannot be read as text; everything else
    that is wrong is among the manuscript's problems.
    """
    decoded = decode(path, name or path.name)
    source = Source(name or path.name, decoded.text)
    lines = Lines(decoded.text)
    book = frame(lines)
    read_ = PlainReader(source, lines, groups(lines, book.first, book.end)).read(book.title)
    made = chapters(read_.sections)
    framed = (Skipped(Span(source.name, part.start, part.end), part.reason) for part in book.parts)
    kept = (block for chapter in made.chapters for block in chapter.blocks)
    left_out, unread = account(source, kept, (*framed, *read_.skipped))
    problems = (*decoded.problems, *read_.problems, *made.problems, *unread)
    if not made.chapters:
        nothing = "Nothing in this file is spoken."
        problems += (Problem("manuscript-nothing-spoken", nothing, Where(source.name), "", Severity.WARNING),)
    title = "" if one_of_several else book.title
    return Manuscript(title, book.author, book.language, made.chapters, (source,), left_out, problems)
