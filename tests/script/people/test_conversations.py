"""Who talks to whom: turns that follow each other within a scene, by how much is said."""

from __future__ import annotations

import pytest

from narrate.model import (
    NARRATOR,
    OTHERS,
    Boundary,
    Script,
    ScriptChapter,
    Span,
    Utterance,
    UtteranceKind,
)
from narrate.script.people.conversations import Talk, conversations

HEADING = "a heading, as plays have them above each scene"

Said = tuple[str | None, int] | tuple[str | None, int, Boundary]


def chapter(*said: Said, credits: bool = False) -> ScriptChapter:  # noqa: A002 - as the model calls it
    """A chapter of utterances: speaker, number of words and perhaps what follows."""
    utterances = []
    for speaker, words, *boundary in said:
        kinds = {NARRATOR: UtteranceKind.NARRATION, HEADING: UtteranceKind.HEADING}
        kind = kinds.get(speaker or "", UtteranceKind.SPEECH)
        text = " ".join(["word"] * words)
        after = boundary[0] if boundary else Boundary.PARAGRAPH
        utterances.append(Utterance("", kind, speaker, 1.0, "", text, text, Span("", 0, 0), after))
    return ScriptChapter(1, "", tuple(utterances), credits)


def talk(*said: Said) -> Talk:
    return conversations(Script((chapter(*said),)))


def test_of_two_turns_the_shorter_counts_and_what_the_narrator_says_between_is_no_matter() -> None:
    found = talk(("Ada", 40), (NARRATOR, 3), ("Ben", 5), (NARRATOR, 9), ("Ada", 8))
    assert found.between("Ben", "Ada") == 5 + 5
    assert found.turns == {"Ada": 2, "Ben": 1}


def test_one_turn_may_be_interrupted_by_the_narrator() -> None:
    found = talk(("Ben", 50), ("Ada", 4), (NARRATOR, 2), ("Ada", 6), (NARRATOR, 30), ("Ada", 10))
    assert found.between("Ada", "Ben") == 20
    assert found.turns["Ada"] == 1


def test_a_third_person_between_two_makes_them_talk_by_half() -> None:
    assert talk(("Ada", 8), ("Ben", 20), ("Cy", 6)).between("Ada", "Cy") == 3


@pytest.mark.parametrize(
    "between",
    [
        [("Ada", 5, Boundary.SCENE), ("Ben", 5)],
        [("Ada", 5), (NARRATOR, 1, Boundary.SCENE), ("Ben", 5)],
        [("Ada", 5), (NARRATOR, 60), (NARRATOR, 60), ("Ben", 5)],
        [("Ada", 5), (HEADING, 2), ("Ben", 5)],
    ],
)
def test_a_scene_or_long_narration_ends_a_conversation(between: list[Said]) -> None:
    assert talk(*between).between("Ada", "Ben") == 0


def test_chapters_are_apart_and_credits_are_no_talk() -> None:
    credits_of = chapter(("Ada", 5), ("Ben", 5), credits=True)
    found = conversations(Script((credits_of, chapter(("Ada", 5)), chapter(("Ben", 5)))))
    assert found.words == {}
    assert found.turns == {"Ada": 1, "Ben": 1}


def test_the_narrator_is_next_to_everybody_and_strangers_are_together() -> None:
    found = talk((NARRATOR, 10), ("Ada", 4), (None, 6), (NARRATOR, 2))
    assert found.partners("Ada") == ((OTHERS, 4), (NARRATOR, 2))
    assert found.partners(NARRATOR) == (("Ada", 2), (OTHERS, 1))
    assert found.partners("nobody") == ()
