"""The read-along of a manuscript that is no EPUB 3: a book made of its blocks, written with ebooklib."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from narrate.publish.identity import identifier, language_tag
from narrate.publish.packing import Packed
from narrate.publish.readalong import overlay
from narrate.publish.readalong.clips import Clip, clips
from narrate.publish.readalong.contents import Contents
from narrate.publish.readalong.overlay import AUDIO_TYPE, Lit, Overlay
from narrate.publish.readalong.pages import STYLE, Page, Writer, clean, document
from narrate.publish.tags import Tags, one_line, printable

_FOLDER = "EPUB"
_STYLE = "style.css"
_XHTML = "application/xhtml+xml"
_YEAR = re.compile(r"[1-9]\d{3}")
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


def files(contents: Contents) -> Iterator[Packed]:
    """The files of the read-along, in order."""
    pages = Writer(contents.by_source()).pages(_written(contents))
    overlays = _overlays(contents, pages)
    heard = {each.clip.chapter for each_overlay in overlays.values() for each in each_overlay.lit}
    sounds = {
        f"{_FOLDER}/{_audio(narration.timed.number)}": narration.sound
        for narration in contents.narrations
        if narration.timed.number in heard
    }
    with zipfile.ZipFile(io.BytesIO(_book(contents, pages, overlays, heard))) as made:
        for entry in made.infolist():
            sound = sounds.get(entry.filename)
            yield sound.packed(entry.filename) if sound else Packed.of(entry.filename, made.read(entry))


def modified(year: str) -> datetime:
    """When the book was last changed, as EPUB demands: the beginning of ``year``, its year of publication.

    Without one it is the beginning of 1970, by which programs that make the same from the same mean that
    there is no date. The clock would be no answer: the same book would be another one each time.
    """
    return datetime(int(year), 1, 1, tzinfo=UTC) if _YEAR.fullmatch(year) else _UNDATED


def _written(contents: Contents) -> Sequence[Any]:
    """The chapters in which something is written."""
    return [each for each in contents.manuscript.chapters if any(block.text for block in each.blocks)]


def _audio(chapter: int) -> str:
    return f"audio/{chapter:03}.mp3"


def _overlays(contents: Contents, pages: Sequence[Page]) -> Mapping[str, Overlay]:
    """The overlays of the pages in which something is heard, by the pages' files."""
    places = {name: (0,) for page in pages for name, _ in page.heard}
    heard: dict[tuple[str, int], Clip] = {}
    for narration in contents.narrations:
        heard.update(clips(narration.timed, places))
    found: dict[str, Overlay] = {}
    for page in pages:
        lit = tuple(
            Lit(element, _audio(heard[name, 0].chapter), heard[name, 0])
            for name, element in page.heard
            if (name, 0) in heard
        )
        if lit:
            found[page.file] = Overlay(page.file, page.file.replace(".xhtml", ".smil"), lit)
    return found


def _titles(contents: Contents, pages: Sequence[Page]) -> Mapping[str, str]:
    """What each page is called: as the chapter heard in it is, or as its author or its kind says."""
    chapters = {
        utterance.id: narration.timed.title
        for narration in contents.narrations
        for utterance in narration.timed.utterances
    }
    titles = {}
    for page, chapter in zip(pages, _written(contents), strict=True):
        heard = next((chapters[name] for name, _ in page.heard), "")
        titles[page.file] = heard or one_line(chapter.title) or chapter.matter.rpartition(": ")[2] or "…"
    return titles


def _book(
    contents: Contents, pages: Sequence[Page], overlays: Mapping[str, Overlay], heard: set[int]
) -> bytes:
    """The book without its sound, as ebooklib writes it."""
    from ebooklib import epub

    tags = contents.tags
    language = language_tag(tags.language)
    book = epub.EpubBook()
    book.metadata.clear()  # the version of ebooklib
    book.set_identifier(identifier(tags))
    book.set_title(one_line(tags.title))
    book.set_language(language)
    _describe(book, tags)
    book.add_item(epub.EpubItem("style", _STYLE, "text/css", (STYLE + overlay.STYLE).encode()))
    titles = _titles(contents, pages)
    spine = list(_front(epub, book, contents, language))
    for number, page in enumerate(pages, 1):
        body = document(titles[page.file], page.body, language, styles=[f"../{_STYLE}"])
        item = epub.EpubItem(f"page-{number}", page.file, _XHTML, body)
        own = overlays.get(page.file)
        if own is not None:
            item.media_overlay = f"overlay-{number}"
            book.add_item(epub.EpubItem(item.media_overlay, own.smil, overlay.SMIL_TYPE, own.written()))
        book.add_item(item)
        spine.append(item)
        book.toc.append(epub.Link(page.file, titles[page.file], f"entry-{number}"))
    for chapter in sorted(heard):
        book.add_item(epub.EpubItem(f"audio-{chapter}", _audio(chapter), AUDIO_TYPE, b""))
    ids = [(item.media_overlay, overlays[item.file_name]) for item in spine if item.file_name in overlays]
    for each in overlay.properties(ids, one_line(tags.narrator)):
        refines = {"refines": f"#{each.refines}"} if each.refines else {}
        book.add_metadata("OPF", "meta", each.value, {"property": each.name, **refines})
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = spine
    made = io.BytesIO()
    options = {"mtime": modified(tags.year), "compresslevel": 0}
    writer = epub.EpubWriter(made, book, options)
    writer.process()
    writer.write()
    return made.getvalue()


def _describe(book: Any, tags: Tags) -> None:
    if tags.author:
        book.add_author(one_line(tags.author))
    for name, value in (("publisher", tags.publisher), ("date", tags.year)):
        if value:
            book.add_metadata("DC", name, one_line(value))
    if tags.description:
        book.add_metadata("DC", "description", printable(tags.description))


def _front(epub: Any, book: Any, contents: Contents, language: str) -> Iterator[Any]:
    """The cover, if there is one, and the title page."""
    tags, cover = contents.tags, contents.cover
    title = one_line(tags.title)
    if cover is not None:
        name = f"cover{_SUFFIXES[cover.mime]}"
        image = epub.EpubCover("cover-image", name)
        image.media_type, image.content = cover.mime, cover.data
        book.add_item(image)
        book.add_metadata(None, "meta", "", {"name": "cover", "content": "cover-image"})
        body = (
            f'<section epub:type="cover"><img class="cover" src="{name}" alt="{clean(title)}"/></section>\n'
        )
        page = epub.EpubItem("cover", "cover.xhtml", _XHTML, document(title, body, language, styles=[_STYLE]))
        book.add_item(page)
        yield page
    lines = "".join(f"<p>{clean(line)}</p>\n" for line in (tags.author,) if line)
    body = f'<section class="title" epub:type="titlepage">\n<h1>{clean(title)}</h1>\n{lines}</section>\n'
    page = epub.EpubItem(
        "title-page", "title.xhtml", _XHTML, document(title, body, language, styles=[_STYLE])
    )
    book.add_item(page)
    yield page
