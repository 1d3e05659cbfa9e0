from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from narrate.model import Measure
from narrate.sound.loudness import integrated_lufs
from narrate.sound.measure import faults, measure
from narrate.sound.pcm import decode, encode_flac


def faults_of(audio: NDArray[np.float32]) -> tuple[str, ...]:
    return faults(audio, 24_000, measure(audio, 24_000))


def test_speech_is_measured_whole(speak: Callable[..., np.ndarray]) -> None:
    gap = np.zeros(12_000, np.float32)
    voice = speak(5, peak=0.4)
    measured = measure(np.concatenate([gap, voice, gap]), 24_000)
    assert 10_000 < measured.begin <= 13_000
    assert 131_000 < measured.end < 136_000
    assert measured.peak == pytest.approx(0.4, abs=1e-6)
    assert sum(count for _, count in measured.loudness) == pytest.approx(51, abs=1)
    assert faults_of(voice) == ()


def test_silence_around_a_take_does_not_change_how_loud_it_is(speak: Callable[..., np.ndarray]) -> None:
    voice = speak(5)
    padded = np.concatenate([np.zeros(40_000, np.float32), voice, np.zeros(40_000, np.float32)])
    bare, spaced = (integrated_lufs(measure(audio, 24_000).loudness) for audio in (voice, padded))
    assert spaced == pytest.approx(bare, abs=0.2)


def test_rumble_and_a_constant_part_do_not_count(speak: Callable[..., np.ndarray]) -> None:
    voice = speak(5, peak=0.4)
    t = np.arange(len(voice)) / 24_000
    rumbling = voice + np.float32(0.1) + (0.1 * np.sin(2 * np.pi * 8 * t)).astype(np.float32)
    clean, dirty = (integrated_lufs(measure(audio, 24_000).loudness) for audio in (voice, rumbling))
    assert dirty == pytest.approx(clean, abs=0.1)


@pytest.mark.parametrize("gain_db", [-20, -6, 6])
def test_a_louder_take_measures_louder_by_as_much(gain_db: float, speak: Callable[..., np.ndarray]) -> None:
    voice = speak(4, peak=0.3)
    louder = voice * np.float32(10 ** (gain_db / 20))
    one, other = (integrated_lufs(measure(audio, 24_000).loudness) for audio in (voice, louder))
    assert other - one == pytest.approx(gain_db, abs=0.11)


@pytest.mark.parametrize("samples", [0, 1, 7, 100, 5000, 24_000])
def test_silence_of_any_length_has_an_empty_measure(samples: int) -> None:
    assert measure(np.zeros(samples, np.float32), 24_000) == Measure(
        begin=0, end=0, loudness=(), peak=0.0, rms_db=-144.0
    )


def test_the_stored_take_measures_as_the_performance_did(speak: Callable[..., np.ndarray]) -> None:
    voice = speak(3)
    measured = measure(voice, 24_000)
    stored = measure(decode(encode_flac(voice, 24_000)).audio, 24_000)
    assert (stored.begin, stored.end) == (measured.begin, measured.end)
    assert integrated_lufs(stored.loudness) == pytest.approx(integrated_lufs(measured.loudness), abs=0.02)


@settings(deadline=None)
@given(
    arrays.arrays(
        np.float32, st.integers(0, 2000), elements=st.floats(width=32, allow_nan=True, allow_infinity=True)
    ),
    st.sampled_from([8_000, 22_050, 24_000, 48_000]),
)
def test_whatever_comes_the_measure_is_well_defined(audio: np.ndarray, rate_hz: int) -> None:
    measured = measure(audio, rate_hz)
    assert 0 <= measured.begin <= measured.end <= len(audio)
    assert 0 <= measured.peak <= 1
    assert math.isfinite(integrated_lufs(measured.loudness))
    assert all(0 <= bin_ < 1000 and count > 0 for bin_, count in measured.loudness)


@pytest.mark.parametrize(
    ("audio", "fault"),
    [
        (np.zeros(0, np.float32), "empty"),
        (np.zeros(24_000, np.float32), "silent"),
        (np.full(24_000, 0.3, np.float32), "silent"),
        (np.array([0.1, np.nan, 0.2] * 1000, np.float32), "not a number"),
        (np.array([0.1, np.inf, 0.2] * 1000, np.float32), "not a number"),
        (np.clip(3 * np.sin(np.arange(24_000) / 20), -1, 1).astype(np.float32), "clipped"),
    ],
)
def test_faulty_sound_is_named(audio: np.ndarray, fault: str) -> None:
    assert faults_of(audio) == (fault,)


def test_sound_that_only_touches_full_scale_is_not_clipped() -> None:
    assert faults_of(np.sin(2 * np.pi * 500 / 24_000 * np.arange(24_000)).astype(np.float32)) == ()
