"""Discovery: who the people of a book are, told by its own words."""

from __future__ import annotations

from time import process_time

import pytest

from narrate.model import Cast, Character, Voice
from narrate.script.people.discovery import cast_names
from narrate.script.people.names import Names, Person
from narrate.script.quotations.passages import DOUBLE, quotations
from narrate.script.speakers.attribution import Paragraph

VOICE = Voice("reader", "tone", ())


def names(text: str, *cast: Character) -> Names:
    """Who may speak in ``text``, whose paragraphs are lines."""
    paragraphs = [Paragraph(line, quotations(line, DOUBLE), 0) for line in text.strip().split("\n")]
    return cast_names(paragraphs, Cast(VOICE, cast, VOICE))


def people(text: str, *cast: Character) -> dict[str, set[str]]:
    """The persons in ``text``, each with what else it calls them."""
    return {person.name: set(person.also) for person in names(text, *cast).persons}


def said(*tags: str) -> str:
    """Two quotations for each of ``tags``, which have room between them."""
    return "\n".join(
        f"“Yes,” {tag}.\nIt rained.\nIt rained on.\nIt did not stop." for tag in tags for _ in "12"
    )


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("said Emma", "Emma"),
        ("Emma said", "Emma"),
        ("said old Mr. Weston", "Mr. Weston"),
        ("cried the Gryphon", "Gryphon"),
        ("asked Lady Catherine de Bourgh", "Lady Catherine de Bourgh"),
        ("said Mme. Defarge", "Mme. Defarge"),
        ("said Élodie", "Élodie"),
        ("said O’Brien", "O’Brien"),
        ("said Will", "Will"),
    ],
)
def test_whoever_is_said_to_speak_twice_is_found(tag: str, name: str) -> None:
    assert list(people(said(tag))) == [name]


@pytest.mark.parametrize("tag", ["said Heaven", "said he", "The voice said", "Then said she", "London slept"])
def test_nobody_is_invented(tag: str) -> None:
    assert people(said(tag)) == {}


def test_one_tag_is_enough_for_somebody_who_does_much() -> None:
    deeds = "\nMr. Elliot rose. Mr. Elliot bowed. Then Mr. Elliot smiled. Soon Mr. Elliot left."
    assert list(people("“Yes,” said Mr. Elliot." + deeds)) == ["Mr. Elliot"]
    assert people("“Yes,” he said." + deeds) == {}


def test_a_part_that_somebody_plays_needs_more_tags() -> None:
    assert people(said("said the mariner")) == {}
    assert list(people(said("said the mariner", "cried the mariner"))) == ["The mariner"]
    (mention,) = names(said("said the mariner", "cried the mariner")).find("And the mariner rose.")
    assert mention.who == {"The mariner"}


@pytest.mark.parametrize(
    "who", ["the man", "the other", "the boys", "the policemen", "the crowd", "the lady"]
)
def test_who_may_be_somebody_else_each_time_is_nobody(who: str) -> None:
    assert people(said(*(f"said {who}" for _ in "1234"))) == {}


@pytest.mark.parametrize(
    "text", ["Abe Bee " * 25_000, "Mr. " * 50_000, ". " * 500_000, "“No,” said Tom. " * 20_000]
)
def test_no_text_takes_long(text: str) -> None:
    started = process_time()
    names(text)
    assert process_time() - started < 10  # seconds; what is not linear takes minutes


def test_many_names_take_no_longer_than_few() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [f"{a.upper()}{b}{c}" for a in letters for b in letters for c in letters[:8]]
    started = process_time()
    names("\n".join(f"There was {name}. It was {name} {name}son." for name in many))
    assert process_time() - started < 10


def test_whoever_is_said_to_speak_only_once_is_not_found() -> None:
    assert people("“Yes,” said Emma.") == {}


@pytest.mark.parametrize(
    ("text", "name", "also"),
    [
        (said("said Darcy") + "\nThen Mr. Darcy rose. They saw Mr. Darcy go.", "Darcy", {"Mr. Darcy"}),
        (
            said("said Elizabeth") + "\nThey met Miss Elizabeth Bennet." * 2,
            "Elizabeth",
            {"Miss Elizabeth Bennet"},
        ),
        (said("said Elizabeth") + "\n“Come, Lizzy! Do, Lizzy!”", "Elizabeth", {"Lizzy"}),
        (
            said("said Harriet") + "\nShe knew Harriet Smith. He knew Miss Smith. It was Miss Smith.",
            "Harriet",
            {"Harriet Smith", "Miss Smith"},
        ),
        (said("said Colonel Brandon") + "\nThere was the Colonel. It was Brandon.", "Colonel Brandon", None),
    ],
)
def test_the_names_of_one_person_are_merged(text: str, name: str, also: set[str] | None) -> None:
    found = people(text)
    assert list(found) == [name]
    assert also is None or found[name] == also


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (said("said Mr. Bennet", "said Mrs. Bennet"), ["Mr. Bennet", "Mrs. Bennet"]),
        (said("said Mr. Hall", "said Mrs. Hall", "said Hall"), ["Mr. Hall", "Mrs. Hall"]),
        (said("said Charles Hayter", "said Charles Musgrove"), ["Charles Hayter", "Charles Musgrove"]),
        (said("said Captain Tilney", "said Miss Tilney"), ["Captain Tilney", "Miss Tilney"]),
        (
            said("said John Knightley", "said Mr. Knightley") + "\nThere was Mrs. John Knightley.",
            ["John Knightley", "Mr. Knightley"],
        ),
        (
            "“No,” said George.\n“Yes,” said Mr. Emerson.\n“No,” said George.\n“Yes,” said Mr. Emerson.\n"
            "He was George Emerson. It was George Emerson.",
            ["George", "Mr. Emerson"],
        ),
    ],
)
def test_people_whom_a_title_a_name_or_an_answer_keeps_apart_are_not_merged(
    text: str, apart: list[str]
) -> None:
    assert sorted(people(text)) == apart


def test_a_member_of_the_cast_is_not_found_again_under_another_name() -> None:
    text = said("said Lizzy", "said Miss Bennet", "said Elizabeth Bennet")
    assert list(people(text, Character("Elizabeth Bennet", VOICE, ("Lizzy", "Miss Bennet")))) == [
        "Elizabeth Bennet"
    ]


def test_somebody_who_shares_a_name_with_the_cast_is_found() -> None:
    text = said("said Charles Wilcox", "said Mr. Wilcox")
    assert list(people(text, Character("Mr. Wilcox", VOICE))) == ["Mr. Wilcox", "Charles Wilcox"]


def test_what_the_book_calls_a_member_of_the_cast_is_learnt() -> None:
    text = said("said Philip") + "\nHe was Philip Herriton. It was Philip Herriton, and Mr. Herriton."
    (person,) = names(text, Character("Mr. Herriton", VOICE)).persons
    assert {"Philip", "Philip Herriton"} <= set(person.also)


def test_a_name_that_several_bear_means_each_of_them() -> None:
    found = names(
        said("said Charles Hayter", "said Charles Musgrove") + "\nThere was Charles. It was Charles."
    )
    (mention,) = found.find("Charles rose.")
    assert mention.who == {"Charles Hayter", "Charles Musgrove"}


def test_pronouns_are_those_of_the_title_or_those_that_follow() -> None:
    text = (
        said("said Mrs. Weston", "said Poirot")
        + "\nPoirot rose. He sat.\nPoirot took his hat.\nPoirot and his."
    )
    found = names(text)
    assert (found.pronouns("Mrs. Weston"), found.pronouns("Poirot")) == ("she", "he")


def test_parts_of_what_the_book_calls_somebody_are_no_names() -> None:
    found = Names([Person("Elizabeth", also=("Elizabeth Bennet",)), Person("Mrs. Bennet")])
    (mention,) = found.find("Mrs. Bennet came.")
    assert mention.who == {"Mrs. Bennet"}
