"""A manner on what the model predicts: nothing for no change, and exactly what was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.engines.kokoro.languages import LANGUAGES
from narrate.engines.kokoro.manner import Own, moved, own, stretched, swelled
from narrate.engines.kokoro.trial import TEXTS
from narrate.voices.manner import Change

PHONEMES = "hɐlˈO, wˈɜɹld. ðɛɹ ju ɑɹ"
DURATIONS = np.linspace(0.6, 6.4, len(PHONEMES) + 2).astype(np.float32)
PITCH = np.array([0, 0, 20, 120, 140, 180, 160, 0, 5, 100], np.float32)


@given(rate=st.floats(0.7, 1.4), pauses=st.floats(0.5, 2.5))
def test_rounding_loses_no_time(rate: float, pauses: float) -> None:
    frames = stretched(DURATIONS, PHONEMES, Change(rate=rate, pauses=pauses))
    pausing = np.isin(np.arange(len(DURATIONS)), [6, 7, 14, 15])  # ", " and ". "; the first is the begin
    wanted = np.where(pausing, DURATIONS * pauses, DURATIONS / rate)
    assert frames.min() >= 1
    assert np.abs(np.cumsum(frames) - np.cumsum(np.maximum(wanted, 1))).max() <= 2


def test_broken_durations_stay_within_bounds() -> None:
    broken = np.array([np.nan, np.inf, -np.inf, 1e9, 2, 2], np.float32)
    assert stretched(broken, "abcd", Change()).tolist() == [1, 100, 1, 100, 2, 2]


def test_pitch_moves_and_swings_and_the_unvoiced_stays_unvoiced() -> None:
    voice = own(PITCH, np.zeros(10, np.float32))
    assert voice.pitch_hz == 140
    octave = moved(PITCH, voice, Change(pitch=12))
    assert octave[PITCH > 50] == pytest.approx(2 * PITCH[PITCH > 50])
    assert octave[2] == 40
    assert (octave[PITCH <= 10] == PITCH[PITCH <= 10]).all()
    wide = moved(PITCH, voice, Change(range=2))
    assert np.log2(wide[3:7] / 140) == pytest.approx(2 * np.log2(PITCH[3:7] / 140))
    assert moved(PITCH, voice, Change(range=20)).max() == pytest.approx(2.2 * 140)


def test_of_no_voice_nothing_is_moved() -> None:
    silent = np.zeros(4, np.float32)
    assert (moved(silent, own(silent, silent), Change(pitch=4, range=2)) == 0).all()


def test_energy_swings_around_its_mean_and_silence_is_no_louder() -> None:
    energy = np.array([-9, -1, 0, 1, -9], np.float32)
    swung = swelled(energy, Own(120, 0), Change(energy=2))
    assert swung[1:4] == pytest.approx([-2, 0, 2])
    assert swelled(energy, Own(120, 0), Change(energy=0.5))[0] < -7
    assert swelled(energy, Own(120, 0), Change()) == pytest.approx(energy)


def test_every_language_has_something_to_say() -> None:
    assert set(TEXTS) == set(LANGUAGES)
