"""When characters are heard: by the engine's word, or in proportion."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.build.word_clock import WordClock, likely, told
from narrate.model import Word
from narrate.script.alignment import words_of

TEXTS = st.text(alphabet="ab ,.—’\n日", max_size=40)
SECONDS = st.floats(-1, 12, allow_nan=False)


def times(clock: WordClock) -> list[tuple[float, float]]:
    return [(clock.begins(word.start), clock.ends(word.end)) for word in words_of(clock.spoken)]


def test_a_told_word_is_heard_when_the_engine_says() -> None:
    clock = told("ab, cd ef", [Word(0, 2, 0.5, 1.0), Word(4, 6, 1.4, 1.8), Word(7, 9, 1.8, 2.4)], 0.2, 3.0)
    assert times(clock) == [(0.5, 1.0), (1.4, 1.8), (1.8, 2.4)]


def test_what_is_trimmed_away_is_not_heard() -> None:
    clock = told("ab cd", [Word(0, 2, 0.0, 0.6), Word(3, 5, 0.6, 2.0)], 0.3, 1.5)
    assert times(clock) == [(0.3, 0.6), (0.6, 1.5)]


def test_a_word_that_the_engine_does_not_list_is_heard_with_the_one_before() -> None:
    clock = told("to be or", [Word(0, 2, 1.0, 1.5), Word(6, 8, 1.5, 2.0)], 0.0, 2.0)
    assert times(clock) == [(1.0, pytest.approx(1.2)), (pytest.approx(1.3), 1.5), (1.5, 2.0)]


def test_a_word_that_the_engine_does_not_list_at_the_beginning() -> None:
    clock = told("(the) end", [Word(6, 9, 1.0, 2.0)], 0.5, 2.0)
    (the, end) = times(clock)
    assert 1.0 <= the[0] <= the[1] <= end[0] <= end[1] == 2.0


def test_likely_times_are_as_long_as_the_words_with_pauses_at_marks() -> None:
    (first, second, third) = times(likely("abcd, ab abcd.", 1.0, 2.5))
    assert first[0] == 1.0
    assert third[1] == 2.5
    assert first[1] - first[0] == pytest.approx(third[1] - third[0])
    assert second[1] - second[0] == pytest.approx((first[1] - first[0]) / 2)
    assert second[0] > first[1]
    assert third[0] == second[1]


@given(TEXTS, SECONDS, st.floats(0, 10), st.lists(st.tuples(*[st.integers(0, 40)] * 2, SECONDS, SECONDS)))
def test_no_word_ends_before_it_begins_or_outside(
    spoken: str, begin_s: float, length_s: float, wild: list[tuple[int, int, float, float]]
) -> None:
    end_s = begin_s + length_s
    for clock in (
        likely(spoken, begin_s, end_s),
        told(spoken, [Word(*each) for each in wild], begin_s, end_s),
    ):
        edges = [edge for at in times(clock) for edge in at]
        assert all(begin_s - 1e-9 <= edge <= end_s + 1e-9 for edge in edges)
        assert all(one <= other + 1e-9 for one, other in pairwise(edges))
