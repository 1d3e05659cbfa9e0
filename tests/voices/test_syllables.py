"""Syllables of a voice that opens and closes its mouth at known times."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.sound.resample import resampled
from narrate.voices import syllables
from narrate.voices.pitch import track

RATE_HZ = 16_000


def humming(syllables_s: float, seconds: float = 4.0) -> NDArray[np.float32]:
    """A voice that never stops: only what is above its nasals' band comes and goes."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * 140 * time_s
    nasal = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(1, 4))
    vowel = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(4, 30))
    opening = 0.5 - 0.5 * np.cos(2 * np.pi * syllables_s * time_s)
    return (0.1 * (nasal + opening * vowel)).astype(np.float32)


def counted(sound: NDArray[np.float32], rate_hz: int = RATE_HZ) -> int:
    return syllables.count(sound, rate_hz, track(sound, rate_hz).voiced)


@pytest.mark.parametrize("syllables_s", [2.5, 4.0, 6.5])
def test_vowels_are_told_from_the_nasals_between_them(syllables_s: float) -> None:
    assert counted(humming(syllables_s)) == pytest.approx(4 * syllables_s, abs=1)


def test_how_it_was_recorded_does_not_matter() -> None:
    sound = humming(4.0)
    noise = np.random.default_rng(3).standard_normal(len(sound)).astype(np.float32)
    assert counted(sound * np.float32(0.01)) == counted(sound)
    assert counted(resampled(sound, RATE_HZ, 44_100), 44_100) == counted(sound)
    assert counted(resampled(sound, RATE_HZ, 8_000), 8_000) == pytest.approx(counted(sound), abs=1)
    assert counted(sound + np.float32(0.002) * noise) == pytest.approx(counted(sound), abs=1)


def test_what_is_said_without_a_voice_has_no_syllables() -> None:
    sound = humming(4.0)
    assert syllables.count(sound, RATE_HZ, np.zeros(320, np.bool_)) == 0
    assert syllables.count(sound[:0], RATE_HZ, np.zeros(0, np.bool_)) == 0
