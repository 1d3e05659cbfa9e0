"""A build ends with what its files measure, and measures none of them twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrate.build import delivered
from narrate.build.book import build
from narrate.build.events import Finished, Inspected
from narrate.build.request import Request
from narrate.project.load import load
from tests.building import edit

LONGER = "There never had been one, and nobody in all the town could remember when there was to be another."
"""In a very short chapter the pauses around it make the RMS too low for ACX."""


@pytest.fixture(autouse=True)
def long_enough(project: Path) -> None:
    edit(project / "book.md", "There never had been one.", LONGER)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are listened to, and with a star those that are only looked at."""
    files: list[str] = []

    def listen(path: Path, *rest: object) -> object:
        files.append(path.name)
        return whole(path, *rest)

    def look(path: Path) -> object:
        files.append(f"*{path.name}")
        return outside(path)

    whole, outside = delivered.listen, delivered.look
    monkeypatch.setattr(delivered, "listen", listen)
    monkeypatch.setattr(delivered, "look", look)
    return files


def end(project: Path, **options: object) -> Inspected:
    events = list(build(Request(load(project), **options)))
    assert isinstance(events[-1], Finished)
    (found,) = (event for event in events if isinstance(event, Inspected))
    return found


def test_all_files_are_measured_once(project: Path, heard: list[str]) -> None:
    found = end(project)
    assert dict(found.meet) == {"acx": 3, "acx-book": 1, "acx-sound": 3, "acx-sound-book": 1}
    assert found.faults == found.unread == ()
    assert len(heard) == 8
    assert sorted(name for name in heard if name.startswith("*")) == ["*Two Lamps.flac", "*Two Lamps.mp3"]
    heard.clear()
    assert end(project) == found
    (project / ".narrate" / "stamp.json").unlink()
    assert end(project) == found
    assert heard == []


def test_after_an_edit_only_what_was_written_is_measured(project: Path, heard: list[str]) -> None:
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["mp3"]\n\n[cast]')
    end(project)
    heard.clear()
    edit(project / "book.md", "There was no third lamp.", "There was no lamp.")
    assert dict(end(project).meet) == {"acx": 3, "acx-book": 1}
    assert sorted(heard) == ["*Two Lamps.mp3", "03 - The Third Lamp.mp3"]
    remembered = json.loads((project / ".narrate" / "inspected.json").read_bytes())["files"]
    assert len(remembered) == 4  # what stands, and nothing that stood


def test_what_does_not_meet_its_numbers_is_told_and_ends_nothing(project: Path) -> None:
    table = '[output]\nformats = ["mp3"]\n\n[master]\nceiling_dbtp = -1\n\n[pauses]\nhead = 3\n\n[cast]'
    edit(project / "narration.toml", "[cast]", table)
    found = end(project)
    assert dict(found.meet) == {}  # nor does the book, which sounds as they do
    assert len(found.faults) == 3
    first = "01 - The First Lamp.mp3 does not meet the technical numbers of acx: "
    assert found.faults[0].startswith(first)
    assert "room tone at the head: 3.00 s, 2.00 s over (wanted: 0.5 to 1 s)" in found.faults[0]


def test_files_are_judged_by_the_projects_preset(project: Path) -> None:
    table = '[output]\nformats = ["flac"]\nbook = false\n\n[master]\npreset = "archive"\n\n[cast]'
    edit(project / "narration.toml", "[cast]", table)
    found = end(project)
    assert [name for name, _ in found.meet] in (["archive"], [])
    assert all("archive" in fault for fault in found.faults)
    assert json.loads((project / "dist" / "build.json").read_bytes())["preset"] == "archive"


def test_a_preview_is_judged_by_itself(project: Path, heard: list[str]) -> None:
    end(project, only=2)
    heard.clear()
    found = end(project, only=3)
    assert dict(found.meet) == {"acx-sound": 1}
    assert heard == ["03 - The Third Lamp.flac"]


def test_a_file_that_cannot_be_read_any_more_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\nbook = false\n\n[cast]')
    listen = delivered.listen

    def torn(path: Path, *rest: object) -> object:
        if path.name.startswith("03"):
            path.write_bytes(b"torn")
        return listen(path, *rest)

    monkeypatch.setattr(delivered, "listen", torn)
    found = end(project)
    assert dict(found.meet) == {"acx-sound": 2}
    (told,) = found.unread
    assert told.startswith("03 - The Third Lamp.flac is no sound that can be read")


def test_a_damaged_memory_is_measured_anew(project: Path, heard: list[str]) -> None:
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\nbook = false\n\n[cast]')
    found = end(project)
    memory = project / ".narrate" / "inspected.json"
    for text in ("", "{}", '{"revision": 1, "files": 3}', '{"revision": 1, "files": {"a": {}}}'):
        memory.write_text(text)
        (project / ".narrate" / "stamp.json").unlink()
        heard.clear()
        assert end(project) == found
        assert len(heard) == 3
