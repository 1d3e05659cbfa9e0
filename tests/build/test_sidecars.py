"""Timing files in a build: written with the sound that they go with, and only when they change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from narrate.build import sidecars
from narrate.build.shelf import Shelf
from narrate.project.load import load
from narrate.publish.mpeg import SAMPLES_PER_FRAME, scan
from tests.build.costs import NOTHING, cost
from tests.building import edit, files, make
from tests.conftest import BOOK as BOOK_TEXT
from tests.conftest import TOML

KINDS = {"srt": ".srt", "srt-words": ".words.srt", "vtt": ".vtt", "lrc": ".lrc", "json": ".timings.json"}
NAMES = {1: "01 - The First Lamp", 2: "02 - The Second Lamp", 3: "03 - The Third Lamp"}
OUTPUT = (
    '[output]\nformats = ["flac"]\ntimings = ["srt", "srt-words", "vtt", "lrc", "json"]\n\n[voices.teller]'
)


def of_chapters(*numbers: int) -> set[str]:
    return {f"{kind}/{NAMES[number]}{suffix}" for kind, suffix in KINDS.items() for number in numbers}


BOOK = {f"Two Lamps{suffix}" for suffix in KINDS.values()}


@pytest.fixture
def asked(project: Path) -> Path:
    edit(project / "narration.toml", "[voices.teller]", OUTPUT)
    return project


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all kinds of timing file, built."""
    folder = tmp_path_factory.mktemp("once") / "two-lamps"
    folder.mkdir()
    (folder / "narration.toml").write_text(TOML.replace("[voices.teller]", OUTPUT, 1), encoding="utf-8")
    (folder / "book.md").write_text(BOOK_TEXT, encoding="utf-8")
    make(folder)
    return folder


@pytest.fixture
def built(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "copy"))


def report(project: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((project / "dist" / "build.json").read_bytes())
    return document


def test_they_stand_for_each_chapter_and_the_book_and_in_the_report(built: Path) -> None:
    standing = files(built)
    sound = {f"flac/{name}.flac" for name in NAMES.values()} | {"Two Lamps.flac"}
    assert set(standing) == of_chapters(1, 2, 3) | BOOK | sound | {"build.json"}
    told = report(built)
    listed = [file for chapter in told["chapters"] for file in chapter["timings"]] + told["timings"]
    assert {file["path"] for file in listed} == of_chapters(1, 2, 3) | BOOK
    assert all(standing[file["path"]] == file["sha256"] for file in listed)
    assert all(file["follows"] == ["Two Lamps.flac"] for file in told["timings"])


def test_a_build_in_which_nothing_changed_reads_no_take(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidecars, "timings", None)
    assert cost(built) == NOTHING
    (built / ".narrate" / "stamp.json").unlink()  # the exact answer
    assert cost(built) == NOTHING


def test_one_changed_sentence_changes_those_of_its_chapter_and_the_book(built: Path) -> None:
    edit(built / "book.md", "The second lamp was lit.", "The second lamp was burning.")
    found = cost(built)
    assert found.mastered == {2}
    moved = f"json/{NAMES[3]}.timings.json"  # its words have other places in the manuscript
    assert found.written == of_chapters(2) | BOOK | {moved, f"flac/{NAMES[2]}.flac", "Two Lamps.flac"}
    assert "burning" in (built / "dist" / "srt" / f"{NAMES[2]}.srt").read_text(encoding="utf-8")


def test_words_that_are_said_as_before_change_them_without_a_sound(built: Path) -> None:
    edit(built / "book.md", "He looked into his pockets,", "He looked *into* his pockets,")
    found = cost(built)
    assert found.mastered == frozenset()
    # The places of all that follows in the manuscript have moved.
    assert found.written == {f"json/{name}.timings.json" for name in NAMES.values()} | {
        "Two Lamps.timings.json"
    }


def test_louder_words_are_heard_when_they_were(built: Path) -> None:
    edit(built / "narration.toml", "[output]", "[master]\ntarget_lufs = -21.3\n\n[output]")
    assert cost(built).written == {*(f"flac/{name}.flac" for name in NAMES.values()), "Two Lamps.flac"}


def test_another_title_changes_those_that_show_it(built: Path) -> None:
    edit(built / "book.md", "# The Third Lamp", "# The Last Lamp")
    found = cost(built)
    assert of_chapters(3) <= found.gone
    assert {f"{kind}/03 - The Last Lamp{suffix}" for kind, suffix in KINDS.items()} <= found.written
    assert not found.written & of_chapters(1, 2)


def test_those_no_longer_asked_for_go(built: Path) -> None:
    edit(built / "narration.toml", '["srt", "srt-words", "vtt", "lrc", "json"]', '["vtt"]')
    found = cost(built)
    assert found.written == frozenset()
    gone = {name for name in of_chapters(1, 2, 3) | BOOK if not name.endswith(".vtt")}
    assert found.gone == gone
    assert {path.name for path in (built / "dist").iterdir() if path.is_dir()} == {"flac", "vtt"}
    edit(built / "narration.toml", 'timings = ["vtt"]', "book = false")
    assert cost(built).gone == {
        *(f"vtt/{name}.vtt" for name in NAMES.values()),
        "Two Lamps.vtt",
        "Two Lamps.flac",
    }
    assert "timings" not in report(built)


def test_one_that_was_altered_or_removed_is_made_again(built: Path) -> None:
    before = files(built)
    altered, gone = built / "dist" / "srt" / f"{NAMES[1]}.srt", built / "dist" / "Two Lamps.lrc"
    altered.write_text("mine\n")
    gone.unlink()
    assert make(built).written == {1, None}
    assert files(built) == before


def test_the_shelf_lost_they_are_the_same_again(built: Path) -> None:
    before = files(built)
    for memory in ("shelf.json", "stamp.json"):
        (built / ".narrate" / memory).unlink()
    make(built)
    assert files(built) == before


def test_a_damaged_record_is_rendered_again_before_its_words_are_timed(built: Path) -> None:
    before = files(built)
    record = next((built / ".narrate" / "takes-v1").rglob("*.json"))
    record.write_text("{}")
    for folder in ("srt", "vtt"):
        shutil.rmtree(built / "dist" / folder)
    (built / ".narrate" / "stamp.json").unlink()
    ran = make(built)
    assert len(ran.rendered) == 1
    assert files(built) == before


def test_each_book_file_has_its_own_where_there_are_several(asked: Path) -> None:
    edit(asked / "narration.toml", 'formats = ["flac"]', 'formats = ["flac", "mp3"]')
    edit(asked / "narration.toml", '["srt", "srt-words", "vtt", "lrc", "json"]', '["vtt", "json"]')
    make(asked)
    dist = asked / "dist"
    assert {path.name for path in dist.glob("Two Lamps.*")} == {
        *(
            "Two Lamps.flac",
            "Two Lamps.mp3",
            "Two Lamps.flac.vtt",
            "Two Lamps.mp3.vtt",
            "Two Lamps.timings.json",
        )
    }
    assert "Times are those of Two Lamps.mp3." in (dist / "Two Lamps.mp3.vtt").read_text(encoding="utf-8")
    frames = [scan(dist / "mp3" / f"{name}.mp3").info.frames for name in NAMES.values()]
    second_s = frames[0] * SAMPLES_PER_FRAME / 44_100
    manifest = json.loads((dist / "Two Lamps.timings.json").read_bytes())
    assert manifest["chapters"][1]["starts_s"]["Two Lamps.mp3"] == pytest.approx(second_s, abs=1e-6)
    assert manifest["chapters"][1]["starts_s"]["Two Lamps.flac"] == pytest.approx(
        manifest["chapters"][0]["samples"] / 24_000, abs=1e-6
    )
    assert manifest["chapters"][0]["files"] == [f"flac/{NAMES[1]}.flac", f"mp3/{NAMES[1]}.mp3"]
    assert f"\n{clock(second_s + 0.75)} --> " in (dist / "Two Lamps.mp3.vtt").read_text(encoding="utf-8")


def clock(seconds: float) -> str:
    return f"00:00:{seconds:06.3f}"


def test_a_preview_of_a_chapter_has_none(asked: Path) -> None:
    ran = make(asked, only=2, draft=False)
    assert not [
        path for path in ran.end.folder.rglob("*") if path.suffix in (".srt", ".json", ".vtt", ".lrc")
    ]


def test_a_book_called_build_leaves_the_report_alone(built: Path) -> None:
    edit(built / "narration.toml", '"Two Lamps"', '"build"')
    make(built)
    assert report(built)["title"] == "build"
    assert (built / "dist" / "build.timings.json").is_file()


def test_the_shelf_knows_when_chapters_start_in_the_book(built: Path) -> None:
    shelf = Shelf(load(built).output.folder, built / ".narrate" / "shelf.json")
    entry = shelf.remembered("Two Lamps.flac")
    durations = [chapter["duration_s"] for chapter in report(built)["chapters"]]
    assert entry is not None
    starts_s = [mark.start / mark.rate_hz for mark in entry.marks]
    assert starts_s == pytest.approx([0, durations[0], durations[0] + durations[1]], abs=0.002)
