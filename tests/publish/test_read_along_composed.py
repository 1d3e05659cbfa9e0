"""The read-along of a manuscript that is no EPUB: pages made of its blocks, written with ebooklib."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from narrate.publish.cover import read_cover
from narrate.publish.readalong import Contents, write
from narrate.publish.readalong.composed import modified
from tests.publish.narrated import book, contents, page

BOOK = """\
---
title: "Lamps & <Lights> 😀"
---

# One & only

The street was dark.[^1] Nobody knew < why > it was *out*.

> | Tiger, tiger,
> | burning bright

---

“Not I,” said Ben.

[^1]: It was a note.

# Two

![A dark street](s.png)

There was no third lamp.
"""


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.mp3"
    path.write_bytes(b"\xff\xfb" + bytes(5000))
    return path


@pytest.fixture
def manuscript(tmp_path: Path) -> Path:
    path = tmp_path / "book.md"
    path.write_text(BOOK, encoding="utf-8")
    return path


def made(what: Contents, path: Path) -> zipfile.ZipFile:
    assert write(path, what) == ()
    return zipfile.ZipFile(path)


def text_of(document: bytes) -> str:
    body = etree.fromstring(document).find("{*}body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def test_every_block_is_on_a_page_and_every_utterance_in_a_span(
    manuscript: Path, sound: Path, tmp_path: Path
) -> None:
    what = contents(manuscript, sound, notes="chapter", images="alt")
    with made(what, tmp_path / "out.epub") as after:
        first, second = (after.read(f"EPUB/text/00{number}.xhtml") for number in (1, 2))
        assert text_of(first).startswith("One & only The street was dark.1 Nobody knew < why > it was out.")
        assert b"<br/>" in first
        assert b'<hr class="scene"/>' in first
        assert b'<a href="001.xhtml#note-1"' in first
        assert b'<aside id="note-1" epub:type="footnote"' in first
        assert "A dark street" in text_of(second)
        spans = [
            " ".join("".join(span.itertext()).split())
            for data in (first, second)
            for span in etree.fromstring(data).iter("{*}span")
        ]
        said = [" ".join(each.text.split()) for n in what.narrations for each in n.timed.utterances]
        assert [span.replace("dark.1", "dark.") for span in spans] == said
        for number in (1, 2):
            assert after.read(f"EPUB/audio/00{number}.mp3") == sound.read_bytes()


def test_what_is_not_narrated_can_be_read(manuscript: Path, sound: Path, tmp_path: Path) -> None:
    with made(contents(manuscript, sound), tmp_path / "out.epub") as after:
        first = after.read("EPUB/text/001.xhtml")
        assert "It was a note." in text_of(first)
        assert b"<span" not in first[first.index(b"<aside") :]


def test_every_reference_leads_to_its_note(sound: Path, tmp_path: Path) -> None:
    text = "".join(f"# {n}\n\nWords.[^{n}] More.[^{n}b]\n\n[^{n}]: One.\n\n[^{n}b]: Two.\n\n" for n in "abc")
    path = tmp_path / "book.md"
    path.write_text(text, encoding="utf-8")
    with made(contents(path, sound), tmp_path / "out.epub") as after:
        pages = {name: after.read(name).decode() for name in after.namelist() if "/text/0" in name}
    links = [link for page in pages.values() for link in re.findall(r'href="(\d{3}\.xhtml#[^"]*)"', page)]
    assert len(set(links)) == 6
    for link in links:
        file, _, name = link.partition("#")
        assert f'id="{name}"' in pages[f"EPUB/text/{file}"]


def test_the_same_book_is_the_same_bytes(manuscript: Path, sound: Path, tmp_path: Path) -> None:
    for name in ("a.epub", "b.epub"):
        write(tmp_path / name, contents(manuscript, sound))
    assert (tmp_path / "a.epub").read_bytes() == (tmp_path / "b.epub").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.epub") as after:
        assert after.namelist()[0] == "mimetype"
        assert all(e.date_time[0] == 1980 and e.compress_type == zipfile.ZIP_STORED for e in after.infolist())
        assert b"Ebook-lib" not in after.read("EPUB/content.opf")


def test_an_identifier_belongs_to_title_author_and_language(
    manuscript: Path, sound: Path, tmp_path: Path
) -> None:
    def identifier(what: Contents) -> str:
        with made(what, tmp_path / "out.epub") as after:
            found = re.search(r"urn:uuid:[0-9a-f-]{36}", after.read("EPUB/content.opf").decode())
            assert found is not None
            return found[0]

    what = contents(manuscript, sound)
    narrated = replace(what, tags=replace(what.tags, narrator="Somebody else", year="1999"))
    assert identifier(what) == identifier(narrated)
    assert identifier(what) != identifier(replace(what, tags=replace(what.tags, title="Another")))


@pytest.mark.parametrize(
    ("year", "told"),
    [("1865", "1865-01-01"), ("", "1970-01-01"), ("c. 1600", "1970-01-01"), ("999", "1970-01-01")],
)
def test_no_clock_says_when_it_was_changed(year: str, told: str) -> None:
    assert f"{modified(year):%Y-%m-%d}" == told


def test_odd_characters_and_no_title_make_a_book(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    line = "A line \x07 with a bell, \ufffe and 😀 “quotes”. " + "It went on and on. " * 20
    path.write_text(f"{line}\n", encoding="utf-8")
    what = contents(path, sound)
    tags = replace(what.tags, title='T<&"' + "x" * 500, description="a\x00b", narrator="", author="")
    with made(replace(what, tags=tags), tmp_path / "out.epub") as after:
        for name in after.namelist():
            if name.endswith((".opf", ".xhtml", ".smil", ".ncx")):
                etree.fromstring(after.read(name))


def test_a_cover_is_the_first_page(manuscript: Path, sound: Path, tmp_path: Path, jpeg: bytes) -> None:
    what = contents(manuscript, sound, cover=read_cover(jpeg))
    with made(what, tmp_path / "out.epub") as after:
        package = after.read("EPUB/content.opf").decode()
        assert after.read("EPUB/cover.jpg") == jpeg
    assert re.search(r'href="cover.jpg"[^>]*properties="cover-image"', package)
    assert re.findall(r'idref="([^"]*)"', package)[0] == "cover"


def test_a_book_of_epub_2_is_made_of_its_blocks(sound: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<h1>One</h1><p>It was old.</p>")}, version="2.0")
    what = contents(path, sound)
    assert what.epub is None
    with made(what, tmp_path / "out.epub") as after:
        assert text_of(after.read("EPUB/text/001.xhtml")) == "One It was old."
        assert after.read("EPUB/text/001.smil").count(b"<par ") == 2
