"""narration.lock: one document that several write to and people keep in their version control."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.build.lock import LARGEST, Level, Lock, MeasuredRecording, Pin, read, text, write
from narrate.errors import NarrateError, ProblemsFound

VERSION_1 = """\
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

# The commit of each model that the book is rendered with. Delete an entry to move to the newest that
# narrate models pull fetches; its voices are then rendered anew.

[[model]]
repository = "a/model"
revision = "0000000000000000000000000000000000000000"
asked = "v1.0"
"""
"""As versions wrote it that knew of no files, recordings and readers."""

WHOLE = Lock(
    levels={"0f": Level('Ada "the Lamp"', -21.35), "a0": Level("teller", -19.0)},
    models={"an/other": Pin("1" * 40), "a/model": Pin("0" * 40, asked="v1.0")},
    files={"./models/mine/model.safetensors": "b" * 64, "./models/mine/an odd\nname": "c" * 64},
    references={
        "voices/ada.wav": MeasuredRecording("d" * 64, 5.0, 4.8, 24000, -18.4, -6.9, 0.0, -20.1),
        "voices/ben.m4a": MeasuredRecording("e" * 64),
    },
    readers={"kokoro": {"misaki": "0.9.4", "tagger": "en_core_web_sm 3.8.0"}},
    transcripts={"a" * 64: 'She said:\n"Quite so."\x7f \u2028 \\ é', "0" * 64: ""},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "narration.lock"


def test_what_earlier_versions_wrote_is_read_and_left_alone_until_it_says_something_else(path: Path) -> None:
    path.write_text(VERSION_1)
    known = read(path)
    assert known == Lock(levels=WHOLE.levels, models={"a/model": Pin("0" * 40, asked="v1.0")})
    write(path, known)
    assert path.read_text() == VERSION_1
    write(path, WHOLE)
    assert "version = 2\n" in path.read_text()
    assert read(path) == WHOLE


def test_the_whole_document_comes_back_and_is_the_same_text_whatever_came_first(path: Path) -> None:
    write(path, WHOLE)
    assert read(path) == WHOLE
    turned = {name: dict(reversed(list(getattr(WHOLE, name).items()))) for name in WHOLE.__slots__}
    assert text(Lock(**turned)) == path.read_text()


def test_a_document_with_nothing_in_it_is_not_written(path: Path) -> None:
    write(path, Lock())
    assert not path.exists()
    assert read(path) == Lock()


def test_a_document_that_says_the_same_is_not_written_again(path: Path) -> None:
    write(path, WHOLE)
    path.write_bytes(b"\xef\xbb\xbf# mine\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.stat().st_ino, path.read_bytes()
    write(path, WHOLE)
    assert (path.stat().st_ino, path.read_bytes()) == before  # an atomic write would be another file


def test_a_file_that_is_read_only_is_left_as_it_is(path: Path) -> None:
    write(path, WHOLE)
    path.chmod(0o444)
    before = path.read_bytes()
    write(path, WHOLE)
    with pytest.raises(NarrateError, match="read-only") as caught:
        write(path, Lock(levels=WHOLE.levels))
    assert "--locked" in caught.value.hint
    assert path.read_bytes() == before


MERGED = """\
version = 2

[[model]]
repository = "a/model"
<<<<<<< HEAD
revision = "0000000000000000000000000000000000000000"
=======
revision = "1111111111111111111111111111111111111111"
>>>>>>> theirs
"""

DAMAGED = {
    "a merge": (MERGED, "narration.lock:5: a merge of two versions left its marks here"),
    "half a file": ("version = 1\n[[voice]\n", "narration.lock:2: not valid TOML"),
    "no version": ("[[voice]]\nidentity = 'a'\nloudness_lufs = -1.0\n", '1: "version" is missing'),
    "a newer version": ("version = 3\n[[choice]]\n", "1: was written by a newer narrate (version 3)"),
    "a version that is none": ("version = true\n", "1: version: expected a whole number from 1, found true"),
    "no level": ("version = 1\n[[voice]]\nname = 'a'\nidentity = 'x'\n", '2: voice, item 1: "loudness_lufs"'),
    "a level that is none": (
        "version = 1\n[[voice]]\nidentity = 'x'\nloudness_lufs = nan\n",
        "4: voice.loudness_lufs, item 1: expected a number, found nan",
    ),
    "a branch for a commit": (
        "version = 1\n[[model]]\nrepository = 'a/b'\nrevision = 'main'\n",
        '4: model.revision, item 1: "main" is not a commit',
    ),
    "a number for a commit": (
        "version = 1\n[[model]]\nrepository = 'a/b'\nrevision = 1\n",
        "4: model.revision, item 1: expected text, found 1",
    ),
    "a short hash": (
        "version = 1\n[[transcript]]\nreference = 'x'\nwords = 'w'\n",
        '3: transcript.reference, item 1: "x" is not a SHA-256',
    ),
    "a number for a table": ("version = 1\nmodel = 3\n", "2: model: expected a list of tables, found 3"),
    "an unknown table": (
        "version = 2\n[[voices]]\n",
        '2: unknown key "voices"\n  hint: did you mean "voice"?',
    ),
    "an unknown key": (
        "version = 2\n[[reader]]\nengine = 'kokoro'\nversions = {}\nversion = '1'\n",
        '5: reader, item 1: unknown key "version"\n  hint: did you mean "versions"?',
    ),
    "the lines of both sides": (
        "version = 2\n" + "".join(f"\n[[file]]\npath = 'a'\nsha256 = '{digit * 64}'\n" for digit in "01"),
        "8: file.path, item 2: there is an entry for it already (narration.lock:3)",
    ),
    "no end of it": ("version = 2\n" + "[[voice]]\n" * 1000, "narration.lock:2: and 1,980 problems more"),
    "no text": ("version = 2\n\xff", "narration.lock:2: not UTF-8"),
    "too much": ("version = 2\n" + "#" * LARGEST, "narration.lock:1: larger than 2 MB"),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_what_is_damaged_or_newer_is_an_error_with_a_line_and_a_way_out(what: str, path: Path) -> None:
    written, told = DAMAGED[what]
    path.write_bytes(written.encode("latin-1"))
    with pytest.raises(ProblemsFound) as caught:
        read(path)
    assert told in str(caught.value)
    assert all(problem.hint for problem in caught.value.problems)
    with pytest.raises(ProblemsFound):
        write(path, WHOLE)  # what people may want back is not written over
    assert path.read_bytes() == written.encode("latin-1")


def test_of_a_newer_file_nothing_else_is_told(path: Path) -> None:
    path.write_text("version = 3\nsettled = true\n[[choice]]\nof = 1\n[[voice]]\nloudness = 'loud'\n")
    with pytest.raises(ProblemsFound) as caught:
        read(path)
    assert [problem.slug for problem in caught.value.problems] == ["lock-newer"]


def test_a_folder_of_its_name_and_a_link_to_nowhere_are_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(NarrateError, match=r"cannot read .*narration\.lock"):
        read(path)
    path.rmdir()
    path.symlink_to("nowhere")
    assert read(path) == Lock()
