"""narration.lock: one document that several write to and people keep in their version control."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.build.lock import Level, Lock, Pin, read, text, write
from narrate.errors import NarrateError

BEFORE = """\
# Written by narrate; keep it with the project. How loud each voice is (LUFS), measured over the whole book
# when the voice was new and frozen since, so that an edit changes only the chapters it is in.
# Delete an entry to have its voice measured anew.
version = 1

[[voice]]
name = "Ada \\"the Lamp\\""
identity = "0f"
loudness_lufs = -21.35

[[voice]]
name = "teller"
identity = "a0"
loudness_lufs = -19.0
"""
"""As versions wrote it that knew of levels only."""

WHOLE = Lock(
    levels={"0f": Level('Ada "the Lamp"', -21.35), "a0": Level("teller", -19.0)},
    models={"an/other": Pin("1" * 40), "a/model": Pin("0" * 40, asked="v1.0")},
    transcripts={"a" * 64: 'She said:\n"Quite so."\x7f \u2028 \\ é', "0" * 64: ""},
)


def test_what_earlier_versions_wrote_is_read_and_written_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "narration.lock"
    path.write_text(BEFORE)
    assert read(path).levels == WHOLE.levels
    assert text(read(path)) == BEFORE


def test_the_whole_document_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "narration.lock"
    write(path, WHOLE)
    assert read(path) == WHOLE
    assert path.read_text().startswith(BEFORE)
    assert path.read_text().index("[[model]]") < path.read_text().index("[[transcript]]")


def test_a_document_with_nothing_in_it_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "narration.lock"
    write(path, Lock())
    assert not path.exists()
    assert read(path) == Lock()


def test_a_document_that_stays_the_same_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "narration.lock"
    write(path, WHOLE)
    before = path.stat().st_ino
    write(path, WHOLE)
    assert path.stat().st_ino == before  # an atomic write would be another file


@pytest.mark.parametrize(
    "written",
    [
        "version = 1\n[[voice]\n",
        "[[voice]]\nname = 'a'\n",
        "version = 1\n[[voice]]\nname = 'a'\nidentity = 'x'\n",
        "version = 1\n[[model]]\nrepository = 'a/b'\nrevision = 'main'\n",
        "version = 1\n[[model]]\nrepository = 'a/b'\nrevision = 1\n",
        "version = 1\n[[transcript]]\nreference = 'x'\nwords = 'w'\n",
        "version = 1\nmodel = 3\n",
        "version = 2\n",
    ],
)
def test_what_is_damaged_or_newer_is_an_error_with_a_way_out(written: str, tmp_path: Path) -> None:
    path = tmp_path / "narration.lock"
    path.write_text(written)
    with pytest.raises(NarrateError) as caught:
        read(path)
    assert "narration.lock" in caught.value.message
    assert "delete" in caught.value.hint
