"""Books in folders: parts and chapters by name and number, or in the order of a SUMMARY.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.errors import NarrateError, Severity
from narrate.manuscript.natural import natural
from narrate.manuscript.readers import read
from narrate.model import Manuscript

Prove = Callable[[Manuscript], None]

PROSE = "It rained, and nobody asked why.\n"


def folder(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = root / "book" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root / "book"


def told(book: Manuscript) -> list[tuple[str, list[str]]]:
    """Each chapter's title, and its blocks."""
    return [(chapter.title, [block.text for block in chapter.blocks]) for chapter in book.chapters]


def test_files_are_read_in_the_order_of_their_numbers(tmp_path: Path, prove: Prove) -> None:
    files = {f"Chapter {number}.md": f"# Chapter {number}\n\n{PROSE}" for number in (10, 2, 1)}
    book = read([folder(tmp_path, {**files, "notes.yaml": "x: 1", ".draft.md": "no"})], tmp_path)
    prove(book)
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1", "Chapter 2", "Chapter 10"]
    assert book.sources[0].name == "book/Chapter 1.md"
    assert not book.problems


def test_folders_are_parts_under_their_names_unless_they_have_a_heading_of_their_own(
    tmp_path: Path, prove: Prove
) -> None:
    files = {
        "01 The_Harbour/1.md": f"# One\n\n{PROSE}",
        "01 The_Harbour/2.md": f"# Two\n\n{PROSE}",
        "02 The Sea/00 The Sea.md": "# The Sea\n",
        "02 The Sea/3.md": f"# Three\n\n{PROSE}",
        "02 The Sea/4.md": f"# Four\n\n{PROSE}",
        "03 Epilogue/Epilogue.md": f"# Afterwards\n\n{PROSE}",
    }
    book = read([folder(tmp_path, files)], tmp_path)
    prove(book)
    line = PROSE.strip()
    assert told(book) == [
        ("One", ["The Harbour", "One", line]),
        ("Two", ["Two", line]),
        ("Three", ["The Sea", "Three", line]),
        ("Four", ["Four", line]),
        ("Afterwards", ["Afterwards", line]),
    ]
    (name,) = (source for source in book.sources if source.name == "book/01 The_Harbour")
    assert name.text == "01 The_Harbour"
    assert {each.reason for each in book.skipped} == {"number of a folder", "markup"}


def test_a_folder_of_files_without_headings_is_a_chapter_in_scenes(tmp_path: Path, prove: Prove) -> None:
    files = {"1 The Harbour/scene 1.md": "It rained.\n", "1 The Harbour/scene 2.txt": "It stopped.\n"}
    book = read([folder(tmp_path, files)], tmp_path)
    prove(book)
    assert told(book) == [("The Harbour", ["The Harbour", "It rained.", "", "It stopped."])]


def test_a_folder_of_matter_says_so_of_all_that_is_in_it(tmp_path: Path) -> None:
    files = {
        "01 Front matter/01 Dedication.md": "For Ada.\n",
        "01 Front matter/02 Note.md": "To the reader.\n",
        "02 Manuscript/1.md": f"# One\n\n{PROSE}",
        "02 Manuscript/2.md": f"# Two\n\n{PROSE}",
        "03 Back matter/Afterword.md": f"# Afterword\n\n{PROSE}",
    }
    book = read([folder(tmp_path, files)], tmp_path)
    assert [(chapter.title, chapter.matter) for chapter in book.chapters] == [
        ("Dedication", "front matter: dedication"),
        ("Note", "front matter"),
        ("One", ""),
        ("Two", ""),
        ("Afterword", "back matter"),
    ]


def test_a_chapter_that_is_only_called_as_matter_is_narrated(tmp_path: Path) -> None:
    names = ("Dedication", "One", "Index", "Two", "Acknowledgements")
    files = {f"{number} {name}.md": f"# {name}\n\n{PROSE * 40}" for number, name in enumerate(names)}
    files["0 Dedication.md"] = "# Dedication\n\nFor Ada.\n"
    book = read([folder(tmp_path, files)], tmp_path)
    assert [(chapter.title, chapter.matter) for chapter in book.chapters] == [
        ("Dedication", "front matter: dedication"),
        ("One", ""),
        ("Index", ""),
        ("Two", ""),
        ("Acknowledgements", ""),
    ]


def test_what_cannot_be_read_in_a_folder_is_told(tmp_path: Path) -> None:
    book = read([folder(tmp_path, {"1.md": PROSE, "2.odt": "x", "cover.jpg": "x"})], tmp_path)
    assert [(p.slug, str(p.where), p.severity) for p in book.problems] == [
        ("folder-unread", "book/2.odt", Severity.WARNING)
    ]


def test_a_folder_without_a_manuscript_and_a_circle_of_folders_are_refused(tmp_path: Path) -> None:
    empty = folder(tmp_path, {"cover.jpg": "x"})
    with pytest.raises(NarrateError, match="has no manuscript in it"):
        read([empty], tmp_path)
    (empty / "again").symlink_to(empty)
    with pytest.raises(NarrateError, match="in a circle"):
        read([empty], tmp_path)


def test_a_file_that_is_named_besides_its_folder_is_refused(tmp_path: Path) -> None:
    place = folder(tmp_path, {"1.md": PROSE})
    with pytest.raises(NarrateError, match=r"book/1\.md is in the manuscript twice"):
        read([place, place / "1.md"], tmp_path)


SUMMARY = """\
# Summary

[Preface](preface.md)

# The Harbour

- [One](one.md)
    - [Within](sub/within%20one.md)
- [Yet to come]()

# The Sea

* [Two](./two.md#start)
* [Again](one.md)

---

[Afterword](after.md)
"""
LISTED = {
    "preface.md": f"# Preface\n\n{PROSE}",
    "one.md": f"# One\n\n{PROSE}",
    "sub/within one.md": f"# Within\n\n{PROSE}",
    "two.md": f"# Two\n\n{PROSE}",
    "after.md": f"# Afterword\n\n{PROSE}",
}


@pytest.mark.parametrize("named", ["book", "book/SUMMARY.md", ""])
def test_a_summary_orders_the_files_and_names_the_parts(tmp_path: Path, prove: Prove, named: str) -> None:
    folder(tmp_path, {**LISTED, "SUMMARY.md": SUMMARY})
    book = read([tmp_path / named], tmp_path)
    prove(book)
    line = PROSE.strip()
    assert told(book) == [
        ("Preface", ["Preface", line]),
        ("One", ["The Harbour", "One", line]),
        ("Within", ["Within", line]),
        ("Two", ["The Sea", "Two", line]),
        ("Afterword", ["Afterword", line]),
    ]
    assert not book.problems
    reasons = {each.reason for each in book.skipped if each.span.source.endswith("book/SUMMARY.md")}
    assert reasons == {"table of contents", "draft: no file yet"}


def test_what_is_wrong_with_a_summary_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "# Summary\n\n- [One](one.md)\n- [Gone](gone.md)\n- [Out](../../etc/passwd)\n- [Web](http://x.org)\n"
    )
    place = folder(tmp_path, {"one.md": PROSE, "two.md": PROSE, "SUMMARY.md": text})
    book = read([place], tmp_path)
    assert [(p.slug, str(p.where), p.severity.value) for p in book.problems] == [
        ("summary-elsewhere", "book/SUMMARY.md:5", "warning"),
        ("summary-elsewhere", "book/SUMMARY.md:6", "warning"),
        ("summary-missing", "book/SUMMARY.md:4", "error"),
        ("summary-unlisted", "book/two.md", "warning"),
    ]


@given(st.lists(st.integers(0, 10**30), unique=True), st.text(st.sampled_from("ab -"), max_size=4))
def test_numbers_in_names_are_in_the_order_of_numbers(numbers: list[int], name: str) -> None:
    names = [f"{name}{number}.md" for number in numbers]
    assert sorted(names, key=natural) == [f"{name}{number}.md" for number in sorted(numbers)]


NAMES = st.sampled_from(["1", "2 Two", "10_Ten", "Part", "text", "Back matter", "README", "Front matter"])
TEXTS = st.sampled_from(["It rained.\n", "# Head\n", "# One\n\nText.[^1]\n\n[^1]: A note.\n", "# A\n\n# B\n"])
TREES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".md"), TEXTS, min_size=1
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=TREES)
def test_of_any_folder_every_character_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, prove: Prove, files: dict[str, str]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    book = read([folder(root, files)], root)
    assert len(book.sources) >= len(files)
    prove(book)


ENTRIES = st.sampled_from(
    [
        *(
            "# Summary",
            "# A Part",
            "## Another #",
            "[One](one.md)",
            "- [Two](two.md)",
            "    - [In](sub/in.md)",
        ),
        *(
            "* [One](./one.md#x)",
            "- [Draft]()",
            "- [Gone](gone.md)",
            "[Out](../x.md)",
            "- [[x]](two.md) [y]()",
        ),
        *(
            "---",
            "",
            "text",
            "<!-- [One](one.md) -->",
            "`[One](one.md)`",
            "1. [Two](<two.md>)",
            "A Part\n===",
        ),
        *("[Self](SUMMARY.md)", "- [x](http://[", "::: skip", "[^1]: x"),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(ENTRIES, min_size=1, max_size=9))
def test_of_any_summary_every_character_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, prove: Prove, lines: list[str]
) -> None:
    root = tmp_path_factory.mktemp("summary")
    files = {"one.md": "# One\n\nText.\n", "two.md": "Text.\n", "sub/in.md": "# In\n\nText.\n"}
    try:
        book = read([folder(root, {**files, "SUMMARY.md": "\n".join(lines)})], root)
    except NarrateError:
        assert not "".join(lines).strip()
    else:
        assert len({source.name for source in book.sources}) == len(book.sources)
        prove(book)
