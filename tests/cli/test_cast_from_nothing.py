"""narrate cast --write in a book that the narrator reads alone, and what it takes until that is built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.building import edit
from tests.cli.conftest import Command

BOOK = """\
# One

“Where is the lamp?” said Alice. “I cannot see it.”

“Who is there?”

“Only I,” said Alice.
"""


@pytest.mark.parametrize("cast", ["", '[cast]\nnarrator = "teller"\n\n[voices.teller]\nengine = "espeak"\n'])
def test_the_hint_has_the_line_that_is_missing(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, cast: str
) -> None:
    monkeypatch.chdir(tmp_path)
    toml = tmp_path / "narration.toml"
    toml.write_text(f'[book]\ntitle = "Lamps"\nmanuscript = "book.md"\n\n{cast}', encoding="utf-8")
    (tmp_path / "book.md").write_text(BOOK, encoding="utf-8")
    assert command("check").code == 0
    assert command("cast", "--write").code == 0
    refused = command("check")
    assert refused.code == 3
    assert "nobody knows who says this: “Who is there?”" in refused.err
    hints = set(re.findall(r"hint: add (.+) to \[cast\]", refused.err))
    assert len(hints) == 1
    edit(toml, "[cast]\n", f"[cast]\n{hints.pop()}\n")
    assert command("check").code == 0
