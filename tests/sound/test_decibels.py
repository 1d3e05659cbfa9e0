from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.sound.decibels import amplitude_of, decibels


def test_half_of_full_scale_is_6_db_down() -> None:
    assert decibels(1.0) == 0
    assert decibels(0.5) == pytest.approx(-6.02, abs=0.01)


def test_silence_has_the_lowest_level() -> None:
    assert decibels(0.0) == pytest.approx(-144)


@given(st.floats(-140, 40))
def test_there_and_back_is_where_it_was(level_db: float) -> None:
    assert decibels(amplitude_of(level_db)) == pytest.approx(level_db, abs=1e-9)
