"""Loudness range against the signals for which EBU Tech 3342 says what a meter has to read."""

from __future__ import annotations

import numpy as np
import pytest

from narrate.sound.loudness import lufs
from narrate.sound.loudness_range import loudness_range_lu, short_term_lufs


def hops(*levels_lufs: float, each_s: float = 20.0) -> np.ndarray:
    """The mean squares of 100 ms of sound that has each level for so long."""
    steps = [np.full(round(each_s * 10), 10 ** ((level + 0.691) / 10)) for level in levels_lufs]
    return np.concatenate(steps)


@pytest.mark.parametrize(
    ("levels_lufs", "range_lu"),
    [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)],
)
def test_the_minimum_requirements_of_tech_3342_are_met(levels_lufs: tuple[float, ...], range_lu: int) -> None:
    """Table 1 of the document allows 1 LU either way."""
    assert loudness_range_lu(hops(*levels_lufs)) == pytest.approx(range_lu, abs=0.1)


def test_what_is_short_or_silent_has_no_range() -> None:
    assert loudness_range_lu(np.empty(0)) == 0
    assert loudness_range_lu(hops(-20, each_s=2.9)) == 0
    assert loudness_range_lu(np.zeros(100)) == 0
    assert loudness_range_lu(hops(-20, each_s=3.0)) == 0


def test_silence_between_passages_is_gated() -> None:
    assert loudness_range_lu(hops(-20, -90, -30)) == pytest.approx(loudness_range_lu(hops(-20, -30)), abs=1.5)


def test_short_term_loudness_is_the_mean_power_of_three_seconds() -> None:
    power = np.random.default_rng(1).random(100)
    levels = short_term_lufs(power)
    assert len(levels) == 71
    assert levels[7] == pytest.approx(float(lufs(power[7:37].mean(keepdims=True))[0]))
