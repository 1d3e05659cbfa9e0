"""Whatever the container and the number of chapters, others find the marks where narrate says they are."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.publish.cover import read_cover
from narrate.publish.formats import FORMATS, find_format
from narrate.publish.tags import ChapterMark, Part, Tags

Sound = Callable[..., NDArray[np.float32]]
Probe = Callable[[Path], Any]
RATE_HZ = 24_000
FRAMES_HZ = {"mp3": 44_100 / 1152, "m4b": 44_100 / 1024, "opus": 50.0}
"""Frames of the codec in a second; of others, samples."""

TITLES = ("Kapitel Eins: Łódź", "“Two”, she said; 'two'", "🧚 three=3\\;#", "x" * 500, "第五章" * 50)
TAGS = Tags(
    title="The “Book” 🧚",
    album="The “Book” 🧚",
    author="Ann Author",
    narrator="Nora Reader",
    year="1865",
    language="en-gb",
    publisher="The Press",
    description="A tale.\x00\x1b[31m\nOf two lines.",
    series="Tales",
    part="2",
    comment="Narrated by synthetic voices.",
)


def tone(samples: int) -> NDArray[np.float32]:
    """A tone with a tenth of a second of almost nothing at both ends, as chapters have."""
    wave = np.random.default_rng(1).normal(0, 1e-4, samples)
    wave[2400:-2400] += 0.1 * np.sin(np.arange(samples - 4800) / 9)
    return wave.astype(np.float32)


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """chapters(format): five chapter files of a third of a second or more, made once."""
    made: dict[str, list[Path]] = {}

    def make(name: str) -> list[Path]:
        if name not in made:
            audio = find_format(name)
            folder = tmp_path_factory.mktemp(name)
            made[name] = [folder / f"{number}{audio.suffix}" for number in range(len(TITLES))]
            for number, path in enumerate(made[name]):
                with audio.open(path, RATE_HZ) as writer:
                    writer.write(tone(7200 + 577 * number))
                audio.tag(path, path, Tags(TITLES[number]), None)
        return made[name]

    return make


def joined(name: str, count: int, files: Sequence[Path], book: Path) -> tuple[ChapterMark, ...]:
    parts = [Part(files[number % 5], f"{number + 1}. {TITLES[number % 5]}") for number in range(count)]
    return find_format(name).join(parts, book, TAGS, None)


@pytest.mark.parametrize("count", [3, 61, 300])
@pytest.mark.parametrize("name", FORMATS)
def test_ffprobe_lists_the_chapters_that_were_made(
    name: str, count: int, chapters: Callable[[str], list[Path]], tmp_path: Path, probe: Probe
) -> None:
    audio = find_format(name)
    book = tmp_path / f"book{audio.suffix}"
    marks = joined(name, count, chapters(name), book)
    found = probe(book)["chapters"]
    assert [each["tags"]["title"] for each in found] == [mark.title for mark in marks]
    for mark, each in zip(marks, found, strict=True):
        written = mark.at(audio.marks_hz or mark.rate_hz)  # what build.json says of the file
        assert float(each["start_time"]) == pytest.approx(written.start / written.rate_hz, abs=1e-6)
        assert float(each["end_time"]) == pytest.approx(
            written.end / written.rate_hz, abs=1 / FRAMES_HZ.get(name, 999)
        )


@pytest.mark.parametrize("name", FORMATS)
def test_a_chapter_is_heard_where_its_mark_is(
    name: str, chapters: Callable[[str], list[Path]], tmp_path: Path
) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed: not checked against it")

    def decoded(path: Path) -> NDArray[np.float32]:
        command = ["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-"]
        answer = subprocess.run(command, capture_output=True, check=True)
        assert answer.stderr == b""
        return np.frombuffer(answer.stdout, np.float32)

    files = chapters(name)
    book = tmp_path / "book"
    marks = joined(name, 5, files, book)
    whole = decoded(book)
    for mark, path in zip(marks, files, strict=True):
        alone = decoded(path)[: mark.end - mark.start]
        heard = whole[mark.start : mark.start + len(alone)]
        # Past the first frames, where a decoder overlaps with what was before, it is the same sound.
        assert np.abs(heard - alone[: len(heard)])[2400:].max() < 2e-3
    assert marks[0].start == 0
    assert all(mark.end == after.start for mark, after in pairwise(marks))


@pytest.mark.parametrize("name", FORMATS)
def test_all_that_players_ask_for_is_in_every_container(
    name: str, chapters: Callable[[str], list[Path]], tmp_path: Path, probe: Probe, jpeg: bytes
) -> None:
    path = tmp_path / f"one{find_format(name).suffix}"
    tags = replace(TAGS, track=3, tracks=12)
    find_format(name).tag(chapters(name)[4], path, tags, read_cover(jpeg))
    answer = probe(path)
    audio, *others = answer["streams"]
    told = {**audio.get("tags", {}), **answer["format"].get("tags", {})}
    found = {key.lower().replace(" ", "_"): value for key, value in told.items()}
    assert found["title"] == found["album"] == "The “Book” 🧚"
    assert found["artist"] == found["album_artist"] == "Ann Author"
    assert found["composer"] == found["narrator"] == "Nora Reader"
    assert (found["series"], found["series-part"]) == ("Tales", "2")
    assert (found["genre"], found["date"], found["publisher"]) == ("Audiobook", "1865", "The Press")
    assert found["language"][:2] == "en"
    assert found["track"].split("/")[0] == "3"
    assert found.get("tracktotal", found["track"].split("/")[-1]) == "12"
    described = found.get("synopsis") or found.get("description") or found["comment"]
    assert described.split() == ["A", "tale.", "[31m", "Of", "two", "lines."]  # and nothing of its controls
    assert [stream["disposition"]["attached_pic"] for stream in others if "width" in stream] == [1]
    assert name != "m4b" or found["media_type"] == "2"


def test_nero_marks_end_where_their_count_does(chapters: Callable[[str], list[Path]], tmp_path: Path) -> None:
    for count in (255, 256):
        joined("m4b", count, chapters("m4b"), tmp_path / "book.m4b")
        data = (tmp_path / "book.m4b").read_bytes()
        at = data.find(b"chpl")
        assert (at > 0) == (count == 255)
        assert data.count(b"text") >= 2  # the track is there either way
        if at > 0:
            assert data[at + 12] == 255
            first, length = struct.unpack_from(">QB", data, at + 13)
            assert (first, data[at + 22 : at + 22 + length].decode()) == (0, "1. Kapitel Eins: Łódź")
