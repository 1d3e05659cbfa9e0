"""Chapters whose level is off, pauses that are a character's own, targets out of reach: built, and told."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narrate import sealed
from narrate.build import reckoning
from narrate.build.book import build
from narrate.build.events import Event, Published, Rendered, Warned
from narrate.build.request import Request
from narrate.engines.base import Performance
from narrate.engines.tone import RATE_HZ, Tone
from narrate.errors import Severity
from narrate.project.load import load
from narrate.takes.store import Store

MASTER = '\n[output]\nformats = ["flac"]\nbook = false\n'
SENTENCE = "The street was dark, and nobody had lit the lamp that stood at the corner. "
BOOK = f"# One\n\n{SENTENCE * 7}\n\n# Two\n\n{SENTENCE}[pause 3s] {SENTENCE}\n\n# Three\n\nNo.\n"


@pytest.fixture
def uneven(project: Path) -> Path:
    """A chapter of half a minute, one of two sentences, and one of a word."""
    (project / "book.md").write_text(BOOK, "utf-8")
    add(project, MASTER)
    return project


def add(project: Path, text: str) -> None:
    toml = project / "narration.toml"
    toml.write_text(toml.read_text("utf-8") + text, "utf-8")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def make(project: Path) -> list[Event]:
    return list(build(Request(load(project))))


def warnings(events: list[Event]) -> dict[str, str]:
    problems = [event.problem for event in events if isinstance(event, Warned)]
    problems = [problem for problem in problems if problem.slug != "voice-is-tones"]
    assert all(problem.severity is Severity.WARNING and problem.hint for problem in problems)
    return {problem.slug: problem.message for problem in problems}


def written(events: list[Event]) -> set[int | None]:
    return {event.chapter for event in events if isinstance(event, Published)}


def chapters(project: Path) -> list[dict[str, Any]]:
    document = json.loads((project / "dist" / "build.json").read_bytes())
    return list(document["chapters"])


def test_a_short_chapter_is_turned_up_and_what_still_fails_is_told_each_time(uneven: Path) -> None:
    told = warnings(make(uneven))
    long, short, word = chapters(uneven)
    assert long["trim_db"] == 0
    assert 0 < short["trim_db"] <= 3
    assert -22.7 <= short["rms_db"] <= -18.5
    assert word["trim_db"] == 3
    assert word["duration_s"] < 5  # its tail is one second, not three
    assert told["chapter-too-soft"].startswith("chapter 3, “Three”: an RMS of -2")
    again = make(uneven)
    assert written(again) == set()
    assert warnings(again) == told


def test_where_no_level_of_chapters_is_asked_for_none_is_changed_or_told(uneven: Path) -> None:
    add(uneven, "[master]\nrms_db = []\n")
    assert warnings(make(uneven)) == {}
    assert [chapter["trim_db"] for chapter in chapters(uneven)] == [0, 0, 0]


def test_the_balance_of_other_chapters_is_not_even_worked_out(
    uneven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(uneven)
    balanced: list[int] = []
    real = reckoning.fit
    monkeypatch.setattr(reckoning, "fit", lambda *given: balanced.append(1) or real(*given))
    edit(uneven / "book.md", "No.", "Never.")
    assert written(make(uneven)) == {3}
    assert balanced == [1]


def test_another_band_masters_again_and_renders_nothing(uneven: Path) -> None:
    make(uneven)
    add(uneven, "[master]\nrms_db = [-21.5, -18.5]\n")
    again = make(uneven)
    assert not any(isinstance(event, Rendered) for event in again)
    assert written(again) == {1, 2, 3}


def test_a_target_that_the_peaks_make_impossible_is_told_with_by_how_much(uneven: Path) -> None:
    add(uneven, "[master]\ntarget_lufs = -14\nceiling_dbtp = -12\n")
    told = warnings(make(uneven))
    assert set(told) == {"target-out-of-reach"}
    assert told["target-out-of-reach"].startswith(
        "chapters 1, 2, 3: -14 LUFS do not go with peaks of no more than -12 dBTP: "
    )


def test_a_characters_own_pauses_change_the_chapters_that_it_speaks_in(project: Path) -> None:
    add(project, MASTER)
    make(project)
    before = chapters(project)
    edit(
        project / "narration.toml",
        'voice = "ben", pronouns = "he"',
        'voice = "ben", pauses = { speaker = 4 }',
    )
    again = make(project)
    assert not any(isinstance(event, Rendered) for event in again)
    assert written(again) == {1}  # who is Ben's
    after = chapters(project)
    assert after[0]["duration_s"] - before[0]["duration_s"] == pytest.approx(3.5, abs=0.35)


def test_a_pause_of_no_length_is_one_and_a_long_one_too(project: Path) -> None:
    add(project, MASTER + "[master]\nrms_db = []\n")  # which would shorten the tail
    book = project / "book.md"
    lengths = []
    for pause in ("", "[pause 0s] ", "[pause 60s] "):
        book.write_text(f"# One\n\n{SENTENCE}{pause}{SENTENCE * 4}", "utf-8")
        make(project)
        lengths.append(chapters(project)[0]["duration_s"])
    usual, none, longest = lengths
    assert usual - 0.6 < none <= usual
    assert longest - none == pytest.approx(60, abs=0.2)


def test_what_an_engine_adds_after_its_last_word_is_not_heard_though_it_is_loud(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Tone.perform
    half = np.zeros(RATE_HZ // 2, np.float32)
    junk = 0.3 * np.sin(np.arange(RATE_HZ // 5) / 20).astype(np.float32)

    def rambling(*given: Any) -> Performance:
        spoken = real(*given)
        return replace(spoken, audio=np.concatenate([spoken.audio, half, junk, half]))

    monkeypatch.setattr(Tone, "perform", rambling)
    add(project, MASTER)
    make(project)
    store = Store.of(project)
    for key in store.known():
        take = store.get(key)
        end_s = take.measure.end / take.sample_rate
        assert take.words[-1].end_s <= end_s <= take.words[-1].end_s + 0.25
        assert end_s < take.duration_s - 1


def test_takes_of_an_earlier_narrate_are_mastered_as_they_were_measured(uneven: Path) -> None:
    make(uneven)
    for record in (uneven / ".narrate").rglob("takes-*/*/*.json"):
        document = sealed.read(record)
        del document["measure"]["rms_db"]
        sealed.write(record, document)
    shutil.rmtree(uneven / "dist")
    again = make(uneven)
    assert not any(isinstance(event, Rendered) for event in again)
    assert written(again) == {1, 2, 3}
    assert chapters(uneven)[2]["trim_db"] == 3  # the word alone, guessed from its loudness
