"""The edit-cost table, where engines differ: models, recordings, speed, and which of them take phonemes.

One book read by Kokoro, a clone of CSM's and eSpeak, from tiny checkpoints. Every row is taken back, which
renders nothing and leaves every file as it was. Models take seconds to load: of several rows that have the
same lines of one voice rendered, one is built, and of the others it is seen that a plan says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.build.costs import cost, planned
from tests.building import edit, files, make

TOML = """\
[book]
title = "The Corner"
author = "A. Tester"
language = "en-gb"
manuscript = "corner.md"

[voices.teller]
engine = "kokoro"
model = "./models/kokoro"
voice = { bf_emma = 0.7, af_heart = 0.3 }
speed = 1.1

[voices.ada]
engine = "csm"
model = "./models/csm"
reference = "voices/ada.wav"
transcript = "The lamp at the corner had gone out again, and nobody knew the reason why it was."

[voices.ben]
engine = "espeak"
speed = 160

[cast]
narrator = "teller"
Ada = { voice = "ada", pronouns = "she" }
Ben = { voice = "ben", pronouns = "he" }

[output]
formats = ["flac"]
"""

BOOK = """\
# The Corner

The lamp was out. “Who has the matches?” asked Ada.

“Not I,” said Ben. “Ask Dinah.”

# The Lamp

“It was never lit, Dinah,” said Ada. Nobody answered.
"""

TELLER = (
    "teller: The Corner.",
    "teller: The lamp was out.",
    "teller: asked Ada.",
    "teller: said Ben.",
    "teller: The Lamp.",
    "teller: said Ada. Nobody answered.",
)
ADA = ("ada: Who has the matches?", "ada: It was never lit, Dinah,")
WORDS = "The lamp at the corner had gone out again, and nobody knew the reason why it was."
BEN = ("ben: Not I,", "ben: Ask Dinah.")


NAMES = {1: "flac/01 - The Corner.flac", 2: "flac/02 - The Lamp.flac"}
WHOLE = "The Corner.flac"
TOUCHED = ("narration.toml", "voices", "models/kokoro/voices")


@dataclass(frozen=True)
class Row:
    """An edit, the utterances that it has rendered, the reason for each, and the chapters it is heard in.

    Without chapters, it is only planned where it has anything rendered.
    """

    edit: str
    do: Callable[[Path], object]
    renders: tuple[str, ...] = ()
    why: str = ""
    masters: tuple[int, ...] = ()


def toml(old: str, new: str) -> Callable[[Path], None]:
    """An edit of narration.toml."""
    return lambda project: edit(project / "narration.toml", old, new)


def replaced(name: str, by: str) -> Callable[[Path], None]:
    """A file with the content of another under the name, and at the time, that it had."""

    def replace(project: Path) -> None:
        times = (project / name).stat()
        shutil.copyfile(project / by, project / name)
        os.utime(project / name, ns=(times.st_atime_ns, times.st_mtime_ns))

    return replace


def moved(old: str, new: str) -> Callable[[Path], None]:
    """A file or folder that is somewhere else, as narration.toml says."""

    def move(project: Path) -> None:
        (project / new).parent.mkdir(exist_ok=True)
        (project / old).rename(project / new)
        edit(project / "narration.toml", f'"{old}"', f'"{new}"')

    return move


TABLE = (
    Row("nothing", lambda _: None),
    Row(
        "speed of Kokoro",
        toml("speed = 1.1", "speed = 1.2"),
        TELLER,
        "voice teller: speed 1.1 → 1.2",
        (1, 2),
    ),
    Row(
        "a voice's file of the model in place",
        replaced("models/kokoro/voices/bf_emma.safetensors", "models/kokoro/voices/bm_george.safetensors"),
        TELLER,
        "voice teller: files of the model changed",
    ),
    Row(
        "a file of the model that nobody uses",
        replaced("models/kokoro/voices/am_adam.safetensors", "models/kokoro/voices/bm_george.safetensors"),
    ),
    Row("the model elsewhere", moved("./models/kokoro", "./weights/kokoro")),
    Row("the same blend", toml("bf_emma = 0.7, af_heart = 0.3", "af_heart = 3, bf_emma = 7")),
    Row(
        "the recording in place",
        replaced("voices/ada.wav", "voices/ben.wav"),
        ADA,
        "voice ada: reference recording changed",
        (1, 2),
    ),
    Row("the recording elsewhere", moved("voices/ada.wav", "recordings/ada lovelace.wav")),
    Row(
        "the words of the recording",
        toml("and nobody knew", "but nobody knew"),
        ADA,
        "voice ada: transcript: “and” → “but”",
    ),
    Row("the words of the recording, spaced otherwise", toml("and nobody", "and  nobody")),
    Row("how often a clone is tried", toml("[voices.ada]", "[voices.ada]\nattempts = 6")),
    Row("speed of eSpeak", toml("speed = 160", "speed = 170"), BEN, "voice ben: speed 160 → 170", (1,)),
    Row(
        "phonemes, for those who take them",
        toml("[output]", '[pronounce]\nDinah = "/dˈOnə/"\n\n[output]'),
        ("ben: Ask Dinah.",),
        "lexicon: Dinah",
        (1,),
    ),
)


@pytest.fixture
def corner(tmp_path: Path, vocoder_kokoro: Path, tiny_csm: Path, recordings: tuple[Path, Path]) -> Path:
    """The book, built."""
    project = tmp_path / "corner"
    shutil.copytree(vocoder_kokoro, project / "models" / "kokoro", copy_function=_linked)
    shutil.copytree(tiny_csm, project / "models" / "csm")
    (project / "voices").mkdir()
    for recording in recordings:
        shutil.copy(recording, project / "voices" / recording.name)
    (project / "narration.toml").write_text(TOML, encoding="utf-8")
    (project / "corner.md").write_text(BOOK, encoding="utf-8")
    assert not make(project).end.failed
    return project


def _linked(source: str, target: str) -> None:
    """A copy, except of the model's weights: they are large, and no row changes them."""
    if source.endswith("model.safetensors"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def test_edits_cost(corner: Path, tmp_path: Path) -> None:
    before = files(corner)
    for name in TOUCHED:
        _copy(corner / name, tmp_path / "kept" / name)
    for row in TABLE:  # one test: building the book takes longer than all the rows that load no model
        row.do(corner)
        wanted = tuple(f"{words} | {row.why}" for words in row.renders)
        if wanted and not row.masters:
            assert (row.edit, tuple(line.told for line in planned(corner))) == (row.edit, wanted)
        else:
            found = cost(corner)
            assert (row.edit, found.rendered) == (row.edit, wanted)
            assert (row.edit, found.mastered) == (row.edit, set(row.masters))
            written = {NAMES[number] for number in row.masters} | {WHOLE for _ in row.masters}
            assert (row.edit, found.written, found.gone) == (row.edit, written, set())
        if (corner / "weights").exists():
            (corner / "weights" / "kokoro").rename(corner / "models" / "kokoro")
            (corner / "weights").rmdir()
        for name in TOUCHED:
            _copy(tmp_path / "kept" / name, corner / name)
        assert (row.edit, cost(corner).rendered) == (row.edit, ())
        assert (row.edit, files(corner)) == (row.edit, before)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
