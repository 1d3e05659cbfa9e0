"""``narrate voice check``: a table and a verdict, JSON, pictures; whatever a file may be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from narrate.engines.espeak.count import phonemes
from narrate.engines.transcriber import Transcriber
from narrate.voices.company.suspicion import NONE
from tests.cli.conftest import Command
from tests.voices.conftest import RATE_HZ, TEXT, quietly, said

Sound = NDArray[np.float32]


@pytest.fixture(scope="session")
def keeper() -> Sound:
    """The embedded voice, in a quiet room."""
    return quietly(np.pad(said(), RATE_HZ // 4))


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, keeper: Sound, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a good recording and a clipped one; nobody listens for company."""
    for detector in ("music.music", "speakers.second_speaker"):
        monkeypatch.setattr(f"narrate.voices.company.{detector}", lambda _: NONE)
    soundfile.write(tmp_path / "keeper.wav", keeper, RATE_HZ)
    soundfile.write(tmp_path / "loud.wav", np.clip(10 * keeper, -1, 1), RATE_HZ)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def test_a_good_recording_can_be_cloned(command: Command) -> None:
    ran = command("voice", "check", "keeper.wav")
    assert ran.code == 0
    assert ran.out.startswith("keeper.wav: can be cloned\n")
    assert "✓  length" in ran.out
    assert "!" not in ran.out
    assert "As a style: pitch " in ran.out
    assert ran.out.endswith("~ is best effort: it can be wrong\n")


def test_a_bad_one_fails_with_what_to_do(command: Command) -> None:
    ran = command("voice", "check", "keeper.wav", "loud.wav", "-q")
    assert ran.code == 3
    (line,) = ran.out.splitlines()
    assert line.startswith("✗ loud.wav: clipping: it is clipped: ")
    assert "record it again, at a lower level (at 0." in line
    assert command("voice", "check", "loud.wav").out.startswith("loud.wav: cannot be cloned\n")


def test_json_is_an_object_a_file(command: Command) -> None:
    ran = command("voice", "check", "keeper.wav", "loud.wav", "--json")
    assert ran.code == 3
    good, bad = map(json.loads, ran.out.splitlines())
    assert (good["file"], good["outcome"], good["verdict"]) == ("keeper.wav", "pass", "can be cloned")
    assert good["style"]["pitch_hz"]["value"] == pytest.approx(160, abs=80)
    items = {item["name"]: item for item in bad["items"]}
    assert items["clipping"]["outcome"] == "fail"
    assert items["clipping"]["figures"]["clipped_ms"] > 2
    assert items["clipping"]["places"][0][0] < items["clipping"]["places"][-1][1] <= bad["seconds"]
    assert items["reverberation"]["best_effort"]


@pytest.mark.usefixtures("no_model")
def test_a_transcript_is_counted_and_told_not_to_be_compared(command: Command) -> None:
    ran = command("voice", "check", "keeper.wav", "--transcript", TEXT, "--json")
    assert ran.code == 0
    items = {item["name"]: item for item in json.loads(ran.out)["items"]}
    counted = (phonemes(TEXT, "en-us") or 0) / items["length"]["figures"]["speech_s"]
    assert items["transcript"]["figures"]["phonemes_s"] == pytest.approx(counted, abs=0.01)
    assert "words heard" not in items
    assert ran.err == "the words were not compared: there is no speech-to-text model here\n"
    short = command("voice", "check", "keeper.wav", "--transcript", "No.")
    assert short.code == 3
    assert "its transcript cannot belong to it: 3 characters" in short.out


def test_a_model_that_is_here_hears_the_words(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Transcriber, "require", lambda _: None)
    monkeypatch.setattr(
        Transcriber, "words", lambda _, path: f"The lamp at the corner of {path.name} is out."
    )
    ran = command("voice", "check", "keeper.wav", "--transcript", TEXT, "--json")
    assert ran.code == 0
    heard = next(item for item in json.loads(ran.out)["items"] if item["name"] == "words heard")
    assert heard["outcome"] == "warn"
    assert "“The lamp at the corner of keeper.wav is out.” was heard" in heard["advice"]


def test_a_transcript_is_of_one_recording(command: Command) -> None:
    ran = command("voice", "check", "keeper.wav", "loud.wav", "--transcript", TEXT)
    assert ran.code == 2
    assert "--transcript is of one recording" in ran.err
    assert command("voice", "check").code == 2


def test_what_is_no_sound_is_told_and_the_rest_is_checked(command: Command, inside: Path) -> None:
    (inside / "empty.wav").touch()
    (inside / "words.wav").write_text("These are words.\n" * 100)
    (inside / "folder.wav").mkdir()
    os.mkfifo(inside / "pipe.wav")
    names = ("empty.wav", "words.wav", "folder.wav", "pipe.wav", "missing.wav", "keeper.wav")
    ran = command("voice", "check", *names, "--json", "--plot", "--into", "seen")
    assert ran.code == 3
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [each["outcome"] for each in told] == ["fail"] * 5 + ["pass"]
    assert [each["items"][0]["advice"].split(" ", 1)[1].split(";")[0] for each in told[:5]] == [
        "cannot be read as sound",
        "cannot be read as sound",
        "is a folder",
        "is no ordinary file",
        "is no file missing.wav",
    ]
    assert [path.name for path in (inside / "seen").iterdir()] == ["keeper.wav.png"]


def test_pictures_of_files_of_one_name_are_two(
    command: Command, inside: Path, keeper: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.voices.checks.picture.picture", lambda _: b"a picture")
    (inside / "old").mkdir()
    soundfile.write(inside / "old" / "keeper.wav", keeper / 60, RATE_HZ)
    assert command("voice", "check", "-q", "keeper.wav", "old/keeper.wav", "--plot").code == 0
    names = sorted(path.name for path in (inside / "pictures").iterdir())
    assert names == sorted([f"{inside.name} - keeper.wav.png", "old - keeper.wav.png"])


def test_a_name_moves_no_cursor(command: Command, inside: Path, keeper: Sound) -> None:
    soundfile.write(inside / "a\x1b[31m[bold].wav", keeper / 60, RATE_HZ)
    ran = command("voice", "check", "a\x1b[31m[bold].wav")
    assert "\x1b" not in ran.out
    assert "[bold].wav: can be cloned, with remarks" in ran.out
