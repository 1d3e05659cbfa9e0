"""Speakers: who says each quotation, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from narrate.model import NARRATOR, Cast, Character, Voice
from narrate.script.people.names import Names, Person
from narrate.script.quotations.passages import DOUBLE, Passage, quotations
from narrate.script.speakers.attribute import attribute
from narrate.script.speakers.attribution import Attribution, Paragraph

CAST = (
    Person("Alice", pronouns="she"),
    Person("Hatter", ("the Mad Hatter",), "he"),
    Person("The Gryphon", pronouns="it"),
    Person("Mr. Frank Churchill", pronouns="he"),
    Person("Mrs. Weston"),
    Person("Watson", ("Dr. Watson",), "he"),
)

VOICE = Voice("reader", "tone", ())
COMPANY = Cast(
    VOICE, tuple(Character(person.name, VOICE, person.aliases, person.pronouns) for person in CAST)
)


def attributions(text: str, told_by: str | None = None) -> list[Attribution]:
    """Of the quotations in ``text``, whose paragraphs are lines; an empty line begins a new scene."""
    paragraphs = [
        Paragraph(line, quotations(line, DOUBLE), scene)
        for scene, part in enumerate(text.split("\n\n"))
        for line in part.split("\n")
    ]
    found = attribute(paragraphs, Names(CAST), replace(COMPANY, told_by=told_by))
    return [
        attribution
        for paragraph, row in zip(paragraphs, found, strict=True)
        for passage, attribution in zip(paragraph.passages, row, strict=True)
        if passage.speech
    ]


def speakers(text: str, told_by: str | None = None) -> list[str | None]:
    return [attribution.speaker for attribution in attributions(text, told_by)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Stop!” said Alice.", "Alice"),
        ("“Stop!” Alice said.", "Alice"),
        ("“Stop!” cried the Hatter angrily.", "Hatter"),
        ("“Stop!” the Mad Hatter suddenly cried.", "Hatter"),
        ("“Stop,” croaked the gryphon.", "The Gryphon"),
        ("Alice turned to the Hatter and said, “Stop.”", "Alice"),
        ("“Stop,” said Frank.", "Mr. Frank Churchill"),
        ("“Stop,” said Mr. Churchill.", "Mr. Frank Churchill"),
        ("“Stop,” said Mrs. Churchill.", None),
        ("Alice smiled. “Stop.”", "Alice"),
        ("“Stop.” Alice turned to the door.", "Alice"),
        ("Alice's hand shook. The Hatter rose. “Stop.”", "Hatter"),
    ],
)
def test_a_tag_or_a_beat_names_the_speaker(text: str, speaker: str | None) -> None:
    assert speakers(text) == [speaker]


def test_a_pronoun_means_whoever_it_fits_and_was_named_last() -> None:
    text = "Alice came in. The Hatter was there.\n“Stop!” she said.\n“Why?” he asked."
    assert speakers(text) == ["Alice", "Hatter"]


def test_a_title_tells_the_pronoun_of_a_person() -> None:
    assert speakers("Mrs. Weston came. The Hatter sat.\n“Stop!” she said.") == ["Mrs. Weston"]


def test_whoever_is_addressed_is_not_the_speaker() -> None:
    text = "Mrs. Weston stood there. Alice came in.\n“Alice, stop!” she said."
    assert speakers(text) == ["Mrs. Weston"]


def test_all_quotations_of_a_paragraph_are_one_persons_unless_two_are_tagged() -> None:
    assert speakers("“I think,” said Alice, “not.” She rose. “Never.”") == ["Alice"] * 3
    assert speakers("“Yes,” said Alice. “No,” said the Hatter.") == ["Alice", "Hatter"]


def test_an_unclosed_quotation_goes_on_in_the_next_paragraph() -> None:
    found = attributions("Alice said: “It was dark.\n“We went on.”")
    assert [attribution.speaker for attribution in found] == ["Alice", "Alice"]
    assert found[1].evidence == "continues from the paragraph before"


def test_two_people_take_turns() -> None:
    found = attributions("“Tea?” said Alice.\n“No,” said the Hatter.\n“Why?”\n“It is late.”")
    assert [attribution.speaker for attribution in found] == ["Alice", "Hatter", "Alice", "Hatter"]
    assert "turn taking with Hatter" in found[2].evidence


def test_a_new_scene_ends_the_exchange() -> None:
    found = attributions("“Tea?” said Alice.\n“No,” said the Hatter.\n\n“Why?”")
    assert "turn taking" not in found[2].evidence


def test_whoever_was_spoken_to_answers() -> None:
    assert speakers("“Come in, Alice!” said the Hatter.\n“Thank you.”") == ["Hatter", "Alice"]


def test_the_teller_of_the_book_is_i() -> None:
    assert speakers("“Stop!” I said.", told_by="Watson") == ["Watson"]
    unknown = attributions("“Stop!” I said.")[0]
    assert unknown.speaker is None
    assert "I said" in unknown.evidence


def test_nobody_is_guessed_where_nobody_is_named() -> None:
    found = attributions("“Stop!”\nIt rained.")[0]
    assert (found.speaker, found.confidence) == (None, 0.0)


def test_the_author_has_the_last_word() -> None:
    paragraph = Paragraph(
        "“Stop!” said Alice. Softly.",
        (Passage(0, 7, speech=True, given="Hatter"), Passage(7, 27, speech=False, given="Watson")),
        0,
    )
    quoted, told = attribute([paragraph], Names(CAST), COMPANY)[0]
    assert quoted == Attribution("Hatter", 1.0, "author markup")
    assert told == Attribution("Watson", 1.0, "author markup")


def test_narration_is_the_narrators() -> None:
    paragraph = Paragraph("It rained.", (Passage(0, 10, speech=False),), 0)
    assert attribute([paragraph], Names(CAST), COMPANY)[0] == (Attribution(NARRATOR, 1.0, "narration"),)


def test_the_surer_the_evidence_the_higher_the_confidence() -> None:
    tag, pronoun, turn = (
        attributions(text)[-1].confidence
        for text in (
            "“Stop!” said Alice.",
            "Alice came in.\n“Stop!” she said.",
            "“Tea?” said Alice.\n“No,” said the Hatter.\n“Why?”",
        )
    )
    assert 1 > tag > pronoun > turn > 0
