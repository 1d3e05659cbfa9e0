"""Lexicons that a book brings, and the phonemes in them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from narrate.manuscript import epub
from narrate.manuscript.epub import pronunciations
from narrate.manuscript.epub.pronunciations import to_ipa
from narrate.model import Manuscript, Pronunciation

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="E/book.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<dc:title>The Book</dc:title></metadata><manifest><item id="c" href="c.xhtml"'
    ' media-type="application/xhtml+xml"/>{items}</manifest><spine><itemref idref="c"/></spine></package>'
)
CHAPTER = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>'
    "<body><h1>One</h1><p>The Yonge of Quaz.</p></body></html>"
)
PLS = "http://www.w3.org/2005/01/pronunciation-lexicon"


def lexicon(lexemes: str, attributes: str = 'alphabet="ipa" xml:lang="en-US"') -> str:
    return f'<lexicon version="1.0" xmlns="{PLS}" {attributes}>{lexemes}</lexicon>'


def lexeme(word: str, phonemes: str) -> str:
    return f"<lexeme><grapheme>{word}</grapheme><phoneme>{phonemes}</phoneme></lexeme>"


def read(folder: Path, *lexicons: str | bytes) -> Manuscript:
    items = "".join(
        f'<item id="pls{number}" href="lex/{number}.pls" media-type="application/pls+xml"/>'
        for number in range(len(lexicons))
    )
    path = folder / "book.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("E/book.opf", PACKAGE.format(items=items))
        archive.writestr("E/c.xhtml", CHAPTER)
        for number, text in enumerate(lexicons):
            archive.writestr(f"E/lex/{number}.pls", text)
    return epub.read(path)


def test_each_spelling_of_a_lexeme_has_its_phonemes(tmp_path: Path) -> None:
    both = "<lexeme><grapheme>Yonge</grapheme><grapheme> Young </grapheme><phoneme>jʌŋ</phoneme></lexeme>"
    assert read(tmp_path, lexicon(both)).pronunciations == (
        Pronunciation("Yonge", ipa="jʌŋ", language="en"),
        Pronunciation("Young", ipa="jʌŋ", language="en"),
    )


def test_the_preferred_pronunciation_counts_and_an_alias_is_a_respelling(tmp_path: Path) -> None:
    lexemes = (
        "<lexeme><grapheme>a</grapheme><phoneme>x</phoneme><phoneme prefer='true'>y</phoneme></lexeme>"
        "<lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>"
    )
    assert read(tmp_path, lexicon(lexemes, 'alphabet="ipa"')).pronunciations == (
        Pronunciation("a", ipa="y"),
        Pronunciation("W3C", say="World Wide Web Consortium"),
    )


def test_the_first_lexicon_wins_and_other_alphabets_are_told(tmp_path: Path) -> None:
    manuscript = read(
        tmp_path,
        lexicon(lexeme("Quaz", "kwɒz")),
        lexicon(lexeme("Quaz", "nO") + lexeme("Zib", "zI:b"), 'alphabet="x-sampa" xml:lang="en"'),
        lexicon(lexeme("Yonge", "Y AH NG"), 'alphabet="x-cmu" xml:lang="en"'),
    )
    assert manuscript.pronunciations == (
        Pronunciation("Quaz", ipa="kwɒz", language="en"),
        Pronunciation("Zib", ipa="zɪːb", language="en"),
    )
    (problem,) = manuscript.problems
    assert (problem.slug, str(problem.where)) == ("epub-lexicon", "book.epub/E/lex/2.pls")
    assert "1 entry could not be used" in problem.message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff",
        "<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" + lexicon(lexeme("&b;", "x")),
        "<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + lexicon(lexeme("w", "&x;")),
        lexicon("<lexeme/>"),
        lexicon(lexeme("w" * 5000, "x")),
    ],
)
def test_a_damaged_or_hostile_lexicon_costs_its_entries_and_never_the_book(
    tmp_path: Path, data: str | bytes
) -> None:
    manuscript = read(tmp_path, data)
    assert manuscript.chapters
    assert all("root:" not in entry.ipa for entry in manuscript.pronunciations)
    assert all(entry.word and len(entry.word) <= 200 for entry in manuscript.pronunciations)


def test_a_lexicon_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pronunciations, "LEXICON_LIMIT_BYTES", 100)
    manuscript = read(tmp_path, lexicon(lexeme("Quaz", "kwɒz")))
    assert manuscript.pronunciations == ()
    assert "too large" in manuscript.problems[0].message


@pytest.mark.parametrize(
    ("sampa", "ipa"),
    [
        ('%dEm@"kr{tIk', "ˌdɛməˈkrætɪk"),
        ("tSi:z", "tʃiːz"),
        ("b3:d", "bɜːd"),
        ("r\\Ed", "ɹɛd"),
        ("lE~", "lɛ\u0303"),
    ],
)
def test_x_sampa(sampa: str, ipa: str) -> None:
    assert to_ipa(sampa, "X-SAMPA") == ipa
