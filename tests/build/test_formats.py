"""All formats at once, through a whole build: what is written again, what is told, where the marks are."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from narrate.build.book import build
from narrate.build.cover import cover_remarks
from narrate.build.events import Published, Rendered, Warned
from narrate.build.inspection import inspect
from narrate.build.prepare import prepare
from narrate.build.request import Request
from narrate.errors import MissingTool, ProblemsFound, Severity
from narrate.project.load import load
from narrate.publish import flac
from narrate.publish.formats import FORMATS
from tests.building import edit

ALL = json.dumps(list(FORMATS))
FRAME_S = {"flac": 1e-6, "mp3": 1152 / 44_100, "m4b": 1024 / 44_100, "opus": 0.02, "wav": 1 / 24_000}


@pytest.fixture
def everything(project: Path) -> Path:
    """A project that asks for every format, with short pauses."""
    text = f"[pauses]\nhead = 0.1\ntail = 0.1\nheading = 0.1\n\n[output]\nformats = {ALL}\n\n[cast]"
    edit(project / "narration.toml", "[cast]", text)
    return project


def told(project: Path) -> list[Any]:
    return list(build(Request(load(project))))


def published(events: list[Any]) -> set[str]:
    return {event.path.suffix for event in events if isinstance(event, Published)}


def digests(project: Path) -> dict[str, str]:
    document = json.loads((project / "dist" / "build.json").read_bytes())
    files = [file for chapter in document["chapters"] for file in chapter["files"]] + document["book"]
    return {file["path"]: file["sha256"] for file in files}


def test_a_changed_bit_rate_writes_the_files_of_its_format_and_the_rest_stands(everything: Path) -> None:
    assert published(told(everything)) == {".flac", ".mp3", ".m4b", ".opus", ".wav"}
    before = digests(everything)
    assert len(before) == 5 * 4
    assert published(told(everything)) == set()
    edit(everything / "narration.toml", "[cast]", "[output.m4b]\nkbps = 64\n\n[cast]")
    events = told(everything)
    assert published(events) == {".m4b"}
    assert not any(isinstance(event, Rendered) for event in events)
    after = digests(everything)
    assert {path for path in before if before[path] != after[path]} == {
        path for path in before if path.endswith(".m4b")
    }
    marks_agree_with_ffprobe(everything)
    shutil.rmtree(everything / "dist")
    told(everything)
    assert digests(everything) == after


def marks_agree_with_ffprobe(project: Path) -> None:
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed: build.json was not checked against it")
    document = json.loads((project / "dist" / "build.json").read_bytes())
    assert [file["format"] for file in document["book"]] == list(FORMATS)
    for file in document["book"]:
        command = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", project / "dist" / file["path"]]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["chapters"]
        titles = [chapter["title"] for chapter in document["chapters"]]
        assert [each["tags"]["title"] for each in found] == titles
        assert [mark["title"] for mark in file["marks"]] == titles
        for mark, each in zip(file["marks"], found, strict=True):
            assert float(each["start_time"]) == pytest.approx(mark["start_s"], abs=1e-6)
            assert float(each["end_time"]) == pytest.approx(mark["end_s"], abs=FRAME_S[file["format"]])
            assert mark["start_s"] == pytest.approx(mark["start"] / file["rate_hz"], abs=0.0005)


def test_a_missing_encoder_is_told_before_anything_is_rendered(
    everything: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingTool, match="M4B files need PyAV"):
        told(everything)
    assert not (everything / "dist").exists()
    (problem,) = [each for each in inspect(load(everything)).problems if each.slug == "tool-missing"]
    assert "narrate[m4b]" in problem.hint
    chapter = list(build(Request(load(everything), only=1)))  # a preview is FLAC, and needs none
    assert published(chapter) == {".flac"}


def test_more_chapters_than_a_file_can_mark_are_told_first(
    everything: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.remarks._MANY", 2)
    slugs = [each.slug for each in inspect(load(everything)).problems]
    assert slugs.count("many-chapters") == 2  # MP3 and M4B
    few = flac.Format(**{name: getattr(flac.FLAC, name) for name in flac.FLAC.__slots__} | {"most_marks": 2})
    monkeypatch.setattr(flac, "FLAC", few)
    with pytest.raises(ProblemsFound, match="a flac file can hold 2 chapter marks, and the book has 3"):
        told(everything)
    assert not (everything / "dist").exists()
    edit(everything / "narration.toml", "[output]\n", "[output]\nbook = false\n")
    assert not any("chapters" in each.slug for each in inspect(load(everything)).problems)


def test_what_an_author_should_know_of_the_files_is_a_warning(everything: Path) -> None:
    edit(everything / "narration.toml", ALL, '["mp3"]\nbook = false\nmp3.channels = 2')
    edit(everything / "narration.toml", "[book]\n", '[book]\ncover = "cover.jpg"\n')
    Image.new("CMYK", (8, 8)).save(everything / "cover.jpg")
    warnings = [event.problem for event in told(everything) if isinstance(event, Warned)]
    slugs = {each.slug: each.severity for each in warnings}
    assert slugs["cover-converted"] == slugs["mp3-joint-stereo"] == Severity.WARNING


def test_a_cover_of_the_manuscript_that_is_no_picture_is_told(everything: Path) -> None:
    project = load(everything)
    manuscript = prepare(project).manuscript
    assert cover_remarks(project, manuscript) == ()
    (problem,) = cover_remarks(project, replace(manuscript, cover=b"<svg/>"))
    assert "the files have no cover" in problem.message
