"""The ranker: shares are shares, what the author gives is certain, and neighbours learn from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import NARRATOR
from narrate.script.people.names import Names
from narrate.script.quotations.marks import DOUBLE
from narrate.script.quotations.passages import quotations
from narrate.script.speakers.attribute import attribute
from narrate.script.speakers.attribution import Paragraph
from narrate.script.speakers.ranker import rank, weights
from tests.script.speakers.test_turns import CAST, PERSONS, reading

LINES = st.lists(
    st.sampled_from(
        (
            *(
                "“Tea?” said Alice.",
                "“No,” said the Hatter.",
                "“Why?”",
                "“It is late.” He rose.",
                "It rained.",
            ),
            *("“Alice!” she cried.", "“Yes,” they said.", "“I see,” said Mortimer.", "“It was dark.", "“”"),
        )
    ),
    max_size=12,
)


@given(LINES)
def test_the_shares_of_a_turn_add_up(lines: list[str]) -> None:
    found = reading("\n".join(lines))
    if not found.turns:
        return
    ranking = rank(found, weights())
    sums = np.add.reduceat(ranking.shares, ranking.conversation.first)
    assert np.allclose(sums, 1, atol=1e-4)
    assert (ranking.shares >= 0).all()


@given(LINES)
def test_every_passage_has_an_attribution_and_equal_books_have_equal_ones(lines: list[str]) -> None:
    paragraphs = [Paragraph(line, quotations(line, DOUBLE), 0) for line in lines]
    found = attribute(paragraphs, Names(PERSONS), CAST)
    assert [len(row) for row in found] == [len(each.passages) for each in paragraphs]
    assert found == attribute(paragraphs, Names(PERSONS), CAST)
    for paragraph, row in zip(paragraphs, found, strict=True):
        for passage, attribution in zip(paragraph.passages, row, strict=True):
            assert 0 <= attribution.confidence <= 1
            assert attribution.evidence
            assert (attribution.speaker == NARRATOR) == (not passage.speech)


def test_what_the_author_gives_is_certain_and_its_neighbours_learn_from_it() -> None:
    text = "Alice and the Hatter sat there.\n“Tea?”\n“No.”\n“Why?”\n“It is late.”"
    paragraphs = [Paragraph(line, quotations(line, DOUBLE), 0) for line in text.split("\n")]

    def speakers(given_to: str) -> list[str | None]:
        (passage,) = paragraphs[1].passages
        told = replace(paragraphs[1], passages=(replace(passage, given=given_to),))
        rows = attribute([paragraphs[0], told, *paragraphs[2:]], Names(PERSONS), CAST)
        return [row[0].speaker for row in rows[1:]]

    assert speakers("Alice") == ["Alice", "Hatter", "Alice", "Hatter"]
    assert speakers("Hatter") == ["Hatter", "Alice", "Hatter", "Alice"]


def test_several_at_once_are_nobody_in_particular() -> None:
    text = "\n".join(["Alice came, and the Hatter.", "“Tea?” said Alice.", "“Tea!” they all cried."])
    paragraphs = [Paragraph(line, quotations(line, DOUBLE), 0) for line in text.split("\n")]
    found = attribute(paragraphs, Names(PERSONS), CAST)[2][0]
    assert found.speaker is None
    assert "they" in found.evidence


def test_a_stranger_s_line_is_nobody_s_who_is_known() -> None:
    text = "Alice came, and the Hatter.\n“Tea?” said Alice.\n“The train is late,” said Mortimer Grimes."
    paragraphs = [Paragraph(line, quotations(line, DOUBLE), 0) for line in text.split("\n")]
    assert attribute(paragraphs, Names(PERSONS), CAST)[2][0].speaker is None


def test_every_weight_is_a_number_for_each_stage() -> None:
    learned = weights()
    assert {len(values) for values in learned.signs.values()} == {learned.stages}
    assert {len(values) for values in learned.conversation.values()} == {learned.stages - 1}


def test_alternatives_are_other_people_who_may_speak_it() -> None:
    text = "Alice came, and the Hatter.\n“Tea?”"
    paragraphs = [Paragraph(line, quotations(line, DOUBLE), 0) for line in text.split("\n")]
    found = attribute(paragraphs, Names(PERSONS), CAST)[1][0]
    assert {found.speaker, *found.alternatives} == {"Alice", "Hatter"}
    assert found.speaker not in found.alternatives
