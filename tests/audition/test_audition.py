"""Auditions through the command, from who is heard to what is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.audition import hearing, stage
from narrate.audition.clips import loudness_lufs
from narrate.build.book import build
from narrate.build.events import Planned
from narrate.build.request import Request
from narrate.cli.program import run
from narrate.engines.base import EngineFailed, Performance
from narrate.engines.tone import Settings, Tone
from narrate.engines.transcriber import Transcriber
from narrate.model import Render
from narrate.project.load import load
from narrate.sound.pcm import Recording, decode
from narrate.voices.profiles import keeping
from tests.audition.conftest import buzz
from tests.building import edit
from tests.conftest import Ran

Command = Callable[..., Ran]

TOML = """\
[book]
title = "The Stairs"
language = "en-gb"
manuscript = "stairs.md"

[voices.teller]
engine = "espeak"

[voices.ada]
engine = "tone"
pitch_hz = 330

[cast]
narrator = "teller"
Ada = { voice = "ada", pronouns = "she" }
"""
BOOK = """\
# The Stairs

“Who is upon the stairs at this hour?” said Ada.

The lamp was out. Ada stood at the door, and listened for a while.

“Nobody that I know of, I should think,” said Ada.

Then there was a step upon the stairs, and another.

“Shut the door at once!” cried Ada. “No,” said Ada.
"""
SPEAKS = """
[voices.emma]
engine = "kokoro"
model = "{kokoro}"
voice = "bf_emma"

[voices.clone]
engine = "csm"
model = "{csm}"
reference = "clone.wav"
transcript = "Nobody had lit the lamp upon the stairs at night."
"""


@pytest.fixture
def stairs(tmp_path: Path, library_apart: Path) -> Path:
    assert not library_apart.exists()
    (tmp_path / "narration.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "stairs.md").write_text(BOOK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """narrate voice audition, in the test's folder."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run(["voice", "audition", *map(str, arguments)])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


def told(command: Command, *arguments: object) -> dict[str, object]:
    ended = command(*arguments, "--json")
    assert ended.code == 0, ended.err
    found: dict[str, object] = json.loads(ended.out)
    return found


def test_a_voice_says_its_own_lines_and_a_build_has_their_takes(command: Command, stairs: Path) -> None:
    found = told(command, "ada", "--with", "espeak")
    assert found["lines"] == [
        "“Who is upon the stairs at this hour?”",
        "“Nobody that I know of, I should think,”",
        "“Shut the door at once!”",
    ]
    assert [each["slug"] for each in found["candidates"]] == ["tone_base", "espeak"]
    planned = next(each for each in build(Request(load(stairs))) if isinstance(each, Planned))
    assert planned.utterances - planned.missing == 3
    again = told(command, "ada", "--with", "espeak")
    assert again["identity"] == found["identity"]
    assert [each["first_sound_s"] for each in again["candidates"]] == [None, None]


def test_every_name_has_a_folder_of_its_own() -> None:
    names = ["A_b", "A-b", "A b", "A.b", "A/b", "..", "Ä", "ünter " * 40, "ünter " * 41]
    folders = [stage.folder_name(name) for name in names]
    assert folders[:2] == names[:2]
    assert folders[6] == "Ä"
    assert len({*folders}) == len(names)
    assert all(re.fullmatch(r"[\w-]{1,69}", folder) for folder in folders)


def test_all_clips_are_equally_loud_and_their_takes_are_measured(command: Command, stairs: Path) -> None:
    found = told(
        command, "ada", "--with", "espeak", "--line", "Who is there, at this hour?", "--line", "Nobody."
    )
    folder = stairs / "dist" / "audition" / "ada"
    clips = [clip for each in found["candidates"] for clip in each["lines"]]
    assert {clip["file"] for clip in clips} == {path.name for path in folder.glob("*.flac")}
    assert len(clips) == 4
    for clip in clips:
        sound = decode(folder / clip["file"])
        assert loudness_lufs(sound) == pytest.approx(found["matched_lufs"], abs=0.1)
        assert np.abs(sound.audio).max() < 0.9
        taken = clip["measures"]["loudness_lufs"] + clip["gain_db"]
        assert taken == pytest.approx(found["matched_lufs"], abs=0.3)
    tone, espeak = (each["measures"] for each in found["candidates"])
    assert tone["pitch_hz"] == pytest.approx(330, rel=0.04)
    assert espeak["pitch_hz"] < 150
    assert tone["likeness"] is None  # there is nothing to be like
    assert found["words_unheard"].startswith("not on this machine: the speech-to-text model")
    assert json.loads((folder / "audition.json").read_text(encoding="utf-8")) == found


def test_the_table_shows_everybody_and_what_a_person_thought(command: Command, stairs: Path) -> None:
    found = told(command, "ada", "--with", "espeak")
    folder = stairs / "dist" / "audition" / "ada"
    scores = {"scores": {"identity": 4, "clarity": 5}, "note": ""}
    rating = {"ratings": {found["candidates"][1]["identity"]: scores}}
    (folder / "ratings.json").write_text(json.dumps(rating), encoding="utf-8")
    shown = command("ada", "--with", "espeak", "-q")
    assert shown.code == 0
    assert any(line.startswith("espeak") and line.endswith("4.5") for line in shown.out.splitlines())
    assert str(folder / "index.html") in shown.out
    other_lines = told(command, "ada", "--with", "espeak", "--line", "Nobody.")
    assert other_lines["candidates"][1]["rating"] == scores  # the voice is the same, whatever it says
    assert not (folder / "espeak-2.flac").exists()


def test_a_clone_is_heard_beside_a_kokoro_voice_in_its_manner(
    command: Command, stairs: Path, vocoder_kokoro: Path, tiny_csm: Path
) -> None:
    with (stairs / "narration.toml").open("a", encoding="utf-8") as file:
        file.write(SPEAKS.format(kokoro=vocoder_kokoro, csm=tiny_csm))
    edit(stairs / "narration.toml", "en-gb", "es")  # whose phonemes need no tagger, and no second to load it
    edit(stairs / "narration.toml", "bf_emma", "ef_dora")
    soundfile.write(stairs / "clone.wav", buzz(pitch_hz=140, swing_st=5, seconds=3), 16_000)
    found = told(command, "clone", "--line", "Nobody had lit the lamp.", "--strength", "1")
    by_slug = {each["slug"]: each for each in found["candidates"]}
    assert list(by_slug) == ["csm_cloned", "kokoro_styled", "kokoro_base"]
    assert by_slug["kokoro_base"]["manner"] == "none"
    assert by_slug["kokoro_styled"]["manner"].startswith("like spread")
    styled, base = (by_slug[slug]["measures"] for slug in ("kokoro_styled", "kokoro_base"))
    assert styled["range_st"] > 1.3 * base["range_st"]
    assert found["reference"]["measures"]["likeness"] == 1
    assert {each["with_loading"] for each in found["candidates"]} == {True, False}
    assert (stairs / "dist" / "audition" / "clone" / "reference.flac").exists()


def test_where_a_model_can_listen_the_words_are_counted(
    command: Command, stairs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("The lamp at the corner is out.", "The lamp at the corner is not out.")

    class HearsTheFirst(Transcriber):
        def words(self, recording: Path) -> str:
            assert decode(recording).audio.any()
            return lines[0]

    monkeypatch.setattr(hearing, "listener", lambda pins: (HearsTheFirst(), pins and ""))
    found = told(command, "ada", "--line", lines[0], "--line", lines[1])
    (ada,) = found["candidates"]
    assert [clip["measures"]["word_errors"] for clip in ada["lines"]] == [
        0,
        0.12,
    ]  # it hears the first in all
    assert ada["measures"]["word_errors"] == 0.07  # one word of fifteen
    assert found["words_unheard"] is None
    assert stairs.exists()


def test_a_model_that_is_not_here_is_left_out_and_told_with_what_fetches_it(
    command: Command, stairs: Path
) -> None:
    with (stairs / "narration.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[voices.clone]\nengine = "csm"\nreference = "clone.wav"\n'
            'transcript = "Nobody had lit the lamp upon the stairs, and nobody would."\n'
        )
    soundfile.write(stairs / "clone.wav", buzz(pitch_hz=140, swing_st=5), 16_000)
    alone = command("clone", "--offline")
    assert alone.code == 5
    assert "nobody can be heard" in alone.err
    assert "--with clone fetches it where the network may be used; " in alone.err
    assert "--with espeak" in alone.err
    besides = command("clone", "--with", "espeak", "--line", "Nobody.")
    assert besides.code == 0, besides.err
    assert "left out csm_cloned: not on this machine" in besides.err
    assert "hint: --with kokoro:bm_george fetches it" in besides.err
    asked = command("clone", "--with", "kokoro:bf_emma", "--offline")
    assert asked.code == 5
    assert "not on this machine" in asked.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["aad"], 'did you mean "ada"?'),
        (["Ada"], 'Ada has the voice "ada"'),
        (["ada", "--with", "espaek"], "there is no voice and no profile"),
        (["ada", "--with", "espaek:x"], 'did you mean "espeak"?'),
        (["ada", "--with", "kokoro"], "such as --with kokoro:bf_emma"),
        (["ada", "--with", "kokoro:bf_emna"], "bf_emma"),
        (["ada", "--with", "tone:loud"], "expected a number"),
        (["ada", "--with", "espeak:+xx"], "xx"),
        (["ada", "--with", "csm:nobody.wav"], "there is no profile and no file"),
        (["ada", "--with", "csm:stairs.md"], "nobody has written down what is said in stairs.md"),
        (["ada", "--line", " … "], "there is nothing to say in a line"),
    ],
)
def test_what_cannot_be_is_an_error_with_a_way_out(
    command: Command, stairs: Path, arguments: list[str], says: str
) -> None:
    ended = command(*arguments)
    assert ended.code == 3, ended.err
    assert says in ended.err
    assert not (stairs / "dist").exists()


def test_outside_of_a_project_a_profile_is_heard(
    command: Command, tmp_path: Path, library_apart: Path
) -> None:
    recording = Recording(buzz(pitch_hz=140, swing_st=5), 16_000)
    keeping.keep(
        library_apart, "alice", recording, "Nobody had lit the lamp upon the stairs, and nobody would."
    )
    ended = command("alice", "--with", "espeak", "--line", "Nobody.")
    assert ended.code == 0, ended.err
    assert "--with alice fetches it" in ended.err
    found = json.loads((tmp_path / "dist" / "audition" / "alice" / "audition.json").read_text())
    assert [each["slug"] for each in found["candidates"]] == ["espeak"]
    assert {each["slug"] for each in found["left_out"]} >= {"csm_cloned", "kokoro_styled", "kokoro_base"}
    assert found["reference"]["measures"]["pitch_hz"] == pytest.approx(140, rel=0.1)
    assert not (tmp_path / ".narrate").exists()
    assert 'warning: "alice" does not say who agreed that this voice is cloned' in ended.err
    assert f"write it into {library_apart}/alice/profile.toml, for example" in ended.err


def test_a_transformed_voice_is_heard_as_it_is_cast_and_plain(command: Command, stairs: Path) -> None:
    edit(stairs / "narration.toml", "pitch_hz = 330\n", "pitch_hz = 330\ntransform = { pitch_shift = -4 }\n")
    found = told(command, "ada")
    cast, plain = found["candidates"]
    assert [cast["slug"], plain["slug"]] == ["tone_transformed", "tone_base"]
    lower = cast["measures"]["pitch_hz"] / plain["measures"]["pitch_hz"]
    assert 12 * np.log2(lower) == pytest.approx(-4, abs=0.2)
    planned = next(each for each in build(Request(load(stairs))) if isinstance(each, Planned))
    assert planned.transforms == 1  # of Ada's four lines in the book
    again = told(command, "ada")
    assert again["identity"] == found["identity"]


def test_a_line_that_fails_is_told_and_leaves_the_others(
    command: Command, stairs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform = Tone.perform

    def breaks(tone: Tone, render: Render, settings: Settings, tried: int = 0) -> Performance:
        if render.text == "Nobody.":
            raise EngineFailed("the string broke")
        return perform(tone, render, settings, tried)

    monkeypatch.setattr(Tone, "perform", breaks)
    ended = command("ada", "--with", "espeak", "--line", "Nobody.", "--line", "Who is there?", "--json")
    assert ended.code == 4
    assert "failed tone_base, line 1: the string broke" in ended.err
    ada, espeak = json.loads(ended.out)["candidates"]
    assert [each.get("failure", each.get("file")) for each in ada["lines"]] == [
        "tone_base-2.flac",
        "the string broke",
    ]
    assert len(espeak["lines"]) == 2
    alone = command("ada", "--line", "Nobody.")
    assert alone.code == 4
    assert "nothing could be rendered: the string broke" in alone.err
    assert stairs.exists()


def test_a_take_that_is_damaged_is_made_again(command: Command, stairs: Path) -> None:
    found = told(command, "ada", "--line", "Nobody.")
    for blob in (stairs / ".narrate").rglob("*.flac"):
        blob.write_bytes(b"nonsense")
    again = told(command, "ada", "--line", "Nobody.")
    assert again["identity"] == found["identity"]
    assert again["candidates"][0]["first_sound_s"] is not None


def test_a_page_that_is_no_auditions_stays(command: Command, stairs: Path) -> None:
    (stairs / "site").mkdir()
    (stairs / "site" / "index.html").write_text("mine")
    ended = command("ada", "--into", stairs / "site")
    assert ended.code == 3
    assert "no audition's" in ended.err
    assert (stairs / "site" / "index.html").read_text() == "mine"
