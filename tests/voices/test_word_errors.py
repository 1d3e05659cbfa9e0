"""How many words a model heard otherwise."""

from __future__ import annotations

import pytest

from narrate.voices.word_errors import distance, word_error_rate


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("The lamp is out.", "the lamp is out", 0),
        ("“Don’t!” she said.", "Dont she said", 0),
        ("Un café, s'il vous plaît.", "un cafe sil vous plait", 0),
        ("The lamp is out.", "The lamb is out", 1 / 4),
        ("The lamp is out.", "The is out", 1 / 4),
        ("The lamp is out.", "The lamp is out out", 1 / 4),
        ("The lamp is out.", "", 1),
        ("Yes.", "no, no, no", 3),
    ],
)
def test_word_errors_are_counted_by_the_words_that_were_to_be_said(
    said: str, heard: str, wrong: float
) -> None:
    assert word_error_rate(said, heard) == pytest.approx(wrong)


@pytest.mark.parametrize(
    ("said", "heard", "steps"),
    [("a b c", "a b c", 0), ("a b c", "a c", 1), ("a b", "b a", 2), ("", "a b", 2), ("a", "", 1)],
)
def test_words_are_put_in_left_out_or_replaced(said: str, heard: str, steps: int) -> None:
    assert distance(said.split(), heard.split()) == steps
