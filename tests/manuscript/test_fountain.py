"""Fountain → manuscript: who speaks, what is read besides, and the account of every character."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.errors import NarrateError
from narrate.manuscript import fountain
from narrate.model import NARRATOR, Manuscript, Script

Prove = Callable[[Manuscript], None]
Perform = Callable[..., Script]


def play(folder: Path, text: str) -> Manuscript:
    file = folder / "play.fountain"
    file.write_text(text, encoding="utf-8", newline="")
    return fountain.read(file)


@pytest.fixture
def said(tmp_path: Path, perform: Perform) -> Callable[[str], list[tuple[str, str | None, str]]]:
    """Kind, speaker and text of each utterance of a play."""

    def performed(text: str) -> list[tuple[str, str | None, str]]:
        script = perform(play(tmp_path, text))
        return [(each.kind, each.speaker, each.text) for c in script.chapters for each in c.utterances]

    return performed


Said = Callable[[str], list[tuple[str, str | None, str]]]


def reasons(book: Manuscript) -> dict[str, str]:
    text = book.sources[0].text
    return {text[s.span.start : s.span.end].strip(): s.reason for s in book.skipped}


def test_a_speech_is_its_characters_and_a_parenthetical_is_not(said: Said) -> None:
    text = "STEEL (V.O.)\n(beer raised)\nTo retirement.\n(beat)\nAgain!\n\n@McCLANE (CONT'D) ^\nYippie.\n"
    assert said(text) == [
        ("direction", NARRATOR, "(beer raised)"),
        ("speech", "STEEL", "To retirement."),
        ("direction", NARRATOR, "(beat)"),
        ("speech", "STEEL", "Again!"),
        ("speech", "McCLANE", "Yippie."),
    ]


def test_the_rest_is_the_narrators(said: Said) -> None:
    text = (
        "INT. HOUSE - DAY #1A#\n\nThe *door* opens.\nNobody\\*.\n\n.THE DREAM\n\n!SCREAM\nit says\n\n"
        "CUT TO:\n\n> BURN TO PINK.\n\n> THE END <\n\n===\n\n"
        "MOUSE\n~Twinkle, twinkle\n~Little _bat_\n\n~La\n~la\n"
    )
    assert said(text) == [
        ("heading", NARRATOR, "INT. HOUSE - DAY"),
        ("narration", NARRATOR, "The door opens. Nobody*."),
        ("heading", NARRATOR, "THE DREAM"),
        ("narration", NARRATOR, "SCREAM it says"),
        ("direction", NARRATOR, "CUT TO:"),
        ("direction", NARRATOR, "BURN TO PINK."),
        ("narration", NARRATOR, "THE END"),
        ("speech", "MOUSE", "Twinkle, twinkle\nLittle bat"),
        ("verse", NARRATOR, "La\nla"),
    ]


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("INT. HOUSE - DAY", "Interior, "),
        ("ext house", "Exterior, "),
        ("INT./EXT. CAR", "Interior and exterior, "),
        ("EST. CITY", "Establishing, "),
    ],
)
def test_where_a_scene_is_is_said_in_words(tmp_path: Path, perform: Perform, line: str, spoken: str) -> None:
    (utterance, _) = perform(play(tmp_path, f"{line}\n\nRain.\n")).chapters[0].utterances
    assert utterance.kind == "heading"
    assert utterance.spoken.startswith(spoken)


def test_the_title_page_notes_and_what_is_cut_are_not_read(tmp_path: Path, prove: Prove) -> None:
    text = (
        "Title:\n\t_**BRICK**_\n\t_STEEL_\nAuthor: A. Tester\n\n= It rains.\n\nRain.[[ Better? ]] And\n"
        "/* BRICK\nCut this.\n\n*/\nmore [[rain]].\n\nADA\nHello [[softly]] there.\n"
    )
    book = play(tmp_path, text)
    prove(book)
    assert (book.title, book.author) == ("BRICK STEEL", "A. Tester")
    assert [block.text for block in book.chapters[0].blocks] == ["Rain. And", "more .", "ADA Hello there."]
    found = reasons(book)
    assert found["It rains."] == "synopsis"
    assert found["[[ Better? ]]"] == "note of the author's"
    assert found["/* BRICK\nCut this.\n\n*/"] == "cut by the author"
    assert "title page" in found.values()


def test_sections_are_chapters(tmp_path: Path) -> None:
    text = "FADE IN:\n\nRain.\n\n# Act One\n\n## Scene\n\nINT. HUT\n\nA.\n\n# Act Two\n\nB.\n"
    book = play(tmp_path, text)
    assert [(chapter.title, [b.text for b in chapter.blocks]) for chapter in book.chapters] == [
        ("", ["FADE IN:", "Rain."]),
        ("Act One", ["Act One", "Scene", "INT. HUT", "A."]),
        ("Act Two", ["Act Two", "B."]),
    ]


@pytest.mark.parametrize("text", ["23 (O.S.)\nNo.\n", "BOOM\n\nNo.\n", "Ada\nNo.\n", "ADA (unclosed\nNo.\n"])
def test_what_only_looks_like_a_cue_is_read(said: Said, text: str) -> None:
    assert {speaker for _, speaker, _ in said(text)} == {NARRATOR}


def test_two_spaces_keep_a_speech_together(said: Said) -> None:
    assert said("ADA\nOne\n  \ntwo.\n\nThree.\n") == [
        ("speech", "ADA", "One two."),
        ("narration", NARRATOR, "Three."),
    ]


LINES = st.sampled_from(
    [
        *("ADA", "BEN (V.O.) ^", "@Cat", "(beat)", "Hello *there*.", "**Bold _it_ is**", "INT. HUT #1#", "."),
        *("CUT TO:", "> FADE", "> END <", "><", ">", "~la", "~", "# One", "## Two", "= s", "===", "!X", "!"),
        *(
            "",
            "",
            "  ",
            "[[note",
            "note]]",
            "/* cut",
            "cut */",
            "[[a]]",
            "a\\*b_c_d",
            "Title: X",
            "* * *",
            "@",
        ),
        *("((", "ADA (", "\t(x)", "#", "\u200b", "\u05d0 \u05d1"),
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_of_any_play_every_character_is_accounted_for(tmp_path: Path, prove: Prove, text: str) -> None:
    try:
        book = play(tmp_path, text)
    except NarrateError:
        assert not text.strip()
    else:
        prove(book)
        assert not [problem for problem in book.problems if problem.slug == "text-unread"]


@pytest.mark.parametrize(
    "text",
    [
        "*a " * 70_000,
        "[[" * 100_000,
        "/*" * 100_000,
        "ADA\n" * 50_000,
        "_a_ " * 50_000,
        "(" * 200_000,
        "A [[b]]" * 30_000,
    ],
    ids=["stars", "notes", "cuts", "cues", "emphasis", "brackets", "holes"],
)
def test_hostile_text_is_read_in_seconds(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    play(tmp_path, text)
    assert time.process_time() - started < 10
