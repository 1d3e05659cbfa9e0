"""M4B files: what players need of their boxes, and what is refused."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.errors import Exit, MissingTool, NarrateError
from narrate.publish import formats, mp4
from narrate.publish.boxes import boxes, inside
from narrate.publish.m4b import join, m4b_writer, tag
from narrate.publish.mp4_reading import read_m4b
from narrate.publish.tags import ChapterMark, Part, Tags
from narrate.sound.encodings import CHOICES, Encoding

Sound = Callable[..., NDArray[np.float32]]
TAGS = Tags("One", "The Book", "Ann", "Nora", series="Tales", part="2", description="a" * 300)


def written(path: Path, samples: NDArray[np.float32], how: Encoding | None = None) -> Path:
    with m4b_writer(path, 44_100, *([how] if how else [])) as writer:
        writer.write(samples)
    return path


def tagged(path: Path, sound: Sound) -> Path:
    written(path, sound(30_000, 44_100))
    tag(path, path, TAGS, None, [ChapterMark("One", 0, 30_000, 44_100)])
    return path


def tops(path: Path) -> Iterator[tuple[str, bytes]]:
    return boxes(path.read_bytes())


def test_what_a_player_needs_comes_first_and_says_no_date(tmp_path: Path, sound: Sound) -> None:
    path = tagged(tmp_path / "a.m4b", sound)
    assert [name for name, _ in tops(path)] == ["ftyp", "moov", "free", "mdat"]
    movie = dict(tops(path))["moov"]
    tracks = [body for name, body in boxes(movie) if name == "trak"]
    for header in (inside(movie, "mvhd"), *(inside(track, "mdia", "mdhd") for track in tracks)):
        assert header[4:12] == bytes(8)  # made and changed at no time
    assert inside(tracks[0], "tref", "chap") == struct.pack(">I", 2)
    assert [inside(track, "mdia", "hdlr")[8:12] for track in tracks] == [b"soun", b"text"]


def test_it_is_exactly_as_long_as_what_was_written(tmp_path: Path, sound: Sound) -> None:
    for samples in (1, 1023, 1024, 1025, 64 * 1024, 70_001):
        file = read_m4b(written(tmp_path / "a.m4b", sound(samples, 44_100)))
        assert (file.aac.samples, file.aac.skip) == (samples, 1024)
        assert 0 <= file.aac.whole - 1024 - samples < 1024


def test_behind_its_end_is_no_silence(tmp_path: Path) -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(10 * 1024 + 200).astype(np.float32)
    path = written(tmp_path / "a.m4b", noise)
    with av.open(str(path), options={"ignore_editlist": "1"}) as file:  # as some players read it
        heard = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    behind = heard[1024 + len(noise) :]
    assert len(behind) == 824
    assert np.sqrt(np.mean(behind[-400:] ** 2)) > 0.02


def test_tags_are_where_itunes_has_them(tmp_path: Path, sound: Sound) -> None:
    path = tagged(tmp_path / "a.m4b", sound)
    items = list(boxes(inside(inside(dict(tops(path))["moov"], "udta", "meta")[4:], "ilst")))
    short = {name: inside(body, "data")[8:] for name, body in items if name != "----"}
    assert (short["©nam"], short["©wrt"], short["©nrt"]) == (b"One", b"Nora", b"Nora")
    assert (short["stik"], short["©mvn"], short["©mvi"]) == (b"\2", b"Tales", b"\0\2")
    assert (len(short["desc"]), len(short["ldes"])) == (255, 300)
    own = {inside(body, "name")[4:]: inside(body, "data")[8:] for name, body in items if name == "----"}
    assert (own[b"SERIES"], own[b"SERIES-PART"]) == (b"Tales", b"2")


def test_a_file_beyond_4_gb_has_wide_offsets_and_is_read_again(
    tmp_path: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tagged(tmp_path / "a.m4b", sound)
    parts = [Part(part, "1"), Part(part, "2")]
    join(parts, tmp_path / "narrow.m4b", TAGS, None)
    monkeypatch.setattr(mp4, "MOST_32", 20_000)  # as if what is larger than this needed 64 bits
    join(parts, tmp_path / "wide.m4b", TAGS, None)
    assert b"co64" in (tmp_path / "wide.m4b").read_bytes()
    wide, narrow = (read_m4b(tmp_path / name) for name in ("wide.m4b", "narrow.m4b"))
    assert wide.path.read_bytes()[wide.start :] == narrow.path.read_bytes()[narrow.start :]
    assert (wide.aac.samples, wide.aac.config) == (narrow.aac.samples, narrow.aac.config)


def test_peaks_stay_below_those_of_the_master(tmp_path: Path) -> None:
    import av

    t = np.arange(2 * 44_100) / 44_100
    vowel = sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 30))
    voice = (vowel * np.sin(2 * np.pi * 1.5 * t) ** 2).astype(np.float32)
    voice *= 0.66 / np.abs(voice).max()
    for kbps in CHOICES["m4b"].kbps:
        path = written(tmp_path / "a.m4b", voice, Encoding(kbps=kbps))
        with av.open(str(path)) as container:
            heard = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        assert 0.9 * 0.66 < np.abs(heard).max() <= 0.66


def test_any_bit_of_the_sound_that_flips_is_found(tmp_path: Path, sound: Sound) -> None:
    path = tagged(tmp_path / "a.m4b", sound)
    whole = path.read_bytes()
    start = read_m4b(path).start
    for index, at in enumerate(range(start, len(whole), 401)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << index % 8]) + whole[at + 1 :])
        with pytest.raises(NarrateError, match="cut short or damaged"):
            tag(path, tmp_path / "b.m4b", TAGS, None)
    assert not (tmp_path / "b.m4b").exists()


def test_parts_of_another_coding_are_refused(tmp_path: Path, sound: Sound) -> None:
    one = written(tmp_path / "1.m4b", sound(9000, 44_100))
    two = written(tmp_path / "2.m4b", sound(9000, 44_100), Encoding(channels=2, kbps=96))
    with pytest.raises(NarrateError, match=r"cannot join .*2.m4b to .*1.m4b: they are encoded differently"):
        join([Part(one, "1"), Part(two, "2")], tmp_path / "book.m4b", TAGS, None)


def test_a_missing_pyav_is_told_with_the_way_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingTool, match="M4B files need PyAV") as caught:
        formats.require(["flac", "m4b"])
    assert (caught.value.exit_code, "narrate[m4b]" in caught.value.hint) == (Exit.MISSING, True)
    formats.require(["flac", "mp3", "opus", "wav"])
    with pytest.raises(MissingTool), m4b_writer(tmp_path / "a.m4b", 24_000):
        pass
    assert list(tmp_path.iterdir()) == []
