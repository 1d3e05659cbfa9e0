"""Doubts: a line for each decision, least certain first."""

from __future__ import annotations

from dataclasses import replace

from narrate.model import NARRATOR, Boundary, ScriptChapter, Span, Utterance, UtteranceKind
from narrate.script.corrections.doubts import (
    CONTINUES,
    decisions,
    doubtful,
    expected_errors,
    nearest_speakers,
)


def utterance(
    place: str, speaker: str | None, confidence: float = 0.5, evidence: str = "a guess", text: str = "“Yes.”"
) -> Utterance:
    kind = UtteranceKind.NARRATION if evidence == "narration" else UtteranceKind.SPEECH
    return Utterance(
        place, kind, speaker, confidence, evidence, text, text, Span("a.md", 0, 1), Boundary.SENTENCE
    )


def chapter(*utterances: Utterance) -> tuple[ScriptChapter, ...]:
    return (ScriptChapter(1, "One", utterances),)


TAG = utterance("c01.p01.u2", NARRATOR, 1.0, "narration", "she said,")


def test_all_that_one_person_says_in_a_paragraph_is_one_decision() -> None:
    (found,) = decisions(
        chapter(
            utterance("c01.p01.u1", "Ada", text="“I think,”"),
            TAG,
            utterance("c01.p01.u3", "Ada", text="“not.”"),
        )
    )
    assert [each.id for each in found.utterances] == ["c01.p01.u1", "c01.p01.u3"]
    assert found.text == "“I think,” “not.”"


def test_two_people_or_two_paragraphs_are_two_decisions() -> None:
    found = decisions(
        chapter(
            utterance("c01.p01.u1", "Ada"),
            TAG,
            utterance("c01.p01.u3", "Ben"),
            utterance("c01.p02.u1", "Ben"),
        )
    )
    assert [each.first.speaker for each in found] == ["Ada", "Ben", "Ben"]


def test_a_speech_of_several_paragraphs_is_one_decision() -> None:
    (found,) = decisions(
        chapter(
            utterance("c01.p01.u1", "Ada", 0.9),
            utterance("c01.p02.u1", "Ada", 0.8, CONTINUES),
            utterance("c01.p03.u1", "Ada", 0.7, CONTINUES),
        )
    )
    assert (len(found.utterances), found.first.confidence) == (3, 0.9)


def test_the_least_certain_come_first_and_what_the_author_said_is_no_doubt() -> None:
    found = doubtful(
        chapter(
            utterance("c01.p01.u1", "Ada", 0.9),
            utterance("c01.p02.u1", "Ben", 1.0, "speakers.toml:3"),
            utterance("c01.p03.u1", None, 0.0),
            utterance("c01.p04.u1", NARRATOR, 0.3),
        )
    )
    assert [each.first.id for each in found] == ["c01.p03.u1", "c01.p01.u1"]
    assert round(expected_errors(found), 3) == 1.1


def test_candidates_are_those_who_speak_nearest() -> None:
    people = ("Ada", "Ben", "Zoe", None, "Ada", "Carl")
    chapters = chapter(*(utterance(f"c01.p{at:02}.u1", who) for at, who in enumerate(people, 1)))
    candidates = nearest_speakers(chapters, ["Zoe", "Dora"])
    assert list(candidates(decisions(chapters)[3])) == ["Zoe", "Ada", "Ben", "Carl", "Dora"]
    assert next(iter(candidates(decisions(chapters)[0]))) == "Ada"


def test_candidates_are_first_those_whom_the_text_makes_likely() -> None:
    unsure = replace(utterance("c01.p02.u1", "Ben"), alternatives=("Carl",))
    chapters = chapter(utterance("c01.p01.u1", "Ada"), unsure)
    assert list(nearest_speakers(chapters, [])(decisions(chapters)[1])) == ["Ben", "Carl", "Ada"]
