from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.sound.filters import Chain, at_rest, filtered, high_pass, k_weighting, memory


def recursive(audio: NDArray[np.float32], chain: Chain) -> NDArray[np.float64]:
    """The definition, sample by sample."""
    values = audio.astype(np.float64).tolist()
    for biquad in chain:
        x1 = x2 = y1 = y2 = 0.0
        for index, x in enumerate(values):
            y = biquad.b0 * x + biquad.b1 * x1 + biquad.b2 * x2 - biquad.a1 * y1 - biquad.a2 * y2
            x2, x1, y2, y1 = x1, x, y1, y
            values[index] = y
    return np.array(values)


def test_k_weighting_at_48_khz_has_the_coefficients_printed_in_bs_1770() -> None:
    shelf, rumble = k_weighting(48_000)
    assert (shelf.b0, shelf.b1, shelf.b2) == pytest.approx(
        (1.53512485958697, -2.69169618940638, 1.19839281085285), abs=1e-9
    )
    assert (shelf.a1, shelf.a2) == pytest.approx((-1.69065929318241, 0.73248077421585), abs=1e-9)
    assert (rumble.b0, rumble.b1, rumble.b2) == pytest.approx((1, -2, 1), abs=1e-7)
    assert (rumble.a1, rumble.a2) == pytest.approx((-1.99004745483398, 0.99007225036621), abs=1e-9)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100])
@pytest.mark.parametrize("frequency_hz", [50, 997, 4000])
def test_k_weighting_weighs_alike_at_every_rate(rate_hz: int, frequency_hz: float) -> None:
    def gain_db(rate: int) -> float:
        z = np.exp(2j * np.pi * np.array([frequency_hz]) / rate)
        return float(sum(20 * np.log10(np.abs(biquad.response(z)[0])) for biquad in k_weighting(rate)))

    assert gain_db(rate_hz) == pytest.approx(gain_db(48_000), abs=0.15)


def test_the_high_pass_is_3_db_down_at_its_cutoff() -> None:
    (biquad,) = high_pass(60, 24_000)
    z = np.exp(2j * np.pi * np.array([6, 60, 1000]) / 24_000)
    assert 20 * np.log10(np.abs(biquad.response(z))) == pytest.approx([-40, -3.01, 0], abs=0.02)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_filtering_equals_the_recursive_filter(rate_hz: int) -> None:
    audio = np.random.default_rng(3).uniform(-1, 1, 40_000).astype(np.float32)
    rumble = high_pass(60, rate_hz)
    both = rumble + k_weighting(rate_hz)
    once, twice = filtered(audio, rumble, both)
    assert np.abs(once - recursive(audio, rumble)).max() < 2e-6
    assert np.abs(twice - recursive(audio, both)).max() < 2e-6


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 40_000))
def test_every_length_is_filtered_whole_and_later_samples_do_not_change_earlier_ones(length: int) -> None:
    audio = np.random.default_rng(4).uniform(-1, 1, 40_000).astype(np.float32)
    chain = k_weighting(24_000)
    (whole,) = filtered(audio, chain)
    (part,) = filtered(audio[:length], chain)
    assert part.shape == (length,)
    assert part.dtype == np.float32
    assert np.abs(part - whole[:length]).max(initial=0) < 2e-6


def test_speech_filters_forget_within_a_tenth_of_a_second() -> None:
    assert memory(high_pass(60, 24_000)) < 2400
    assert memory(k_weighting(24_000)) < 2400


def test_a_constant_part_does_not_ring_wherever_it_begins() -> None:
    hum = np.full(24_000, 0.3, np.float32)
    later = np.concatenate([np.zeros(12_000, np.float32), hum])
    for audio in (hum, later):
        (result,) = filtered(at_rest(audio, 24_000), high_pass(60, 24_000))
        assert np.abs(result[:12_000]).max() < 1e-6
    assert at_rest(np.empty(0, np.float32), 24_000).shape == (0,)
