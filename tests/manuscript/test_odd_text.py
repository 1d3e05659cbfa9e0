"""Text as it really comes: line ends of three kinds, invisible characters, no paragraphs."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from narrate.errors import NarrateError
from narrate.manuscript.readers import read
from narrate.model import Manuscript, Script

Prove = Callable[[Manuscript], None]
Perform = Callable[..., Script]

FORMATS = ("md", "txt", "html", "fountain", "epub")


def write(folder: Path, kind: str, text: str) -> Path:
    """A manuscript of one paragraph in the format ``kind``."""
    file = folder / f"book.{kind}"
    page = f"<html><body><p>{escape(text)}</p></body></html>"
    if kind == "epub":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("META-INF/container.xml", '<c><rootfile full-path="b.opf"/></c>')
            archive.writestr(
                "b.opf",
                '<package><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
                '</manifest><spine><itemref idref="c"/></spine></package>',
            )
            archive.writestr("c.xhtml", page)
    else:
        file.write_text(page if kind == "html" else text, encoding="utf-8", newline="")
    return file


def spoken(script: Script) -> str:
    return " ".join(u.spoken for chapter in script.chapters for u in chapter.utterances)


@pytest.mark.parametrize("kind", ["md", "txt", "fountain"])
def test_line_ends_may_be_mixed(tmp_path: Path, prove: Prove, kind: str) -> None:
    file = write(tmp_path, kind, "One\r\ntwo.\r\rThree.\n\r\nFour\rfive.\r\n")
    book = read([file], tmp_path)
    prove(book)
    assert [block.text for block in book.chapters[0].blocks] == ["One two.", "Three.", "Four five."]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "text",
    [
        "\ufeffIt rained.\ufeff And rained.",  # byte order marks, also where files were joined
        "The light\u00adhouse key\u200bhole was\u2060—dark.",  # soft hyphen, zero-width space, word joiner
        "He said \u202bשלום לך\u202c and went.",  # Hebrew in a right-to-left embedding
        "קול דממה דקה. ويل لك.",
        "A\u2028b\u2029c\u0085d\u000be\u000cf.",  # line ends of Unicode's, vertical tab, form feed
        "e\u0301\u0327 \U0001f469\u200d\U0001f680 \U00012000 \ufffd",
        "\u200b\u200b",  # nothing that can be heard
        "It rained.\u200e\u200f \u2066x\u2069",
    ],
)
def test_invisible_characters_and_other_scripts_are_accounted_for(
    tmp_path: Path, prove: Prove, kind: str, text: str
) -> None:
    book = read([write(tmp_path, kind, f"Before. {text} After.")], tmp_path)
    prove(book)
    assert not [problem for problem in book.problems if problem.slug == "text-unread"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_few_control_characters_are_no_reason_to_refuse_a_book(
    tmp_path: Path, prove: Prove, kind: str
) -> None:
    text = "It rained. " * 100 + "\x01 And\x1b[0m rained.\x7f"
    prove(read([write(tmp_path, kind, text)], tmp_path))


@pytest.mark.parametrize("kind", ["md", "txt", "fountain"])
def test_a_file_full_of_them_is_no_text(tmp_path: Path, kind: str) -> None:
    with pytest.raises(NarrateError, match="not a text file"):
        read([write(tmp_path, kind, "\x01\x02\x03 It rained.")], tmp_path)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "text",
    [
        "It rained, and “nobody” asked why. " * 6_000,
        "word " * 40_000,
        "x" * 200_000,
        "“" * 200_000,
        ". " * 100_000,
    ],
    ids=["sentences", "no stop", "no space", "quotes", "stops"],
)
def test_a_paragraph_of_200_000_characters_is_read_in_seconds(
    tmp_path: Path, perform: Perform, kind: str, text: str
) -> None:
    started = time.process_time()
    perform(read([write(tmp_path, kind, f"Before. {text}")], tmp_path))
    assert time.process_time() - started < 20
