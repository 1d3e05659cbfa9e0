"""The pitch tracker on voices whose pitch is known, because they are made from it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.voices.pitch import FRAMES_PER_S, track

GROSS = 0.2  # of the true pitch: an octave, not a tremble


def voice(hz: NDArray[np.float64], rate_hz: int, noise_db: float = -60.0) -> NDArray[np.float32]:
    """A buzz that follows ``hz`` (n,), with formants like a vowel's and some noise."""
    phase = 2 * np.pi * np.cumsum(hz) / rate_hz
    sound = np.zeros(len(hz))
    for harmonic in range(1, int(0.45 * rate_hz / hz.max())):
        at = harmonic * hz
        loud = sum(1 / (1 + ((at - formant) / 120) ** 2) for formant in (600, 1200, 2600)) + 0.02
        sound += loud * np.sin(harmonic * phase) / harmonic**0.5
    sound /= np.abs(sound).max() * 2
    noise = np.random.default_rng(3).standard_normal(len(hz)) * 10 ** (noise_db / 20) * 0.3
    return (sound + noise).astype(np.float32)


def glide(low_hz: float, high_hz: float, seconds: float, rate_hz: int) -> NDArray[np.float64]:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return low_hz * (high_hz / low_hz) ** (0.5 + 0.5 * np.sin(2 * np.pi * 0.7 * time_s))


def inside(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[4:-4]  # at the ends a window is half empty


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100])
@pytest.mark.parametrize(("low_hz", "high_hz"), [(75, 110), (90, 180), (160, 320), (240, 480)])
def test_a_known_pitch_is_followed(low_hz: float, high_hz: float, rate_hz: int) -> None:
    hz = glide(low_hz, high_hz, 2.0, rate_hz)
    found = track(voice(hz, rate_hz), rate_hz)
    true = np.interp(np.arange(len(found.hz)) / FRAMES_PER_S, np.arange(len(hz)) / rate_hz, hz)
    wrong = np.abs(inside(found.hz) / inside(true) - 1)
    assert (inside(found.hz) > 0).all()
    assert np.mean(wrong > GROSS) < 0.01
    assert np.median(wrong) < 0.01


@pytest.mark.parametrize("gain", [0.01, 1.0, 1.9])
def test_the_level_does_not_matter(gain: float) -> None:
    sound = voice(glide(100, 200, 1.0, 16_000), 16_000)
    assert track(sound * np.float32(gain), 16_000).hz == pytest.approx(track(sound, 16_000).hz, rel=1e-3)


def test_it_is_followed_through_noise() -> None:
    hz = glide(110, 220, 2.0, 16_000)
    found = track(voice(hz, 16_000, noise_db=-14), 16_000)
    true = np.interp(np.arange(len(found.hz)) / FRAMES_PER_S, np.arange(len(hz)) / 16_000, hz)
    heard = inside(found.hz) > 0
    assert heard.mean() > 0.95
    assert np.mean(np.abs(inside(found.hz) / inside(true) - 1)[heard] > GROSS) < 0.01


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.5])
def test_in_noise_and_in_nothing_there_is_no_voice(seconds: float) -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(round(seconds * 24_000)).astype(np.float32)
    for sound in (noise, np.zeros_like(noise)):
        found = track(sound, 24_000)
        assert (
            len(found.hz) == len(found.level_db) == len(found.strength) == -(-round(seconds * 16_000) // 200)
        )
        assert np.mean(found.voiced) < 0.1 if len(found.hz) else True


def test_a_long_recording_is_followed_as_its_parts_are() -> None:
    sound = voice(glide(90, 150, 30.0, 16_000), 16_000)
    whole, part = track(sound, 16_000), track(sound[: 16_000 * 5], 16_000)
    assert whole.hz[: len(part.hz) - 8] == pytest.approx(part.hz[:-8])
