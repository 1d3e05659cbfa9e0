"""Corrections: who says a quotation, said by the author, and what follows for its neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import Problem, Severity, Where
from narrate.model import (
    NARRATOR,
    Block,
    BlockKind,
    Cast,
    Chapter,
    Character,
    Manuscript,
    Mark,
    MarkKind,
    Run,
    Script,
    Source,
    UtteranceKind,
    Voice,
)
from narrate.script.compose import compose
from narrate.script.corrections.anchors import Anchor
from narrate.script.corrections.correction import Correction
from narrate.script.corrections.doubts import decisions
from narrate.script.cutting import Limits, alike

VOICE = Voice("teller", "tone", ())
CAST = Cast(
    VOICE,
    (
        Character("Alice", VOICE, pronouns="she"),
        Character("The March Hare", VOICE, ("the Hare", "O’Hare"), "he"),
    ),
)


def script(text: str, *corrections: Correction, marks: tuple[Mark, ...] = ()) -> Script:
    """The script of a chapter whose paragraphs are lines; ``marks`` are the first one's."""
    lines, at, blocks = text.split("\n"), 0, []
    for number, line in enumerate(lines, 1):
        run = Run(0, at, at + len(line))
        blocks.append(
            Block(BlockKind.PARAGRAPH, line, "a.md", (run,), marks if number == 1 else (), line=number)
        )
        at += len(line) + 1
    manuscript = Manuscript("", "", "en", (Chapter(1, "Tea", tuple(blocks)),), (Source("a.md", text),))
    return compose(manuscript, CAST, (), alike(Limits()), corrections)


def corrected(says: str, speaker: str, line: int = 1, after: str = "") -> Correction:
    return Correction(Anchor(says, after), speaker, Where("speakers.toml", line))


def problems(composed: Script) -> tuple[Problem, ...]:
    """What is wrong with corrections; what else is wrong with a book is told elsewhere."""
    return tuple(each for each in composed.problems if each.slug.startswith("correction-"))


def speakers(composed: Script) -> list[str | None]:
    return [
        each.speaker
        for chapter in composed.chapters
        for each in chapter.utterances
        if each.kind is UtteranceKind.SPEECH
    ]


def test_a_correction_is_certain_and_says_where_it_comes_from() -> None:
    composed = script("“Tea?” said Alice.", corrected("Tea?", "the march hare", 12))
    spoken = composed.chapters[0].utterances[0]
    assert (spoken.speaker, spoken.confidence, spoken.evidence) == ("The March Hare", 1.0, "speakers.toml:12")
    assert (composed.corrected, problems(composed)) == (1, ())


@pytest.mark.parametrize("name", ["the hare", "O'HARE", "march hare", "Hare"])
def test_a_speaker_may_be_called_by_any_of_his_names(name: str) -> None:
    assert speakers(script("“Tea?” said Alice.", corrected("Tea", name))) == ["The March Hare"]


def test_neighbours_learn_from_it() -> None:
    text = "“Tea?” said Alice.\n“No.”\n“Why?”\n“It is late.”"
    assert speakers(script(text))[1] != "The March Hare"
    after = speakers(script(text, corrected("No.", "The March Hare")))
    assert after == ["Alice", "The March Hare", "Alice", "The March Hare"]


def test_it_holds_for_all_that_is_said_in_the_paragraph() -> None:
    text = "“I think,” she said, “not.” She rose. “Never.”"
    assert speakers(script(text, corrected("not", "The March Hare"))) == ["The March Hare"] * 3


def test_it_does_not_hold_for_another_who_is_tagged_there() -> None:
    text = "“Yes,” said Alice. “No,” said the March Hare."
    assert speakers(script(text, corrected("Yes", "narrator"))) == [NARRATOR, "The March Hare"]


def test_another_entry_says_otherwise() -> None:
    text = "“One,” she said, “two.” She rose. “Three.”"
    found = speakers(script(text, corrected("One", "Alice"), corrected("two", "The March Hare")))
    assert found == ["Alice", "The March Hare", "The March Hare"]


def test_it_goes_on_while_the_quotation_is_open() -> None:
    text = "“It was dark.\n“We went on.\n“We came home.”\n“Oh!” said Alice."
    found = script(text, corrected("It was dark.", "The March Hare", 3))
    assert speakers(found) == ["The March Hare"] * 3 + ["Alice"]
    assert found.chapters[0].utterances[2].evidence == "speakers.toml:3"


def test_it_is_not_certain_past_a_mark_that_is_missing() -> None:
    composed = script("“It was dark.\n“Oh!” said Alice.", corrected("It was dark", "The March Hare"))
    assert composed.chapters[0].utterances[1].confidence < 1


def test_somebody_who_is_not_in_the_cast_is_nobody_in_particular() -> None:
    (spoken,) = (
        each
        for each in script("“Tea?” said Alice.", corrected("Tea", "others")).chapters[0].utterances
        if each.kind is UtteranceKind.SPEECH
    )
    assert (spoken.speaker, spoken.confidence, spoken.evidence) == (None, 1.0, "speakers.toml:1")


def test_it_is_a_later_word_than_the_markup_but_only_for_its_own_quotation() -> None:
    text = "“Tea?” It rained. “Now?”"
    marks = (Mark(MarkKind.VOICE, 0, 6, "Alice"), Mark(MarkKind.VOICE, 18, 24, "Alice"))
    assert speakers(script(text, marks=marks)) == ["Alice", "Alice"]
    assert speakers(script(text, corrected("Tea", "O’Hare"), marks=marks)) == ["The March Hare", "Alice"]


@pytest.mark.parametrize(
    ("corrections", "slug", "severity", "hint"),
    [
        ([corrected("Tea", "Alcie")], "correction-unknown-speaker", Severity.ERROR, '"Alice"?'),
        ([corrected("Tea", "nobody")], "correction-unknown-speaker", Severity.ERROR, 'write "others"'),
        ([corrected("Tea", "Zoe")], "correction-unknown-speaker", Severity.ERROR, 'add "Zoe" to [cast]'),
        ([corrected("Coffee", "Alice")], "correction-gone", Severity.WARNING, "delete the entry"),
        ([corrected("Yes", "Alice")], "correction-ambiguous", Severity.ERROR, "after ="),
        (
            [corrected("Tea", "Alice"), corrected("tea", "the Hare", 2)],
            "correction-contradicted",
            Severity.ERROR,
            "delete one",
        ),
        (
            [corrected("Tea", "Alice"), corrected("tea", "ALICE", 2)],
            "correction-twice",
            Severity.WARNING,
            "delete one",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    corrections: list[Correction], slug: str, severity: Severity, hint: str
) -> None:
    (problem,) = problems(script("“Tea?” said Alice.\n“Yes.”\n“Yes.”", *corrections))
    assert (problem.slug, problem.severity) == (slug, severity)
    assert problem.where == corrections[-1].where
    assert hint in problem.hint


def test_what_is_gone_is_told_with_what_it_resembles() -> None:
    gone = Correction(Anchor("I think I will not", "so she sat"), "Alice", Where("speakers.toml", 7))
    (problem,) = problems(script("“Tea?” said Alice.\n“I think I shall not.”", gone))
    assert "“I think I shall not.” at a.md:2" in problem.message


def test_all_problems_are_told_at_once() -> None:
    found = problems(script("“Tea?”", corrected("Coffee", "Zoe", 4), corrected("Tea", "Yog", 9)))
    assert [(each.slug, each.where and each.where.line) for each in found] == [
        ("correction-unknown-speaker", 4),
        ("correction-gone", 4),
        ("correction-unknown-speaker", 9),
    ]


SPEAKERS = ("Alice", "The March Hare", NARRATOR, "others")


def test_a_speech_of_several_paragraphs_is_decided_once() -> None:
    composed = script("Alice said: “It was dark.\n“We went on.\n“We came home.”")
    assert len(decisions(composed.chapters)) == 1


LINES = (
    "“Tea?” said Alice.",
    "“No.”",
    "“I think,” she said, “not.” She rose. “Never.”",
    "“It went on",
    "It was late, and the lamp was out.",
    "“Yes,” said Alice. “No,” said the March Hare.",
)


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=12),
    st.lists(
        st.tuples(st.sampled_from(("Tea?", "No.", "not", "It went on", "Yes")), st.sampled_from(SPEAKERS)),
        max_size=6,
    ),
)
def test_whatever_is_corrected_no_word_is_lost_and_every_entry_is_applied_or_told(
    lines: list[str], wanted: list[tuple[str, str]]
) -> None:
    corrections = [corrected(says, speaker, line) for line, (says, speaker) in enumerate(wanted, 1)]
    text = "\n".join(lines)
    plain, composed = script(text), script(text, *corrections)
    assert texts(composed) == texts(plain)
    told = {each.where.line for each in problems(composed) if each.where}
    by_evidence = {f"speakers.toml:{line}": speaker for line, (_, speaker) in enumerate(wanted, 1)}
    for chapter in composed.chapters:
        for each in chapter.utterances:
            if each.evidence in by_evidence:
                assert each.speaker == (
                    None if by_evidence[each.evidence] == "others" else by_evidence[each.evidence]
                )
                assert int(each.evidence.rpartition(":")[2]) not in told
    assert len(wanted) - composed.corrected == sum(
        each.slug != "correction-twice" for each in problems(composed)
    )


def texts(composed: Script) -> list[str]:
    return [each.text for chapter in composed.chapters for each in chapter.utterances]


def test_a_correction_does_not_reach_over_much_narration() -> None:
    much = "The lamps went out, and the rain came in at the door. " * 7
    composed = script(f"“Tea?” {much}“No.”", corrected("Tea?", "Alice"))
    evidence = [
        each.evidence for each in composed.chapters[0].utterances if each.kind is UtteranceKind.SPEECH
    ]
    assert evidence[0].startswith("speakers.toml")
    assert not evidence[1].startswith("speakers.toml")
