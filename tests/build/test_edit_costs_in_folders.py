"""The edit-cost table of a manuscript in a folder, read in the order of its files' names or of a list."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from narrate.build.events import Warned
from tests.build.costs import NOTHING, cost
from tests.build.edits import BOOK, ONE, THREE, TOML, TWO, WHOLE, Row, both, dated, png
from tests.building import edit, files, make


@pytest.fixture(scope="module")
def in_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book in a folder: two chapters, each in a file, and a third in a folder below. Not to be changed."""
    project = tmp_path_factory.mktemp("folders") / "three-lamps"
    (project / "chapters" / "3 Last").mkdir(parents=True)
    parts = [f"# {part.strip()}\n" for part in BOOK.split("# ")[1:]]
    for name, part in zip(("1.md", "2.md", "3 Last/3.md"), parts, strict=True):
        (project / "chapters" / name).write_text(part, encoding="utf-8")
    (project / "narration.toml").write_text(TOML.replace('"book.md"', '"chapters"'), encoding="utf-8")
    (project / "cover.png").write_bytes(png(2))
    make(project)
    return project


def chapter(name: str, old: str, new: str) -> Callable[[Path], None]:
    """An edit of a file in the manuscript's folder."""
    return lambda project: edit(project / "chapters" / name, old, new)


def renamed(old: str, new: str) -> Callable[[Path], object]:
    """Another name for something in the manuscript's folder."""
    return lambda project: (project / "chapters" / old).rename(project / "chapters" / new)


def put(name: str, words: str) -> Callable[[Path], object]:
    """A file more in the manuscript's folder."""
    return lambda project: (project / "chapters" / name).write_text(words, encoding="utf-8")


LIST = "# Contents\n\n- [One](1.md)\n- [Two](2.md)\n- [Three](3%20Last/3.md)\n"

IN_FOLDERS = (
    Row("files touched", dated(-400)),
    Row("a hidden file", put(".1.md.swp", "Not of the book.")),
    Row("a picture", put("lamp.png", "Not of the book.")),
    Row(
        "a sentence",
        chapter("1.md", "He looked into", "He felt in"),
        (
            "teller: said Ben. He felt in his pockets, and found a button. | "
            "spoken text: “looked into” → “felt in”",
        ),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a sentence in a folder below",
        chapter("3 Last/3.md", "Nobody lit it", "Nobody ever lit it"),
        ("ada: Nobody ever lit it, | spoken text: “ever” added",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "files in another order",
        both(renamed("1.md", "4.md"), renamed("2.md", "1.md"), renamed("4.md", "2.md")),
        (),
        (),
        ("flac/01 - The Second Lamp.flac", "flac/02 - The First Lamp.flac", WHOLE),
        (ONE, TWO),
    ),
    Row("a list of the files", put("SUMMARY.md", LIST)),
    Row(
        "a list without one of the files",
        put("SUMMARY.md", LIST.replace("- [Two](2.md)\n", "")),
        (),
        (),
        (ONE, "flac/02 - The Third Lamp.flac", WHOLE),
        (TWO, THREE),
    ),
)


@pytest.mark.parametrize("row", IN_FOLDERS, ids=str)
def test_an_edit_of_a_manuscript_in_folders_costs(row: Row, in_folders: Path, tmp_path: Path) -> None:
    project = shutil.copytree(in_folders, tmp_path / "copy")
    before = files(project)
    assert cost(project) == NOTHING
    row.do(project)
    row.hold(project)
    shutil.rmtree(project / "chapters")
    shutil.copytree(in_folders / "chapters", project / "chapters")
    assert cost(project).rendered == ()
    assert files(project) == before


def test_a_file_that_nobody_reads_is_told_once_it_is_in_the_folder(in_folders: Path, tmp_path: Path) -> None:
    project = shutil.copytree(in_folders, tmp_path / "copy")
    assert cost(project) == NOTHING
    put("9 An End.doc", "In a format that is not read.")(project)
    for _ in range(2):  # a second time from memory
        told = [event.problem.slug for event in make(project) if isinstance(event, Warned)]
        assert told.count("folder-unread") == 1
