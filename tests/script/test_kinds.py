"""What the manuscript says a passage is: a thought, a letter, verse, a direction, an inscription."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from narrate.manuscript.readers import read
from narrate.model import NARRATOR, Cast, Character, Utterance, Voice
from narrate.script.compose import compose
from narrate.script.coverage import uncovered
from narrate.script.cutting import Limits, alike

VOICE = Voice("teller", "tone", ())
CAST = Cast(VOICE, (Character("Alice", VOICE, pronouns="she"), Character("Hamlet", VOICE, pronouns="he")))


def performed(file: Path) -> list[Utterance]:
    manuscript = read([file], file.parent)
    script = compose(manuscript, CAST, (), alike(Limits()))
    assert uncovered(manuscript, script) == ()
    assert not script.problems
    return [utterance for chapter in script.chapters for utterance in chapter.utterances]


def markdown(folder: Path, text: str) -> list[tuple[str, str | None, str]]:
    file = folder / "book.md"
    file.write_text(text, encoding="utf-8")
    return [(each.kind, each.speaker, each.text) for each in performed(file)]


def epub(folder: Path, body: str) -> list[tuple[str, str | None, str]]:
    file = folder / "book.epub"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "b.opf",
            '<package><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="c"/></spine></package>',
        )
        archive.writestr(
            "c.xhtml",
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
            f"<body>{body}</body></html>",
        )
    return [(each.kind, each.speaker, each.text) for each in performed(file)]


def test_a_thought_is_cut_out_of_its_sentence_and_read_by_the_narrator(tmp_path: Path) -> None:
    assert markdown(tmp_path, "[I must go]{.thought}, she told herself.") == [
        ("thought", NARRATOR, "I must go"),
        ("narration", NARRATOR, ", she told herself."),
    ]


def test_a_thought_may_be_given_a_voice_and_quotation_marks(tmp_path: Path) -> None:
    assert markdown(
        tmp_path, "[I must go]{.thought voice=Alice}. It rained.\n\n[“How odd!”]{.thought} thought Alice."
    ) == [
        ("thought", "Alice", "I must go"),
        ("narration", NARRATOR, ". It rained."),
        ("thought", "Alice", "“How odd!”"),
        ("narration", NARRATOR, "thought Alice."),
    ]


@pytest.mark.parametrize("opening", ["::: letter", "::: {.letter}"])
def test_a_letter_holds_for_its_paragraphs_and_speech_quoted_in_it_is_speech(
    tmp_path: Path, opening: str
) -> None:
    text = f"It came.\n\n{opening}\nDear Sir,\n\n“Stop!” said Alice. She is well.\n:::\n\nHe read it."
    assert markdown(tmp_path, text) == [
        ("narration", NARRATOR, "It came."),
        ("letter", NARRATOR, "Dear Sir,"),
        ("speech", "Alice", "“Stop!”"),
        ("letter", NARRATOR, "said Alice. She is well."),
        ("narration", NARRATOR, "He read it."),
    ]


def test_the_quotation_marks_around_a_whole_letter_make_it_nobodys_speech(tmp_path: Path) -> None:
    text = "::: letter\n“My dear Sir,\n\n“I said ‘no’ to him.\n\n“Yours, etc.”\n:::\n\n“Well!” said Alice."
    assert markdown(tmp_path, text) == [
        ("letter", NARRATOR, "“My dear Sir,"),
        ("letter", NARRATOR, "“I said ‘no’ to him."),
        ("letter", NARRATOR, "“Yours, etc.”"),
        ("speech", "Alice", "“Well!”"),
        ("narration", NARRATOR, "said Alice."),
    ]


def test_a_passage_of_verse_keeps_its_lines(tmp_path: Path) -> None:
    assert markdown(tmp_path, "::: verse\nthe lamp is lit\nand nobody knows\n:::\n\nIt was.") == [
        ("verse", NARRATOR, "the lamp is lit\nand nobody knows"),
        ("narration", NARRATOR, "It was."),
    ]


def test_an_inscription_is_one_where_it_stands(tmp_path: Path) -> None:
    assert markdown(tmp_path, "The door said [KEEP OUT]{.inscription} in red.")[1] == (
        "inscription",
        NARRATOR,
        "KEEP OUT",
    )


def test_a_direction_in_a_speech_is_not_said_by_its_speaker(tmp_path: Path) -> None:
    lines = ["**HAMLET:** To be, [(sighing)]{.direction} or not.", "**ALICE:** [rises]{.direction} Go on."]
    assert markdown(tmp_path, "\n\n".join([*lines * 2, "(Exeunt.)"])) == [
        *[
            ("speech", "Hamlet", "To be,"),
            ("direction", NARRATOR, "(sighing)"),
            ("speech", "Hamlet", "or not."),
            ("direction", NARRATOR, "rises"),
            ("speech", "Alice", "Go on."),
        ]
        * 2,
        ("direction", NARRATOR, "(Exeunt.)"),
    ]


def test_semantics_of_an_epub_are_kinds(tmp_path: Path) -> None:
    body = (
        '<blockquote epub:type="z3998:letter"><p>Dear Sir,</p><p>“Stop!” said Alice.</p>'
        '<blockquote epub:type="z3998:verse"><p>a<br/>b</p></blockquote></blockquote>'
        '<p><i class="thought">I must go</i>, he knew. It said <b class="inscription">KEEP OUT</b>.</p>'
        '<table><tr><td epub:type="z3998:persona">Hamlet</td><td>To be, '
        '<i epub:type="z3998:stage-direction">(Aside)</i> or not.</td></tr>'
        '<tr><td/><td><i epub:type="z3998:stage-direction">Exeunt.</i></td></tr></table>'
    )
    assert epub(tmp_path, body) == [
        ("letter", NARRATOR, "Dear Sir,"),
        ("speech", "Alice", "“Stop!”"),
        ("letter", NARRATOR, "said Alice."),
        ("verse", NARRATOR, "a\nb"),
        ("thought", NARRATOR, "I must go"),
        ("narration", NARRATOR, ", he knew. It said"),
        ("inscription", NARRATOR, "KEEP OUT."),
        ("speech", "Hamlet", "To be,"),
        ("direction", NARRATOR, "(Aside)"),
        ("speech", "Hamlet", "or not."),
        ("direction", NARRATOR, "Exeunt."),
    ]
