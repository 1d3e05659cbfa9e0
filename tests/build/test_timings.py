"""The words of a chapter are heard when its timings say: measured in the sound of its file."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.build.book import build
from narrate.build.levels import voice_identity
from narrate.build.pieces import chapter_pieces, edition
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.build.taking import Reel
from narrate.build.timings import timings
from narrate.model import Boundary
from narrate.project.load import load
from narrate.publish.timing import TimedChapter, TimedUtterance
from tests.build.costs import edit
from tests.build.test_taking import ID, recording


@pytest.fixture
def book(project: Path) -> Path:
    edit(
        project / "narration.toml",
        "[voices.teller]",
        '[output]\nformats = ["flac"]\nbook = false\n\n[voices.teller]',
    )
    edit(project / "book.md", "Nobody had lit", "It cost £5 in 1930. Nobody had lit")
    return project


def timed(folder: Path) -> list[TimedChapter]:
    """The chapters of the built project in ``folder``."""
    prepared = prepare(load(folder))
    store = store_of(prepared.project)
    plan = plan_of(prepared, store)
    shared = edition(prepared.project, prepared.manuscript, None, len(plan.chapters), draft=False)

    levels = {voice_identity(line): -20.0 for line in plan.lines}
    pieces = [chapter_pieces(chapter, prepared.project, levels, {}, shared) for chapter in plan.chapters]
    return [timings(each, prepared.project, store) for each in pieces]


def loudness(folder: Path, name: str) -> tuple[np.ndarray, int]:
    sound, rate_hz = soundfile.read(folder / "dist" / "flac" / f"{name}.flac", dtype="float32")
    return np.abs(sound), rate_hz


def test_each_word_is_heard_between_its_times_and_nothing_is_between_two(book: Path) -> None:
    """The tone engine's words are swells of 120 ms a syllable, with 30 ms of silence between words."""
    list(build(Request(load(book))))
    first = timed(book)[0]
    sound, rate_hz = loudness(book, "01 - The First Lamp")
    assert len(sound) == round(first.duration_s * rate_hz)
    words = [word for each in first.utterances for word in each.words]
    assert len(words) > 40
    for word in words:
        inside = sound[round(word.start_s * rate_hz) : round(word.end_s * rate_hz)]
        assert inside.max() > 0.05
    for one, other in pairwise(words):
        between = sound[round(one.end_s * rate_hz) : round(other.start_s * rate_hz)]
        assert other.start_s - one.end_s > 0.025
        assert between.max() < 0.02


def test_the_words_are_the_manuscripts_own(book: Path) -> None:
    list(build(Request(load(book))))
    line = next(each for each in timed(book)[0].utterances if "1930" in each.text)
    assert line.exact
    by_word = {line.text[word.start : word.end]: word for word in line.words}
    assert "£5" in by_word
    # "five pounds" is three syllables and the pause between two words
    assert by_word["£5"].end_s - by_word["£5"].start_s == pytest.approx(3 * 0.12 + 0.03, abs=0.13)
    # "nineteen thirty"
    assert by_word["1930"].end_s - by_word["1930"].start_s > 0.5


def test_a_line_that_a_person_recorded_is_estimated_within_its_speech(book: Path, tmp_path: Path) -> None:
    list(build(Request(load(book))))
    desk = Reel(load(book))
    list(desk.record(desk.line(ID), recording(tmp_path / "ada.wav", 1.6), accept=False))
    list(build(Request(load(book))))
    line = next(each for each in timed(book)[0].utterances if each.id == ID)
    assert not line.exact
    assert [line.text[word.start : word.end] for word in line.words] == ["Who", "has", "the", "matches"]
    assert line.start_s == line.words[0].start_s
    assert line.words[-1].end_s == pytest.approx(line.end_s)
    sound, rate_hz = loudness(book, "01 - The First Lamp")
    for word in line.words:
        assert sound[round(word.start_s * rate_hz) : round(word.end_s * rate_hz)].max() > 0.02
    ordered(line)


def test_utterances_and_words_are_in_order_and_end_with_what_follows(book: Path) -> None:
    list(build(Request(load(book))))
    for chapter in timed(book):
        for one, other in pairwise(chapter.utterances):
            assert one.end_s <= other.start_s
            assert one.span.end <= other.span.start
        for each in chapter.utterances:
            ordered(each)
        assert chapter.utterances[0].boundary is Boundary.HEADING
        assert chapter.utterances[-1].boundary is Boundary.CHAPTER


def ordered(line: TimedUtterance) -> None:
    edges = [edge for word in line.words for edge in (word.start_s, word.end_s)]
    assert all(one <= other for one, other in pairwise([line.start_s, *edges, line.end_s]))
