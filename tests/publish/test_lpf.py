"""W3C audiobooks: what stands in the package, and what its manifest says."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from narrate.publish import lpf
from narrate.publish.cover import read_cover
from narrate.publish.packing import Sound
from narrate.publish.tags import Tags

TAGS = Tags(title="Alice & <co>", author="Lewis Carroll", narrator="Emma", language="en-gb", year="1865")


@pytest.fixture
def tracks(tmp_path: Path) -> list[lpf.Track]:
    found = []
    for number in (1, 2):
        path = tmp_path / f"{number}.mp3"
        path.write_bytes(bytes([number]) * 3_000_000)
        sound = Sound(path, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        found.append(lpf.Track(f"Chapter {number} & more", sound, 100.5 * number))
    return found


def manifest(path: Path) -> Any:
    with zipfile.ZipFile(path) as package:
        return json.loads(package.read("publication.json"))


def test_the_manifest_says_what_the_specification_asks_for(
    tmp_path: Path, tracks: list[lpf.Track], jpeg: bytes
) -> None:
    lpf.write(tmp_path / "a.lpf", TAGS, read_cover(jpeg), tracks)
    told = manifest(tmp_path / "a.lpf")
    assert told["@context"][:2] == ["https://schema.org", "https://www.w3.org/ns/pub-context"]
    assert told["conformsTo"] == "https://www.w3.org/TR/audiobooks/"
    assert told["type"] == "Audiobook"
    assert (told["name"], told["author"], told["readBy"]) == ("Alice & <co>", "Lewis Carroll", "Emma")
    assert told["inLanguage"] == ["en-GB"]
    assert told["datePublished"] == "1865-01-01"
    assert [each["duration"] for each in told["readingOrder"]] == ["PT100.500S", "PT201.000S"]
    assert told["duration"] == "PT301.500S"
    assert {each["rel"]: each["url"] for each in told["resources"]} == {
        "contents": "index.html",
        "cover": "cover.jpg",
    }
    with zipfile.ZipFile(tmp_path / "a.lpf") as package:
        urls = {each["url"] for each in (*told["readingOrder"], *told["resources"])}
        assert urls | {"publication.json"} == set(package.namelist())
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in package.infolist())
        for track, resource in zip(tracks, told["readingOrder"], strict=True):
            assert package.read(resource["url"]) == track.sound.path.read_bytes()
        contents = html.fromstring(package.read("index.html"))
    links = contents.findall(".//nav[@role='doc-toc']//a")
    assert [(link.get("href"), link.text) for link in links] == [
        ("audio/001.mp3", "Chapter 1 & more"),
        ("audio/002.mp3", "Chapter 2 & more"),
    ]


def test_what_is_not_known_is_left_out(tmp_path: Path, tracks: list[lpf.Track]) -> None:
    lpf.write(tmp_path / "a.lpf", Tags(title="Alice"), None, tracks)
    told = manifest(tmp_path / "a.lpf")
    assert not {"author", "readBy", "publisher", "datePublished", "description"} & set(told)
    assert [each["rel"] for each in told["resources"]] == ["contents"]


def test_the_same_book_is_the_same_bytes_and_knows_no_date(tmp_path: Path, tracks: list[lpf.Track]) -> None:
    for name in ("a.lpf", "b.lpf"):
        lpf.write(tmp_path / name, TAGS, None, tracks)
    assert (tmp_path / "a.lpf").read_bytes() == (tmp_path / "b.lpf").read_bytes()
    assert not re.search(rb"20[0-9]{2}-", (tmp_path / "a.lpf").read_bytes())
