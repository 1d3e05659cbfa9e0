"""Quotations: speech and narration, by the marks that the book itself uses."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.script.languages import FRENCH, GERMAN, ITALIAN, SPANISH, Language, language
from narrate.script.quotations.marks import (
    CLOSING_TWICE,
    CONVENTIONS,
    CORNERS,
    DASH,
    DOUBLE,
    GUILLEMETS,
    INWARD_GUILLEMETS,
    LOW_HIGH,
    SINGLE,
    STRAIGHT_SINGLE,
    Convention,
    marking,
)
from narrate.script.quotations.passages import quotations

ENGLISH = language("en")


def speech(text: str, marks: Convention = DOUBLE, tongue: Language = ENGLISH) -> list[str]:
    return [text[p.start : p.end].strip() for p in quotations(text, marks, tongue) if p.speech]


# --- the book's own convention -------------------------------------------------------------------------


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
    assert marking([book]).book is marks
    assert len(speech(text, marks)) == 1


def test_a_book_without_marks_is_taken_to_use_double_ones() -> None:
    assert marking([["Nobody spoke.", "’Tis the boys’ way."]]).book is DOUBLE
    assert marking([]).book is DOUBLE
    assert str(marking([])) == "No speech is marked."


def test_nested_marks_do_not_decide_the_convention() -> None:
    assert marking([["‘He said “No!” and left,’ she told me."] * 5]).book is SINGLE
    assert marking([["“He said ‘No!’ and left,” she told me."] * 5]).book is DOUBLE
    assert marking([["‘Yes.’"] * 9 + ["‘He said “No!” to us.’"] * 3]).book is SINGLE


def test_a_chapter_that_clearly_has_marks_of_its_own_is_read_by_them() -> None:
    american, british = ["“Yes,” she said."] * 9, ["‘Yes,’ she said."] * 9
    found = marking([american, british, american, ["“No.”", "‘Yes,’ she said."]])
    assert found.book is DOUBLE
    assert found.chapters == (DOUBLE, SINGLE, DOUBLE, DOUBLE)


def test_how_a_book_marks_speech_is_said_in_words() -> None:
    found = marking([["‘He said “No!” to us,’ she told me."] * 4 + ["‘Yes.’"] * 1000])
    assert str(found) == (
        "Speech is marked with ‘single’ quotation marks (1,004 times); also “double” quotation marks 4 times."
    )


# --- marks and apostrophes ------------------------------------------------------------------------------


def test_speech_keeps_its_marks_and_the_rest_is_narration() -> None:
    text = "“I think,” she said, “not.”"
    assert [text[p.start : p.end] for p in quotations(text, DOUBLE)] == [
        "“I think,”",
        " she said, ",
        "“not.”",
    ]
    assert [p.speech for p in quotations(text, DOUBLE)] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘I don’t know the boys’ names,’ he said.", ["‘I don’t know the boys’ names,’"]),
        ("‘’Tis late,’ she said, ‘an’ the dogs’ supper is cold.’", None),
        ("The girls’ coats were wet, and ’twas dark.", []),
        ("‘Rock ’n’ roll!’ he cried.", ["‘Rock ’n’ roll!’"]),
        ("‘It’s ten o’clock,’ he said.", ["‘It’s ten o’clock,’"]),
    ],
)
def test_an_apostrophe_is_no_quotation_mark(text: str, expected: list[str] | None) -> None:
    found = speech(text, SINGLE)
    if expected is None:
        assert found[0] == "‘’Tis late,’"
        assert found[1].endswith("cold.’")
    else:
        assert found == expected


def test_a_quotation_within_a_quotation_is_part_of_it() -> None:
    assert speech("“He said ‘No!’ to me,” she said.") == ["“He said ‘No!’ to me,”"]
    assert speech("‘He said “No!” to me,’ she said.", SINGLE) == ["‘He said “No!” to me,’"]
    assert speech("“I read the “Times” every day,” he said.") == ["“I read the “Times” every day,”"]


def test_an_aside_of_the_narrator_interrupts_a_quotation() -> None:
    text = "“Indeed! (in a tone of wonder,) I had no idea (as I told you) of that.”"
    assert speech(text) == ["“Indeed!", "I had no idea (as I told you) of that.”"]
    assert speech("“Yes. (rather hesitatingly) No.”") == ["“Yes.", "No.”"]
    assert speech("“I have (accordingly) no idea.”") == ["“I have (accordingly) no idea.”"]


# --- what is quoted and not said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “gentleman” took his hat.",
        "They called it “the old place”, and left.",
        "She was reading “The Pot of Basil,” and her mind was full of it.",
        "He sat in the garden of the “Three Crowns,” looking about him.",
        "On the lid was painted “Mrs. Weston”.",
        "The house was small. “Cissie” was to let.",
        "He looked as if he meant “come in,” and went on.",
    ],
)
def test_words_and_titles_quoted_within_a_sentence_are_not_spoken(text: str) -> None:
    assert speech(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "“Gentleman!” she said.",
        "“Yes.”",
        "She called “Come here!” and ran.",
        "He looked up. “Nothing.” He looked down again.",
        "Then somebody said, “the house,” and they laughed.",
        "“STOP THAT!” he shouted.",
        "There were cries of “Mother! mother!” and a girl ran out.",
        "It was a race, (“the shape does not matter,” it said,) and they ran.",
        "She said to her aunt: “first of all the lamp, and then the oil”; and he laughed.",
    ],
)
def test_short_speech_is_speech(text: str) -> None:
    assert len(speech(text)) == 1


# --- marks that have lost their partner -----------------------------------------------------------------


def test_an_unclosed_quotation_runs_to_the_end_of_its_paragraph() -> None:
    (narration, spoken) = quotations("He said: “It was a dark night. We went on.", DOUBLE)
    assert not narration.speech
    assert spoken.speech
    assert spoken.unclosed
    assert not quotations("“It was dark.”", DOUBLE)[0].unclosed


def test_speech_that_goes_on_from_the_paragraph_before_may_end_without_being_opened_again() -> None:
    text = "We went on.” Nobody moved."
    assert not any(p.speech for p in quotations(text, DOUBLE))
    (spoken, told) = quotations(text, DOUBLE, goes_on=True)
    assert spoken.speech
    assert text[spoken.end :] == " Nobody moved."
    assert not told.speech


def test_a_quotation_that_lost_its_closing_mark_ends_at_its_tag() -> None:
    for text in ("“Hello, she said, “come in.”", '"Hello, she said, "come in."'):
        (first, told, second) = quotations(text, DOUBLE)
        assert (text[first.start : first.end], first.unclosed) == (text[:7], True)
        assert not told.speech
        assert text[second.start : second.end].strip('"“”') == "come in."


def test_a_quotation_that_lost_its_opening_mark_begins_with_its_sentence() -> None:
    assert speech('He caught it. I wonder," he added, "what it is."') == ['I wonder,"', '"what it is."']


def test_a_paragraph_that_goes_on_in_the_next_is_open_whatever_space_follows_its_mark() -> None:
    for text, marks in (("“\u200a‘Yes,’ he said to me.", DOUBLE), ("«\u00a0Oui, c’est tard.", GUILLEMETS)):
        (spoken,) = quotations(text, marks)
        assert spoken.speech
        assert spoken.unclosed


def test_lines_that_are_opened_again_are_one_quotation() -> None:
    assert len(quotations("“Yours truly, “T. Marlow.”", DOUBLE)) == 1


@given(st.integers(0, 30), st.sampled_from(['"', "“", "”", "‘", "’", "«", "„"]))
def test_a_stray_mark_never_swallows_another_paragraph(place: int, mark: str) -> None:
    before = "He went out and closed the door quietly."
    text = before[:place] + mark + before[place:]
    assert all(p.end <= len(text) for each in CONVENTIONS for p in quotations(text, each))


# --- other languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "marks", "tongue", "expected"),
    [
        ("« Oui, dit-il, je viens. » Il sortit.", GUILLEMETS, FRENCH, ["« Oui,", "je viens. »"]),
        ("« Non ! s’écria Paul en riant. Jamais ! »", GUILLEMETS, FRENCH, ["« Non !", "Jamais ! »"]),
        (
            "« Je pense, et je le dis, que non. »",
            GUILLEMETS,
            FRENCH,
            ["« Je pense, et je le dis, que non. »"],
        ),
        ("« Il vint, il dit non, et partit. »", GUILLEMETS, FRENCH, ["« Il vint, il dit non, et partit. »"]),
        ("« Soit, lui répondit le roi. »", GUILLEMETS, FRENCH, ["« Soit,"]),
        ("« Viens, murmura-t-elle. »", GUILLEMETS, FRENCH, ["« Viens,"]),
        ("— Bien. »", GUILLEMETS, FRENCH, ["— Bien. »"]),
        ("— Oui, dit-il, je viens.", DASH, FRENCH, ["— Oui,", "je viens."]),
        ("— Et vous ? demanda la reine en riant.", DASH, FRENCH, ["— Et vous ?"]),
        ("— Non ! s’écria Paul. Jamais !", DASH, FRENCH, ["— Non !", "Jamais !"]),
        ("Il aimait la « Belle Hélène » et le vin.", GUILLEMETS, FRENCH, []),
        ("„Komm“, sagte er, „wir gehen.“", LOW_HIGH, GERMAN, ["„Komm“", "„wir gehen.“"]),
        ("Er sagte: „Komm“, und ging.", LOW_HIGH, GERMAN, ["„Komm“"]),
        ("»Komm«, sagte er. »Wir gehen.«", INWARD_GUILLEMETS, GERMAN, ["»Komm«", "»Wir gehen.«"]),
        ("Das „Ding“, das er trug, war schwer.", LOW_HIGH, GERMAN, []),
        ("—Sí —dijo él—. No.", DASH, SPANISH, ["—Sí", "No."]),
        ("—¿Quién es? —preguntó la mujer.", DASH, SPANISH, ["—¿Quién es?"]),
        ("—Ven. —Se levantó despacio—. Ahora.", DASH, SPANISH, ["—Ven.", "Ahora."]),
        ("– Sì – disse lui, ridendo. – Vengo.", DASH, ITALIAN, ["– Sì", "– Vengo."]),
        ("— Да, — сказал он. — Нет.", DASH, language("ru"), ["— Да,", "— Нет."]),
        ("—Yes, said Stephen. I am able.", DASH, ENGLISH, ["—Yes,", "I am able."]),
        ("— IV —", DASH, ENGLISH, []),
        ("—It is so, he said quietly, and went away.", DASH, ENGLISH, ["—It is so,"]),
    ],
)
def test_speech_is_found_as_printers_of_other_languages_mark_it(
    text: str, marks: Convention, tongue: Language, expected: list[str]
) -> None:
    assert speech(text, marks, tongue) == expected


# --- whatever the text ----------------------------------------------------------------------------------


@given(
    st.text(alphabet="aB .,!?—–«»„“”‘’'\"「」\n_()") | st.text(),
    st.sampled_from(CONVENTIONS),
    st.booleans(),
)
def test_passages_tile_the_text(text: str, marks: Convention, goes_on: bool) -> None:
    at = 0
    for passage in quotations(text, marks, goes_on=goes_on):
        assert passage.start == at < passage.end
        at = passage.end
    assert at == len(text)


@pytest.mark.parametrize("marks", [DOUBLE, STRAIGHT_SINGLE, GUILLEMETS, DASH])
@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "“a ",
        "a” ",
        "‘a",
        "(",
        "“a (sighing ",
        "—a, said ",
        "« a »",
        "'A b",
        "a. ",
        " —a",
        ", — a",
        " (a",
    ],
)
def test_time_is_linear_in_hostile_text(unit: str, marks: Convention) -> None:
    def seconds(count: int) -> float:
        text = "—" + unit * count + "x"
        started = time.process_time()
        quotations(text, marks)
        return time.process_time() - started

    seconds(100)
    # Quadratic time would be 64 times as much for eight times the text, at every try; a busy machine is not.
    assert min(seconds(40_000) for _ in range(3)) < 30 * max(seconds(5_000), 0.004)
