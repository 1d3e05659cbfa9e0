"""``narrate voice add`` and so on to ``import``: what a person types, and what they are told."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
import soundfile
from huggingface_hub import constants

from narrate.cli.program import run
from narrate.engines.transcriber import Transcriber
from narrate.sound.pcm import decode
from narrate.voices.profiles import library
from tests.building import edit
from tests.cli.conftest import Command
from tests.conftest import noise_in_syllables

WORDS = "The lamp at the corner had gone out again, and nobody knew."
ADDED = ("--transcript", WORDS, "--consent", "my own voice")


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's library, empty, and a current folder in no project."""
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    monkeypatch.setenv(library.VARIABLE, str(tmp_path / "users"))
    return tmp_path / "users"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A recording of a little over half a minute."""
    soundfile.write(tmp_path / "clip.wav", noise_in_syllables(36.0, 1), 24_000)
    return tmp_path / "clip.wav"


def test_a_profile_goes_from_a_recording_into_a_book_and_to_another_machine(
    command: Command, users: Path, clip: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = command("voice", "add", "Alice", clip, *ADDED, "--from", 2, "--to", 5.5, "--project", project)
    assert added.code == 0, added.err
    assert added.out.startswith(f"made {project / 'voices' / 'alice'}: 3.5 s at 24,000 Hz")
    assert "warning: length: 3.50 s of speech; read a sentence or two more" in added.err
    assert "by whose leave" not in added.err
    edit(project / "narration.toml", 'engine = "tone"\npitch_hz = 330', 'engine = "csm"\nprofile = "alice"')

    assert command("voice", "export", "alice", "--project", project).out == "wrote alice.voice\n"
    taken = command("voice", "import", "alice.voice", "--as", "guest", "--json")
    assert json.loads(taken.out)["consent"] == "my own voice"
    assert (users / "guest" / "profile.toml").is_file()

    shown = command("voice", "list", "--project", project).out.splitlines()
    assert [row.split()[0] for row in shown] == ["Profile", "alice", "guest"]
    assert shown[1].split()[1:4] == ["project", "3.5", "s"]
    assert shown[1].split()[-1] == "ada"
    listed = json.loads(command("voice", "list", "--project", project, "--json").out)["profiles"]
    assert [(each["name"], each["where"], each["used_by"]) for each in listed] == [
        ("alice", "project", ["ada"]),
        ("guest", "user", []),
    ]

    monkeypatch.chdir(project)
    refused = command("voice", "remove", "ALICE")
    assert refused.code == 3
    assert "the profile “alice” is in use by ada" in refused.err
    assert command("voice", "remove", "alice", "--force").out == "removed voices/alice\n"
    assert command("check").code == 3
    assert 'there is no voice profile "alice"' in command("check").err
    assert command("voice", "import", tmp_path / "away" / "alice.voice").code == 0
    assert command("voice", "show", "alice").code == 0


def test_outside_of_a_project_it_goes_to_the_users_library(command: Command, users: Path, clip: Path) -> None:
    added = command(
        "voice", "add", "alice", clip, "--transcript", WORDS, "--to", 4, "--licence", "CC0", "--json"
    )
    told = json.loads(added.out)
    assert (told["folder"], told["licence"], told["source"]["file"]) == (
        str(users / "alice"),
        "CC0",
        "clip.wav",
    )
    assert "nobody has written down by whose leave" in told["remarks"][0]
    shown = command("voice", "show", "Alice")
    assert shown.code == 0
    assert WORDS in shown.out
    assert "none is written down" in shown.out


def test_too_much_is_refused_and_it_says_how_to_cut(command: Command, users: Path, clip: Path) -> None:
    refused = command("voice", "add", "alice", clip, *ADDED)
    assert refused.code == 3
    assert "clip.wav: there are 36 s of sound in it" in refused.err
    assert "--from 0 --to 12" in refused.err
    past = command("voice", "add", "alice", clip, *ADDED, "--from", 30, "--to", 40)
    assert "clip.wav has no part from 30 to 40 s" in past.err
    assert not users.exists()


def test_what_is_past_the_part_that_is_read_is_told(
    command: Command, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.voices.decode.LONGEST_S", 20.0)
    for part in ((), ("--from", 21, "--to", 30), ("--from", 15)):
        past = command("voice", "add", "alice", clip, *ADDED, *part)
        assert past.code == 3
        assert "clip.wav lasts 36 s, of which no more than the first 20 are read" in past.err


def test_words_are_needed_from_one_or_the_other(command: Command, users: Path, clip: Path) -> None:
    for words in ((), ("--transcript", WORDS, "--transcribe"), ("--transcript", " ")):
        assert command("voice", "add", "alice", clip, "--to", 4, *words).code == 2
    assert not users.exists()


def test_words_are_heard_only_where_the_model_is(
    command: Command, users: Path, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    adding = ("voice", "add", "alice", clip, "--to", 3, "--transcribe")
    missing = command(*adding)
    assert missing.code == 5
    assert '--transcript "…"' in missing.err

    def words(_: Transcriber, recording: Path) -> str:
        assert decode(recording).duration_s == 3.0  # the part, not the whole
        return "The lamp at the corner is out."

    monkeypatch.setattr(Transcriber, "require", lambda _: None)
    monkeypatch.setattr(Transcriber, "words", words)
    heard = command(*adding)
    assert heard.code == 0, heard.err
    assert "heard: The lamp at the corner is out." in heard.err
    assert 'transcript = "The lamp at the corner is out."' in (users / "alice" / "profile.toml").read_text()


def test_a_damaged_profile_is_listed_shown_and_can_be_removed(
    command: Command, users: Path, clip: Path
) -> None:
    command("voice", "add", "alice", clip, *ADDED, "--to", 3)
    shutil.copytree(users / "alice", users / "bob")
    next((users / "bob").glob("*.flac")).unlink()
    assert "damaged" in command("voice", "list").out
    shown = command("voice", "show", "bob")
    assert shown.code == 3
    assert "the sound of the profile “bob” is missing" in " ".join(shown.out.split())
    assert command("voice", "export", "bob").code == 3
    assert command("voice", "remove", "bob").code == 0
    assert [place.name for place in users.iterdir()] == ["alice"]
    unknown = command("voice", "show", "alise")
    assert unknown.code == 3
    assert 'did you mean "alice"?' in unknown.err


@pytest.mark.usefixtures("users")
def test_in_a_broken_project_nothing_in_use_is_removed(command: Command, clip: Path, project: Path) -> None:
    command("voice", "add", "alice", clip, *ADDED, "--to", 3, "--project", project)
    (project / "narration.toml").write_text("[")
    refused = command("voice", "remove", "alice", "--project", project)
    assert refused.code == 3
    assert "narration.toml is broken" in refused.err


@pytest.mark.usefixtures("users")
def test_nothing_is_written_over(command: Command, clip: Path) -> None:
    command("voice", "add", "alice", clip, *ADDED, "--to", 3)
    assert command("voice", "add", "ALICE", clip, *ADDED, "--to", 4).code == 3
    assert command("voice", "add", "ALICE", clip, *ADDED, "--to", 4, "--replace").code == 0
    command("voice", "export", "alice")
    assert command("voice", "export", "alice").code == 3
    assert command("voice", "import", "alice.voice").code == 3
    assert command("voice", "import", "alice.voice", "--replace").code == 0


@pytest.mark.usefixtures("users")
def test_a_dash_is_standard_output_and_no_file(
    clip: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["voice", "add", "alice", str(clip), *ADDED, "--to", "3"]) == 0
    assert run(["voice", "export", "alice"]) == 0
    capsysbinary.readouterr()
    assert run(["voice", "export", "alice", "-"]) == 0
    assert capsysbinary.readouterr() == (Path("alice.voice").read_bytes(), b"")
    assert not Path("-").exists()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["voice", "export", "alice", "-"]) == 3
    said = capsysbinary.readouterr()
    assert said.out == b""
    assert b"hint: name a FILE, or send it on: narrate voice export alice - > FILE" in said.err


@pytest.mark.usefixtures("users")
def test_there_may_be_none(command: Command) -> None:
    assert command("voice", "list").out.startswith("there are no voice profiles")
    assert json.loads(command("voice", "list", "--json").out) == {"profiles": []}
