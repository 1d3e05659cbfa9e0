"""The words of a chapter are heard when its timings say: measured in the sound of its file."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.build.events import Flagged
from narrate.build.levels import voice_identity
from narrate.build.pieces import chapter_pieces, edition
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.taking import Reel
from narrate.build.timings import timings
from narrate.model import Boundary
from narrate.project.load import load
from narrate.publish.timing import TimedChapter, TimedUtterance
from tests.build.test_taking import ID, Clipping, recording
from tests.building import edit, make
from tests.conftest import BOOK, TOML

OUTPUT = '[output]\nformats = ["flac"]\nbook = false\n\n[voices.teller]'


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that is built, with something in it that is not said as it is written."""
    folder = tmp_path_factory.mktemp("once") / "two-lamps"
    folder.mkdir()
    (folder / "narration.toml").write_text(TOML.replace("[voices.teller]", OUTPUT, 1), encoding="utf-8")
    (folder / "book.md").write_text(BOOK, encoding="utf-8")
    edit(folder / "book.md", "Nobody had lit", "It cost £5 in 1930. Nobody had lit")
    make(folder)
    return folder


@pytest.fixture
def copied(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "copy"))


def timed(folder: Path) -> list[TimedChapter]:
    """The chapters of the built project in ``folder``."""
    prepared = prepare(load(folder))
    store = store_of(prepared.project)
    plan = plan_of(prepared, store)
    shared = edition(prepared.project, prepared.manuscript, None, plan.chapters, draft=False)
    levels = {voice_identity(line): -20.0 for line in plan.lines}
    pieces = [chapter_pieces(chapter, prepared.project, levels, {}, shared) for chapter in plan.chapters]
    return [timings(each, prepared.project, store) for each in pieces]


def heard(folder: Path) -> tuple[np.ndarray, int]:
    """How loud the first chapter is, sample by sample, and their rate."""
    sound, rate_hz = soundfile.read(folder / "dist" / "flac" / "01 - The First Lamp.flac", dtype="float32")
    return np.abs(sound), rate_hz


def require_order(line: TimedUtterance) -> None:
    edges = [edge for word in line.words for edge in (word.start_s, word.end_s)]
    assert all(one <= other for one, other in pairwise([line.start_s, *edges, line.end_s]))


def require_heard(folder: Path, written: TimedChapter) -> None:
    """The tone engine's words are swells of 120 ms a syllable, with 30 ms of silence between words."""
    sound, rate_hz = heard(folder)
    assert len(sound) == round(written.duration_s * rate_hz)
    words = [word for each in written.utterances if each.exact for word in each.words]
    for word in words:
        inside = sound[round(word.start_s * rate_hz) : round(word.end_s * rate_hz)]
        assert inside.max() > 0.05
    for one, other in pairwise(words):
        between = sound[round(one.end_s * rate_hz) : round(other.start_s * rate_hz)]
        assert other.start_s - one.end_s > 0.025
        assert between.max() < 0.02


def test_each_word_is_heard_between_its_times_and_nothing_is_between_two(once: Path) -> None:
    require_heard(once, timed(once)[0])


def test_the_words_are_the_manuscripts_own(once: Path) -> None:
    line = next(each for each in timed(once)[0].utterances if "1930" in each.text)
    assert line.exact
    lasts_s = {line.text[word.start : word.end]: word.end_s - word.start_s for word in line.words}
    assert list(lasts_s)[4:9] == ["It", "cost", "£5", "in", "1930"]
    assert lasts_s["in"] == pytest.approx(0.12)
    assert lasts_s["£5"] == pytest.approx(0.12 * 3 + 0.03)  # five pounds: three groups of vowels
    assert lasts_s["1930"] > 0.5  # nineteen thirty


def test_utterances_and_words_are_in_order_and_end_with_what_follows(once: Path) -> None:
    for chapter in timed(once):
        for one, other in pairwise(chapter.utterances):
            assert one.end_s <= other.start_s
            assert one.span.end <= other.span.start
        for each in chapter.utterances:
            require_order(each)
        assert chapter.utterances[0].boundary is Boundary.HEADING
        assert chapter.utterances[-1].boundary is Boundary.CHAPTER


def test_a_line_that_a_person_recorded_is_estimated_within_its_speech(copied: Path, tmp_path: Path) -> None:
    desk = Reel(load(copied))
    list(desk.record(desk.line(ID), recording(tmp_path / "ada.wav", 1.6), accept=False))
    make(copied)
    line = next(each for each in timed(copied)[0].utterances if each.id == ID)
    assert not line.exact
    assert [line.text[word.start : word.end] for word in line.words] == ["Who", "has", "the", "matches"]
    require_order(line)
    assert (line.words[0].start_s, line.words[-1].end_s) == pytest.approx((line.start_s, line.end_s))
    sound, rate_hz = heard(copied)
    for word in line.words:
        assert sound[round(word.start_s * rate_hz) : round(word.end_s * rate_hz)].max() > 0.02


def test_chosen_and_accepted_takes_are_timed_as_they_are(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Reel(load(copied))
    list(desk.retake(desk.line(ID), 1))
    desk.choose(desk.line(ID), 2, accept=False)
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Clipping)
    edit(copied / "book.md", "and found a button.", "and found a bone button.")
    (flagged,) = (event for event in make(copied) if isinstance(event, Flagged))
    desk = Reel(load(copied))
    desk.choose(desk.line(flagged.id), 1, accept=True)
    make(copied)
    first = timed(copied)[0]
    plan = {
        line.utterance.id: line.render
        for line in plan_of(prepare(load(copied)), store_of(load(copied))).lines
    }
    assert plan[ID].take == 2
    assert {each.id: each.key for each in first.utterances} == {
        name: render.key for name, render in plan.items() if name.startswith("c01")
    }
    assert all(each.exact for each in first.utterances)
    require_heard(copied, first)


def test_the_embedded_voice_begins_a_word_where_silence_ends(copied: Path) -> None:
    (copied / "narration.toml").write_text(
        TOML.replace("[voices.teller]", OUTPUT, 1).replace('"tone"\npitch_hz = 110', '"espeak"'), "utf-8"
    )
    (copied / "book.md").write_text("The lamp was out; under it, all was dark.\n", "utf-8")
    make(copied)
    (line,) = timed(copied)[0].utterances
    (file,) = (copied / "dist" / "flac").iterdir()
    sound, rate_hz = soundfile.read(file, dtype="float32")
    frame = rate_hz // 200
    frames = sound[: len(sound) // frame * frame].reshape(-1, frame)
    quiet = 10 * np.log10((frames**2).mean(1) + 1e-12) < -55
    ends_s = (np.flatnonzero(quiet[:-1] & ~quiet[1:]) + 1) * frame / rate_hz
    by_word = {line.text[word.start : word.end]: word.start_s for word in line.words}
    for word in ("under", "all"):
        assert np.abs(ends_s - by_word[word]).min() < 0.015
