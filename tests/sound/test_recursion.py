"""Filters in products of matrices are the filters on paper, whatever is sent through them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.sound.filters import Chain, filtered, high_pass, k_weighting
from narrate.sound.recursion import recursed


def on_paper(audio: np.ndarray, chain: Chain) -> np.ndarray:
    """Sample after sample, in double precision."""
    sound = audio.astype(np.float64)
    for each in chain:
        result = np.zeros(len(sound))
        for n in range(len(sound)):
            one, two = (sound[n - k] if n >= k else 0.0 for k in (1, 2))
            back, further = (result[n - k] if n >= k else 0.0 for k in (1, 2))
            result[n] = (
                each.b0 * sound[n] + each.b1 * one + each.b2 * two - each.a1 * back - each.a2 * further
            )
        sound = result
    return sound


@given(st.integers(0, 400), st.sampled_from([8_000, 44_100, 96_000]), st.integers(0, 2**32 - 1))
def test_every_sample_is_that_of_the_recursion(samples: int, rate_hz: int, seed: int) -> None:
    audio = np.random.default_rng(seed).uniform(-1, 1, samples).astype(np.float32)
    for chain in (high_pass(80.0, rate_hz), k_weighting(rate_hz)):
        made = recursed(audio, chain)
        assert made.dtype == np.float32
        np.testing.assert_allclose(made, on_paper(audio, chain), atol=3e-6)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 192_000])
def test_of_a_minute_it_is_what_ffts_find(rate_hz: int) -> None:
    audio = np.random.default_rng(1).standard_normal(60 * rate_hz).astype(np.float32) * 0.1
    (expected,) = filtered(audio, k_weighting(rate_hz))
    assert np.abs(recursed(audio, k_weighting(rate_hz)) - expected).max() < 3e-6


def test_a_constant_part_dies_away_for_good() -> None:
    audio = np.full(60 * 44_100, 0.5, np.float32)
    assert np.abs(recursed(audio, k_weighting(44_100))[44_100:]).max() < 1e-5
