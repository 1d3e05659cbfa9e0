"""Who is heard: the voice as cast and without, a Kokoro voice in its manner, and others, each once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import soundfile

from narrate.audition import stage
from narrate.audition.candidates import Candidate, candidates
from narrate.audition.subject import find
from narrate.model import Transform
from narrate.project.load import load
from tests.audition.conftest import buzz

TOML = """\
[book]
title = "The Stairs"
language = "en-gb"
manuscript = "stairs.md"

[voices.emma]
engine = "kokoro"
voice = "bf_emma"
style = { reference = "clone.wav", strength = 0.7 }

[voices.george]
engine = "kokoro"
voice = "bm_george"
model = "owner/another"
speed = 0.9

[voices.clone]
engine = "csm"
reference = "clone.wav"
transcript = "Nobody had lit the lamp upon the stairs at night."

[cast]
narrator = "emma"
Ada = { voice = "emma", style = { pitch = 2 } }
Ben = { voice = "clone", transform = { pitch_shift = -3 } }
"""


@pytest.fixture
def stairs(tmp_path: Path, library_apart: Path) -> Path:
    assert not library_apart.exists()
    (tmp_path / "narration.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "stairs.md").write_text("# One\n\nNobody came.\n", encoding="utf-8")
    soundfile.write(tmp_path / "clone.wav", buzz(pitch_hz=140, swing_st=3, seconds=4), 16_000)
    return tmp_path


def heard(
    folder: Path, name: str, others: Sequence[str] = (), strengths: Sequence[float] = (), hz: float = 140
) -> dict[str, Candidate]:
    place = stage.of_project(load(folder))
    found = candidates(place, find(place, name), others, strengths, hz)
    assert len({(each.voice.settings, each.voice.style, each.voice.transform) for each in found}) == len(
        found
    )
    return {each.slug: each for each in found}


def test_a_voice_is_heard_in_each_of_its_styles_and_without(stairs: Path) -> None:
    found = heard(stairs, "emma")
    assert list(found) == ["kokoro_styled", "kokoro_ada", "kokoro_base"]
    styles = [each.voice.style for each in found.values()]
    assert styles[0] is not None
    assert styles[0].strength == 0.7
    assert styles[1] is not None
    assert styles[1].pitch == 2
    assert styles[2] is None


def test_strengths_take_the_place_of_a_styles_own(stairs: Path) -> None:
    found = heard(stairs, "emma", strengths=(0.3, 1.0))
    assert list(found) == [
        "kokoro_styled_30",
        "kokoro_styled",
        "kokoro_ada_30",
        "kokoro_ada",
        "kokoro_base",
    ]
    assert [each.voice.style.strength for each in found.values() if each.voice.style] == [0.3, 1, 0.3, 1]


@pytest.mark.parametrize(("hz", "voice"), [(110, "bm_george"), (220, "bf_emma")])
def test_a_clone_is_heard_beside_the_projects_voice_that_lies_nearer(
    stairs: Path, hz: float, voice: str
) -> None:
    found = heard(stairs, "clone", hz=hz)
    assert list(found) == [
        *("csm_cloned_ben", "csm_cloned", "kokoro_styled_50", "kokoro_styled", "kokoro_base"),
    ]
    assert found["csm_cloned_ben"].voice.transform.pitch_shift == -3
    assert found["csm_cloned"].voice.transform == Transform()
    base = found["kokoro_base"].voice
    assert base.settings.voice == voice
    assert base.style is None
    for slug in ("kokoro_styled_50", "kokoro_styled"):
        styled = found[slug].voice
        assert styled.settings == base.settings
        assert styled.style.reference == stairs / "clone.wav"
        assert styled.style.transcript.startswith("Nobody had lit")


def test_others_are_of_the_projects_model_and_are_asked_for(stairs: Path) -> None:
    others = ("kokoro:bf_lily", "espeak:+f2", "george", "emma", "csm:clone.wav", "tone:300")
    found = heard(stairs, "clone", others)
    own = ("csm_cloned_ben", "kokoro_styled_50", "kokoro_styled")
    added = [each for each in found.values() if each.slug not in own]
    assert [each.slug for each in added] == [
        *("csm_cloned", "kokoro_base", "kokoro_bf_lily", "espeak_f2", "emma", "tone_300"),
    ]
    # george is the base, and csm:clone.wav the clone: both are heard once, and now asked for
    assert all(each.asked for each in added)
    assert found["kokoro_bf_lily"].voice.settings.model == "prince-canuma/Kokoro-82M"
    assert found["emma"].voice.style.strength == 0.7
    assert not found["kokoro_styled"].asked


def test_strengths_that_are_asked_for_are_others_too(stairs: Path) -> None:
    found = heard(stairs, "clone", ("kokoro:bf_lily", "espeak"), (0.6,))
    assert list(found) == [
        *(
            "csm_cloned_ben",
            "csm_cloned",
            "kokoro_styled_60",
            "kokoro_base",
            "kokoro_bf_lily_styled_60",
            "kokoro_bf_lily",
            "espeak",
        ),
    ]
