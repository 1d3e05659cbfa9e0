"""Walking MP3 files of anybody's: frames counted, everything else told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from narrate.delivery.mp3_walk import Walk, header_of, walk
from narrate.delivery.unreadable import Unreadable
from tests.delivery.conftest import RATE_HZ, speech, write_mp3


@pytest.fixture
def data(good: Path) -> bytes:
    return good.read_bytes()


def walked(folder: Path, data: bytes) -> Walk:
    path = folder / "x.mp3"
    path.write_bytes(data)
    return walk(path)


def test_every_frame_is_counted_and_the_gapless_header_is_not(good: Path) -> None:
    found = walk(good)
    assert found.clean
    assert (found.kbps, found.rates_hz, found.modes) == ((192,), (44_100,), ("mono",))
    assert found.gapless is not None
    assert found.gapless.name == "Info"
    assert found.gapless.encoder.startswith("LAME")
    assert found.gapless.frames == found.frames
    assert found.played == len(speech())


def test_a_cut_file_tells_what_is_missing(tmp_path: Path, data: bytes) -> None:
    found = walked(tmp_path, data[:-100])
    assert found.cut_bytes == 100
    assert not found.clean
    half = walked(tmp_path, data[: len(data) // 2])
    assert half.gapless is not None
    assert half.gapless.frames is not None
    assert half.frames < half.gapless.frames


def test_junk_is_passed_over_and_counted(tmp_path: Path, data: bytes) -> None:
    whole = walked(tmp_path, data)
    middle = data.index(data[:4], 4000)  # a header like the others
    for junk in (b"Garbage! " * 500, b"\xff" * 3000, bytes(5000), b"\xff\xfb\x90" * 7):
        found = walked(tmp_path, data[:middle] + junk + data[middle:])
        assert found.frames >= whole.frames - 2
        assert len(junk) <= found.junk_bytes + 2 * 700
        assert not found.clean


def test_tags_of_any_kind_are_no_junk(tmp_path: Path, data: bytes) -> None:
    whole = walked(tmp_path, data)
    id3 = b"ID3\x03\x00\x00\x00\x00\x01\x00" + bytes(128)
    ape = (
        b"APETAGEX" + b"\xd0\x07\0\0" + (64 + 32).to_bytes(4, "little") + bytes(4) + b"\0\0\0\x80" + bytes(8)
    )
    head = b"APETAGEX" + bytes(24)
    for tagged in (
        id3 + data,
        id3 + id3 + data,
        id3 + bytes(512) + data,
        data + b"TAG" + bytes(125),
        data + head + b"x" * 64 + ape,
        id3 + data + head + b"x" * 64 + ape + b"TAG" + bytes(125),
    ):
        assert walked(tmp_path, tagged) == whole


def test_files_that_are_no_mp3_have_no_frames(tmp_path: Path) -> None:
    for other in (b"", b"x", b"\xff", bytes(100_000), b"\xff" * 100_000, b"It is a text. " * 10_000):
        assert walked(tmp_path, other).frames == 0
    huge = b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"x" * 1000
    assert walked(tmp_path, huge).frames == 0
    with pytest.raises(Unreadable):
        walk(tmp_path / "absent.mp3")


def test_what_is_read_does_not_depend_on_where_blocks_end(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = data.index(data[:4], 4000)
    file = data[:middle] + b"junk" * 700 + data[middle:-50]
    whole = walked(tmp_path, file)
    for size in (8192, 9001, 20_011):
        monkeypatch.setattr("narrate.delivery.mp3_walk._BLOCK_BYTES", size)
        assert walked(tmp_path, file) == whole


def test_variable_bit_rates_are_found(tmp_path: Path, good: Path, ffmpeg: Callable[..., str]) -> None:
    variable = tmp_path / "v.mp3"
    ffmpeg("-i", good, "-q:a", "2", variable)
    found = walk(variable)
    assert len(found.kbps) > 1
    assert found.gapless is not None
    assert found.gapless.name == "Xing"
    assert found.gapless.frames == found.frames


def test_half_rates_have_short_frames(tmp_path: Path) -> None:
    found = walk(write_mp3(tmp_path / "half.mp3", speech(2.0, 22_050), 288, 22_050))  # half of 288
    assert (found.kbps, found.rates_hz) == ((144,), (22_050,))
    assert found.played == len(speech(2.0, 22_050))
    assert found.samples == found.frames * 576


def test_a_header_tells_how_long_its_frame_is() -> None:
    header = header_of(b"\xff\xfb\xb0\xc0")  # MPEG-1, layer III, 192 kbps, 44.1 kHz, mono
    assert header is not None
    assert (header.kbps, header.rate_hz, header.mode, header.samples) == (192, RATE_HZ, "mono", 1152)
    assert header.bytes == 144 * 192_000 // 44_100
    assert header_of(b"\xff\xfb\xf0\xc0") is None
    assert header_of(b"\xff\xfb\xbc\xc0") is None
    assert header_of(b"\xff\xfd\xb0\xc0") is None  # layer II
