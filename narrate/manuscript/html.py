"""HTML → ``Manuscript``: one page of it, read as a document of an EPUB is."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.decode import content
from narrate.manuscript.epub.body import read_body
from narrate.manuscript.epub.chapters import Section, divide
from narrate.manuscript.epub.gutenberg import without_boilerplate
from narrate.manuscript.epub.notes import linked
from narrate.manuscript.epub.semantics import kind_of
from narrate.manuscript.epub.xhtml import parse
from narrate.manuscript.html_contents import with_headings
from narrate.manuscript.notes import placed
from narrate.model import Manuscript

RUNS_LIMIT = 600_000
"""Runs and skipped spans in one page, about 80 MB of them; a long novel has 30,000."""

_LANGUAGE = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")
_AUTHORS = ("author", "dc.creator", "dcterms.creator")


def read(path: Path, name: str = "", *, one_of_several: bool = False) -> Manuscript:
    """The manuscript in the HTML file at ``path``, which people call ``name`` (or by its own name).

    Its source is the text of the page's body. Say ``one_of_several`` of a file that is one of a book's
    several: what it is called is then not the book's title. Raises NarrateError where it cannot be read.
    """
    name = name or path.name
    root, problems = _parsed(path, name)
    title = "" if one_of_several else _title(root)
    made = manuscript_of(root, name, title)
    return Manuscript(
        title=title,
        author=_author(root),
        language=next((root.get(key, "") for key in _LANGUAGE if root.get(key)), ""),
        chapters=made.chapters,
        sources=made.sources,
        skipped=made.skipped,
        problems=(*problems, *made.problems),
    )


def manuscript_of(root: etree._Element, name: str, title: str) -> Manuscript:
    """The text of the page ``root`` in chapters, by its headings; ``title`` is the book's.

    Raises NarrateError where there is no text.
    """
    body = with_headings(root, read_body(root, name, RUNS_LIMIT))
    sections = without_boilerplate(linked([Section(name, body)], lambda member: member))
    division = divide(sections, (), title)
    if not division.chapters:
        raise NarrateError(f"{name} has no text to narrate", hint="check that it is the right file")
    return Manuscript(
        title=title,
        author="",
        language="",
        chapters=placed(division.chapters),
        sources=(body.source,),
        skipped=sections[0].body.skipped,
        problems=division.problems,
    )


def _parsed(path: Path, name: str) -> tuple[etree._Element, tuple[Problem, ...]]:
    where = Where(name)
    document = parse(content(path, where), name)
    return document.root, tuple(
        Problem("html-document", f"{name} {complaint}", where, severity=Severity.WARNING)
        for complaint in document.complaints
    )


def _title(root: etree._Element) -> str:
    title = next((element for element in root.iter() if kind_of(element).tag == "title"), None)
    return "" if title is None else " ".join("".join(map(str, title.itertext())).split())


def _author(root: etree._Element) -> str:
    for element in root.iter():
        if kind_of(element).tag == "meta" and (element.get("name") or "").lower() in _AUTHORS:
            return " ".join((element.get("content") or "").split())
    return ""
