"""A script is remembered for as long as all that it is made of is the same, and not a word longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate import atomic
from narrate.build import paragraphs, program, script_memory
from narrate.build.paragraphs import Paragraphs
from narrate.build.prepare import prepare
from narrate.engines.registry import engine_class
from narrate.errors import Problem, Severity, Where
from narrate.model import (
    Block,
    BlockKind,
    Boundary,
    Mark,
    MarkKind,
    Phonemes,
    Script,
    ScriptChapter,
    Skipped,
    Span,
    Utterance,
    UtteranceKind,
)
from narrate.project.load import load
from narrate.project.project import draft
from narrate.script import compose as composing
from narrate.script.cutting import Limits, alike
from narrate.script.speakers.attribution import NARRATION, Attribution
from narrate.script.utterances import Part, Performance, perform
from narrate.script.wording import Wording

BOOK = """\
# The First Lamp

“Who has the matches?” asked Ada. [pause 2s] [Dinah]{ipa="ˈdaɪnə"} did not.[^1]

::: {style="low"}
“Not I,” said Ben, and found [a button]{voice=Zoe}.
:::

[^1]: A note.

# The Second Lamp

Nobody was there.
"""


@pytest.fixture
def book(project: Path) -> Path:
    """A project whose script is remembered, as it has a store."""
    (project / "book.md").write_text(BOOK, encoding="utf-8")
    (project / ".narrate").mkdir()
    return project


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the manuscripts that were composed."""
    titles: list[str] = []
    compose = composing.compose

    def counted(manuscript: Any, *arguments: Any) -> Script:
        titles.append(manuscript.title)
        return compose(manuscript, *arguments)

    monkeypatch.setattr(composing, "compose", counted)
    return titles


def script_of(book: Path) -> Script:
    return prepare(load(book)).script


def test_what_is_remembered_is_what_was_composed(book: Path, composed: list[str]) -> None:
    first = script_of(book)
    assert any(each.ipa for chapter in first.chapters for each in chapter.utterances)
    assert any(each.pause_s for chapter in first.chapters for each in chapter.utterances)
    assert first.skipped
    assert first.problems
    assert script_of(book) == first
    assert len(composed) == 1


def test_every_field_is_remembered(tmp_path: Path) -> None:
    utterance = Utterance(
        id="c01.p02.u3",
        kind=UtteranceKind.SPEECH,
        speaker=None,
        confidence=0.1 + 0.2,
        evidence="“said”",
        text="Dinah\u2028",
        spoken="Dinah.",
        span=Span("book.md", 4, 9),
        boundary=Boundary.CLAUSE,
        pause_s=0.5,
        ipa=(Phonemes(0, 5, "ˈdaɪnə"),),
        style="low",
        quotation=Span("book.md", 3, 10),
        alternatives=("Ada", "Ben"),
        line=7,
    )
    nothing = Span("book.md", 0, 0)
    bare = Utterance("a", UtteranceKind.HEADING, "narrator", 1.0, "", "", "", nothing, Boundary.SCENE)
    script = Script(
        (ScriptChapter(0, "", (utterance, bare), credits=True), ScriptChapter(1, "One", ())),
        (Skipped(Span("book.md", 0, 2), "markup"),),
        (
            Problem("slug", "wrong", Where("book.md", 3, 1), "mend it", Severity.WARNING),
            Problem("other", "wrong"),
        ),
        corrected=2,
    )
    script_memory.remember(tmp_path / "script.json", "makings", script)
    assert script_memory.remembered(tmp_path / "script.json", "makings") == script
    assert script_memory.remembered(tmp_path / "script.json", "others") is None


EDITS: dict[str, Callable[[Path], None]] = {
    "a word of the manuscript": lambda book: _edit(book / "book.md", "Nobody", "Somebody"),
    "a line more": lambda book: _edit(book / "book.md", "# The First", "\n# The First"),
    "an alias": lambda book: _edit(
        book / "narration.toml", 'pronouns = "he"', 'pronouns = "he", aliases = ["B"]'
    ),
    "pronouns": lambda book: _edit(book / "narration.toml", 'pronouns = "he"', 'pronouns = "they"'),
    "who tells it": lambda book: _edit(book / "narration.toml", "[book]", '[book]\ntold_by = "Ada"'),
    "the lexicon": lambda book: _append(book / "narration.toml", '[pronounce]\nlamp = "lump"\n'),
    "the language": lambda book: _edit(book / "narration.toml", "[book]", '[book]\nlanguage = "en-gb"'),
    "a correction": lambda book: _append(
        book / "speakers.toml", '[[quotation]]\nsays = "Not I,"\nspeaker = "Ada"\n'
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_whatever_a_script_is_made_of_composes_it_anew(
    book: Path, composed: list[str], edit: Callable[[Path], None]
) -> None:
    script_of(book)
    edit(book)
    script = script_of(book)
    assert len(composed) == 2
    (book / ".narrate" / script_memory.NAME).unlink()
    assert script_of(book) == script


def test_another_length_that_a_voice_is_good_for_composes_anew(
    book: Path, composed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = script_of(book)
    monkeypatch.setattr(engine_class("tone"), "limits", lambda _language: Limits(1, 10, 400))
    assert script_of(book) != before
    assert len(composed) == 2


def test_another_program_composes_anew(
    book: Path, composed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script_of(book)
    monkeypatch.setattr(program, "identity", lambda: "another")
    script_of(book)
    assert len(composed) == 2


def test_what_only_sounds_differently_is_the_same_script(book: Path, composed: list[str]) -> None:
    script_of(book)
    _edit(book / "narration.toml", "pitch_hz = 220", "pitch_hz = 221")
    _append(book / "narration.toml", '[master]\npreset = "podcast"\n')
    script_of(book)
    assert len(composed) == 1


def test_after_an_edit_only_its_paragraph_is_performed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script_of(book)
    performed: list[str] = []
    perform = paragraphs.perform

    def counted(block: Block, *arguments: Any) -> Performance:
        performed.append(block.text)
        return perform(block, *arguments)

    monkeypatch.setattr(paragraphs, "perform", counted)
    _edit(book / "book.md", "# The First Lamp", "# The Very First Lamp\n\nIt was late.")
    script = script_of(book)
    said_otherwise = [text for text in performed if "Dinah" in text]
    assert [text for text in performed if text not in said_otherwise] == [
        "The Very First Lamp",
        "It was late.",
    ]
    for memory in (book / ".narrate").glob("*.json"):
        memory.unlink()
    assert script_of(book) == script


@given(
    text=st.text(st.sampled_from("Mr. Smith's “no”, (12) said—she; …\n€"), max_size=400),
    cut=st.integers(0, 400),
    marked=st.lists(
        st.tuples(
            st.sampled_from(sorted(set(MarkKind) - {MarkKind.SAY, MarkKind.IPA})),
            st.integers(0, 400),
            st.integers(0, 60),
        ),
        max_size=3,
    ),
)
def test_a_paragraph_that_is_known_is_performed_as_it_was(
    text: str, cut: int, marked: list[tuple[MarkKind, int, int]]
) -> None:
    at = min(cut, len(text))
    marks = (
        Mark(kind, min(start, len(text)), min(start + length, len(text)), "thought")
        for kind, start, length in sorted(marked, key=lambda each: each[1:])
    )
    block = Block(BlockKind.PARAGRAPH, text, "book.md", marks=tuple(marks))
    parts = [
        Part(0, at, UtteranceKind.NARRATION, NARRATION, pause_s=0.5),
        Part(at, len(text), UtteranceKind.SPEECH, Attribution("Ada", 0.5, "a guess")),
    ]
    wording, limits = Wording.of("en", ()), alike(Limits(10, 40, 60))
    first = Paragraphs("makings", {})
    performance = first.perform(block, parts, wording, limits)
    assert performance == perform(block, parts, wording, limits)
    with TemporaryDirectory() as folder:
        first.write(Path(folder) / "paragraphs.json")
        again = Paragraphs.read(Path(folder) / "paragraphs.json", "makings")
        others = Paragraphs.read(Path(folder) / "paragraphs.json", "others")
    with mock.patch.object(paragraphs, "perform", side_effect=AssertionError):
        assert again.perform(block, parts, wording, limits) == performance
    assert others.perform(block, parts, wording, limits) == performance


def test_a_draft_has_a_memory_of_its_own(book: Path, composed: list[str]) -> None:
    for _ in range(2):
        script_of(book)
        prepare(draft(load(book)))
    assert len(composed) == 2


def test_a_damaged_memory_is_none(book: Path, composed: list[str]) -> None:
    script = script_of(book)
    memory = book / ".narrate" / script_memory.NAME
    data = memory.read_bytes()
    for damaged in (data.replace(b"button", b"buttom"), data[:-1], b"", b"[]", b"\xff"):
        assert damaged != data
        memory.write_bytes(damaged)
        assert script_of(book) == script
        assert memory.read_bytes() == data
    assert len(composed) == 6


def test_a_disk_that_takes_nothing_more_is_no_reason_to_fail(
    book: Path, composed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise atomic.CannotWrite("no space is left")

    monkeypatch.setattr(atomic, "write", full)
    assert script_of(book) == script_of(book)
    assert len(composed) == 2


def test_looking_at_a_project_leaves_no_trace(project: Path) -> None:
    before = sorted(project.rglob("*"))
    prepare(load(project))
    assert sorted(project.rglob("*")) == before


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as end:
        end.write(text)
