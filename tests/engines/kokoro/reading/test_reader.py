"""The reader's worker: asked once for each text, replaced when it dies, gone when closed."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

from narrate.engines.kokoro import reader as module
from narrate.engines.kokoro.reader import Reader, made_with
from narrate.engines.kokoro.reading import Piece, Reading
from narrate.model import Phonemes
from tests.engines.conftest import ROOT


class Frail:
    """In the place of the front ends: dies of one word, and always says how often it was asked."""

    def __init__(self, *_: object) -> None:
        self.asked = 0
        Path(tempfile.mkdtemp(), "left").write_text("by a library", encoding="utf-8")

    def read(self, text: str, ipa: tuple[Phonemes, ...], letter: str) -> Reading:
        self.asked += 1
        if text == "stumble":
            raise ZeroDivisionError("by nought")
        if text == "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        return Reading((Piece(f"{text} {letter} {len(ipa)} {self.asked}"),))


@pytest.fixture
def frail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reader:
    """A reader with a frail worker, and a temporary folder of this test's own."""
    monkeypatch.setattr(module, "_TARGET", "tests.engines.kokoro.reading.test_reader:Frail")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))
    return Reader()


def test_a_text_is_read_once(frail: Reader) -> None:
    assert frail.reading("one", (), "a") == frail.reading("one", (), "a") == Reading((Piece("one a 0 1"),))
    assert frail.reading("one", (), "b").phonemes == "one b 0 2"
    assert frail.reading("one", (Phonemes(0, 3, "x"),), "a").phonemes == "one a 1 3"
    frail.close()


def test_a_text_that_kills_the_worker_costs_itself_alone(frail: Reader) -> None:
    assert frail.reading("one", (), "a").pieces
    dead = frail.reading("die", (), "a")
    assert dead.pieces == ()
    assert dead.faults == ("the phoneme front end stopped twice on this text (killed by SIGSEGV)",)
    assert frail.reading("two", (), "a").phonemes == "two a 0 1"
    frail.close()


def test_a_text_on_which_a_library_breaks_costs_itself_alone(frail: Reader) -> None:
    broken = frail.reading("stumble", (), "a")
    assert broken.pieces == ()
    assert broken.faults == ("the phoneme front end failed on this text (ZeroDivisionError: by nought)",)
    assert frail.reading("two", (), "a").phonemes == "two a 0 2"
    frail.close()


def test_closing_ends_the_worker_and_removes_what_libraries_left(frail: Reader, tmp_path: Path) -> None:
    frail.reading("one", (), "a")
    assert [*tmp_path.rglob("left")]
    frail.close()
    assert [*tmp_path.iterdir()] == []
    frail.close()
    assert frail.reading("one", (), "a").phonemes == "one a 0 1"  # known
    assert frail.reading("two", (), "a").phonemes == "two a 0 1"
    frail.close()
    assert [*tmp_path.iterdir()] == []


def test_a_take_can_say_what_its_phonemes_were_made_with() -> None:
    assert made_with("b", "rules")["tagger"] == "rules"
    assert made_with("f").keys() == {"misaki", "phonemizer-fork", "espeakng-loader"}
    assert {"jieba", "pypinyin"} < made_with("z").keys()
    assert all(version[0].isdigit() for version in made_with("j").values())
