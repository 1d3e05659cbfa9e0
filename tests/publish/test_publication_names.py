import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.publish.names import MOST_BYTES, book_file_name, chapter_file_name

HOSTILE = st.text(
    st.characters() | st.sampled_from('/\\:*?"<>|. \0\n\x7f\u202e\ud800é한🧚\u0301'), max_size=120
)
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Down the Rabbit-Hole", "01 - Down the Rabbit-Hole.mp3"),
        ("Part One: The Sea", "01 - Part One The Sea.mp3"),
        ("Who Stole the Tarts?", "01 - Who Stole the Tarts.mp3"),
        ("../../etc/passwd", "01 - .. .. etc passwd.mp3"),
        ("Dr. Seward's Diary...", "01 - Dr. Seward's Diary.mp3"),
        ("two\nlines\x00", "01 - two lines.mp3"),
        ("Cafe\u0301", "01 - Caf\u00e9.mp3"),
        ("第一章 🧚", "01 - 第一章 🧚.mp3"),
        ("gpj.\u202eexe", "01 - gpj. exe.mp3"),
        ("", "01 - Chapter 1.mp3"),
        ("???", "01 - Chapter 1.mp3"),
        (" . ", "01 - Chapter 1.mp3"),
    ],
)
def test_a_chapter_is_named_for_its_number_and_title(title: str, name: str) -> None:
    assert chapter_file_name(1, 12, title, ".mp3") == name


def test_numbers_are_as_wide_as_the_longest() -> None:
    assert chapter_file_name(7, 9, "Tea", ".flac") == "07 - Tea.flac"
    assert chapter_file_name(7, 120, "Tea", ".flac") == "007 - Tea.flac"
    assert chapter_file_name(3, 1200, "", ".flac") == "0003 - Chapter 3.flac"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Alice's Adventures in Wonderland", "Alice's Adventures in Wonderland.mp3"),
        ("Con", "_Con.mp3"),
        ("nul.part", "_nul.part.mp3"),
        ("COM1", "_COM1.mp3"),
        ("Conan", "Conan.mp3"),
        (".hidden", "hidden.mp3"),
        ("-rf", "rf.mp3"),
        ("", "Book.mp3"),
        ("...", "Book.mp3"),
    ],
)
def test_a_book_is_named_for_its_title(title: str, name: str) -> None:
    assert book_file_name(title, ".mp3") == name


def test_a_long_title_is_cut_between_characters() -> None:
    name = chapter_file_name(1, 9, "é" * 200, ".mp3")
    assert name == "01 - " + "é" * 45 + ".mp3"
    assert len(name.encode()) == 99


@given(HOSTILE, st.sampled_from([".mp3", ".flac"]))
def test_names_are_portable_whatever_the_title(title: str, suffix: str) -> None:
    for name in (book_file_name(title, suffix), chapter_file_name(3, 40, title, suffix)):
        stem = name.removesuffix(suffix)
        assert name.endswith(suffix)
        assert stem == stem.strip(" ")
        assert stem
        assert not stem.endswith(".")
        assert not name.startswith((".", "-"))
        assert not FORBIDDEN.search(name)
        assert unicodedata.is_normalized("NFC", name)
        assert len(name.encode()) <= MOST_BYTES
        assert stem.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


@given(st.lists(HOSTILE, min_size=2, max_size=120))
def test_names_of_a_book_sort_as_it_runs_and_are_distinct(titles: list[str]) -> None:
    names = [chapter_file_name(n, len(titles), title, ".mp3") for n, title in enumerate(titles, start=1)]
    assert sorted(names) == names
    assert len({name.casefold() for name in names}) == len(titles)
