"""Anchors: a quotation is found again after edits, or reported; nothing else is ever taken for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.model import Block, BlockKind, Cast, Chapter, Manuscript, Source, Voice
from narrate.script.corrections.anchoring import anchor_of
from narrate.script.corrections.anchors import Anchor, words
from narrate.script.corrections.quotation_index import Quotation, Quotations
from narrate.script.stage import stage

CAST = Cast(Voice("teller", "tone", ()))


def quotations(*chapters: Sequence[str], titles: Sequence[str] = ()) -> Quotations:
    """The quotations of a book whose chapters are lists of paragraphs."""
    named = list(titles) or [f"Chapter {number}" for number in range(1, len(chapters) + 1)]
    written = tuple(
        Chapter(
            number,
            title,
            tuple(Block(BlockKind.PARAGRAPH, text, "a.md", line=at) for at, text in enumerate(texts, 1)),
        )
        for number, (title, texts) in enumerate(zip(named, chapters, strict=True), 1)
    )
    return Quotations(stage(Manuscript("", "", "en", written, (Source("a.md", ""),)), CAST), written)


def said(book: Quotations, quotation: Quotation | None) -> str | None:
    """The paragraph that ``quotation`` stands in."""
    return None if quotation is None else book.passage(quotation)[0].block.text


SCENE = [
    "She put down the lamp, and looked into the dark beyond the window.",
    "“I think not.”",
    "He went out without another word, and the door fell shut behind him.",
    "“Yes,” said Alice, who had not moved from her place beside the fire.",
    "The clock struck nine, and somewhere in the house a window banged.",
    "“Yes.”",
    "It was a long time before anybody spoke again in that cold room.",
]


def anchored(at: int, scene: Sequence[str] = SCENE) -> Anchor:
    """The anchor of the quotation in paragraph ``at`` of ``scene``."""
    book = quotations(scene)
    (quotation,) = (each for each in book.all if each.block == at)
    return anchor_of(quotation, book)


def test_an_anchor_is_what_a_person_would_write_down() -> None:
    assert anchored(1) == Anchor(
        "I think not.",
        "looked into the dark beyond the window.",
        "He went out without another word, and the",
        "Chapter 1",
    ) or anchored(1) == Anchor(
        "I think not.",
        "and looked into the dark beyond the window.",
        "He went out without another word, and the",
        "Chapter 1",
    )


EDITS: dict[str, Callable[[list[str]], list[str]]] = {
    "nothing": lambda scene: scene,
    "a paragraph before": lambda scene: ["It had rained.", "“Who is there?” he asked.", *scene],
    "another dialogue just before": lambda scene: [scene[0], "“Stop!” she said.", *scene[1:]],
    "the paragraph before deleted": lambda scene: scene[1:],
    "the paragraph after rewritten": lambda scene: [*scene[:2], "Then he left.", *scene[3:]],
    "a word of each neighbour changed": lambda scene: [
        scene[0].replace("dark", "night"), scene[1], scene[2].replace("another", "one"), *scene[3:]
    ],
    "straight marks": lambda scene: [text.replace("“", '"').replace("”", '"') for text in scene],
    "a word of its own changed": lambda scene: [scene[0], "“I thought not.”", *scene[2:]],
    "its own capitals and stops changed": lambda scene: [scene[0], "“I THINK — not!”", *scene[2:]],
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_a_quotation_is_found_after_an_edit_of(edit: str) -> None:
    book = quotations(EDITS[edit](SCENE))
    found = said(book, book.find(anchored(1)).found)
    assert found is not None
    assert words(found) in (("i", "think", "not"), ("i", "thought", "not"))


def test_it_is_found_in_a_chapter_that_moved_and_has_another_title() -> None:
    other = ["“Yes,” said nobody.", "A door opened.", "“I think so.”"]
    book = quotations(other, SCENE, titles=["Part One", "The End"])
    assert said(book, book.find(anchored(1)).found) == "“I think not.”"


@pytest.mark.parametrize("at", [3, 5])
def test_twins_are_told_apart_by_what_is_around_them(at: int) -> None:
    book = quotations(SCENE)
    assert said(book, book.find(anchored(at)).found) == SCENE[at]
    without = quotations([text for index, text in enumerate(SCENE) if index != at])
    sought = without.find(anchored(at))
    assert sought.found is None
    assert sought.nearest is not None


def test_twins_with_the_same_neighbours_are_counted_as_the_last_resort() -> None:
    bells = ["“Ding.”"] * 120
    book = quotations(bells)
    anchors = [anchor_of(each, book) for each in book.all]
    assert anchors[60].which == (21, 40)
    assert [book.find(anchor).found for anchor in anchors] == book.all
    fewer = quotations(bells[1:])
    assert fewer.find(anchors[60]).found is None


def test_a_hand_written_anchor_needs_no_more_than_its_words() -> None:
    book = quotations(SCENE)
    assert said(book, book.find(Anchor("i think not")).found) == "“I think not.”"
    assert [each.block for each in book.find(Anchor("Yes")).several] == [3, 5]
    assert said(book, book.find(Anchor("Yes", before="It was")).found) == "“Yes.”"
    assert said(book, book.find(Anchor("Yes", which=(2, 2))).found) == "“Yes.”"


def test_the_chapter_decides_only_between_equals() -> None:
    book = quotations(["“Yes.”"], ["“Yes.”", "“No.”"], titles=["One", "Two"])
    assert book.find(Anchor("Yes", chapter="TWO")).found == book.all[1]
    assert book.find(Anchor("No", chapter="one")).found is None
    assert book.find(Anchor("No", chapter="of old")).found == book.all[2]


def test_a_long_quotation_is_anchored_by_its_beginning() -> None:
    long = " ".join(f"word{number}" for number in range(60))
    book = quotations([f"“{long}.”", f"“{long[:60]} otherwise.”"])
    anchor = anchor_of(book.all[0], book)
    assert anchor.says.endswith("word15 […]")
    assert book.find(anchor).found == book.all[0]
    edited = quotations([f"“{long} and more.”"])
    assert edited.find(Anchor(anchor.says)).found == edited.all[0]


def test_a_quotation_without_words_is_its_marks() -> None:
    book = quotations(["He looked up at her in surprise.", "“…?”", "“Yes.”"])
    assert book.find(anchor_of(book.all[0], book)).found == book.all[0]


def test_what_is_gone_is_gone_and_what_is_like_it_is_named() -> None:
    changed = [SCENE[0], "“I think I shall not.”", "She laughed."]
    book = quotations(changed)
    sought = book.find(anchored(1))
    assert (sought.found, sought.several) == (None, ())
    assert said(book, sought.nearest) == "“I think I shall not.”"


SPOKEN = (
    "“Yes.”",
    "“Yes,” said Alice.",
    "“No.”",
    "“Yes, sir.”",
    "“No, sir,” he said. “No.”",
    "Alice laughed. “No.”",
)
WORDS = re.findall(
    r"\w+", "the a lamp was not lit when he went out, and she saw no light in any of their windows"
)
TOLD = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14, unique=True)
PARAGRAPHS = st.one_of(st.sampled_from(SPOKEN), TOLD.map(lambda found: " ".join(found) + "."))


@given(st.lists(PARAGRAPHS, min_size=1, max_size=24))
def test_every_quotation_is_found_again_by_its_anchor(scene: list[str]) -> None:
    book = quotations(scene)
    assert [book.find(anchor_of(each, book)).found for each in book.all] == book.all


@settings(max_examples=200)
@given(st.lists(PARAGRAPHS, min_size=1, max_size=24), st.data())
def test_after_any_edit_a_quotation_is_found_or_reported_and_never_another(
    scene: list[str], data: st.DataObject
) -> None:
    book = quotations(scene)
    if not book.all:
        return
    quotation = data.draw(st.sampled_from(book.all))
    edited: list[tuple[int | None, str]] = list(enumerate(scene))
    chance = data.draw(st.randoms(use_true_random=False))
    # Of two paragraphs that are the same, nobody can tell which was deleted.
    lost = data.draw(st.booleans()) and scene.count(scene[quotation.block]) == 1
    for number in range(0 if lost else chance.randrange(6)):
        at = chance.randrange(len(edited))
        if edited[at][0] == quotation.block or chance.random() < 0.4:
            edited.insert(
                at, (None, f"New{number} words are here, none of them old, and “novel{number}” too.")
            )
        elif chance.random() < 0.5:
            del edited[at]
        else:
            edited[at] = (edited[at][0], edited[at][1].replace("lamp", "torch").replace("the", "a"))
    if lost:
        edited = [pair for pair in edited if pair[0] != quotation.block]
    after = quotations([text for _, text in edited])
    found = after.find(anchor_of(quotation, book)).found
    if found is not None:
        assert edited[found.block][0] == quotation.block
        assert replace(found, block=0, start=0, end=0) == replace(quotation, block=0, start=0, end=0)


def test_a_paragraph_of_thousands_of_quotations_is_like_any_other() -> None:
    paragraph = " ".join(f"“Yes, number {number}.” He nodded." for number in range(7000))
    assert len(paragraph) > 200_000
    book = quotations([paragraph, "“" + "." * 100_000 + "”"])
    assert len(book.all) == 7001
    for quotation in book.all[::500]:
        assert book.find(anchor_of(quotation, book)).found == quotation
