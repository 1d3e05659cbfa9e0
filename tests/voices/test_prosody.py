"""Prosody of speech whose melody, pace, energy and pauses are known, because it is made from them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled
from narrate.voices.prosody import Prosody, measure

RATE_HZ = 16_000


def speech(
    *,
    pitch_hz: float = 150.0,
    swing_st: float = 3.0,
    fall_st_s: float = 0.0,
    syllables_s: float = 4.0,
    pauses: int = 3,
    pause_s: float = 0.4,
    swell_db: float = 0.0,
) -> NDArray[np.float32]:
    """Phrases of 2 s of "la la la", ``pauses`` of them followed by silence, over faint noise."""
    phrase_s = 2.0
    time_s = np.arange(round(phrase_s * RATE_HZ)) / RATE_HZ
    parts = []
    for number in range(pauses + 1):
        semitones = swing_st * np.sin(2 * np.pi * 1.5 * time_s) + fall_st_s * (time_s - phrase_s / 2)
        phase = 2 * np.pi * np.cumsum(pitch_hz * 2 ** (semitones / 12)) / RATE_HZ
        buzz = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(1, 12))
        syllables = 0.55 + 0.45 * np.sin(2 * np.pi * syllables_s * time_s - np.pi / 2)
        loud = 10 ** (swell_db * (1 if number % 2 else -1) / 20)
        parts += [0.15 * loud * buzz * syllables, np.zeros(round(pause_s * RATE_HZ))]
    sound = np.concatenate(parts[:-1])
    noise = 1e-4 * np.random.default_rng(0).standard_normal(len(sound))
    return (sound + noise).astype(np.float32)


def of(sound: NDArray[np.float32], rate_hz: int = RATE_HZ) -> Prosody:
    found = measure(Recording(sound, rate_hz))
    assert found is not None
    return found


def test_pitch_and_its_range_are_measured() -> None:
    found = of(speech(pitch_hz=150, swing_st=3))
    assert found.pitch_hz.value == pytest.approx(150, rel=0.02)
    assert found.spread_st.value == pytest.approx(3 / math.sqrt(2), rel=0.08)
    assert found.range_st.value == pytest.approx(6, rel=0.08)
    assert of(speech(swing_st=6)).spread_st.value == pytest.approx(2 * found.spread_st.value, rel=0.08)


@pytest.mark.parametrize("fall_st_s", [-3.0, 0.0, 2.0])
def test_the_fall_of_a_phrase_is_measured(fall_st_s: float) -> None:
    assert of(speech(fall_st_s=fall_st_s, swing_st=0.5)).declination_st_s.value == pytest.approx(
        fall_st_s, abs=0.4
    )


@pytest.mark.parametrize("syllables_s", [3.0, 4.0, 6.0])
def test_the_pace_is_measured(syllables_s: float) -> None:
    assert of(speech(syllables_s=syllables_s)).rate.value == pytest.approx(syllables_s, rel=0.1)


def test_a_known_number_of_phonemes_gives_the_pace() -> None:
    sound = speech(pauses=3, pause_s=0.5)
    found = measure(Recording(sound, RATE_HZ), phonemes=80)
    assert found is not None
    assert found.rate.value == pytest.approx(80 / 8, rel=0.05)


@pytest.mark.parametrize("pause_s", [0.3, 0.8])
def test_pauses_are_measured(pause_s: float) -> None:
    found = of(speech(pauses=4, pause_s=pause_s))
    assert found.pause_s.value == pytest.approx(pause_s, abs=0.08)
    assert found.pause_share.value == pytest.approx(4 * pause_s / (10 + 4 * pause_s), abs=0.04)


def test_energy_is_measured() -> None:
    flat, lively = of(speech()), of(speech(swell_db=6))
    assert lively.energy_db.value**2 - flat.energy_db.value**2 == pytest.approx(36, rel=0.15)


@pytest.mark.parametrize("change", ["quiet", "telephone", "noisy", "clipped"])
def test_how_it_was_recorded_hardly_matters(change: str) -> None:
    sound, rate_hz = speech(fall_st_s=-2), RATE_HZ
    clean = of(sound)
    if change == "quiet":
        sound = sound * np.float32(10 ** (-36 / 20))
    elif change == "telephone":
        sound, rate_hz = resampled(sound, RATE_HZ, 8_000), 8_000
    elif change == "noisy":
        sound = sound + 0.004 * np.random.default_rng(5).standard_normal(len(sound)).astype(np.float32)
    else:
        sound = np.clip(4 * sound, -0.5, 0.5)
    found = of(sound, rate_hz)
    assert found.pitch_hz.value == pytest.approx(clean.pitch_hz.value, rel=0.01)
    assert found.spread_st.value == pytest.approx(clean.spread_st.value, rel=0.05)
    assert found.declination_st_s.value == pytest.approx(clean.declination_st_s.value, abs=0.5)
    assert found.pause_s.value == pytest.approx(clean.pause_s.value, abs=0.1)


def test_little_to_measure_is_little_to_trust() -> None:
    sound = speech(pauses=5)
    long, short = of(sound), of(sound[: round(0.8 * RATE_HZ)])
    for name in ("pitch_hz", "spread_st", "rate", "energy_db"):
        assert getattr(short, name).confidence < getattr(long, name).confidence
        assert 0 <= getattr(short, name).confidence <= getattr(long, name).confidence <= 1


def test_where_nobody_speaks_there_is_nothing_to_measure() -> None:
    assert measure(Recording(np.zeros(0, np.float32), RATE_HZ)) is None
    assert measure(Recording(np.zeros(RATE_HZ, np.float32), RATE_HZ)) is None


def test_a_moment_of_a_voice_is_no_error() -> None:
    tone = np.sin(np.arange(400) * 0.06).astype(np.float32)
    for samples in (1, 50, 399, 400):
        measure(Recording(tone[:samples], RATE_HZ))
