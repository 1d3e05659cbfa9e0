"""Sentences: convention of the house: a tag stays with its quotation, nothing is split when unsure."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.script.languages import ENGLISH, FRENCH, GERMAN, ITALIAN, SPANISH, Language, language
from narrate.script.sentences import sentences


def split(text: str, tongue: Language = ENGLISH) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text, tongue)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It was late.", "Nobody came."],
        ["“Stop!” he cried."],
        ["“Stop!” cried Alice.", "She ran."],
        ["“Stop!” Alice cried."],
        ["“Yes?”", "He turned round."],
        ["“Oh dear!", "Oh dear!", "I shall be late!” said the Rabbit."],
        ["“Wait—”", "The door opened."],
        ["Mr. and Mrs. Reed met Dr. J. P. Marlow at St. Ives."],
        ["He lived at No. 5.", "She lived at No. 6."],
        ["They left at 6 p.m. on Monday.", "It rained."],
        ["The firm was Briggs & Co.", "It closed yesterday."],
        ["I live in the U.S.", "How about you?"],
        ["It cost $3.50.", "He paid."],
        ["It came to £3 5s. 6d. a year.", "The rest was 6d.", "Nobody paid."],
        ["He paused... then went on.", "“And so…”", "He shrugged."],
        ["Faugh! it sickens me."],
        ["(She was lying.)", "He knew it."],
        ["Chapter I.", "Down the Rabbit-Hole"],
        ["Well ... what I mean ... I did not mean it."],
        ["He did not finish....", "I waited."],
        ["He wrote [...] (see there) and left.", "Nobody came."],
        ["See vol. II and no. 3.", "No.", "I did not."],
        ["1. The lamp.", "2. The oil."],
        ["1.) The lamp", "2.) The oil"],
        ["a. The lamp", "b. The oil", "c. The wick"],
        ["• 9. The lamp", "• 10. The oil"],
    ],
)
def test_a_text_is_split_where_a_reader_would_stop(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("tongue", "expected"),
    [
        (FRENCH, ["M. Dupont et Mme. Reed vinrent.", "Il pleuvait."]),
        (FRENCH, ["« Oui ! »", "Il sortit."]),
        (FRENCH, ["« Non, dit M. Dupont. »", "Elle rit."]),
        (FRENCH, ["« Quoi ? » demanda-t-elle.", "L’homme se tut."]),
        (FRENCH, ["Il vendait du vin, des fruits, etc.", "L’hiver vint."]),
        (FRENCH, ["Voir p. 12 et t. 3.", "Puis rien."]),
        (GERMAN, ["Am 3. Mai kam Dr. Meyer.", "Es war der 2. Tag."]),
        (GERMAN, ["Im 19. Jahrhundert gab es z. B. keine Autos.", "Das war so."]),
        (GERMAN, ["Er war 35.", "Dann ging er."]),
        (GERMAN, ["Er kam.", "„Gut.“", "Dann ging er."]),
        (GERMAN, ["»Halt!« rief er.", "»Komm.«", "Er kam."]),
        (GERMAN, ["Äpfel, Birnen usw. Äpfel mochte sie.", "Der Rest blieb."]),
        (SPANISH, ["—¡No! —gritó él.", "¿Viene Ud. hoy?", "El Sr. Ruiz calló."]),
        (SPANISH, ["—Sí —dijo él—.", "No."]),
        (ITALIAN, ["Il sig. Rossi disse di no.", "«Ecco!» esclamò lei.", "Poi uscì."]),
        (ITALIAN, ["Nel sec. XIX c'erano carri, ecc. e cavalli.", "Ora no."]),
    ],
)
def test_other_languages_have_their_own_abbreviations_and_marks(
    tongue: Language, expected: list[str]
) -> None:
    assert split(" ".join(expected), tongue) == expected


def test_a_language_without_rules_of_its_own_is_split_by_general_ones() -> None:
    finnish = language("fi-FI")
    assert finnish.name == "any language"
    assert split("Hän tuli. Dr. Virtanen lähti. Niin.", finnish) == [
        "Hän tuli.",
        "Dr. Virtanen lähti.",
        "Niin.",
    ]


def test_no_space_is_needed_where_a_script_has_none() -> None:
    assert split("彼は来た。「行こう！」雨だった。") == ["彼は来た。", "「行こう！」", "雨だった。"]


def test_what_holds_no_letter_belongs_to_its_neighbour() -> None:
    assert split("He stopped. . . . Then he went.")[0].startswith("He stopped.")
    assert split("… Well.") == ["… Well."]
    assert split("Go! … Now.") == ["Go! …", "Now."]


def test_an_empty_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    assert split("A line\nof verse\n\nand a heading") == ["A line\nof verse", "and a heading"]


@given(st.text(alphabet="aB .!?…—“”'\"\n1。") | st.text())
def test_sentences_hold_everything_but_the_space_between_them(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    edges = [edge for sentence in found for edge in (sentence.start, sentence.end)]
    assert edges == sorted(edges)
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in found)


@pytest.mark.parametrize("unit", [".", ". ", "! ", '."', "Mr. ", "…", "a.b.", "—” "])
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count + "x"
        started = time.process_time()
        sentences(text)
        return time.process_time() - started

    seconds(1000)
    # Quadratic time would be 64 times as much for eight times the text.
    assert seconds(80_000) < 30 * max(seconds(10_000), 0.004)
