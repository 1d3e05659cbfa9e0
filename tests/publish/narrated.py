"""Books to read along: EPUBs, whatever they are made of, as if each sentence had been spoken."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from narrate.errors import Where
from narrate.manuscript import readers
from narrate.manuscript.selection import Choice, select
from narrate.model import Cast, Voice
from narrate.publish.packing import Sound
from narrate.publish.readalong import Contents, Narration, takes_sound
from narrate.publish.tags import Cover, Tags
from narrate.publish.timing import TimedChapter
from narrate.script.compose import compose
from narrate.script.cutting import Limits, alike
from tests.publish.timed import utterance

_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="E/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_HEAD = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    "<head><title>A book</title></head>"
)


def page(body: str) -> str:
    """A document with ``body``."""
    return f"{_HEAD}<body>{body}</body></html>"


def book(
    path: Path,
    pages: Mapping[str, str | bytes],
    *,
    version: str = "3.0",
    metadata: str = "",
    items: str = "",
    attributes: str = "",
    spine: str = "",
    others: Mapping[str, str | bytes] | None = None,
) -> Path:
    """An EPUB of ``pages``, each a chapter, and of ``others``, listed in ``items`` and ``spine``."""
    listed = "".join(
        f'<item id="p{number}" href="{name}" media-type="application/xhtml+xml"{attributes}/>'
        for number, name in enumerate(pages)
    )
    entries = "".join(f'<li><a href="{name}">Chapter {n}</a></li>' for n, name in enumerate(pages, 1))
    order = "".join(f'<itemref idref="p{number}"/>' for number, _ in enumerate(pages))
    package = (
        f'<?xml version="1.0"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="{version}"'
        ' unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:identifier id="id">urn:isbn:1</dc:identifier><dc:title>A book</dc:title>'
        "<dc:language>en</dc:language>"
        f'<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>{metadata}</metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f"{listed}{items}</manifest><spine>{order}{spine}</spine></package>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("E/book.opf", package)
        archive.writestr("E/nav.xhtml", page(f'<nav epub:type="toc"><ol>{entries}</ol></nav>'))
        for name, data in pages.items():
            archive.writestr(f"E/{name}", data)
        for name, data in (others or {}).items():
            archive.writestr(name, data)
    return path


def contents(
    path: Path, sound: Path, *, notes: str = "skip", images: str = "skip", cover: Cover | None = None
) -> Contents:
    """The manuscript ``path`` as if the file ``sound`` were each of its chapters."""
    root = path.parent
    written = replace(readers.read((path,), root), language="en")
    chosen = select(written, Choice(notes=notes, images=images), Where("narration.toml"))
    script = compose(chosen, Cast(Voice("teller", "tone", ())), (), alike(Limits(10, 60, 200)))
    heard = Sound(sound, sound.stat().st_size, hashlib.sha256(sound.read_bytes()).hexdigest())
    narrations = []
    for chapter in script.chapters:
        now_s, spoken = 0.75, []
        for each in chapter.utterances:
            said = utterance(each.text, now_s)
            spoken.append(replace(said, id=each.id, kind=each.kind, span=each.span))
            now_s = said.end_s + 0.35
        timed = TimedChapter(chapter.number, chapter.title or "Chapter", now_s + 3, tuple(spoken))
        narrations.append(Narration(timed, heard))
    name = readers.source_name(path, root)
    own = path if path.suffix == ".epub" and takes_sound(path, name) else None
    tags = Tags(title=written.title or "Book", author="A. & Tester", narrator="Emma", language="en")
    return Contents(tags, cover, written, tuple(narrations), own, name)
