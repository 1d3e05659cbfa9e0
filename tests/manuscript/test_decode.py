"""Bytes of a text file → its characters, or a plain refusal."""

import codecs
from pathlib import Path

import pytest

from narrate.errors import NarrateError, Severity
from narrate.manuscript.decode import LARGEST_BYTES, decode


def decoded(folder: Path, content: bytes):
    path = folder / "book.txt"
    path.write_bytes(content)
    return decode(path, "book.txt")


@pytest.mark.parametrize(
    "content",
    [
        "né à Paris\n".encode(),
        codecs.BOM_UTF8 + "né à Paris\n".encode(),
        codecs.BOM_UTF16_LE + "né à Paris\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "né à Paris\n".encode("utf-16-be"),
        "né à Paris\r\n".encode(),
        "né à Paris\r".encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 le", "utf-16 be", "windows line ends", "old mac line ends"],
)
def test_every_encoding_gives_the_same_text_without_mark_and_with_plain_line_ends(tmp_path, content):
    found = decoded(tmp_path, content)
    assert found.text == "né à Paris\n"
    assert found.problems == ()


def test_a_file_that_is_not_utf8_is_read_as_windows_1252_and_the_first_odd_line_is_named(tmp_path):
    found = decoded(tmp_path, b"plain\r\nplain\r\n\x93caf\xe9\x94\r\n")
    assert found.text == "plain\nplain\n“café”\n"
    (problem,) = found.problems
    assert str(problem.where) == "book.txt:3"
    assert problem.severity is Severity.WARNING


def test_a_byte_that_windows_1252_does_not_have_falls_back_to_latin_1(tmp_path):
    assert decoded(tmp_path, b"caf\xe9 \x81").text == "café \x81"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no text"),
        (b" \r\n\t ", "no text"),
        (codecs.BOM_UTF8, "no text"),
        (b"\x89PNG\r\n\0\0\0", "not a text file"),
        ("no mark".encode("utf-16-le"), "not a text file"),
        (bytes(range(1, 32)) * 9, "not a text file"),
        (codecs.BOM_UTF16_LE + b"odd", "UTF-16"),
    ],
)
def test_what_is_not_text_is_refused_in_a_sentence(tmp_path, content, says):
    with pytest.raises(NarrateError, match=says) as caught:
        decoded(tmp_path, content)
    assert caught.value.where.file == "book.txt"
    assert caught.value.hint


def test_a_missing_file_and_a_folder_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(NarrateError, match="no such file"):
        decode(tmp_path / "none.md", "none.md")
    with pytest.raises(NarrateError, match="folder"):
        decode(tmp_path, "folder")


def test_a_file_that_is_far_too_large_is_refused_without_being_read(tmp_path):
    path = tmp_path / "huge.md"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(NarrateError, match="larger than 64 MB"):
        decode(path, "huge.md")
