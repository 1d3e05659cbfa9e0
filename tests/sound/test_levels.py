from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import Measure
from narrate.sound.levels import gain_db, pull_db, voice_lufs
from narrate.sound.loudness import QUIETEST_LUFS


def take(lufs: float, blocks: int = 20) -> Measure:
    """A take all of whose gating blocks are as loud; ``lufs`` is the middle of a bin."""
    return Measure(begin=0, end=48_000, loudness=((round((lufs + 70) * 10 - 0.5), blocks),), peak=0.5)


def test_a_voice_is_brought_to_the_target() -> None:
    assert voice_lufs([take(-26.05)]) == pytest.approx(-26.05, abs=0.06)
    assert gain_db(-26.0, -20.0) == 6.0
    assert gain_db(-12.1, -20.0) == -7.9


def test_one_loudness_serves_the_whole_voice_and_loud_takes_count_for_more() -> None:
    assert -23 < voice_lufs([take(-20.05), take(-26.05)]) < -20.1


def test_whispers_far_below_the_voice_do_not_lower_it() -> None:
    alone = voice_lufs([take(-20.05)])
    assert voice_lufs([take(-20.05), take(-45.05, blocks=5)]) == alone


@given(st.lists(st.floats(-69, 20), max_size=8), st.floats(-30, -14))
def test_the_gain_is_bounded_and_in_tenths(loudness: list[float], target_lufs: float) -> None:
    gain = gain_db(voice_lufs(map(take, loudness)), target_lufs)
    assert -24 <= gain <= 24
    assert gain == round(gain, 1)


def test_where_nothing_can_be_measured_nothing_is_changed() -> None:
    assert voice_lufs([]) == voice_lufs([Measure(begin=0, end=0, loudness=(), peak=0.0)]) == QUIETEST_LUFS
    assert gain_db(QUIETEST_LUFS, -20.0) == 0.0


@pytest.mark.parametrize(
    ("away_lu", "pulled_db"),
    [(0, 0), (2.9, 0), (-2.9, 0), (3.2, -1.6), (-3.2, 1.6), (-5, 2.5), (-6, 3), (-20, 3), (12, -3)],
)
def test_an_utterance_far_off_its_voice_is_pulled_halfway_and_no_further_than_3_db(
    away_lu: float, pulled_db: float
) -> None:
    assert pull_db(take(-25.05 + away_lu), -25.05) == pytest.approx(pulled_db, abs=0.051)


@given(st.floats(-69, 20), st.floats(-80, 20))
def test_a_pull_is_bounded_in_tenths_and_never_beyond_the_voice(own: float, voice: float) -> None:
    pull = pull_db(take(own), voice)
    assert -3 <= pull <= 3
    assert pull == round(pull, 1)
    assert pull == 0 or (pull > 0) == (own < voice)


def test_silence_and_a_voice_of_which_nothing_is_known_pull_nobody() -> None:
    assert pull_db(Measure(begin=0, end=0, loudness=(), peak=0.0), -20.0) == 0
    assert pull_db(take(-20.05), -70.0) == 0
