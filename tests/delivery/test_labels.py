"""The labels of files, as narrate writes them, as ffmpeg does, and broken in any way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.delivery.facts import look
from narrate.delivery.id3_labels import id3_labels
from narrate.delivery.labels import Labels, Mark
from narrate.delivery.vorbis_labels import flac_labels
from narrate.publish import flac, mp3
from narrate.publish.id3 import write_id3
from narrate.publish.tags import ChapterMark, Cover, Tags
from tests.delivery.conftest import speech, write_mp3

TAGS = Tags(
    title="Über die Brücke 🌉", album="灯台守", author="A. Tester", narrator="N. Reader", track=3, tracks=12,
    year="2026", language="en-gb", publisher="P", description="Two\nlines", series="Lamps", part="2",
)  # fmt: skip
MARKS = [ChapterMark("Eins – “one”", 0, 44_100, 44_100), ChapterMark("二", 44_100, 154_350, 44_100)]


@pytest.fixture
def cover() -> Cover:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(file, "PNG")
    return Cover(file.getvalue(), "image/png", 300, 200)


def check(labels: Labels) -> None:
    assert labels.cover is not None
    assert (labels.cover.kind, labels.cover.width, labels.cover.height) == ("png", 300, 200)
    expected = {
        "title": TAGS.title, "album": TAGS.album, "artist": "A. Tester", "album artist": "A. Tester",
        "narrator": "N. Reader", "date": "2026", "publisher": "P", "series": "Lamps", "part": "2",
        "genre": "Audiobook",
    }  # fmt: skip
    assert expected.items() <= dict(labels.tags).items()


def test_what_narrate_writes_is_read_back(tmp_path: Path, cover: Cover) -> None:
    write_mp3(tmp_path / "a.mp3", speech(1.0))
    mp3.tag(tmp_path / "a.mp3", tmp_path / "b.mp3", TAGS, cover, MARKS)
    labels = id3_labels(tmp_path / "b.mp3")
    check(labels)
    assert labels.tags["track"] == "3/12"
    assert labels.marks == (Mark(MARKS[0].title, 0.0, 1.0), Mark("二", 1.0, 3.5))
    soundfile.write(tmp_path / "a.flac", speech(1.0), 44_100)
    flac.tag(tmp_path / "a.flac", tmp_path / "b.flac", TAGS, cover, MARKS)
    labels = flac_labels(tmp_path / "b.flac")
    check(labels)
    assert labels.marks == (Mark(MARKS[0].title, 0.0), Mark("二", 1.0))
    ends = [mark.end_s for mark in look(tmp_path / "b.flac").container.marks]
    assert ends == [1.0, len(speech(1.0)) / 44_100]


@pytest.mark.parametrize("name", ["3.mp3", "4.mp3", "x.opus", "x.m4b"])
def test_what_ffmpeg_writes_is_read(tmp_path: Path, name: str, ffmpeg: Callable[..., str]) -> None:
    pytest.importorskip("av")
    (tmp_path / "meta.txt").write_text(
        ";FFMETADATA1\ntitle=Tïtle 一\nalbum=B\nartist=C\ncomposer=D\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=First 🌉\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=4750\ntitle=Second\n",
        encoding="utf-8",
    )
    soundfile.write(tmp_path / "a.wav", speech(1.0), 44_100)
    options = {"3.mp3": ("-id3v2_version", "3"), "4.mp3": ("-id3v2_version", "4")}.get(name, ())
    codec = {".opus": ("-c:a", "libopus"), ".m4b": ("-f", "mp4")}.get(Path(name).suffix, ())
    sources = ("-i", tmp_path / "a.wav", "-i", tmp_path / "meta.txt", "-map_metadata", "1")
    ffmpeg(*sources, *codec, *options, tmp_path / name)
    found = look(tmp_path / name).container
    assert found.tags is not None
    told = [found.tags[key] for key in ("title", "album", "artist", "narrator")]
    assert told == ["Tïtle 一", "B", "C", "D"]
    assert [mark.title for mark in found.marks] == ["First 🌉", "Second"]
    if name != "x.opus":  # in which ffmpeg 5 writes wrong times
        assert [round(mark.start_s, 2) for mark in found.marks] == [0.0, 1.5]


def test_cue_points_and_tags_of_a_wav_are_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", speech(0.2), 44_100)
    points = b"".join(
        number.to_bytes(4, "little") + bytes(4) + b"data" + bytes(8) + at.to_bytes(4, "little")
        for number, at in ((1, 0), (2, 66_150))
    )
    names = b"".join(
        b"labl" + (4 + len(text)).to_bytes(4, "little") + number.to_bytes(4, "little") + text
        for number, text in ((1, "Première\0".encode()), (2, b"Second\0\0"))
    )
    tag = write_id3(TAGS, None, ())
    with (tmp_path / "a.wav").open("ab") as file:
        for name, body in (
            (b"cue ", (2).to_bytes(4, "little") + points),
            (b"LIST", b"adtl" + names),
            (b"id3 ", tag + bytes(len(tag) % 2)),
        ):
            file.write(name + len(body).to_bytes(4, "little") + body)
    found = look(tmp_path / "a.wav").container
    assert [(mark.title, mark.start_s) for mark in found.marks] == [("Première", 0.0), ("Second", 1.5)]
    assert found.tags is not None
    assert found.tags["title"] == TAGS.title


def test_broken_labels_are_read_as_far_as_they_go(tmp_path: Path, cover: Cover) -> None:
    """Bytes changed at random may change what is read, but never how it ends."""
    write_mp3(tmp_path / "a.mp3", speech(0.2))
    mp3.tag(tmp_path / "a.mp3", tmp_path / "b.mp3", TAGS, cover, MARKS)
    soundfile.write(tmp_path / "a.flac", speech(0.2), 44_100)
    flac.tag(tmp_path / "a.flac", tmp_path / "b.flac", TAGS, cover, MARKS)
    chance = np.random.default_rng(3)
    for name, read in (("b.mp3", id3_labels), ("b.flac", flac_labels)):
        data = (tmp_path / name).read_bytes()[:4000]
        for _ in range(100):
            broken = bytearray(data[: chance.integers(4, len(data))])
            for at in chance.integers(0, len(broken), 12):
                broken[at] = chance.choice([0, 1, 0x7F, 0xFF, chance.integers(256)])
            (tmp_path / "broken").write_bytes(broken)
            assert isinstance(read(tmp_path / "broken"), Labels)
