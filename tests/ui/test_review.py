"""The review, typed at: every key, every answer on disk before the next question, undo."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from narrate.build.assigning import Desk
from narrate.build.prepare import Prepared, prepare
from narrate.model import Utterance, UtteranceKind
from narrate.project.load import load
from narrate.project.speakers_toml import load as corrections
from narrate.script.doubts import doubtful, nearest_speakers
from narrate.ui.review import Review, Tally

TALK = """\
# Tea

“Tea?” said Ada.

“No,” said Ben.

“Why not?”

“It is late,” he said.

# Supper

“Who is there?”
"""


class Typed:
    """A keyboard whose keys and names are known; before each key, the corrections on disk are noted."""

    def __init__(self, root: Path, keys: Sequence[str], names: Sequence[str] = ()) -> None:
        self._root, self._keys, self._names = root, iter(keys), iter(names)
        self.on_disk: list[int] = []

    def key(self) -> str:
        self.on_disk.append(len(corrections(self._root).corrections))
        return next(self._keys)

    def name(self, known: Sequence[str]) -> str:
        assert {"Ada", "Ben"} <= set(known)
        return next(self._names)


@pytest.fixture
def book(project: Path) -> Prepared:
    (project / "book.md").write_text(TALK, encoding="utf-8")
    prepared = prepare(load(project))
    chapters = tuple(
        replace(chapter, utterances=tuple(map(thought, chapter.utterances)))
        for chapter in prepared.script.chapters
    )
    return replace(prepared, script=replace(prepared.script, chapters=chapters))


THOUGHT = {
    "Tea": ("Ada", 0.9),
    "No,": ("Ben", 0.8),
    "Why": ("Ada", 0.6),
    "It ": ("Ben", 0.7),
    "Who": (None, 0.0),
}
"""How a quotation begins → whom narrate takes for its speaker, however that is found out today."""


def thought(utterance: Utterance) -> Utterance:
    if utterance.kind is not UtteranceKind.SPEECH:
        return utterance
    speaker, confidence = THOUGHT[utterance.text[1:4]]
    return replace(utterance, speaker=speaker, confidence=confidence, evidence="a guess")


def reviewed(book: Prepared, keys: str, names: Sequence[str] = ()) -> tuple[Tally, str, list[int]]:
    typed, shown = Typed(book.project.root, keys, names), io.StringIO()
    chapters = book.script.chapters
    review = Review(
        book, Desk(book), nearest_speakers(chapters, ["Ada", "Ben"]), Console(file=shown, width=99)
    )
    return review.run(doubtful(chapters), typed), shown.getvalue(), typed.on_disk


def given(book: Prepared) -> Iterator[tuple[str, str]]:
    for each in corrections(book.project.root).corrections:
        yield each.anchor.says, each.speaker


def test_the_least_certain_comes_first_with_its_paragraph_and_candidates(book: Prepared) -> None:
    _, shown, _ = reviewed(book, "q")
    assert "1 of 5" in shown
    assert "c02.p02.u1  book.md:13  Supper" in shown
    assert "“Who is there?”" in shown
    assert "nobody is known" in shown
    assert "1 Ada   2 Ben" in shown


def test_an_answer_is_on_disk_before_the_next_question(book: Prepared) -> None:
    tally, _, on_disk = reviewed(book, "2snq")
    assert on_disk == [0, 1, 1, 2]
    assert len(tally.answers) == 2
    assert dict(given(book))["Who is there?"] == "Ben"


def test_enter_keeps_what_is_known_and_only_that(book: Prepared) -> None:
    tally, shown, _ = reviewed(book, "\r1\r\r\r\r")
    assert "nobody is known to keep" in shown
    assert (tally.kept, tally.corrected) == (4, 1)
    again = prepare(load(book.project.root))
    assert doubtful(again.script.chapters) == ()
    assert again.script.corrected == 5


def test_undo_goes_back_to_what_was_there(book: Prepared) -> None:
    _, shown, on_disk = reviewed(book, "u1u2q")
    assert "there is no answer to undo" in shown
    assert on_disk == [0, 0, 1, 0, 1]
    assert list(given(book)) == [("Who is there?", "Ben")]


def test_another_name_is_typed_and_checked(book: Prepared) -> None:
    _, shown, _ = reviewed(book, "oooq", ["", "Bem", "ben"])
    assert 'did you mean "Ben"?' in shown
    assert list(given(book)) == [("Who is there?", "Ben")]


def test_roles_have_keys_and_any_other_key_shows_the_help(book: Prepared) -> None:
    _, shown, _ = reviewed(book, "?9xnq")
    assert shown.count("Tab completes it") == 2
    assert [speaker for _, speaker in given(book)] == ["others", "narrator"]
