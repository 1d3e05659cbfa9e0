from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.sound.resample import Resampler, resampled, resampled_length

NOISE = np.random.default_rng(8).uniform(-0.5, 0.5, 48_000).astype(np.float32)


@pytest.mark.parametrize(("rate_hz", "new_rate_hz"), [(22_050, 24_000), (24_000, 44_100), (44_100, 24_000)])
def test_a_tone_keeps_its_length_pitch_and_level(rate_hz: int, new_rate_hz: int) -> None:
    def tone(rate: int) -> np.ndarray:
        return (0.5 * np.sin(2 * np.pi * 1000 * np.arange(rate) / rate)).astype(np.float32)

    result = resampled(tone(rate_hz), rate_hz, new_rate_hz)
    assert result.shape == (new_rate_hz,)
    assert result.dtype == np.float32
    middle = slice(new_rate_hz // 4, -new_rate_hz // 4)
    assert np.abs(result - tone(new_rate_hz))[middle].max() < 1e-4


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, len(NOISE)), max_size=10))
def test_in_blocks_it_is_the_same_as_at_once(cuts: list[int]) -> None:
    stream = Resampler(24_000, 44_100)
    blocks = [stream.add(block) for block in np.split(NOISE, sorted(cuts))]
    assert np.array_equal(np.concatenate([*blocks, stream.finish()]), resampled(NOISE, 24_000, 44_100))


def test_at_the_same_rate_nothing_changes() -> None:
    stream = Resampler(24_000, 24_000)
    assert np.array_equal(np.concatenate([stream.add(NOISE), stream.finish()]), NOISE)
    assert resampled(NOISE, 24_000, 24_000) is NOISE


def test_nothing_stays_nothing() -> None:
    nothing = np.empty(0, np.float32)
    assert resampled(nothing, 22_050, 24_000).shape == (0,)
    stream = Resampler(22_050, 24_000)
    assert np.concatenate([stream.add(nothing), stream.finish()]).shape == (0,)


@pytest.mark.parametrize("rates", [(24_000, 44_100), (22_050, 24_000), (16_000, 24_000)])
def test_the_length_is_known_before(rates: tuple[int, int]) -> None:
    for samples in [*range(1, 420), 123_457]:
        assert len(resampled(np.ones(samples, np.float32), *rates)) == resampled_length(samples, *rates)
