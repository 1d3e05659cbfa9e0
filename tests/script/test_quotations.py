"""Quotations: speech and narration, by the marks that the book itself uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.script.quotations import (
    CLOSING_TWICE,
    CORNERS,
    DASH,
    DOUBLE,
    GUILLEMETS,
    INWARD_GUILLEMETS,
    LOW_HIGH,
    SINGLE,
    STRAIGHT_SINGLE,
    Convention,
    convention,
    quotations,
)

EVERY = (
    DOUBLE,
    SINGLE,
    STRAIGHT_SINGLE,
    GUILLEMETS,
    INWARD_GUILLEMETS,
    LOW_HIGH,
    CLOSING_TWICE,
    CORNERS,
    DASH,
)


def speech(text: str, marks: Convention = DOUBLE) -> list[str]:
    return [text[p.start : p.end] for p in quotations(text, marks) if p.speech]


def test_speech_keeps_its_marks_and_the_rest_is_narration() -> None:
    text = "“I think,” she said, “not.”"
    assert [text[p.start : p.end] for p in quotations(text, DOUBLE)] == [
        "“I think,”",
        " she said, ",
        "“not.”",
    ]
    assert [p.speech for p in quotations(text, DOUBLE)] == [True, False, True]


@pytest.mark.parametrize(
    ("marks", "text"),
    [
        (DOUBLE, "“Come in,” she said."),
        (DOUBLE, '"Come in," she said.'),
        (SINGLE, "‘Come in,’ she said."),
        (STRAIGHT_SINGLE, "'Come in,' she said."),
        (GUILLEMETS, "« Entrez, » dit-elle."),
        (INWARD_GUILLEMETS, "»Herein,« sagte sie."),
        (LOW_HIGH, "„Herein“, sagte sie."),
        (CLOSING_TWICE, "”Kom in”, sa hon."),
        (CORNERS, "「入れ」と彼女は言った。"),
        (DASH, "— Entrez, dit-elle."),
    ],
)
def test_the_convention_of_a_book_is_found_and_followed(marks: Convention, text: str) -> None:
    book = ["It was late, and nobody's dog barked."] + [text] * 4
    assert convention(book) is marks
    assert len(speech(text, marks)) == 1


def test_a_book_without_marks_is_taken_to_use_double_ones() -> None:
    assert convention(["Nobody spoke.", "’Tis the boys’ way."]) is DOUBLE
    assert convention([]) is DOUBLE


def test_nested_marks_do_not_decide_the_convention() -> None:
    assert convention(["‘He said “No!” and left,’ she told me."] * 5) is SINGLE
    assert convention(["“He said ‘No!’ and left,” she told me."] * 5) is DOUBLE
    assert convention(["‘Yes.’"] * 9 + ["‘He said “No!” to us.’"] * 3) is SINGLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘I don’t know the boys’ names,’ he said.", ["‘I don’t know the boys’ names,’"]),
        ("‘’Tis late,’ she said, ‘an’ the dogs’ supper is cold.’", None),
        ("The girls’ coats were wet, and ’twas dark.", []),
        ("‘Rock ’n’ roll!’ he cried.", ["‘Rock ’n’ roll!’"]),
    ],
)
def test_an_apostrophe_is_no_quotation_mark(text: str, expected: list[str] | None) -> None:
    found = speech(text, SINGLE)
    if expected is None:
        assert found[0] == "‘’Tis late,’"
        assert found[1].endswith("cold.’")
    else:
        assert found == expected


def test_a_few_words_quoted_within_a_sentence_are_not_spoken() -> None:
    assert speech("The so-called “gentleman” took his hat.") == []
    assert speech("They called it “the old place”, and left.") == []
    assert speech("“Gentleman!” she said.") == ["“Gentleman!”"]


def test_an_unclosed_quotation_runs_to_the_end_of_its_paragraph() -> None:
    (narration, spoken) = quotations("He said: “It was a dark night. We went on.", DOUBLE)
    assert not narration.speech
    assert spoken.speech
    assert spoken.unclosed
    assert not quotations("“It was dark.”", DOUBLE)[0].unclosed


@given(
    st.text(alphabet="aB .,!?—–«»„“”‘’'\"「」\n_") | st.text(),
    st.sampled_from(EVERY),
)
def test_passages_tile_the_text(text: str, marks: Convention) -> None:
    at = 0
    for passage in quotations(text, marks):
        assert passage.start == at < passage.end
        at = passage.end
    assert at == len(text)
