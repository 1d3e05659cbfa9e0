"""The review, typed at: every key, every answer on disk before the next question, undo."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from rich.console import Console

from narrate.build.assigning import Desk
from narrate.build.prepare import Prepared, prepare
from narrate.model import Script, Utterance, UtteranceKind
from narrate.project.load import load
from narrate.project.speakers_toml import load as corrections
from narrate.script.corrections.doubts import doubtful
from narrate.ui.later import Later
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


class Slow:
    """A background in which nothing is ever finished, or only what was prepared."""

    def __init__(self, *scripts: Script) -> None:
        self._scripts = list(scripts)

    def ask(self, work: Callable[[], Script]) -> None:
        assert work().corrected >= 0

    def taken(self) -> Script | None:
        return self._scripts.pop(0) if self._scripts else None


def reviewed(
    book: Prepared,
    keys: str,
    names: Sequence[str] = (),
    background: Slow | None = None,
    limit: int | None = None,
) -> tuple[Tally, str, list[int]]:
    typed, shown = Typed(book.project.root, keys, names), io.StringIO()
    review = Review(book, Desk(book), Console(file=shown, width=99), [1, 2], limit)
    return review.run(typed, background or Slow()), shown.getvalue(), typed.on_disk


def given(book: Prepared) -> Iterator[tuple[str, str]]:
    for each in corrections(book.project.root).corrections:
        yield each.anchor.says, each.speaker


def test_the_least_certain_comes_first_with_its_paragraph_and_candidates(book: Prepared) -> None:
    _, shown, _ = reviewed(book, "q")
    assert "1 of 5" in shown
    assert "c02.p02.u1  book.md:13  Supper" in shown
    assert "“Who is there?”" in shown
    assert "nobody is known" in shown
    assert "1 Ben   2 Ada" in shown


def test_an_answer_is_on_disk_before_the_next_question(book: Prepared) -> None:
    tally, _, on_disk = reviewed(book, "1snq")
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
    _, shown, on_disk = reviewed(book, "u2u1q")
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


def test_what_an_answer_makes_certain_is_not_asked(book: Prepared) -> None:
    chapters = tuple(
        replace(chapter, utterances=tuple(replace(each, confidence=1.0) for each in chapter.utterances))
        for chapter in book.script.chapters
    )
    certain = replace(book.script, chapters=chapters)
    tally, _, on_disk = reviewed(book, "1", background=Slow(certain))
    assert on_disk == [0]
    assert tally.kept + tally.corrected == 1


def test_undo_asks_again_what_was_skipped_since(book: Prepared) -> None:
    _, shown, _ = reviewed(book, "1suq")
    assert [line for line in shown.splitlines() if line.startswith("1 of 5")] != []
    assert shown.count("1 of 5") == 2


def test_a_limit_ends_the_questions(book: Prepared) -> None:
    _, shown, on_disk = reviewed(book, "s2", limit=2)
    assert "1 of 2" in shown
    assert on_disk == [0, 0]


def test_work_is_done_while_one_waits_and_the_newest_counts() -> None:
    later, gate, done = Later[int](), Event(), Event()

    def first() -> int:
        gate.wait(60)
        return 1

    def last() -> int:
        done.set()
        return 3

    later.ask(first)
    later.ask(lambda: 2)
    later.ask(last)
    assert later.taken() is None
    gate.set()
    found = []
    while 3 not in found:
        found += [result for result in [later.taken()] if result is not None]
    assert done.is_set()
    assert 2 not in found
