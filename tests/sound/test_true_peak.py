from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from narrate.sound.true_peak import GROUP, group_peaks, true_peak_db

AUDIO = arrays.arrays(np.float32, st.integers(0, 300), elements=st.floats(-2, 2, width=32))


def test_a_peak_between_samples_is_found() -> None:
    # At a quarter of the rate and 45 degrees, every sample is 3.01 dB under the crest.
    n = np.arange(2400)
    audio = (0.5 * np.sin(np.pi / 2 * n + np.pi / 4) * np.hanning(2400)).astype(np.float32)
    assert 20 * np.log10(np.abs(audio).max()) == pytest.approx(-9.03, abs=0.01)
    assert true_peak_db(audio) == pytest.approx(-6.02, abs=0.1)


@pytest.mark.parametrize("frequency_hz", [100, 1000, 3000, 5000])
def test_tones_of_the_voice_are_read_within_a_tenth_of_a_decibel(frequency_hz: float) -> None:
    for phase in np.linspace(0, np.pi, 9):
        n = np.arange(9600)
        tone = 0.5 * np.sin(2 * np.pi * frequency_hz / 24_000 * n + phase) * np.hanning(9600)
        assert true_peak_db(tone.astype(np.float32)) == pytest.approx(-6.02, abs=0.1)


@settings(deadline=None)
@given(AUDIO)
def test_it_is_never_below_the_highest_sample(audio: np.ndarray) -> None:
    highest = float(np.abs(audio).max(initial=0))
    assert true_peak_db(audio) >= 20 * np.log10(max(highest, 10**-7.2)) - 1e-4


@settings(deadline=None)
@given(AUDIO, st.floats(0.1, 2))
def test_leaving_out_what_cannot_reach_a_level_misses_nothing_above_it(
    audio: np.ndarray, level: float
) -> None:
    everything = group_peaks(audio, -1.0)
    some = group_peaks(audio, level)
    above = everything > level
    assert some.shape == (-(-len(audio) // GROUP) + 2,)
    assert (some[above] == everything[above]).all()


def test_silence_has_the_lowest_level() -> None:
    assert true_peak_db(np.zeros(100, np.float32)) == pytest.approx(-144)
    assert true_peak_db(np.zeros(0, np.float32)) == pytest.approx(-144)
