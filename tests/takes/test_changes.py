"""Why a line has to be rendered again, told against the take that it replaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.build.book import build
from narrate.build.history import History
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.project.load import load
from narrate.takes import manifest
from narrate.takes.changes import LOST, Status, changes
from narrate.takes.store import Store
from tests.building import edit


@pytest.fixture
def built(project: Path) -> Path:
    toml = project / "narration.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[output]\nformats = ["flac"]\n', "utf-8")
    list(build(Request(load(project))))
    return project


def told(project: Path) -> dict[str, tuple[Status, tuple[str, ...]]]:
    """The text of each line that is not cached → its status and reasons."""
    loaded = load(project)
    plan = plan_of(prepare(loaded), Store.of(project))
    found = changes(plan, History.of(project).newest(), manifest.of(plan.chapters, loaded.lexicon))
    assert len(found) == len(plan.lines)
    return {
        change.line.utterance.text: (change.status, change.reasons)
        for change in found
        if change.status is not Status.CACHED
    }


def test_nothing_changed_and_nothing_is_told(built: Path) -> None:
    assert told(built) == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "reason"),
    [
        ("book.md", "was lit.", "was brightly lit.", None, "spoken text: “brightly” added"),
        ("narration.toml", "330", "340", "“Then somebody was here,”", "voice ada: pitch_hz 330.0 → 340.0"),
        ("narration.toml", 'Ada = { voice = "ada"', 'Ada = { voice = "ben"', "“Then somebody was here,”",
         "read by ben instead of ada"),
        ("narration.toml", "[cast]", '[pronounce]\nbutton = "/bˈʌtən/"\n\n[cast]', None,
         "lexicon: button"),
        ("narration.toml", '"tone"\npitch_hz = 330', '"espeak"', "“Then somebody was here,”",
         "voice ada: engine tone → espeak"),
        ("narration.toml", 'author = "A. Tester"', 'author = "A. Tester"\nlanguage = "en-gb"', None,
         "language: en → en-gb"),
    ],
)  # fmt: skip
def test_what_changed_is_told(
    built: Path, file: str, old: str, new: str, line: str | None, reason: str
) -> None:
    edit(built / file, old, new)
    found = told(built)
    assert found
    assert {status for status, _ in found.values()} == {Status.STALE}
    assert all(reasons == (reason,) for _, reasons in found.values())
    if line is not None:
        assert line in found


def test_what_was_not_there_is_new_and_replaces_nothing(built: Path) -> None:
    edit(
        built / "book.md",
        "# The Third Lamp\n",
        "# The Third Lamp\n\nSomething else altogether happened here.\n",
    )
    assert told(built) == {"Something else altogether happened here.": (Status.NEW, ())}


def test_several_reasons_are_all_told(built: Path) -> None:
    edit(built / "book.md", "“Then somebody was here,”", "“Then somebody was there,”")
    edit(built / "narration.toml", "330", "340")
    assert told(built)["“Then somebody was there,”"] == (
        Status.STALE,
        ("voice ada: pitch_hz 330.0 → 340.0", "spoken text: “here,” → “there,”"),
    )


def test_without_a_build_before_all_is_new(project: Path) -> None:
    assert {status for status, _ in told(project).values()} == {Status.NEW}


def test_a_take_that_is_gone_is_rendered_again_and_what_changed_is_told_without_it(built: Path) -> None:
    for record in (built / ".narrate" / "takes-v1").rglob("*.json"):
        record.unlink()
    edit(built / "book.md", "was lit.", "was brightly lit.")
    found = [reason for status, reason in told(built).values() if status is Status.STALE]
    assert found.count(("spoken text: “brightly” added",)) == 1
    assert found.count((LOST,)) == len(found) - 1
