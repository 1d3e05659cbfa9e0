"""The timing manifest says of every stretch of the manuscript which take it is, and when."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from narrate.model import NARRATOR, Boundary
from narrate.publish.timing_json import manifest
from narrate.publish.timing_sheet import SoundFile
from tests.publish.timed import chapter, sheet, told

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "timings.md"
CHAPTER = chapter(
    ("The “lamp”\nwas out.", NARRATOR, Boundary.PARAGRAPH), ("“Not I.”", "Ben", Boundary.CHAPTER)
)


def test_a_chapter() -> None:
    document = json.loads("".join(manifest(sheet(CHAPTER))))
    (only,) = document["chapters"]
    first, second = only["utterances"]
    assert document["version"] == 1
    assert (document["title"], document["book"], document["language"]) == ("Two Lamps", "Two Lamps", "en-gb")
    assert only["files"] == ["mp3/01 - Lamp.mp3"]
    assert only["samples"] == round(CHAPTER.duration_s * document["sample_rate_hz"])
    assert (first["source"], first["start"], first["end"]) == ("book.md", 0, len(first["text"]))
    assert (second["speaker"], second["kind"], second["take"], second["exact"]) == (
        "Ben",
        "speech",
        "0" * 64,
        True,
    )
    assert first["begin_sample"] == 18_000
    words = [first["text"][start:end] for start, end, _, _ in first["words"]]
    assert words == ["The", "lamp", "was", "out"]
    assert first["words"][1] == [5, 9, 0.99, 1.31]
    assert "starts_s" not in only
    assert "files" not in document


def test_a_book_says_when_its_chapters_start_in_each_of_its_files() -> None:
    book = sheet(CHAPTER, replace(told("Two lamps."), number=2), starts_s=(0.0, 4.5))
    book = replace(book, sounds=(*book.sounds, SoundFile("Two Lamps.flac", "flac", (0.0, 4.4))))
    document = json.loads("".join(manifest(book)))
    assert document["files"] == [
        {"path": "mp3/01 - Lamp.mp3", "format": "mp3"},
        {"path": "Two Lamps.flac", "format": "flac"},
    ]
    assert [each["starts_s"] for each in document["chapters"]] == [
        {"mp3/01 - Lamp.mp3": 0.0, "Two Lamps.flac": 0.0},
        {"mp3/01 - Lamp.mp3": 4.5, "Two Lamps.flac": 4.4},
    ]
    alone = json.loads("".join(manifest(sheet(CHAPTER))))["chapters"][0]
    assert document["chapters"][0]["utterances"] == alone["utterances"]


def test_an_utterance_has_a_line_to_itself() -> None:
    lines = [line for line in "".join(manifest(sheet(CHAPTER))).splitlines() if '"id"' in line]
    assert len(lines) == 2


def test_a_chapter_without_a_word() -> None:
    assert json.loads("".join(manifest(sheet(chapter()))))["chapters"][0]["utterances"] == []


def test_the_page_describes_every_key() -> None:
    described = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    book = json.loads("".join(manifest(sheet(CHAPTER, CHAPTER, starts_s=(0.0, 9.0)))))
    (part, *_), (line, *_) = book["chapters"], book["chapters"][0]["utterances"]
    assert {*book, *part, *line, *book["files"][0]} <= described
