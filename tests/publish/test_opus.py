"""Opus files: page for page accounted for, the same every time."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.publish.cover import read_cover
from narrate.publish.ogg import LAST, pages_of
from narrate.publish.opus import join, opus_writer, scan, tag
from narrate.publish.tags import ChapterMark, Part, Tags
from narrate.sound.encodings import Encoding

Sound = Callable[..., NDArray[np.float32]]
TAGS = Tags("One", "The Book", "Ann")


def written(path: Path, samples: NDArray[np.float32], rate_hz: int = 24_000, kbps: int = 48) -> Path:
    with opus_writer(path, rate_hz, Encoding(kbps=kbps)) as writer:
        writer.write(samples)
    return path


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_it_is_as_long_as_what_was_written(tmp_path: Path, sound: Sound, rate_hz: int) -> None:
    stream = scan(written(tmp_path / "a.opus", sound(rate_hz // 2, rate_hz), rate_hz))
    assert stream.samples == 24_000
    assert soundfile.info(tmp_path / "a.opus").duration == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize(("kbps", "channels", "lowered_db"), [(48, 1, 1.0), (24, 1, 1.0), (32, 2, 2.0)])
def test_it_is_lowered_to_leave_room_for_peaks(
    tmp_path: Path, sound: Sound, kbps: int, channels: int, lowered_db: float
) -> None:
    master = sound(12_000, 24_000)
    with opus_writer(tmp_path / "a.opus", 24_000, Encoding(channels, kbps=kbps)) as writer:
        writer.write(master)
    level = 1 - (kbps / channels - 6) / 250
    soundfile.write(
        tmp_path / "b.opus",
        np.repeat(master[:, None], channels, 1),
        24_000,
        "OPUS",
        format="OGG",
        compression_level=level,
    )
    ours, plain = (np.mean(np.square(soundfile.read(tmp_path / name)[0])) for name in ("a.opus", "b.opus"))
    assert 10 * np.log10(plain / ours) == pytest.approx(lowered_db, abs=0.2)


def test_its_pages_are_numbered_and_bear_no_random_number(tmp_path: Path, sound: Sound, jpeg: bytes) -> None:
    part = written(tmp_path / "a.opus", sound(48_000, 24_000))
    large = read_cover(jpeg.ljust(100_000, b"\0"))  # its packet takes more pages than one
    join([Part(part, "1"), Part(part, "2")], tmp_path / "book.opus", TAGS, large)
    data = (tmp_path / "book.opus").read_bytes()
    heads, at = [], 0
    while at < len(data):
        heads.append(struct.unpack_from("<4sBBqIII", data, at))
        count = data[at + 26]
        at += 27 + count + sum(data[at + 27 : at + 27 + count])
    assert {(name, version, serial) for name, version, _, _, serial, _, _ in heads} == {(b"OggS", 0, 1)}
    assert [number for *_, number, _ in heads] == list(range(len(heads)))
    assert [bool(head[2] & LAST) for head in heads] == [False] * (len(heads) - 1) + [True]
    positions = [head[3] for head in heads if head[3] >= 0]
    assert positions == sorted(positions)
    assert scan(tmp_path / "book.opus").samples == scan(part).whole + scan(part).samples


def test_any_bit_that_flips_is_found(tmp_path: Path, sound: Sound) -> None:
    path = written(tmp_path / "a.opus", sound(12_000, 24_000))
    whole = path.read_bytes()
    for index, at in enumerate(range(0, len(whole), 97)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << index % 8]) + whole[at + 1 :])
        with pytest.raises(NarrateError, match="delete the file and build again"):
            tag(path, tmp_path / "b.opus", TAGS, None)


def test_a_missing_page_is_found(tmp_path: Path, sound: Sound) -> None:
    path = written(tmp_path / "a.opus", sound(96_000, 24_000))
    pages = list(pages_of(path))
    path.write_bytes(b"".join(page.numbered(number) for number, page in enumerate(pages) if number != 3))
    with pytest.raises(NarrateError, match="damaged"):
        scan(path)


def test_vorbis_and_other_codings_are_refused(tmp_path: Path, sound: Sound) -> None:
    soundfile.write(tmp_path / "a.ogg", sound(9000, 24_000), 24_000, "VORBIS")
    with pytest.raises(NarrateError, match="not an Opus file"):
        scan(tmp_path / "a.ogg")
    one = written(tmp_path / "1.opus", sound(9000, 24_000))
    two = written(tmp_path / "2.opus", sound(9000, 48_000), 48_000)
    with pytest.raises(NarrateError, match="they are encoded differently"):
        join([Part(one, "1"), Part(two, "2")], tmp_path / "book.opus", TAGS, None)


def test_more_chapters_than_can_be_numbered_are_refused(tmp_path: Path, sound: Sound) -> None:
    part = written(tmp_path / "a.opus", sound(900, 24_000))
    marks = [ChapterMark("x", number, number + 1, 1000) for number in range(1000)]
    with pytest.raises(NarrateError, match="999 chapter marks"):
        tag(part, part, TAGS, None, marks)
