"""People: who tells a book, and what the book says against its cast."""

from __future__ import annotations

import pytest

from narrate.model import Cast, Character, Voice
from narrate.script.people.discovery import people
from narrate.script.people.doubts import doubts
from narrate.script.people.forms import parse
from narrate.script.people.given_names import borne_by, full_names
from narrate.script.people.telling import Telling, telling
from narrate.script.quotations.passages import DOUBLE, quotations
from narrate.script.speakers.attribution import Paragraph

VOICE = Voice("reader", "tone", ())


def read(text: str) -> list[Paragraph]:
    return [Paragraph(line, quotations(line, DOUBLE), 0) for line in text.split("\n")]


def told_by(text: str) -> Telling | None:
    paragraphs = read(text)
    everybody = people(paragraphs, Cast(VOICE))
    return telling(paragraphs, everybody.seen, everybody.groups)


def slugs(text: str, *characters: Character, told_by: str | None = None) -> list[tuple[str, str]]:
    """What is doubtful about ``characters`` in ``text``, and of which name."""
    cast = Cast(VOICE, characters, None, told_by)
    return [(doubt.slug, doubt.name) for doubt in doubts(cast, people(read(text), cast).seen)]


@pytest.mark.parametrize(
    ("text", "titles", "words", "pronoun"),
    [
        ("Miss Elizabeth Bennet", ("miss",), ("Elizabeth", "Bennet"), "she"),
        ("Lady Catherine de Bourgh", ("lady",), ("Catherine", "de Bourgh"), "she"),
        ("M. Poirot", ("mr",), ("Poirot",), "he"),
        ("the Rev. Mr. Collins", ("rev", "mr"), ("Collins",), "he"),
        ("poor old Tom", (), ("Tom",), ""),
        ("the Colonel", (), ("Colonel",), "he"),
        ("Winnie-the-Pooh", (), ("Winnie", "Pooh"), ""),
    ],
)
def test_a_name_is_taken_apart(
    text: str, titles: tuple[str, ...], words: tuple[str, ...], pronoun: str
) -> None:
    form = parse(text)
    assert (form.titles, form.words, form.pronoun) == (titles, words, pronoun)


def test_given_names_tell_pronouns_and_pet_names_their_full_ones() -> None:
    assert (borne_by("Harriet"), borne_by("Robert"), borne_by("Evelyn"), borne_by("Zorg")) == (
        "she",
        "he",
        "",
        "",
    )
    assert "Elizabeth" in full_names("Lizzy")
    assert not full_names("Elizabeth")


FIRST_PERSON = (
    "I rose and looked at my watch.\n“Is it late, Watson?” asked Holmes.\n“It is,” I said. I put on my hat.\n"
    "“Come, Watson!” cried Holmes.\n“Where to?” said I. He led me out.\n“Look, Watson.” I looked."
)


def test_whoever_others_call_by_name_and_who_says_i_tells_the_book() -> None:
    found = told_by(FIRST_PERSON)
    assert found is not None
    assert found.name == "Watson"
    assert "“I” is said to speak 2 times" in found.evidence


def test_whoever_gives_a_name_tells_the_book() -> None:
    text = "I rose.\n“My name is Jim,” said I.\n“Jim?” said he. I bowed.\n“Yes,” said I, and took my hat."
    found = told_by(text)
    assert found is not None
    assert found.name == "Jim"


def test_who_tells_a_book_may_stay_unknown() -> None:
    found = told_by("I rose.\n“Yes,” I said.\nI sat.\n“No,” said I, and took my hat.")
    assert found is not None
    assert found.name == ""


def test_a_book_in_the_third_person_has_no_teller() -> None:
    assert told_by("Ada rose.\n“Am I late, Ben?” said Ada. “I think I am.”\n“You are,” said Ben.") is None


def test_a_member_of_the_cast_whom_the_book_never_names_is_doubted() -> None:
    text = "“Yes,” said Ada."
    assert slugs(text, Character("Ada", VOICE), Character("Zoe", VOICE)) == [("cast-never-named", "Zoe")]
    assert slugs(text, Character("Zoe", VOICE), told_by="Zoe") == []
    assert slugs(text, Character("Zoe", VOICE, ("Ada", "the cook"))) == []


def test_a_name_that_is_an_everyday_word_is_doubted() -> None:
    text = "They will go. She will, and he will. Will you? Will he come? He asked Will. “Yes,” said Ada."
    assert slugs(text, Character("Will", VOICE), Character("Ada", VOICE)) == [("alias-everyday-word", "Will")]
    safe = "They will go. She will, and he will. He asked Will. She saw Will. Will rose."
    assert slugs(safe, Character("Will", VOICE)) == []


def test_a_description_that_fits_others_is_doubted() -> None:
    text = "The boy came. A boy sat there. Another boy stood. Two boys ran. Boys are noisy. Some boys sing."
    assert slugs(text, Character("Tom", VOICE, ("the boy",))) == [("alias-fits-others", "the boy")]
    assert slugs("The boy came. The boy sat. Tom ran.", Character("Tom", VOICE, ("the boy",))) == []
