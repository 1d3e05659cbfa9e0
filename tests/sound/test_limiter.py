from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from narrate.sound.limiter import limited
from narrate.sound.true_peak import true_peak_db


@settings(deadline=None)
@given(
    arrays.arrays(np.float32, st.integers(0, 3000), elements=st.floats(-8, 8, width=32), fill=st.nothing())
    | st.builds(
        lambda seed, n, gain: (gain * np.random.default_rng(seed).standard_normal(n)).astype(np.float32),
        st.integers(0, 99),
        st.integers(1, 9000),
        st.floats(0.1, 16),
    )
    | st.builds(
        lambda seed, n: np.random.default_rng(seed).choice(np.array([-4, 4], np.float32), n),
        st.integers(0, 99),
        st.integers(1, 3000),
    ),
    st.floats(-12, -1),
    st.sampled_from([16_000, 22_050, 24_000, 48_000]),
    st.sampled_from([0.0, 3.0]),
)
def test_no_true_peak_is_over_the_ceiling(
    audio: np.ndarray, ceiling_db: float, rate_hz: int, give_back_db: float
) -> None:
    result = limited(audio, rate_hz, ceiling_db, give_back_db)
    assert result.shape == audio.shape
    assert result.dtype == np.float32
    assert true_peak_db(result) <= ceiling_db + 0.1


@settings(deadline=None)
@given(arrays.arrays(np.float32, st.integers(0, 500), elements=st.floats(-0.25, 0.25, width=32)))
def test_what_is_below_the_ceiling_is_returned_as_it_is(audio: np.ndarray) -> None:
    assert limited(audio, 24_000, -3.5) is audio


def test_limiting_speech_holds_against_sixteenfold_interpolation(speak: Callable[..., np.ndarray]) -> None:
    audio = speak(4, peak=1.2)
    result = limited(audio, 24_000, -3.5).astype(np.float64)
    spectrum = np.zeros(16 * len(result) // 2 + 1, np.complex128)
    spectrum[: len(result) // 2 + 1] = np.fft.rfft(result)
    crest = np.abs(np.fft.irfft(spectrum, 16 * len(result))).max() * 16
    assert 20 * np.log10(crest) == pytest.approx(-3.5, abs=0.1)


def test_only_the_surroundings_of_a_peak_are_turned_down() -> None:
    t = np.arange(48_000) / 24_000
    audio = (0.1 * np.sin(2 * np.pi * 300 * t)).astype(np.float32)
    audio[24_000:24_024] *= 12
    result = limited(audio, 24_000, -3.5)
    changed = np.flatnonzero(result != audio)
    assert changed[0] >= 24_000 - 0.012 * 24_000  # attack: look-ahead twice, and the interpolator
    assert changed[-1] <= 24_024 + 0.1 * 24_000  # release: 5 dB at 120 dB/s, and look-ahead


def test_between_two_peaks_far_apart_nothing_is_changed() -> None:
    t = np.arange(96_000) / 24_000
    audio = (0.1 * np.sin(2 * np.pi * 300 * t)).astype(np.float32)
    for peak in (24_000, 72_000):
        audio[peak : peak + 24] *= 12
    result = limited(audio, 24_000, -3.5)
    untouched = slice(24_024 + 2400, 72_000 - 288)
    assert np.array_equal(result[untouched], audio[untouched])
    alone = audio.copy()
    alone[72_000:72_024] /= 12
    assert np.array_equal(limited(alone, 24_000, -3.5)[:60_000], result[:60_000])


def power_db(audio: np.ndarray) -> float:
    return float(10 * np.log10(np.square(audio, dtype=np.float64).mean()))


@pytest.mark.parametrize("peak", [0.8, 0.9, 1.0])
def test_what_speech_loses_it_is_given_back(speak: Callable[..., np.ndarray], peak: float) -> None:
    audio = speak(4, peak=peak)
    assert power_db(limited(audio, 24_000, -3.5)) < power_db(audio) - 0.1
    given_back = limited(audio, 24_000, -3.5, 3.0)
    assert power_db(given_back) == pytest.approx(power_db(audio), abs=0.06)
    assert true_peak_db(given_back) <= -3.4


def test_what_cannot_be_is_not_given_back(speak: Callable[..., np.ndarray]) -> None:
    audio = speak(2, peak=8)
    held_db = power_db(limited(audio, 24_000, -12))
    assert held_db < power_db(limited(audio, 24_000, -12, 3.0)) < min(held_db + 3, power_db(audio) - 6)


def test_the_gain_moves_smoothly(speak: Callable[..., np.ndarray]) -> None:
    audio = speak(3, peak=1.5) + np.float32(0.01)
    gain = limited(audio, 24_000, -3.5) / np.where(np.abs(audio) < 1e-4, np.nan, audio)
    assert np.nanmin(gain) < 0.6
    assert np.nanmax(np.abs(np.diff(gain))) < 0.01  # under 0.1 dB from one sample to the next
