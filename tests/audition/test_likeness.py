"""How alike two ways of speaking are: by what one hears, and not by who speaks."""

from __future__ import annotations

import numpy as np
import pytest

from narrate.audition.likeness import likeness
from narrate.sound.pcm import Recording
from narrate.voices.prosody import Prosody, measure
from tests.audition.conftest import buzz


def prosody(audio: np.ndarray) -> Prosody:
    found = measure(Recording(audio.astype(np.float32), 16_000))
    assert found is not None
    return found


def test_a_recording_is_like_itself_and_like_itself_in_another_voice() -> None:
    lively = prosody(buzz(pitch_hz=120, swing_st=4))
    higher = prosody(buzz(pitch_hz=220, swing_st=4))
    assert likeness(lively, lively) == 1.0
    other = likeness(lively, higher)
    assert other is not None
    assert other > 0.9


def test_the_further_off_the_less_alike_and_the_same_from_both_sides() -> None:
    lively, calmer, calm = (prosody(buzz(pitch_hz=120, swing_st=swing)) for swing in (5, 3, 1))
    near, far = likeness(lively, calmer), likeness(lively, calm)
    assert near is not None
    assert far is not None
    assert 0 < far < near < 1
    assert likeness(calm, lively) == pytest.approx(far)


def test_pace_counts() -> None:
    said = buzz(pitch_hz=120, swing_st=3)
    half_as_fast = np.interp(np.arange(0, len(said), 0.5), np.arange(len(said)), said)
    found = likeness(prosody(said), prosody(half_as_fast))
    assert found is not None
    assert found < 0.85
