"""How far two voices are apart, as far as that is known."""

from __future__ import annotations

import pytest

from narrate.voices.casting.portrait import UNKNOWN, Portrait, contrast


def test_pitch_and_timbre_both_count() -> None:
    low = Portrait("m", 100.0, (0.0, 0.0), "one")
    high = Portrait("f", 200.0, (0.6, 0.8), "one")
    found = contrast(high, low)
    assert (found.pitch_st, found.timbre, found.sexes) == (pytest.approx(12), pytest.approx(1.0), True)
    assert found.apart == pytest.approx((1 + 2**2) ** 0.5)
    assert contrast(low, high).pitch_st == pytest.approx(-12)


def test_what_is_not_known_counts_as_the_average_and_not_as_nothing() -> None:
    here = Portrait("f", None, (5.0,), "one")
    elsewhere = Portrait("f", None, (5.0,), "other")
    assert contrast(here, elsewhere).timbre is None
    assert contrast(here, elsewhere).apart == contrast(here, UNKNOWN).apart == 1.0
    assert contrast(here, Portrait("m", None, (5.0,), "one")).apart == pytest.approx(1.5)


def test_voices_are_the_same_by_name_and_those_without_one_are_like_no_other() -> None:
    assert Portrait(space="one", name="a").same(Portrait("f", 90.0, space="one", name="a"))
    assert not Portrait(space="one", name="a").same(Portrait(space="other", name="a"))
    assert not UNKNOWN.same(UNKNOWN)
