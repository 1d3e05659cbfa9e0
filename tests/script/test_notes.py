"""Footnotes and descriptions of pictures: skipped, at the end of the chapter, or where they belong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from narrate.errors import Where
from narrate.manuscript.readers import read
from narrate.manuscript.selection import Choice, select
from narrate.model import NARRATOR, Boundary, Cast, Script, Voice
from narrate.script.compose import compose
from narrate.script.coverage import account
from narrate.script.cutting import Limits, alike

CAST = Cast(Voice("teller", "tone", ()))

MARKDOWN = """\
# One[^h]

He ran[^1]. She did not, and nobody asked her why.[^2] Then it rained^[As it does.] all day.

Later.[^1]

# Two

The end.

[^1]: A *long* way.

    Very long.

[^2]: She was tired.
[^h]: The first.
[^lost]: Nobody refers to this.
"""


def script(file: Path, choice: Choice) -> Script:
    manuscript = select(read([file], file.parent), choice, Where("narration.toml"))
    manuscript = replace(manuscript, language=manuscript.language or "en")
    made = compose(manuscript, CAST, (), alike(Limits(5, 60, 200)))
    proof = account(manuscript, made)
    assert (proof.problems, proof.unaccounted) == ((), 0)
    assert proof.characters == proof.spoken + sum(number for _, number in proof.skipped)
    return made


def markdown(folder: Path, text: str, choice: Choice) -> Script:
    file = folder / "book.md"
    file.write_text(text, encoding="utf-8")
    return script(file, choice)


def spoken(made: Script, chapter: int = 0) -> list[str]:
    return [utterance.spoken for utterance in made.chapters[chapter].utterances]


def test_notes_are_skipped_unless_the_project_wants_them(tmp_path: Path) -> None:
    made = markdown(tmp_path, MARKDOWN, Choice())
    assert spoken(made) == [
        "One.",
        "He ran. She did not, and nobody asked her why.",
        "Then it rained all day.",
        "Later.",
    ]
    assert {each.reason for each in made.skipped} == {"footnote", "footnote reference", "markup"}


def test_notes_at_the_end_of_their_chapter_are_announced_once_each(tmp_path: Path) -> None:
    made = markdown(tmp_path, MARKDOWN, Choice(notes="chapter"))
    assert spoken(made)[4:] == [
        "Note: The first.",
        "Note: A long way.",
        "Very long.",
        "Note: She was tired.",
        "Note: As it does.",
    ]
    assert spoken(made, 1) == ["Two.", "The end.", "Note: Nobody refers to this."]


def test_a_note_in_place_follows_the_sentence_that_refers_to_it_first(tmp_path: Path) -> None:
    made = markdown(tmp_path, MARKDOWN, Choice(notes="inline"))
    assert spoken(made) == [
        "One.",
        "Note: The first.",
        "He ran.",
        "Note: A long way.",
        "Very long.",
        "She did not, and nobody asked her why.",
        "Note: She was tired.",
        "Then it rained all day.",
        "Note: As it does.",
        "Later.",
    ]
    utterances = made.chapters[0].utterances
    note = utterances[3]
    assert (note.kind, note.speaker, note.evidence) == ("note", NARRATOR, "note")
    assert [each.boundary for each in utterances[2:7]] == [
        Boundary.PARAGRAPH,
        Boundary.PARAGRAPH,
        Boundary.SENTENCE,
        Boundary.PARAGRAPH,
        Boundary.SENTENCE,
    ]


def test_a_note_on_a_poem_waits_for_the_end_of_the_stanza(tmp_path: Path) -> None:
    text = "::: verse\nThe lamp is lit.[^1]\nNobody knows.\n:::\n\n[^1]: It was not.\n"
    made = markdown(tmp_path, text, Choice(notes="inline"))
    assert spoken(made) == ["The lamp is lit. Nobody knows.", "Note: It was not."]


def test_what_describes_a_picture_is_read_on_request(tmp_path: Path) -> None:
    text = "It ran.\n\n![The *Rabbit*, late](rabbit.png)\n\nIt ![a watch](w.png) ran on. ![](none.png)\n"
    assert spoken(markdown(tmp_path, text, Choice())) == ["It ran.", "It ran on."]
    made = markdown(tmp_path, text, Choice(images="alt"))
    assert spoken(made) == ["It ran.", "Picture: The Rabbit, late", "It ran on.", "Picture: a watch"]
    assert [each.kind for each in made.chapters[0].utterances][1::2] == ["picture", "picture"]


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Anmerkung: "), ("fr-ca", "Note : "), ("es", "Nota: "), ("ja", "")]
)
def test_the_announcement_is_in_the_language_of_the_book(tmp_path: Path, language: str, word: str) -> None:
    text = f"---\nlang: {language}\n---\n\nA.[^1]\n\n[^1]: Amen.\n"
    assert spoken(markdown(tmp_path, text, Choice(notes="inline")))[-1] == f"{word}Amen."


def test_a_note_in_plain_text_is_read_where_it_belongs(tmp_path: Path) -> None:
    file = tmp_path / "book.txt"
    file.write_text("So it was.[1] It went on.\n\nAnd ended.\n\n[1] A note.\n", encoding="utf-8")
    assert spoken(script(file, Choice(notes="inline"))) == [
        "So it was.",
        "Note: A note.",
        "It went on.",
        "And ended.",
    ]
