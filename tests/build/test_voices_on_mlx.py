"""A chapter read by Kokoro, CSM and eSpeak together, from tiny checkpoints, through the ordinary program."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from narrate import atomic
from tests.conftest import Ran

TOML = """\
[book]
title = "The Corner"
author = "A. Tester"
language = "en-gb"
manuscript = "corner.md"

[voices.teller]
engine = "kokoro"
model = "{kokoro}"
voice = {{ bf_emma = 0.7, af_heart = 0.3 }}
prosody = "bm_george"
speed = 1.1

[voices.ada]
engine = "csm"
model = "{csm}"
reference = "voices/ada.wav"
transcript = "The lamp at the corner had gone out again, and nobody knew the reason why it was."
styles.cross = {{ reference = "voices/cross.wav", transcript = "Leave it, I said, and never ask me again." }}

[voices.ben]
engine = "espeak"
voice = "+m3"

[cast]
narrator = "teller"
Ada = {{ voice = "ada", pronouns = "she" }}
Ben = {{ voice = "ben", pronouns = "he" }}

[pronounce]
Dinah = "/dˈInə/"

[output]
formats = ["flac"]
"""

BOOK = """\
# The Corner

The lamp was out. “Who has the matches?” asked Ada.

“Not I,” said Ben. “Ask Dinah.”

“Nobody is there,” said Ada.

# The Lamp

[“It was never lit,”]{style=cross} said Ada. Nobody answered Dinah.
"""


@pytest.fixture
def corner(tmp_path: Path, vocoder_kokoro: Path, tiny_csm: Path, recordings: tuple[Path, Path]) -> Path:
    """A project of three engines."""
    folder = tmp_path / "corner"
    (folder / "voices").mkdir(parents=True)
    shutil.copy(recordings[0], folder / "voices" / "ada.wav")
    shutil.copy(recordings[1], folder / "voices" / "cross.wav")
    toml = TOML.format(kokoro=vocoder_kokoro, csm=tiny_csm)
    (folder / "narration.toml").write_text(toml, encoding="utf-8")
    (folder / "corner.md").write_text(BOOK, encoding="utf-8")
    return folder


def made(project: Path) -> dict[str, str]:
    """Path → SHA-256 of everything that a build published."""
    return {
        str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((project / "dist").rglob("*.flac"))
    }


def records(project: Path) -> list[dict[str, object]]:
    """What the store tells of its takes; a record that was still being written is none."""
    found = (project / ".narrate" / "takes-v1").rglob("*.json")
    return [json.loads(path.read_bytes()) for path in found if not path.name.startswith(atomic.TEMPORARY)]


def events(ran: Ran, name: str) -> list[dict[str, object]]:
    assert ran.code == 0, ran.err
    return [event for event in map(json.loads, ran.out.splitlines()) if event["event"] == name]


def test_three_engines_read_one_book_that_is_killed_and_made_again_the_same(
    corner: Path, tmp_path: Path, narrate: Callable[..., Ran]
) -> None:
    other = shutil.copytree(corner, tmp_path / "other place" / "corner")
    rendered = events(narrate("build", corner, "--json"), "rendered")
    assert {event["voice"] for event in rendered} == {"teller", "ada", "ben"}
    assert len(made(corner)) == 3  # two chapters and the book

    takes = {str(take["render"]["text"]): take for take in records(corner)}  # type: ignore[index]
    told = takes["said Ada. Nobody answered Dinah."]
    assert "dˈInə" in str(told["phonemes"])
    assert len(told["words"]) == 5  # type: ignore[arg-type]
    styled = takes["It was never lit,"]
    assert styled["made_with"]["watermark"] == "none"  # type: ignore[index]
    assert "Leave it, I said" in styled["render"]["style"]  # type: ignore[index]
    assert 'path = "voices/cross.wav"' in (corner / "narration.lock").read_text("utf-8")

    shutil.copy(corner / "narration.lock", other)  # a second machine, which has what people keep
    (killed,) = _killed_when_first_takes_are_there(other)
    assert killed < len(rendered)
    again = events(narrate("build", other, "--json", "--locked"), "rendered")
    assert len(again) == len(rendered) - killed
    assert made(other) == made(corner)
    assert (other / "narration.lock").read_bytes() == (corner / "narration.lock").read_bytes()

    text = (corner / "corner.md").read_text(encoding="utf-8")
    (corner / "corner.md").write_text(text.replace("never lit", "never really lit"), encoding="utf-8")
    before = made(corner)
    changed = narrate("build", corner, "--json")
    assert [event["voice"] for event in events(changed, "rendered")] == ["ada"]
    assert [event["chapter"] for event in events(changed, "published")] == [2, None]
    assert [path for path, digest in made(corner).items() if before.get(path) == digest] == [
        "dist/flac/01 - The Corner.flac"
    ]


def _killed_when_first_takes_are_there(project: Path) -> tuple[int]:
    """Kill a build -9 after its first takes; how many it left."""
    building = subprocess.Popen(
        [sys.executable, "-m", "narrate", "build", "--locked", str(project)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + 100
    while not records(project) and time.monotonic() < until and building.poll() is None:
        time.sleep(0.01)
    os.kill(building.pid, signal.SIGKILL)
    building.wait()
    return (len(records(project)),)
