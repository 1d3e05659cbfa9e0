"""The table of contents: EPUB 3's navigation document, or the NCX of EPUB 2, as a flat list of entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.epub.archive import Archive, resolve
from narrate.manuscript.epub.package import Package
from narrate.manuscript.epub.semantics import kind_of
from narrate.manuscript.epub.xhtml import parse, parse_xml

ENTRIES_LIMIT = 20_000
"""Entries of one table of contents; a study Bible has a few thousand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents, and the place in the book that it points to."""

    title: str
    member: str
    fragment: str  # "": the beginning of the document


@dataclass(frozen=True, slots=True)
class Contents:
    """The entries that point into the book, in the order of the list, and what was wrong with others."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read_contents(archive: Archive, package: Package) -> Contents:
    """The table of contents of the book: from the navigation document, else from the NCX, else empty."""
    problems: list[Problem] = []
    for member, read in ((package.nav, _nav_links), (package.ncx, _ncx_links)):
        if member is None:
            continue
        place = Where(f"{archive.name}/{member}")
        try:
            links = list(read(archive, member))
        except NarrateError as error:
            problems.append(
                _warning("epub-contents", f"the table of contents is unreadable: {error.message}", place)
            )
            continue
        entries: list[Entry] = []
        for title, href in links[:ENTRIES_LIMIT]:
            target = resolve(member, href)
            found = archive.find(target[0]) if target else None
            if target is None or found is None:
                message = f'the table of contents entry "{title}" points to {href}, which is not in the book'
                problems.append(_warning("epub-contents", message, place))
            else:
                entries.append(Entry(title, found, target[1]))
        if entries:
            return Contents(tuple(entries), tuple(problems))
    return Contents((), tuple(problems))


def _nav_links(archive: Archive, member: str) -> Iterator[tuple[str, str]]:
    """Label and address of each link in the toc nav, in document order whatever the nesting."""
    root = parse(archive.read(member), f"{archive.name}/{member}").root
    kinds = ((element, kind_of(element)) for element in root.iter())
    nav = next((element for element, kind in kinds if kind.tag == "nav" and "toc" in kind.types), None)
    for element in nav.iter() if nav is not None else ():
        if kind_of(element).tag == "a" and element.get("href"):
            yield _label(element), element.get("href", "")


def _ncx_links(archive: Archive, member: str) -> Iterator[tuple[str, str]]:
    """Label and address of each navPoint, in document order whatever the nesting."""
    root = parse_xml(archive.read(member), f"{archive.name}/{member}").root
    for point in root.iter("{*}navPoint"):
        label, content = point.find("{*}navLabel"), point.find("{*}content")
        if content is not None and content.get("src"):
            yield "" if label is None else _label(label), content.get("src", "")


def _label(element: etree._Element) -> str:
    """The words of a link; of one that is a picture, its description."""
    words = " ".join("".join(map(str, element.itertext())).split())
    if words:
        return words
    described = (child.get("alt") or child.get("title") or "" for child in element.iter())
    return " ".join(" ".join(described).split())


def _warning(slug: str, message: str, place: Where) -> Problem:
    return Problem(slug, message, place, severity=Severity.WARNING)
