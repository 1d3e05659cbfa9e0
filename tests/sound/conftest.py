"""Signals that behave like speech: pulses through a resonance, in syllables, with gaps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Speak = Callable[..., NDArray[np.float32]]


@pytest.fixture(scope="session")
def speak() -> Speak:
    """``speak(duration_s, rate_hz=24000, pitch_hz=110, peak=0.5, seed=1)``: (n,) float32."""

    def make(
        duration_s: float, rate_hz: int = 24_000, pitch_hz: float = 110, peak: float = 0.5, seed: int = 1
    ) -> NDArray[np.float32]:
        rng = np.random.default_rng(seed)
        n = round(duration_s * rate_hz)
        pulses = np.zeros(n)
        pulses[:: round(rate_hz / pitch_hz)] = 1
        t = np.arange(round(0.02 * rate_hz)) / rate_hz
        vowel = np.exp(-t * 250) * (np.sin(2 * np.pi * 500 * t) + 0.5 * np.sin(2 * np.pi * 1500 * t))
        syllable = round(0.25 * rate_hz)
        loud = np.repeat(rng.uniform(0.3, 1.0, n // syllable + 1), syllable)[:n]
        swell = np.abs(np.sin(np.pi * np.arange(n) / syllable))
        sound = np.convolve(pulses, vowel)[:n] + 0.02 * rng.standard_normal(n)
        sound *= loud * swell
        return (sound * peak / np.abs(sound).max()).astype(np.float32)

    return make
