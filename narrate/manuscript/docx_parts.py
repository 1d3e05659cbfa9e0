"""The parts of a Word document (Office Open XML, ECMA-376) that its converter does not hand over."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from narrate.errors import NarrateError, Problem, Severity, Where, excerpt
from narrate.manuscript.epub.archive import Archive
from narrate.manuscript.epub.xhtml import decode, parse_xml
from narrate.model import Skipped, Source, Span

PART_LIMIT_BYTES = 12 << 20
"""Unpacked size of one part; the converter takes up to eighty times as much memory. A long novel has 3 MB."""

_DOCUMENT = "word/document.xml"
_SKIPPED = {"header": "page header", "footer": "page footer", "comments": "comment"}
_SIGN = "\0"
_EXCERPT = 40  # characters
_ELSEWHERE_LIMIT = 200  # paragraphs that are not where they are looked for; each costs a search of the whole


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself; "" where it says nothing."""

    title: str = ""
    author: str = ""
    language: str = ""


def refuse_unsafe(archive: Archive) -> None:
    """Raise NarrateError for a document that is none, or that no converter should be given."""
    if archive.find(_DOCUMENT) is None:
        raise NarrateError(
            f"{archive.name} is not a Word document: it has no {_DOCUMENT}",
            hint="save it as .docx in Word or LibreOffice",
        )
    for member in archive.members:
        if not member.lower().endswith((".xml", ".rels")):
            continue
        if archive.size_bytes(member) > PART_LIMIT_BYTES:
            raise NarrateError(
                f"{archive.name}: {member} unpacks to {archive.size_bytes(member) >> 20} MB, too much to be "
                "read safely",
                hint="split the document, and list its files in reading order",
            )
        text, _ = decode(archive.read(member, PART_LIMIT_BYTES))
        if "<!DOCTYPE" in text:  # entities: ECMA-376 part 2, 8.1.4, forbids them
            raise NarrateError(
                f"{archive.name}: {member} declares entities, which no Word document does",
                hint="save it again in Word or LibreOffice",
            )


def properties(archive: Archive) -> Properties:
    """The title, author and language in the document's properties."""
    member = archive.find("docProps/core.xml")
    if member is None:
        return Properties()
    root = parse_xml(archive.read(member), f"{archive.name}/{member}").root
    found = {name: root.findtext(f"{{*}}{name}") or "" for name in ("title", "creator", "language")}
    return Properties(*(" ".join(words.split()) for words in found.values()))


def document_of(archive: Archive) -> etree._Element:
    """The part with the text itself."""
    return _parsed(archive, _DOCUMENT)


def hidden(document: etree._Element, name: str) -> Iterator[Problem]:
    """A warning where the document hides text, since the converter knows nothing of that."""
    if any(_tag(element) == "vanish" and _tag(_run(element)) == "r" for element in document.iter()):
        yield Problem(
            "docx-hidden",
            "Text that is hidden in this document is read.",
            Where(name),
            "delete what is not to be read, or put it in a comment",
            Severity.WARNING,
        )


def _run(vanish: etree._Element) -> etree._Element:
    """What a property of text is a property of: of a run, or of a paragraph's end, which has no text."""
    properties = vanish.getparent()
    owner = None if properties is None else properties.getparent()
    return vanish if owner is None else owner


def left_out(archive: Archive, document: etree._Element) -> Iterator[tuple[Source, Skipped]]:
    """What is in the document and not in its text: a source for each part, skipped as a whole."""
    for member in archive.members:
        folder, name = posixpath.split(member)
        kind = name.removesuffix(".xml").rstrip("0123456789")
        if folder == "word" and kind in _SKIPPED and name.endswith(".xml"):
            words = "\n".join(_words(paragraph) for paragraph in _paragraphs(_parsed(archive, member)))
            yield from _skipped(f"{archive.name}/{member}", words, _SKIPPED[kind])
    deleted = [
        "".join(map(str, element.itertext()))
        for element in document.iter()
        if _tag(element) == "delText" or (_tag(element) == "t" and _within(element, ("moveFrom", "del")))
    ]
    yield from _skipped(f"{archive.name}/deleted text", "\n".join(deleted), "deleted in Word")


def lost(document: etree._Element, handed_over: str, name: str) -> Iterator[Problem]:
    """An error for each paragraph of ``document`` whose text is not in what the converter handed over."""
    text = _bare(handed_over)
    at = elsewhere = 0
    for paragraph in _paragraphs(document):
        segments = [_bare(segment) for segment in _words(paragraph).split(_SIGN)]
        end = _end(text, segments, at)
        if end < 0:
            end = _end(text, segments, 0)  # a text box stands elsewhere
            elsewhere += 1
        at = end if end >= 0 else at
        if end >= 0 and elsewhere < _ELSEWHERE_LIMIT:
            continue
        words = excerpt(_words(paragraph)[: 5 * _EXCERPT].replace(_SIGN, ""), _EXCERPT)
        yield Problem(
            "text-unread",
            f'"{words}" is in the document and would not be spoken.',
            Where(name),
            "write this passage more simply: without text boxes, fields or forms",
        )
        if elsewhere >= _ELSEWHERE_LIMIT:
            return


def _end(text: str, segments: list[str], at: int) -> int:
    """Where ``segments`` end that stand in ``text`` one after another, from ``at`` on; -1 if one does not."""
    for segment in segments:
        found = text.find(segment, at)
        if found < 0:
            return -1
        at = found + len(segment)
    return at


def _skipped(name: str, text: str, reason: str) -> Iterator[tuple[Source, Skipped]]:
    if text.strip():
        yield Source(name, text), Skipped(Span(name, 0, len(text)), reason)


def _parsed(archive: Archive, member: str) -> etree._Element:
    return parse_xml(archive.read(member, PART_LIMIT_BYTES), f"{archive.name}/{member}").root


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """Those that are there, once: of a choice between two forms of the same, the second."""
    hidden: set[etree._Element] = set()
    for element in root.iter():
        parent = element.getparent()
        if _tag(element) in ("Choice", "moveFrom", "del") or (parent is not None and parent in hidden):
            hidden.add(element)
        elif _tag(element) == "p":
            yield element


def _words(paragraph: etree._Element) -> str:
    """The text of a paragraph without that of the paragraphs in it; ``_SIGN`` for signs of other sorts."""
    parts: list[str] = []
    waiting = list(paragraph)[::-1]
    while waiting:
        element = waiting.pop()
        if _tag(element) == "t":
            parts.append("".join(map(str, element.itertext())))
        elif _tag(element) in ("noBreakHyphen", "softHyphen", "sym"):
            parts.append(_SIGN)
        elif _tag(element) not in ("p", "Choice", "del", "moveFrom"):
            waiting += list(element)[::-1]
    return "".join(parts)


def _within(element: etree._Element, tags: tuple[str, ...]) -> bool:
    return any(_tag(ancestor) in tags for ancestor in element.iterancestors())


def _tag(element: etree._Element) -> str:
    """The name of an element of Word's; of others, too, without their namespace."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _bare(text: str) -> str:
    return "".join(text.split())
