from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.model import Word
from narrate.sound.edges import speech, spoken_within


def silence(duration_s: float, rate_hz: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(6).standard_normal(round(duration_s * rate_hz))
    return (1e-4 * noise).astype(np.float32)  # -80 dB: below anything spoken


def tone(duration_s: float, rate_hz: int, level: float) -> NDArray[np.float32]:
    return (level * np.sin(2 * np.pi * 300 / rate_hz * np.arange(round(duration_s * rate_hz)))).astype(
        np.float32
    )


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_silence_around_speech_is_trimmed_to_30_ms_before_and_90_ms_after(rate_hz: int) -> None:
    audio = np.concatenate([silence(0.4, rate_hz), tone(1, rate_hz, 0.3), silence(0.6, rate_hz)])
    kept = speech(audio, rate_hz)
    assert kept.start / rate_hz == pytest.approx(0.37, abs=0.006)
    assert kept.stop / rate_hz == pytest.approx(1.49, abs=0.006)


def test_a_soft_ending_34_db_under_the_vowels_is_kept() -> None:
    rate_hz = 24_000
    audio = np.concatenate([tone(1, rate_hz, 0.3), tone(0.2, rate_hz, 0.006), silence(0.5, rate_hz)])
    assert speech(audio, rate_hz).stop / rate_hz == pytest.approx(1.29, abs=0.006)


def test_noise_40_db_under_loud_speech_is_not() -> None:
    rate_hz = 24_000
    audio = np.concatenate([tone(1, rate_hz, 0.9), tone(0.5, rate_hz, 0.009)])
    assert speech(audio, rate_hz).stop / rate_hz == pytest.approx(1.09, abs=0.006)


def test_of_silence_and_of_nothing_nothing_is_kept() -> None:
    for audio in (np.zeros(0, np.float32), np.zeros(24_000, np.float32), silence(1, 24_000)):
        kept = speech(audio, 24_000)
        assert kept.start == kept.stop


@given(st.integers(1, 3000), st.sampled_from([8_000, 22_050, 24_000, 48_000]))
def test_loud_sound_of_any_length_is_kept_whole(samples: int, rate_hz: int) -> None:
    assert speech(np.full(samples, 0.5, np.float32), rate_hz) == slice(0, samples)


@given(st.integers(0, 5000), st.integers(1, 3000), st.integers(0, 5000))
def test_trim_points_lie_in_the_recording_and_around_the_sound(before: int, loud: int, after: int) -> None:
    audio = np.concatenate([np.zeros(before), np.full(loud, 0.5), np.zeros(after)]).astype(np.float32)
    kept = speech(audio, 24_000)
    assert 0 <= kept.start <= before < before + loud <= kept.stop <= len(audio)


def junk(rate_hz: int = 24_000) -> NDArray[np.float32]:
    """0.4 s of quiet, 0.1 s of voiced junk, 0.4 s of quiet, a word of a second, and the same mirrored."""
    before = np.concatenate([silence(0.4, rate_hz), tone(0.1, rate_hz, 0.1), silence(0.4, rate_hz)])
    return np.concatenate([before, tone(1, rate_hz, 0.3), before])


def test_junk_that_is_as_loud_as_speech_goes_where_the_words_are_known() -> None:
    kept = speech(junk(), 24_000)
    assert (kept.start / 24_000, kept.stop / 24_000) == pytest.approx((0.37, 2.49), abs=0.006)
    within_s = spoken_within((Word(0, 5, 0.9, 1.9),), "Hello.", 2.8)
    kept = speech(junk(), 24_000, within_s)
    assert (kept.start / 24_000, kept.stop / 24_000) == pytest.approx((0.87, 1.99), abs=0.006)


def test_noise_that_goes_on_after_the_last_word_is_cut_off_a_quarter_of_a_second_later() -> None:
    audio = np.concatenate([tone(1, 24_000, 0.3), tone(0.7, 24_000, 0.01)])
    assert speech(audio, 24_000).stop / 24_000 == pytest.approx(1.7, abs=0.006)
    assert speech(audio, 24_000, (0.0, 1.25)).stop / 24_000 == pytest.approx(1.25, abs=0.006)


def test_times_at_which_nothing_is_heard_are_not_believed() -> None:
    assert speech(junk(), 24_000, (0.0, 0.3)) == speech(junk(), 24_000)


@given(st.floats(0, 0.9), st.floats(1.9, 2.8))
def test_no_word_is_cut_into_whatever_comes_before_and_after(begin_s: float, end_s: float) -> None:
    kept = speech(junk(), 24_000, spoken_within((Word(0, 5, begin_s, end_s),), "Hello.", 2.8))
    assert kept.start <= 0.9 * 24_000
    assert kept.stop >= 1.9 * 24_000


@pytest.mark.parametrize(
    "words",
    [
        (),
        (Word(0, 5, 0.1, 0.5),),  # not the last word
        (Word(7, 12, 0.6, 1.0),),  # not the first one
        (Word(0, 5, 0.1, 0.5), Word(7, 12, 0.6, 9.0)),  # later than the sound
        (Word(0, 5, 0.9, 0.9), Word(7, 12, 0.9, 0.9)),  # at no time
    ],
)
def test_of_half_the_words_no_edges_are_told(words: tuple[Word, ...]) -> None:
    assert spoken_within(words, "“Hello, there.”", 2.0) is None


def test_the_edges_have_a_margin_within_the_take() -> None:
    words = (Word(1, 6, 0.05, 0.5), Word(8, 13, 0.6, 1.0))
    assert spoken_within(words, "“Hello, there.”", 2.0) == pytest.approx((0.0, 1.25))
    assert spoken_within(words, "“Hello, there.”", 1.1) == pytest.approx((0.0, 1.1))
    assert spoken_within(words, "…", 2.0) is None
