"""Staging: what a whole manuscript says of its quotations, and what a bad one costs."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from narrate.model import (
    Block,
    BlockKind,
    Cast,
    Chapter,
    Manuscript,
    Run,
    Script,
    Source,
    Utterance,
    UtteranceKind,
    Voice,
)
from narrate.script.compose import compose
from narrate.script.coverage import uncovered
from narrate.script.cutting import Limits, alike
from narrate.script.quotations.marks import DOUBLE, SINGLE
from narrate.script.stage import marking_of

NOBODY = Cast(Voice("teller", "tone", ()))


def book(*chapters: list[str]) -> Manuscript:
    """A manuscript of chapters of paragraphs, each with a line of its own."""
    source = "\n".join(text for chapter in chapters for text in chapter)
    made: list[Chapter] = []
    at, line = 0, 1
    for number, chapter in enumerate(chapters, 1):
        blocks: list[Block] = []
        for text in chapter:
            run = Run(0, at, at + len(text))
            blocks.append(Block(BlockKind.PARAGRAPH, text, "a.md", (run,), line=line))
            at += len(text) + 1
            line += 1
        made.append(Chapter(number, "", tuple(blocks)))
    return Manuscript("A Book", "", "en-gb", tuple(made), (Source("a.md", source),))


def script(written: Manuscript) -> Script:
    made = compose(written, NOBODY, (), alike(Limits()))
    assert uncovered(written, made) == ()
    return made


def spoken(made: Script) -> list[Utterance]:
    return [
        each for chapter in made.chapters for each in chapter.utterances if each.kind is UtteranceKind.SPEECH
    ]


def warnings(made: Script) -> list[tuple[str, int | None]]:
    return [(each.slug, each.where.line if each.where else None) for each in made.problems]


def test_each_line_of_speech_names_the_quotation_that_it_is_part_of() -> None:
    long = (
        "“" + "I told you of the lamp on the rock and of the man who kept it. " * 8 + "So there,” she said."
    )
    written = book([long, "“Yes.”"])
    lines = spoken(script(written))
    assert len(lines) > 2
    quotations = dict.fromkeys(line.quotation for line in lines)
    assert [written.sources[0].text[each.start : each.end] for each in quotations if each] == [
        long.removesuffix(" she said."),
        "“Yes.”",
    ]


def test_a_letter_is_read_by_the_narrator() -> None:
    made = script(book(["“Dear Bess,”", "“The lamp is broken.”", "“Yours, Ada.”", "“What now?” she asked."]))
    assert [line.text for line in spoken(made)] == ["“What now?”"]


def test_the_chapters_of_an_anthology_keep_their_own_marks() -> None:
    written = book(["“Come in,” she said."] * 12, ["‘Come in,’ she said."] * 12)
    assert marking_of(written).chapters == (DOUBLE, SINGLE)
    assert len(spoken(script(written))) == 24


def test_speech_goes_on_over_paragraphs_that_open_it_again_and_closes_at_the_end() -> None:
    made = script(book(["“It was late.", "“Nobody came.", "“So I left.” He rose.", "Nobody spoke."]))
    assert [line.text for line in spoken(made)] == ["“It was late.", "“Nobody came.", "“So I left.”"]
    assert warnings(made) == []


def test_speech_goes_on_below_a_line_that_is_read_out_in_it() -> None:
    read_out = [
        "“How does it end?",
        "And winter, gentle winter, comes alone.",
        "Can it be Neptune?”",
        "He rose.",
    ]
    made = script(book(read_out))
    assert [line.text for line in spoken(made)] == read_out[:3]
    assert warnings(made) == []


@pytest.mark.parametrize(
    "between",
    [
        ["Nobody came, and the rain fell upon the town and the river for the whole of that long night."],
        ["Nobody came.", "“Yes.”"],
        ["Nobody came."] * 13,
    ],
)
def test_a_mark_that_only_closes_takes_no_story_into_speech(between: list[str]) -> None:
    made = script(book(["“It was late.", *between, "It was over.”"]))
    assert not [line.text for line in spoken(made) if "came" in line.text]


def test_speech_that_nothing_closes_ends_with_its_paragraph_and_is_a_warning_with_its_line() -> None:
    made = script(book(["Rain fell.", "“It was late, he said.", "Nobody came.", "“Yes.”"]))
    assert [line.text for line in spoken(made)] == ["“It was late, he said.", "“Yes.”"]
    assert warnings(made) == [("quotation-unclosed", 2)]


@pytest.mark.parametrize("mark", ["“", '"'])
def test_forty_chapters_of_unbalanced_marks_swallow_no_narration(mark: str) -> None:
    chapter = [
        "The rain fell on the town.",
        f"{mark}Come in, he said.",
        "Nobody moved.",
        "The lamp went out.",
    ]
    made = script(book(*[chapter] * 40))
    assert [line.text for line in spoken(made)] == [f"{mark}Come in, he said."] * 40
    assert len(warnings(made)) == 40


def test_a_book_may_have_no_dialogue_or_nothing_else() -> None:
    assert spoken(script(book(["The rain fell on the town."] * 30))) == []
    talk = script(book(["“Yes?”", "“No.”"] * 30))
    assert len(spoken(talk)) == 60
    assert all(each.kind is UtteranceKind.SPEECH for each in talk.chapters[0].utterances)


def test_a_language_without_rules_is_read_by_general_ones_and_that_is_said_once() -> None:
    finnish = replace(book(["Hän tuli.", "Niin."], ["Hän meni."]), language="fi")
    assert [each.slug for each in script(finnish).problems] == ["language-general-rules"]
    assert script(replace(finnish, language="fr-CA")).problems == ()


@pytest.mark.parametrize(
    "sentence", ["“Come in,” she said. ", "“Come in, she said. ", "He came in (at last) and sat. "]
)
def test_a_paragraph_of_two_hundred_thousand_characters_takes_linear_time(sentence: str) -> None:
    def seconds(size: int) -> float:
        written = book([(sentence * (size // len(sentence))).strip()])
        started = time.process_time()
        compose(written, NOBODY, (), alike(Limits()))
        return time.process_time() - started

    seconds(2_000)
    # Quadratic time would be 64 times as much for eight times the text.
    assert seconds(200_000) < 30 * max(seconds(25_000), 0.01)
