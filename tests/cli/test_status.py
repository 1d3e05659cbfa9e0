"""narrate status: where a book stands, without a model and without a sound."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import soundfile

from narrate.build.book import build
from narrate.build.events import Assembling
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.engines.base import EngineFailed, Performance
from narrate.engines.tone import Settings, Tone
from narrate.model import Render
from narrate.project import takes_toml
from narrate.project.load import load
from narrate.takes.store import Store
from tests.building import edit
from tests.cli.conftest import Command, make
from tests.conftest import noise_in_syllables


def told(command: Command, project: Path, *options: str) -> dict[str, Any]:
    ran = command("status", project, "--json", *options)
    assert (ran.code, ran.err) == (0, "")
    document: dict[str, Any] = json.loads(ran.out)
    return document


def states(document: dict[str, Any]) -> list[str]:
    """What the files of each chapter are, and last the book's."""
    files = [file for chapter in document["chapters"] for file in chapter["files"]] + document["book"]
    return [f"{file['state']} {file['why']}".strip() for file in files]


def test_a_new_project_has_everything_before_it(project: Path, command: Command) -> None:
    document = told(command, project)
    assert (document["utterances"], document["rendered"], document["missing"]) == (12, 0, 12)
    assert (document["sound_s"], document["last_build"]) == (0, None)
    assert document["whole_s"] > 20
    assert set(states(document)) == {"absent"}
    assert not (project / ".narrate").exists()


def test_a_built_book_is_up_to_date(built: Path, command: Command) -> None:
    document = told(command, built)
    assert (document["rendered"], document["missing"], document["flagged"]) == (12, 0, 0)
    assert states(document) == ["up to date"] * 4
    report = json.loads((built / "dist" / "build.json").read_text())
    heard = sum(chapter["duration_s"] for chapter in report["chapters"])
    assert abs(document["sound_s"] - heard) < 0.2
    assert document["sound_s"] == document["whole_s"]
    assert document["last_build"]["number"] == 1
    shown = command("status", built).out.splitlines()
    assert shown[0].split() == ["Chapter", "Lines", "Rendered", "Missing", "Sound", "Files"]
    assert shown[1].split()[:4] == ["1", "The", "First", "Lamp"]
    assert shown[1].endswith("up to date")
    assert shown[4].startswith("12 utterances: all rendered; ")
    assert shown[5] == "the book, Two Lamps.flac: up to date"
    assert shown[6].startswith("last complete build: 20")


def test_of_what_is_stale_the_reason_is_told(built: Path, command: Command) -> None:
    edit(built / "book.md", "somebody was here", "nobody was here")
    document = told(command, built)
    assert (document["rendered"], document["missing"]) == (11, 1)
    assert states(document) == ["up to date", "stale speech", "up to date", "stale speech"]
    assert 0 < document["sound_s"] < document["whole_s"]
    make(built)
    edit(built / "narration.toml", "[cast]", "[pauses]\nparagraph = 1.5\n\n[cast]")
    assert states(told(command, built)) == [
        "stale mastering",
        "stale mastering",
        "up to date",
        "stale mastering",
    ]
    make(built)
    edit(built / "narration.toml", 'author = "A. Tester"', 'author = "B. Tester"')
    assert states(told(command, built)) == ["stale tags"] * 4
    make(built)
    file = built / "dist" / "flac" / "01 - The First Lamp.flac"
    file.write_bytes(b"somebody was here")
    (built / "dist" / "flac" / "02 - The Second Lamp.flac").unlink()
    assert states(told(command, built)) == ["stale altered", "absent", "up to date", "up to date"]
    assert "stale: altered" in command("status", built).out


def test_a_flagged_take_is_neither_rendered_nor_missing(built: Path, command: Command) -> None:
    store = Store.of(built)
    line = plan_of(prepare(load(built)), store).lines[3]
    take = store.get(line.render.key)
    sound = store.sound(take)
    store.drop(take.key)
    store.put(line.render, replace(take, faults=("clipped",)), sound)
    document = told(command, built)
    assert (document["rendered"], document["flagged"], document["missing"]) == (11, 1, 0)
    shown = command("status", built).out
    assert "Flagged" in shown.splitlines()[0]
    assert "12 utterances: 11 rendered, 1 flagged" in shown


def test_a_draft_stands_for_itself(built: Path, command: Command) -> None:
    assert told(command, built, "--draft")["rendered"] == 0
    for _ in build(Request(load(built), only=1)):
        pass
    assert told(command, built)["last_build"]["number"] == 1


def test_a_project_with_problems_is_told_them(built: Path, command: Command) -> None:
    edit(built / "narration.toml", "pitch_hz = 330", 'pitch_hz = "high"')
    assert command("status", built).code == 3


def test_a_recording_by_a_person_is_as_up_to_date_as_all_else(
    built: Path, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "reading.wav"
    soundfile.write(file, noise_in_syllables(2.0, 3), 24_000)
    assert command("take", "c01.p03.u1", "--file", file, "--accept", "--project", built).code == 0
    assert states(told(command, built)) == ["stale speech", "up to date", "up to date", "stale speech"]
    make(built)
    document = told(command, built)
    assert (document["rendered"], document["accepted"]) == (12, 1)
    assert states(document) == ["up to date"] * 4


def test_a_take_accepted_with_its_faults_is_too(built: Path, command: Command) -> None:
    store = Store.of(built)
    line = plan_of(prepare(load(built)), store).lines[3]
    take = store.get(line.render.key)
    sound = store.sound(take)
    store.drop(take.key)
    store.put(line.render, replace(take, faults=("clipped",)), sound)
    (built / "takes.toml").write_text(takes_toml.accepting("", take.key, ("clipped",), "Ada"))
    make(built)
    document = told(command, built)
    assert (document["rendered"], document["flagged"]) == (12, 0)
    assert states(document) == ["up to date"] * 4


def test_so_are_files_of_a_voice_that_is_back(built: Path, command: Command) -> None:
    edit(built / "narration.toml", "330", "440")
    with contextlib.closing(build(Request(load(built)))) as events:
        while not isinstance(next(events), Assembling):
            pass
    edit(built / "narration.toml", "440", "330")
    assert states(told(command, built)) == ["up to date"] * 4


def test_where_a_line_failed_and_no_level_is_frozen_the_other_chapters_are(
    project: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Tone.perform

    def perform(self: Tone, render: Render, settings: Settings, tried: int = 0) -> Performance:
        if "third lamp" in render.text:
            raise EngineFailed("it has no third lamp")
        return honest(self, render, settings, tried)

    monkeypatch.setattr(Tone, "perform", perform)
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\n\n[cast]')
    make(project)
    document = told(command, project)
    assert document["missing"] == 1
    assert states(document) == ["up to date", "up to date", "absent", "absent"]
