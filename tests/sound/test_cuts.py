from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.sound.cuts import LONGEST_S, SHORTEST_S, cuts

RATE = 24_000
PARAGRAPH, SENTENCE = round(0.7 * RATE), round(0.35 * RATE)


class Chapter:
    """Utterances of two to twelve seconds, and a paragraph's end after about every third."""

    def __init__(self, seed: int, utterances: int = 150) -> None:
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        self.lengths = [round(chance.uniform(2, 12) * RATE) for _ in range(utterances)]
        self.pauses = [chance.choice([PARAGRAPH, SENTENCE, SENTENCE]) for _ in range(utterances)]
        self.names = [f"{seed} {index}" for index in range(utterances)]

    @property
    def cuts(self) -> tuple[int, ...]:
        return cuts(self.lengths, self.pauses, self.names, RATE)

    @property
    def segments(self) -> list[tuple[str, ...]]:
        bounds = [0, *(cut + 1 for cut in self.cuts), len(self.names)]
        return [tuple(self.names[begin:end]) for begin, end in pairwise(bounds)]

    def change(self, at: int) -> None:
        """Another sentence there: longer by two seconds."""
        self.lengths[at] += 2 * RATE
        self.names[at] = "changed"


@pytest.mark.parametrize("seed", range(5))
def test_segments_are_of_two_to_three_minutes_and_end_with_paragraphs(seed: int) -> None:
    chapter = Chapter(seed)
    assert all(chapter.pauses[cut] == PARAGRAPH for cut in chapter.cuts)
    bounds = [0, *(cut + 1 for cut in chapter.cuts), len(chapter.names)]
    for begin, end in pairwise(bounds):
        seconds = (sum(chapter.lengths[begin:end]) + sum(chapter.pauses[begin:end])) / RATE
        assert SHORTEST_S <= seconds <= LONGEST_S


def test_a_changed_sentence_changes_its_own_segment_and_rarely_another() -> None:
    changed = []
    for seed in range(100):
        chapter = Chapter(seed)
        before = set(chapter.segments)
        chapter.change(seed * 67 % 150)
        changed.append(len(set(chapter.segments) - before))
    assert changed.count(1) >= 85
    assert max(changed) <= 5


def test_the_longest_pause_is_chosen() -> None:
    chapter = Chapter(1)
    chapter.pauses[70] = 2 * RATE
    assert 70 in chapter.cuts


def test_a_paragraph_without_end_is_divided_between_its_sentences() -> None:
    chapter = Chapter(1)
    chapter.pauses = [SENTENCE] * 150
    assert len(chapter.cuts) >= 4
    chapter.pauses = [0] * 150
    assert len(chapter.cuts) >= 4


def test_a_short_chapter_is_one_segment() -> None:
    assert cuts([], [], [], RATE) == ()
    assert cuts([5], [SENTENCE], ["yes"], RATE) == ()
    assert cuts([100 * RATE, 100 * RATE], [SENTENCE, 0], ["a", "b"], RATE) == ()
    assert cuts([9 * 3600 * RATE], [0], ["one utterance"], RATE) == ()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from([0, 1, 3])), max_size=40))
def test_any_chapter_can_be_divided(utterances: list[tuple[int, int]]) -> None:
    lengths, pauses = [length for length, _ in utterances], [pause for _, pause in utterances]
    found = cuts(lengths, pauses, [str(length) for length in lengths], 1)
    assert list(found) == sorted(set(found))
    assert all(0 <= cut < len(lengths) - 1 for cut in found)
    bounds = [0, *(cut + 1 for cut in found), len(lengths)]
    for begin, end in pairwise(bounds):
        assert sum(lengths[begin:end]) + sum(pauses[begin:end]) <= LONGEST_S or end - begin == 1


def test_equal_utterances_are_divided_all_the_same() -> None:
    assert len(cuts([10] * 500, [1] * 500, ["yes"] * 500, 1)) >= 500 * 11 // LONGEST_S
