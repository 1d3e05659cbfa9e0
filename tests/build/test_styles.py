"""Styles from narration.toml to the sound: measured once, part of exactly the requests that they are for."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.build import lock, styles
from narrate.build.book import build
from narrate.build.events import Rendered
from narrate.build.prepare import Prepared, plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.project.load import load
from narrate.sound.pcm import decode
from narrate.takes.line import Line
from narrate.takes.plan import Plan
from narrate.voices.prosody import Prosody, measure
from tests.conftest import Ran

TOML = """\
[book]
title = "The Stairs"
language = "en-gb"
manuscript = "stairs.md"

[voices.teller]
engine = "kokoro"
model = "{kokoro}"
voice = "bf_emma"

[styles]
hushed = {{ rate = 0.8, energy = 0.7 }}
half = {{ pitch = 4, strength = 0.5 }}
high = {{ pitch = 4, energy = 1.5 }}
wide = {{ range = 2, rate = 8e-1 }}

[cast]
narrator = "teller"
Ada = {{ voice = "teller", style = "styles/ada.wav" }}
Ben = {{ voice = "teller", style = "half" }}
Eve = {{ voice = "teller", style = {{ pitch = 4, strength = 0 }} }}

[output]
formats = ["flac"]
"""

SAID = "Nobody had lit the lamp upon the stairs, and nobody would light it now"
HEARD = f"""\
# The Stairs

{SAID}.

[{SAID}.]{{style=half}}

[{SAID}.]{{style=high}}

[{SAID}.]{{style=wide}}
"""
BOOK = f"""\
# The Stairs

{SAID}.

“{SAID},” said Ben.

“Come up,” said Ada.

[She came up.]{{style=hushed}}

# The Lamp

Eve said, “{SAID}.”
"""


def reading(*, pitch_hz: float, swing_st: float, voiced: bool = True) -> np.ndarray:
    """Somebody who says "la la la" for six seconds, or breathes it."""
    time_s = np.arange(6 * 16_000) / 16_000
    hz = pitch_hz * 2 ** (swing_st * np.sin(2 * np.pi * 1.5 * time_s) / 12)
    phase = 2 * np.pi * np.cumsum(hz) / 16_000
    buzz = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(1, 10))
    sound = buzz if voiced else np.random.default_rng(0).standard_normal(len(time_s))
    sound = sound * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * time_s)) * (np.sin(2 * np.pi * time_s / 2) > -0.8)
    return (0.1 * sound + 1e-4 * np.random.default_rng(1).standard_normal(len(time_s))).astype(np.float32)


@pytest.fixture
def stairs(tmp_path: Path, vocoder_kokoro: Path) -> Path:
    (tmp_path / "styles").mkdir()
    soundfile.write(tmp_path / "styles" / "ada.wav", reading(pitch_hz=180, swing_st=4), 16_000)
    (tmp_path / "narration.toml").write_text(TOML.format(kokoro=vocoder_kokoro), encoding="utf-8")
    (tmp_path / "stairs.md").write_text(BOOK, encoding="utf-8")
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def prepared(project: Path) -> Prepared:
    return prepare(load(project))


def plan(project: Path) -> Plan:
    ready = prepared(project)
    ready.require_sound()
    return plan_of(ready, store_of(ready.project))


def changed(project: Path, before: Plan) -> set[str]:
    """Who or what is rendered again."""
    was = {line.utterance.id: line.render.key for line in before.lines}
    return {_who(line) for line in plan(project).lines if was[line.utterance.id] != line.render.key}


def _who(line: Line) -> str:
    return line.utterance.style or line.utterance.speaker or ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("strength = 0.5", "strength = 0.6", {"Ben"}),
        ("pitch = 4, strength = 0 ", "range = 2, strength = 0.0 ", set()),
        ("rate = 0.8", "rate = 0.85", {"hushed"}),
        ("hushed = { rate = 0.8, energy = 0.7 }", "hushed = { energy = 0.7, rate = 0.80 }", set()),
        ('style = "styles/ada.wav"', 'style = { reference = "styles/ada.wav", pitch = 1 }', {"Ada"}),
        ('voice = "bf_emma"', 'voice = "bf_emma"\nstyle = { rate = 0.9 }', {"narrator"}),
    ],
)
def test_a_style_is_part_of_exactly_the_requests_that_it_is_for(
    stairs: Path, old: str, new: str, expected: set[str]
) -> None:
    before = plan(stairs)
    edit(stairs / "narration.toml", old, new)
    assert changed(stairs, before) == expected


def test_a_recording_counts_by_what_is_measured_and_not_by_its_path(stairs: Path) -> None:
    before = plan(stairs)
    ada = stairs / "styles" / "ada.wav"
    ada.rename(stairs / "styles" / "other.wav")
    edit(stairs / "narration.toml", "styles/ada.wav", "styles/other.wav")
    assert changed(stairs, before) == set()
    soundfile.write(stairs / "styles" / "other.wav", reading(pitch_hz=180, swing_st=2), 16_000)
    assert changed(stairs, before) == {"Ada"}


def test_nothing_of_no_strength_is_in_a_request(stairs: Path) -> None:
    renders = {
        line.utterance.speaker: line.render for line in plan(stairs).lines if SAID in line.utterance.spoken
    }
    assert renders["Eve"] == renders["narrator"]
    assert json.loads(renders["Ben"].style) == {"by": {"pitch": 4.0}, "like": {}, "strength": 0.5}


def test_whispers_and_silence_are_no_styles(stairs: Path) -> None:
    for sound in (reading(pitch_hz=180, swing_st=4, voiced=False), np.zeros(16_000, np.float32)):
        soundfile.write(stairs / "styles" / "ada.wav", sound, 16_000)
        (problem,) = prepared(stairs).problems
        assert (problem.slug, str(problem.where)) == ("style-unmeasured", "narration.toml")
        assert "no voice is heard in it" in problem.message


def test_a_style_that_the_manuscript_invents_is_an_error_with_its_line(stairs: Path) -> None:
    edit(stairs / "stairs.md", "style=hushed", "style=hushd")
    ready = prepared(stairs)
    (problem,) = plan_of(ready, store_of(ready.project)).problems
    assert (problem.slug, str(problem.where), problem.hint) == (
        "style-unknown",
        "stairs.md:9",
        'did you mean "hushed"?',
    )


def test_what_no_voice_will_take_on_is_told(stairs: Path) -> None:
    soundfile.write(
        stairs / "styles" / "low.wav", reading(pitch_hz=100, swing_st=4)[: 16_000 * 3 // 2], 16_000
    )
    edit(
        stairs / "narration.toml",
        'style = "styles/ada.wav"',
        'style = { reference = "styles/ada.wav", neutral = "styles/low.wav" }',
    )
    found = {problem.slug: problem.message for problem in styles.doubts(load(stairs))}
    assert found.keys() == {"style-beyond", "style-thin"}
    assert found["style-beyond"].startswith("cast.Ada.style asks for ")
    assert "pitch will be less" in found["style-beyond"]
    assert found["style-thin"].startswith("low.wav: its melody")


def test_a_style_that_asks_for_too_much_is_told_once_by_its_name(stairs: Path) -> None:
    soundfile.write(stairs / "styles" / "low.wav", reading(pitch_hz=100, swing_st=4), 16_000)
    deep = 'deep = { reference = "styles/ada.wav", neutral = "styles/low.wav" }'
    edit(stairs / "narration.toml", "[styles]\n", f"[styles]\n{deep}\n")
    edit(stairs / "narration.toml", 'style = "styles/ada.wav"', 'style = "deep"')
    edit(stairs / "narration.toml", 'style = "half"', 'style = "deep"')
    told = [each.message for each in styles.doubts(load(stairs)) if each.slug == "style-beyond"]
    assert [each.split(" asks for ")[0] for each in told] == ["styles.deep"]


def test_a_build_has_the_style_in_the_sound_and_its_figures_in_the_lock_file(
    stairs: Path, narrate: Callable[..., Ran]
) -> None:
    (stairs / "stairs.md").write_text(HEARD, encoding="utf-8")
    ran = narrate("build", stairs, "--json")
    assert ran.code == 0, ran.err
    plain, half, high, wide = (_prosody(stairs, style) for style in (None, "half", "high", "wide"))
    assert 12 * math.log2(half.pitch_hz.value / plain.pitch_hz.value) == pytest.approx(2, rel=0.1)
    assert 12 * math.log2(high.pitch_hz.value / plain.pitch_hz.value) == pytest.approx(4, rel=0.1)
    assert wide.spread_st.value / plain.spread_st.value == pytest.approx(2, rel=0.1)
    assert high.energy_db.value / plain.energy_db.value == pytest.approx(1.5, rel=0.1)
    assert wide.seconds / plain.seconds == pytest.approx(1 / 0.8, rel=0.1)
    known = lock.read(stairs / lock.NAME)
    row = known.references["styles/ada.wav"]
    assert styles.figures_of(row) == styles.measure(stairs / "styles" / "ada.wav")
    assert row.spread_st == pytest.approx(4 / math.sqrt(2), rel=0.1)
    assert not [event for event in build(Request(load(stairs), locked=True)) if isinstance(event, Rendered)]

    (stairs / "stairs.md").write_text(BOOK, encoding="utf-8")
    # What the file says counts: another processor may measure a little less.
    before = plan(stairs)
    rounded = replace(row, spread_st=(row.spread_st or 0) + 0.01)
    lock.write(stairs / lock.NAME, replace(known, references={"styles/ada.wav": rounded}))
    assert changed(stairs, before) == {"Ada"}


def _prosody(project: Path, style: str | None) -> Prosody:
    ready = prepared(project)
    store = store_of(ready.project)
    line = next(
        line
        for line in plan_of(ready, store).lines
        if line.utterance.style == style and line.utterance.spoken.startswith("Nobody")
    )
    found = measure(decode(store.sound(store.get(line.render.key))))
    assert found is not None
    return found
