"""Word documents → ``Manuscript``: mammoth makes a page of them; what it leaves out is listed here."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from lxml import etree

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.docx_parts import document_of, hidden, left_out, lost, properties, refuse_unsafe
from narrate.manuscript.epub.archive import Archive
from narrate.manuscript.epub.semantics import EPUB_TYPE
from narrate.manuscript.epub.xhtml import parse
from narrate.manuscript.html import manuscript_of
from narrate.model import Manuscript

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2: an old .doc, or a .docx with a password
_STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
"""
_NOTE = re.compile(r"(?:foot|end)note-\d+")
_REFERENCE = re.compile(r"#(?:foot|end)note-\d+")
_BACK = re.compile(r"#(?:foot|end)note-ref-\d+")
# What a damaged part makes mammoth, its XML parser and zipfile raise; the last is for odd compression.
_DAMAGED = (
    *(BadZipFile, zlib.error, ExpatError, OSError, EOFError),
    *(LookupError, ValueError, TypeError, AttributeError, NotImplementedError),
)
_TOLD = 10  # messages of mammoth's that are told


def read(path: Path, name: str = "", *, one_of_several: bool = False) -> Manuscript:
    """The manuscript in the Word document at ``path``, which people call ``name`` (or by its own name).

    Its first source is the text that mammoth hands over. Others, all of them skipped, hold what it leaves
    out: page headers and footers, comments, deleted text. A paragraph that it loses is an error. Raises
    NarrateError where the file cannot be read.
    """
    name = name or path.name
    _refuse_old(path, name)
    with Archive(path, name, "Word document") as archive:
        refuse_unsafe(archive)
        about = properties(archive)
        document = document_of(archive)
        others = tuple(left_out(archive, document))
    html, messages = _converted(path, name)
    root = _page(html, name)
    missing = (*hidden(document, name), *lost(document, _text(root), name))
    title = "" if one_of_several else about.title
    made = manuscript_of(root, name, title)
    return Manuscript(
        title=title,
        author=about.author,
        language=about.language,
        chapters=made.chapters,
        sources=(*made.sources, *(source for source, _ in others)),
        skipped=(*made.skipped, *(skipped for _, skipped in others)),
        problems=(*made.problems, *messages, *missing),
    )


def _refuse_old(path: Path, name: str) -> None:
    try:
        with path.open("rb") as file:
            old = file.read(len(_OLE)) == _OLE
    except OSError:
        return  # the archive says it better
    if old:
        raise NarrateError(
            f"{name} is an old .doc file, or a .docx file with a password",
            hint="open it in Word or LibreOffice and save it as .docx, without a password",
        )


def _converted(path: Path, name: str) -> tuple[str, tuple[Problem, ...]]:
    import mammoth

    try:
        with path.open("rb") as file:
            made = mammoth.convert_to_html(
                file,
                style_map=_STYLES,
                include_embedded_style_map=False,
                convert_image=mammoth.images.img_element(lambda _: {}),
            )
    except RecursionError:
        raise NarrateError(
            f"{name} is nested too deeply to be read safely", hint="save it again in Word or LibreOffice"
        ) from None
    except _DAMAGED as error:
        raise NarrateError(
            f"{name} is damaged and cannot be read: {error}", hint="save it again in Word or LibreOffice"
        ) from error
    told = dict.fromkeys(str(message.message) for message in made.messages)
    return str(made.value), tuple(
        Problem("docx-document", message, Where(name), severity=Severity.WARNING)
        for message in list(told)[:_TOLD]
        if not message.startswith("Unrecognised paragraph style")  # the author's own are no fault
        and not message.startswith("Unrecognised run style")
    )


def _page(html: str, name: str) -> etree._Element:
    """The page that mammoth made, in which notes and references to them are declared as such."""
    root = parse(f"<html><body>{html}</body></html>".encode(), name).root
    for element in _elements(root):
        identifier, href = element.get("id") or "", element.get("href") or ""
        if element.tag == "li" and _NOTE.fullmatch(identifier):
            element.set(EPUB_TYPE, "footnote")
        elif _BACK.fullmatch(href):
            element.set(EPUB_TYPE, "backlink")
        elif _REFERENCE.fullmatch(href):
            element.set(EPUB_TYPE, "noteref")
    return root


def _text(root: etree._Element) -> str:
    """The text of the page without references to notes and back."""
    ended: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            ended.append(element.tail or "")
        elif element.tag != "a" or not element.get(EPUB_TYPE):
            ended.append(element.text or "")
    return "".join(ended)


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))
