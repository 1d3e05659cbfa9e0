"""Several files are one manuscript, and the project decides which of its chapters are narrated."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.errors import NarrateError, Where
from narrate.manuscript.readers import read
from narrate.manuscript.selection import Choice, select
from narrate.model import Block, BlockKind, Chapter, Manuscript, Run, Source

PROJECT = Where("narration.toml")


def test_files_are_read_in_their_order_and_keep_their_names(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    first, second = tmp_path / "parts" / "one.md", tmp_path / "two.txt"
    first.write_text("# One\n\nThe first.\n")
    second.write_text("The second.\n")
    book = read([first, second], tmp_path)
    assert [source.name for source in book.sources] == ["parts/one.md", "two.txt"]
    assert [chapter.number for chapter in book.chapters] == [1, 2]
    assert book.chapters[0].title == "One"


def test_a_file_with_only_a_heading_begins_the_next_chapter(tmp_path: Path) -> None:
    texts = ["# Part One\n", "# A Beginning\n\nIt began.\n", "# An End\n\nIt ended.\n", "# Nothing\n"]
    files = [tmp_path / f"{number}.md" for number in range(4)]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    book = read(files, tmp_path)
    assert [chapter.title for chapter in book.chapters] == ["A Beginning", "An End", "Nothing"]
    assert [block.text for block in book.chapters[0].blocks] == ["Part One", "A Beginning", "It began."]


def test_an_unknown_kind_of_file_is_refused_with_the_kinds_there_are(tmp_path: Path) -> None:
    (tmp_path / "book.odt").write_bytes(b"PK")
    with pytest.raises(NarrateError, match=r"does not read \.odt") as refused:
        read([tmp_path / "book.odt"], tmp_path)
    assert ".epub" in refused.value.hint


def book_of(*chapters: tuple[str, str]) -> Manuscript:
    """A book of (title, matter) chapters, each with one paragraph."""
    made = []
    for number, (title, matter) in enumerate(chapters, 1):
        block = Block(BlockKind.PARAGRAPH, title, f"{number}.md", (Run(0, 0, len(title)),))
        made.append(Chapter(number, title, (block,), matter))
    sources = tuple(Source(f"{number}.md", title) for number, (title, _) in enumerate(chapters, 1))
    return Manuscript("", "", "en", tuple(made), sources)


BOOK = book_of(
    ("Imprint", "front matter: imprint"), ("One", ""), ("Two", ""), ("Notes", "back matter: notes")
)


def test_matter_is_left_out_with_its_reason_and_the_rest_is_numbered_anew() -> None:
    chosen = select(BOOK, Choice(), PROJECT)
    assert [(chapter.number, chapter.title) for chapter in chosen.chapters] == [(1, "One"), (2, "Two")]
    assert [(each.span.source, each.reason) for each in chosen.skipped] == [
        ("1.md", "front matter: imprint"),
        ("4.md", "back matter: notes"),
    ]


def test_the_project_has_the_last_word() -> None:
    chosen = select(BOOK, Choice(read=("notes",), skip=("ONE",)), PROJECT)
    assert [chapter.title for chapter in chosen.chapters] == ["Two", "Notes"]
    assert [each.reason for each in chosen.skipped] == ["front matter: imprint", "skipped by the project"]


@pytest.mark.parametrize(
    ("kinds", "titles"),
    [
        (("imprint",), ["Imprint", "One", "Two"]),
        (("back matter",), ["One", "Two", "Notes"]),
        (("front matter", "notes"), ["Imprint", "One", "Two", "Notes"]),
        (("dedication",), ["One", "Two"]),
    ],
)
def test_matter_is_narrated_by_its_kind(kinds: tuple[str, ...], titles: list[str]) -> None:
    assert [chapter.title for chapter in select(BOOK, Choice(matter=kinds), PROJECT).chapters] == titles


def test_a_title_that_no_chapter_has_is_a_problem() -> None:
    (problem,) = select(BOOK, Choice(read=("Nots",)), PROJECT).problems
    assert (problem.slug, problem.hint) == ("chapter-unknown", 'did you mean "Notes"?')


def test_a_book_of_which_nothing_is_left_is_a_problem() -> None:
    assert [problem.slug for problem in select(BOOK, Choice(skip=("One", "Two")), PROJECT).problems] == [
        "manuscript-empty"
    ]
