"""Turns: what belongs to one speaker, and what is noted around it."""

from __future__ import annotations

from narrate.model import Cast, Character, Voice
from narrate.script.people.names import Names, Person
from narrate.script.quotations.marks import DOUBLE
from narrate.script.quotations.passages import quotations
from narrate.script.speakers.attribution import Paragraph
from narrate.script.speakers.reading import SOMEBODY, Reading
from narrate.script.speakers.turns import read

VOICE = Voice("reader", "tone", ())
PERSONS = (Person("Alice", pronouns="she"), Person("Hatter", ("the Hatter",), "he"))
CAST = Cast(VOICE, tuple(Character(each.name, VOICE, each.aliases, each.pronouns) for each in PERSONS))


def reading(text: str, cast: Cast = CAST) -> Reading:
    """``text``, whose paragraphs are lines, read with Alice and the Hatter in it."""
    paragraphs = [Paragraph(line, quotations(line, DOUBLE), 0) for line in text.split("\n")]
    return read(paragraphs, Names(PERSONS), cast)


def test_the_quotations_of_a_paragraph_are_one_turn() -> None:
    (turn,) = reading("“I think,” said Alice, “not.” She rose. “Never.”").turns
    assert turn.passages == [(0, 0), (0, 2), (0, 4)]


def test_two_tagged_names_are_two_turns() -> None:
    assert len(reading("“Yes,” said Alice. “No,” said the Hatter.").turns) == 2


def test_after_much_narration_somebody_else_may_speak() -> None:
    much = "It rained, and the lamps went out one after the other. " * 6
    assert len(reading(f"“Yes.” {much}“No.”").turns) == 2


def test_an_open_quotation_goes_on_in_the_next_paragraph() -> None:
    (turn,) = reading("Alice said: “It was dark.\n“We went on.”").turns
    assert (turn.paragraph, turn.last) == (0, 1)


def test_a_quotation_left_open_ends_with_its_scene() -> None:
    paragraphs = [
        Paragraph(line, quotations(line, DOUBLE), scene)
        for scene, line in enumerate(("Alice said: “It was dark.", "“We went on.”"))
    ]
    assert len(read(paragraphs, Names(PERSONS), CAST).turns) == 2


def test_who_is_addressed_turned_to_and_mentioned() -> None:
    found = reading("“Come here, Alice!”\nHe turned to Alice. “I saw the Hatter today.”")
    alice, hatter = 0, 1
    assert found.turns[0].addressed == {alice}
    assert found.turns[1].spoken_to == {alice}
    assert found.turns[1].mentioned == {hatter}


def test_a_tag_at_the_end_of_a_paragraph_announces_the_next() -> None:
    (turn,) = reading("The Hatter rose and said:\n“Tea!”").turns
    assert [(clue.apart, clue.who) for clue in turn.clues] == [(True, {"Hatter"})]


def test_the_last_person_is_somebody_else() -> None:
    assert reading("It rained.").persons == ["Alice", "Hatter", SOMEBODY]


def test_a_book_told_by_i_has_a_teller_without_a_name() -> None:
    found = reading("\n".join(["“Yes,” I said."] * 3 + ["“No,” said Alice."]))
    assert found.teller == 2
    assert found.persons[found.teller] == SOMEBODY
    assert reading("“Yes,” I said.\n" + "“No,” said Alice.\n" * 40).teller == -1


def test_how_much_of_the_book_is_about_people_who_are_not_cast() -> None:
    text = "Alice came. The Hatter came. “Tea,” said Alice."
    assert reading(text).uncast == 0
    assert reading(text, Cast(VOICE, CAST.characters[:1])).uncast > 0
