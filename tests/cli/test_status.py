"""narrate status: where a book stands, without a model and without a sound."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from narrate.build.book import build
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.project.load import load
from narrate.takes.store import Store
from tests.cli.conftest import Command, edit, make


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
