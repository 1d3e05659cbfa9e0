"""Building again: after edits in mid-build, damage, failures, in another place. Edits: test_edit_costs.py."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from narrate.build import stamp
from narrate.build.book import build
from narrate.build.events import Damaged, Event, Failed, Flagged, Planned, Rendered
from narrate.build.performing import Performing
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.engines.base import EngineFailed, Performance, content_of
from narrate.engines.models.weights import Pins
from narrate.engines.tone import Settings, Tone
from narrate.errors import NarrateError
from narrate.model import Render
from narrate.project.load import load
from narrate.takes.line import Line
from narrate.takes.store import Store
from tests.building import edit, files, make


@pytest.fixture
def built(project: Path) -> Path:
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\n\n[cast]')
    make(project)
    return project


NAMES = [
    "Two Lamps.flac",
    "build.json",
    "flac/01 - The First Lamp.flac",
    "flac/02 - The Second Lamp.flac",
    "flac/03 - The Third Lamp.flac",
]


def test_a_build_writes_each_chapter_the_book_and_a_report(built: Path) -> None:
    assert sorted(files(built)) == NAMES
    report = json.loads((built / "dist" / "build.json").read_text())
    assert [chapter["title"] for chapter in report["chapters"]] == [
        "The First Lamp",
        "The Second Lamp",
        "The Third Lamp",
    ]
    for entry in [file for chapter in report["chapters"] for file in chapter["files"]] + report["book"]:
        path = built / "dist" / entry["path"]
        assert path.stat().st_size == entry["bytes"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    for chapter in report["chapters"]:
        assert -25 < chapter["rms_db"] < -18  # short chapters: much of them is pause
        assert chapter["peak_db"] <= -3


def test_a_book_in_one_file_is_made_only_where_it_is_wanted(built: Path) -> None:
    chapters = {name: text for name, text in files(built).items() if name.startswith("flac/")}
    edit(built / "narration.toml", "[output]", "[output]\nbook = false")
    assert make(built).written == set()
    assert {name: text for name, text in files(built).items() if name != "build.json"} == chapters
    assert json.loads((built / "dist" / "build.json").read_text())["book"] == []
    assert make(built).written == set()  # nor is it missed
    edit(built / "narration.toml", "book = false", "book = true")
    make(built)
    assert sorted(files(built)) == NAMES


def test_building_again_does_nothing(built: Path) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in (built / "dist").rglob("*")}
    again = make(built)
    assert (again.rendered, again.written) == ([], set())
    assert stamps == {path: path.stat().st_mtime_ns for path in (built / "dist").rglob("*")}


def test_another_version_of_a_package_is_reason_to_look_closely(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stamp.inputs_of(load(built))
    assert stamp.inputs_of(load(built)) == before
    (tmp_path / "markdown_it_py-99.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert stamp.inputs_of(load(built)) != before
    assert make(built).rendered == []


def test_an_edit_during_a_build_is_built_by_the_next_one(project: Path) -> None:
    events = build(Request(load(project)))
    for event in events:
        if isinstance(event, Rendered):
            edit(project / "book.md", "somebody was here", "nobody was here")
            break
    for _ in events:
        pass
    assert len(make(project).rendered) == 1
    events = build(Request(load(project)))
    edit(project / "narration.toml", "pitch_hz = 220", "pitch_hz = 230")
    for _ in events:  # loaded before the edit
        pass
    assert len(make(project).rendered) == 1


class Cloning(Tone):
    """Clones the voice of 330 Hz from a recording, as far as its keys tell."""

    recording: ClassVar[Path]

    @classmethod
    def fingerprint(cls, settings: Settings, pins: Pins) -> Mapping[str, object]:
        own = super().fingerprint(settings, pins)
        return {**own, "reference": content_of(cls.recording)} if settings.pitch_hz == 330 else own


def test_a_recording_replaced_during_a_build_is_not_heard_under_the_keys_of_the_old_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Cloning.recording = project / "ada.wav"
    Cloning.recording.write_bytes(b"one")
    for module in ("takes.plan", "takes.reader", "build.render"):
        monkeypatch.setattr(f"narrate.{module}.engine_class", lambda _: Cloning)
    plan = plan_of(prepare(load(project)), Store.of(project))
    events = build(Request(load(project)))
    while not isinstance(next(events), Planned):
        pass
    Cloning.recording.write_bytes(b"two")
    with pytest.raises(NarrateError, match=r"^voices\.ada: a file .* was changed while it was rendered"):
        list(events)
    known = Store.of(project).known()
    assert known
    assert not known & {line.render.key for line in plan.lines if line.voice.name == "ada"}
    assert not make(project).end.failed


def test_a_fresh_copy_builds_the_same_bytes(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "somewhere else"
    other.mkdir()
    for name in ("narration.toml", "book.md"):
        (other / name).write_bytes((built / name).read_bytes())
    make(other)
    assert files(other) == files(built)


def test_chapters_with_the_same_words_are_all_published_by_the_first_build(built: Path) -> None:
    text = (built / "book.md").read_text(encoding="utf-8")
    (built / "book.md").write_text(text * 3, encoding="utf-8")
    shutil.rmtree(built / "dist")
    shutil.rmtree(built / ".narrate")
    changed = make(built)
    assert (changed.end.failed, changed.written) == (0, {*range(1, 10), None})


def test_files_that_are_not_narrates_are_left_alone(built: Path) -> None:
    (built / "dist" / "flac" / "notes.txt").write_text("mine")
    stranger = built / "dist" / "flac" / "03 - The Third Lamp.flac"
    edit(built / "book.md", "# The Third Lamp\n\nThere was no third lamp. There never had been one.\n", "")
    stranger.write_bytes(b"somebody replaced this file")
    make(built)
    assert (built / "dist" / "flac" / "notes.txt").read_text() == "mine"
    assert stranger.read_bytes() == b"somebody replaced this file"


def test_a_deleted_or_altered_output_is_made_again(built: Path) -> None:
    before = files(built)
    (built / "dist" / NAMES[2]).unlink()
    with (built / "dist" / NAMES[3]).open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")
    again = make(built)
    assert (again.rendered, again.mastered) == ([], {1, 2})
    assert files(built) == before


@pytest.mark.parametrize("suffix", ["flac", "json"])
def test_damaged_takes_are_told_and_rendered_again(built: Path, suffix: str) -> None:
    before = files(built)
    damaged = sorted((built / ".narrate").rglob(f"??/*.{suffix}"))[:3]
    for path in damaged:
        path.write_bytes(path.read_bytes()[:40])
    (built / "dist" / NAMES[2]).unlink()
    (built / "dist" / NAMES[3]).unlink()
    (built / "dist" / NAMES[4]).unlink()
    again = make(built)
    assert sum(isinstance(event, Damaged) for event in again) == len(damaged)
    assert len(again.rendered) == len(damaged)
    assert files(built) == before


@pytest.mark.parametrize("state", [".narrate/shelf.json", "dist/build.json"])
def test_a_damaged_memory_costs_time_and_nothing_else(built: Path, state: str) -> None:
    before = files(built)
    (built / state).write_bytes(b'{"version": 1, "files": [{"pa')
    assert make(built).rendered == []
    assert files(built) == before


class Stubborn(Tone):
    """Breaks on one word and falls silent on another."""

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        if "button" in render.text:
            raise EngineFailed("the engine choked")
        performance = super().perform(render, settings, tried)
        return Performance(performance.audio * ("never" not in render.text), 24_000)


def test_a_failed_utterance_keeps_its_chapter_back_and_the_rest_goes_on(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(built)
    for path in (built / ".narrate").rglob("*.json"):
        path.unlink()
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Stubborn)
    edit(built / "book.md", "There was no third", "There was not any third")
    result = make(built)
    assert [event.reason for event in result if isinstance(event, Failed)] == ["the engine choked"]
    assert [event.faults for event in result if isinstance(event, Flagged)] == [("silent",)]
    assert result.end.failed == 2
    assert 2 in result.written
    assert not {1, 3, None} & result.written
    assert files(built)[NAMES[0]] == before[NAMES[0]]


def test_a_take_that_is_lost_while_its_chapter_is_mastered_keeps_that_chapter_back_alone(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def proved(takes: Performing, lines: Sequence[Line]) -> Iterator[Event]:
        yield from repair(takes, lines)
        (line,) = (line for line in lines if "button" in line.utterance.text)
        (sound,) = (built / ".narrate").rglob(f"{takes._store.get(line.render.key).blob}.flac")
        sound.write_bytes(b"")

    repair = Performing.repair
    monkeypatch.setattr(Performing, "repair", proved)
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Stubborn)
    edit(built / "narration.toml", "[cast]", "[pauses]\nhead = 0.6\n\n[cast]")
    result = make(built)
    assert result.end.failed == 1
    assert [path.name[:2] for path in result.end.files] == ["02", "03"]


def test_a_preview_writes_one_chapter_apart_and_feeds_the_build(project: Path) -> None:
    preview = make(project, only=2)
    assert sorted(files(project)) == ["preview/flac/02 - The Second Lamp.flac"]
    assert not (project / "narration.lock").exists()
    whole = make(project)
    assert whole.end.cached >= len(preview.rendered)


def test_a_draft_stands_apart_from_the_book(project: Path, narrate: Callable[..., object]) -> None:
    edit(
        project / "narration.toml", 'engine = "tone"\npitch_hz = 330', 'engine = "kokoro"\nvoice = "af_heart"'
    )
    refused = narrate("build", project, HF_HOME=str(project / "no-models"))
    assert refused.code == 5  # type: ignore[attr-defined]
    assert "Kokoro" in refused.err  # type: ignore[attr-defined]
    drafted = narrate("build", project, "--draft")
    assert drafted.code == 0, drafted.err  # type: ignore[attr-defined]
    assert {name.split("/")[0] for name in files(project)} == {"draft"}
    assert json.loads((project / "dist" / "draft" / "build.json").read_text())["draft"] is True


def test_levels_are_frozen_when_a_voice_is_first_built(built: Path) -> None:
    lock = (built / "narration.lock").read_text()
    assert lock.count("[[voice]]") == 3
    edit(built / "book.md", "There never had been one.", "There never, never, never had been one at all.")
    make(built)
    assert (built / "narration.lock").read_text() == lock


def test_a_damaged_lock_is_an_error_with_a_way_out(built: Path, narrate: Callable[..., object]) -> None:
    (built / "narration.lock").write_text("version = 1\n[[voice]\n")
    result = narrate("build", built)
    assert result.code == 3  # type: ignore[attr-defined]
    assert "narration.lock:2: not valid TOML" in result.err  # type: ignore[attr-defined]


class Improving(Tone):
    """Clips the word "button" at the first three attempts, two of which it makes in one build."""

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        performance = super().perform(render, settings, tried)
        attempts = tried + 2 if "button" in render.text else 1
        faults = ("clipped",) if "button" in render.text and attempts <= 3 else ()
        return replace(performance, audio=performance.audio / attempts, faults=faults, attempts=attempts)


def test_a_flagged_take_is_kept_and_heard_in_a_preview_and_tried_further_by_the_next_build(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Improving)
    first = make(project)
    (flagged,) = (event for event in first if isinstance(event, Flagged))
    assert (flagged.faults, flagged.attempts, first.end.failed) == (("clipped",), 2, 1)
    assert 1 not in first.written
    assert not list((project / "dist").glob("*.flac"))

    preview = make(project, only=1)
    assert preview.rendered == []
    assert [event.id for event in preview if isinstance(event, Flagged)] == [flagged.id]
    assert preview.written == {1}
    heard = files(project)

    second = make(project)
    assert (len(second.rendered), second.end.failed) == (1, 0)
    assert {1, None} <= second.written
    assert make(project, only=1).written == {1}
    assert (
        files(project)["preview/flac/01 - The First Lamp.flac"]
        != heard["preview/flac/01 - The First Lamp.flac"]
    )
    assert not list((project / ".narrate").rglob("*.flagged.json"))
