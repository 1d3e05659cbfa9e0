"""HTML files: read as a document of an EPUB is, whatever they are like."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.errors import NarrateError
from narrate.manuscript import html
from narrate.model import BlockKind, Manuscript

Prove = Callable[[Manuscript], None]


def page(folder: Path, body: str | bytes, head: str = "") -> Manuscript:
    file = folder / "book.html"
    if isinstance(body, str):
        body = f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>".encode()
    file.write_bytes(body)
    return html.read(file)


def told(manuscript: Manuscript) -> list[tuple[str, str]]:
    return [(chapter.title, chapter.matter) for chapter in manuscript.chapters]


def test_a_page_says_what_it_is_and_its_headings_are_chapters(tmp_path: Path, prove: Prove) -> None:
    head = "<title>The Two\n Lamps</title><meta name='author' content='A. Tester'>"
    body = "<h1>The Two Lamps</h1><p>by A. Tester</p><h2>One</h2><p>Text &amp; so on.</p><h2>Two</h2><p>End."
    book = page(tmp_path, body + "<p>Long. " * 400, head)
    prove(book)
    assert (book.title, book.author, book.language) == ("The Two Lamps", "A. Tester", "en-GB")
    assert told(book) == [("The Two Lamps", "front matter: title page"), ("One", ""), ("Two", "")]
    assert book.chapters[1].blocks[1].text == "Text & so on."


def test_paragraphs_that_the_contents_lead_to_are_headings(tmp_path: Path) -> None:
    contents = "<h2>Contents</h2><p><a href='#a'>CHAPTER I.</a><br><a href='#b'>Chapter II</a></p>"
    body = "<p><a name='a'></a></p><p><br>CHAPTER I.</p><p>One.</p><p id='b'>CHAPTER II.</p><p>Two.</p>"
    book = page(tmp_path, contents + body + "<p>See <a href='#a'>One.</a></p>")
    assert told(book) == [
        ("Contents", "front matter: table of contents"),
        ("CHAPTER I.", ""),
        ("CHAPTER II.", ""),
    ]
    assert book.chapters[1].blocks[0].kind is BlockKind.HEADING


def test_footnotes_tables_and_lists_are_read_as_in_an_epub(tmp_path: Path, prove: Prove) -> None:
    body = (
        "<p>So<a id='r' href='#n'>[1]</a>.</p><table><tr><th>Name</th><th>Age</th></tr>"
        "<tr><td><p>Alice,</p></td><td><p>7</p></td></tr></table>"
        "<ul><li>One<li>Two</ul><dl><dt>Lamp<dd>It is lit.</dl><p id='n'><a href='#r'>[1]</a> A note.</p>"
    )
    book = page(tmp_path, body)
    prove(book)
    assert [(block.kind, block.text) for block in book.chapters[0].blocks] == [
        *[(BlockKind.PARAGRAPH, text) for text in ("So.", "Name, Age", "Alice, 7", "One", "Two")],
        *[(BlockKind.PARAGRAPH, text) for text in ("Lamp", "It is lit.")],
        (BlockKind.NOTE, "A note."),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"<p>caf\xe9",
        "<p>café".encode("utf-16"),
        b"\xef\xbb\xbf<p>caf\xc3\xa9\r\n",
        b"<meta charset=iso-8859-1><p>caf\xe9",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><p>caf&eacute;&e;",
    ],
)
def test_odd_encodings_and_entities_are_read_and_nothing_is_fetched(tmp_path: Path, data: bytes) -> None:
    book = page(tmp_path, data)
    text = book.chapters[0].blocks[0].text
    assert text.startswith("café")
    assert "root:" not in text


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<img src='x.png'>"])
def test_a_page_without_text_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NarrateError, match="no text to narrate"):
        page(tmp_path, data)


TAGS = st.sampled_from(
    [
        *("p", "p", "div", "h1", "h2", "table", "tr", "td", "th", "ul", "ol", "li", "dl", "dt", "dd"),
        *("blockquote", "pre", "a", "a", "b", "aside", "figure"),
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        "",
        "id='n1'",
        "href='#n1'",
        "href='#r1' id='n2'",
        "id='r1' href='#n2'",
        "class='footnote'",
        "hidden",
    ]
)
WORDS = st.sampled_from(
    ["So it was. ", "“Stop!” ", "[1]", "1", "* * *", "\u200b", "\u05e9\u05dc\u05d5\u05dd ", "\xad"]
)
LEAVES = st.one_of(WORDS, st.just("<br>"), st.just("<img src=x alt='A picture.'>"), st.just("<hr>"))


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = st.lists(children, max_size=4).map("".join)
    return st.builds(lambda tag, said, text: f"<{tag} {said}>{text}</{tag}>", TAGS, ATTRIBUTES, inner)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.recursive(LEAVES, element, max_leaves=20), max_size=6).map("".join))
def test_of_any_page_every_character_is_accounted_for(tmp_path: Path, prove: Prove, body: str) -> None:
    prove(page(tmp_path, f"<p>Text.</p>{body}"))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_of_any_text_every_character_is_accounted_for(tmp_path: Path, prove: Prove, text: str) -> None:
    prove(page(tmp_path, f"<p>Text.</p><p>{escape(text)}</p>"))
