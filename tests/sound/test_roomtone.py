from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.sound.roomtone import RoomTone


@settings(deadline=None)
@given(st.integers(0, 2_000_000), st.integers(0, 400_000), st.integers(0, 400_000))
def test_it_goes_on_without_a_seam(position: int, first: int, second: int) -> None:
    tone = RoomTone(24_000, -76)
    whole = tone.at(position, first + second)
    pieces = np.concatenate([tone.at(position, first), tone.at(position + first, second)])
    assert (whole == pieces).all()


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100])
def test_it_has_its_level_everywhere(rate_hz: int) -> None:
    halves = RoomTone(rate_hz, -76).at(7 * rate_hz, 20 * rate_hz).reshape(40, -1)
    levels_db = 10 * np.log10(np.square(halves).mean(axis=1))
    assert levels_db == pytest.approx(np.full(40, -76), abs=1.0)
    assert levels_db.mean() == pytest.approx(-76, abs=0.1)


def test_where_the_loop_comes_round_it_is_as_smooth_as_elsewhere() -> None:
    steps = np.abs(np.diff(RoomTone(24_000, -76).at(0, 31 * 24_000)))
    round_the_seam = steps[15 * 24_000 - 50 : 15 * 24_000 + 50]
    assert round_the_seam.max() <= steps.max()
    assert round_the_seam.mean() == pytest.approx(steps.mean(), rel=0.3)


def test_it_is_dull_and_has_no_constant_part() -> None:
    tone = RoomTone(24_000, -60).at(0, 15 * 24_000)
    power = np.square(np.abs(np.fft.rfft(tone)))
    hertz = np.arange(len(power)) / 15
    assert power[(hertz > 200) & (hertz < 800)].mean() > 100 * power[hertz > 6000].mean()
    assert abs(float(tone.mean())) < 1e-8


def test_it_is_the_same_in_every_chapter() -> None:
    assert (RoomTone(24_000, -76).at(5, 1000) == RoomTone(24_000, -76).at(5, 1000)).all()


def test_changing_what_it_gave_does_not_change_it() -> None:
    tone = RoomTone(24_000, -76)
    before = tone.at(0, 100).copy()
    given_away = tone.at(0, 100)
    given_away[:] = 1
    assert (tone.at(0, 100) == before).all()
