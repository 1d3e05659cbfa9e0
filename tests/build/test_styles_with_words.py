"""A style whose words are known: its pace is counted in phonemes, once, and anew when they are corrected."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.build import lock, own_files, styles
from narrate.build.pins import voices_of
from narrate.build.prepare import Prepared, plan_of, prepare, store_of
from narrate.engines.espeak import count
from narrate.project.load import load
from tests.conftest import noise_in_syllables

WORDS = "Nobody had lit the lamp upon the stairs."
TOML = """\
[book]
title = "The Stairs"
language = "{language}"
manuscript = "stairs.md"

[voices.teller]
engine = "kokoro"
voice = "bf_emma"
style = {{ reference = "ada.wav", transcript = "{words}" }}

[cast]
narrator = "teller"
"""


@pytest.fixture
def stairs(tmp_path: Path) -> Path:
    time_s = np.arange(5 * 16_000) / 16_000
    buzz = sum(np.sin(2 * np.pi * 150 * each * time_s) / each for each in range(1, 9))
    sound = 0.1 * buzz * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * time_s)) + 1e-4 * np.random.default_rng(
        1
    ).standard_normal(len(time_s))
    soundfile.write(tmp_path / "ada.wav", sound.astype(np.float32), 16_000)
    write(tmp_path)
    (tmp_path / "stairs.md").write_text("# The Stairs\n\nShe came up.\n", "utf-8")
    return tmp_path


def write(project: Path, words: str = WORDS, language: str = "en-gb") -> None:
    (project / "narration.toml").write_text(TOML.format(words=words, language=language), "utf-8")


def prepared(project: Path) -> Prepared:
    ready = prepare(load(project))
    ready.require_sound()
    return ready


def manner(project: Path) -> dict[str, float]:
    """What the line is to be like."""
    ready = prepared(project)
    (*_, line) = plan_of(ready, store_of(ready.project)).lines
    found: dict[str, float] = json.loads(line.render.style)["like"]
    return found


def settle(project: Path) -> lock.MeasuredRecording:
    """Write what a build does of the recording into the lock file."""
    ready = prepared(project)
    known = lock.read(project / lock.NAME)
    voices = voices_of(ready.project.cast)
    found = own_files.measured(ready.project, voices, known.references)
    lock.write(project / lock.NAME, replace(known, references=found))
    return found["ada.wav"]


def test_a_pace_is_counted_in_phonemes_where_the_words_are_known(stairs: Path) -> None:
    counted = manner(stairs)
    assert "syllables_s" not in counted
    assert counted["phonemes_s"] == pytest.approx((count.phonemes(WORDS, "en-gb") or 0) / 5.0, rel=0.1)
    write(stairs, words=f"{WORDS} {WORDS}")
    assert manner(stairs)["phonemes_s"] == pytest.approx(2 * counted["phonemes_s"], abs=0.01)


def test_it_is_counted_once_and_anew_for_other_words(stairs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, row = manner(stairs), settle(stairs)
    assert row.phonemes_s == first["phonemes_s"]
    monkeypatch.setattr(styles, "measure", lambda *_: pytest.fail("it is known"))
    assert manner(stairs) == first
    assert settle(stairs) == row
    monkeypatch.undo()
    write(stairs, words=WORDS[:20])
    assert manner(stairs)["phonemes_s"] < first["phonemes_s"]
    again = settle(stairs)
    assert again.words_sha256 != row.words_sha256
    same = {"phonemes_s": None, "words_sha256": None}
    assert {**asdict(again), **same} == {**asdict(row), **same}


def test_the_words_of_japanese_are_not_counted_and_that_is_told(stairs: Path) -> None:
    write(stairs, language="ja")
    toml = stairs / "narration.toml"
    toml.write_text(toml.read_text().replace("bf_emma", "jf_alpha"))
    assert "phonemes_s" not in manner(stairs)
    assert manner(stairs)["syllables_s"] == pytest.approx(4, rel=0.1)
    told = {problem.slug: problem.message for problem in styles.doubts(prepared(stairs).project)}
    assert "style: the phonemes of 'ja' cannot be counted" in told["style-uncounted"]


@pytest.mark.parametrize("words", ["...!", "Nobody.", WORDS * 9])
def test_words_that_cannot_be_said_in_a_recording_are_an_error(stairs: Path, words: str) -> None:
    write(stairs, words=words)
    (problem,) = prepare(load(stairs)).problems
    assert problem.slug == "style-unmeasured"
    assert problem.message.startswith("ada.wav: its transcript cannot belong to it: ")
    assert "write down every word" in problem.hint


def test_one_recording_does_not_say_two_things(stairs: Path) -> None:
    toml = stairs / "narration.toml"
    toml.write_text(
        toml.read_text() + '\n[styles]\nother = { reference = "ada.wav", transcript = "Other words." }\n'
    )
    (problem,) = prepare(load(stairs)).problems
    assert problem.slug == "style-transcripts"


def test_a_recording_that_a_clone_takes_need_not_be_measurable(stairs: Path) -> None:
    soundfile.write(stairs / "whisper.wav", noise_in_syllables(3.0, 1), 24_000)
    toml = stairs / "narration.toml"
    toml.write_text(
        toml.read_text()
        + 'Ada = { voice = "ada", styles = { low = '
        + f'{{ reference = "whisper.wav", transcript = "{WORDS}" }} }} }}\n'
        + f'[voices.ada]\nengine = "csm"\nreference = "ada.wav"\ntranscript = "{WORDS}"\n'
    )
    assert prepare(load(stairs)).problems == ()
    toml.write_text(toml.read_text().replace('voice = "ada"', 'voice = "teller"'))
    problems = prepare(load(stairs)).problems
    assert "style-unmeasured" in {problem.slug for problem in problems}
