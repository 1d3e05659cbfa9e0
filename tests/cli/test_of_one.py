"""What commands say of a book in which there is one of everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from narrate.errors import ProblemsFound, count
from tests.building import edit
from tests.cli.conftest import Command, make

PLURAL = re.compile(r"\b1 (?:[a-z]+ ){0,2}?(?:[a-z]+s|sound the same)\b")


@pytest.fixture
def single(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one chapter of one line, built twice."""
    (project / "book.md").write_text("Nobody.\n", encoding="utf-8")
    toml = project / "narration.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(
        text[: text.index("[cast]")] + '[output]\nformats = ["flac"]\n\n[cast]\nnarrator = "teller"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(project)
    make(project)
    edit(project / "book.md", "Nobody.", "Somebody.")
    make(project)
    return project


@pytest.mark.usefixtures("single")
@pytest.mark.parametrize("words", ["check", "status", "diff", "clean --dry-run", "clean --verify", "script"])
def test_one_thing_is_no_several(command: Command, words: str) -> None:
    ran = command(*words.split())
    assert ran.code == 0, ran.err
    assert ran.out
    assert not PLURAL.findall(ran.out + ran.err), ran.out


def test_one_line_sounds_the_same(single: Path, command: Command) -> None:
    (single / "book.md").write_text("Somebody.\n\nNobody else.\n", encoding="utf-8")
    make(single)
    assert "1 new; 1 line sounds the same\n" in command("diff").out


def test_a_count_goes_with_its_noun() -> None:
    assert [count(number, "chapter") for number in (0, 1, 2, 1204)] == [
        "0 chapters", "1 chapter", "2 chapters", "1,204 chapters"
    ]  # fmt: skip
    assert ProblemsFound([]).message == "0 problems"
