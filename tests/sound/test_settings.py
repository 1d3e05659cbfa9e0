from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import TypeAdapter, ValidationError

from narrate.model import Boundary
from narrate.sound.settings import PRESETS, Mastering, Pauses, Preset


def test_every_boundary_has_its_pause_and_a_chapter_ends_with_the_tail_alone() -> None:
    pauses = Pauses()
    seconds = {boundary: pauses.after(boundary, None) for boundary in Boundary}
    assert seconds == {
        Boundary.CLAUSE: 0.08,
        Boundary.SENTENCE: 0.35,
        Boundary.SPEAKER: 0.5,
        Boundary.PARAGRAPH: 0.7,
        Boundary.SCENE: 2.2,
        Boundary.HEADING: 2.0,
        Boundary.CHAPTER: 0.0,
    }


@pytest.mark.parametrize("boundary", list(Boundary))
@pytest.mark.parametrize("explicit_s", [0.0, 4.5])
def test_the_authors_own_pause_wins(boundary: Boundary, explicit_s: float) -> None:
    assert Pauses().after(boundary, explicit_s) == explicit_s


def test_a_changed_pause_changes_its_boundary_only() -> None:
    pauses = replace(Pauses(), scene=1.6)
    assert pauses.after(Boundary.SCENE, None) == 1.6
    assert pauses.after(Boundary.PARAGRAPH, None) == 0.7


def test_acx_is_the_default_and_within_its_rules() -> None:
    acx = PRESETS["acx"]
    assert acx.mastering == Mastering()
    assert (acx.head, acx.tail) == (Pauses().head, Pauses().tail)
    assert acx.mastering.ceiling_dbtp <= -3
    assert acx.mastering.room_tone_db <= -60
    assert acx.mastering.rms_db == (-22.5, -18.5)
    assert 0.5 <= acx.head <= 1
    assert 1 <= acx.tail <= 5
    assert (acx.mp3_kbps, acx.channels) == (192, 1)


def test_librivox_is_within_its_rules() -> None:
    librivox = PRESETS["librivox"]
    assert -21 <= librivox.mastering.target_lufs <= -16
    assert (librivox.tail, librivox.mp3_kbps, librivox.channels) == (5.0, 128, 1)
    assert 0.5 <= librivox.head <= 1


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_within_its_ranges(name: str) -> None:
    settings = PRESETS[name]
    assert TypeAdapter(Preset).validate_python(settings, strict=True) == settings


@pytest.mark.parametrize(
    ("settings_type", "values"),
    [(Pauses, {"sentence": -0.1}), (Pauses, {"scene": 3600}), (Mastering, {"ceiling_dbtp": 1.0})],
)
def test_what_is_out_of_range_can_be_refused(settings_type: type, values: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(settings_type).validate_python(values)
