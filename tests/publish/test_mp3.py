import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.publish.cover import read_cover
from narrate.publish.lame_checksum import crc16, joined_crc
from narrate.publish.mp3 import join, mp3_writer, tag
from narrate.publish.mpeg import scan
from narrate.publish.tags import ChapterMark, Part, Tags
from narrate.sound.encodings import CHOICES, Encoding

Sound = Callable[..., NDArray[np.float32]]
Probe = Callable[[Path], Any]
TAGS = Tags(
    title="Ægir’s Fest 🧜",
    album="The Book",
    author="Ann Author",
    narrator="Nora Reader",
    track=3,
    tracks=12,
    year="1865",
    language="en",
    description="A tale.",
    series="Tales",
    part="2",
)


def write(path: Path, samples: NDArray[np.float32], rate_hz: int = 44_100) -> Path:
    with mp3_writer(path, rate_hz) as writer:
        writer.write(samples)
    return path


def info_tag(data: bytes) -> tuple[bytes, dict[str, int]]:
    """The Info frame of an MP3 file from its first frame on, read by the letter of its description."""
    at = data.index(b"Info", 0, 64)
    flags, frames, size = struct.unpack(">III", data[at + 4 : at + 16])
    assert flags == 15
    lame = data[at + 120 : at + 156]
    assert lame[:4] == b"LAME"
    delay = lame[21] << 4 | lame[22] >> 4
    padding = (lame[22] & 15) << 8 | lame[23]
    length, music_crc, tag_crc = struct.unpack(">IHH", lame[28:36])
    assert length == size
    assert crc16(data[: at + 154]) == tag_crc
    return data[626:], {
        "frames": frames,
        "size": size,
        "delay": delay,
        "padding": padding,
        "music_crc": music_crc,
    }


@pytest.mark.parametrize("samples", [1, 1151, 1152, 1153, 44_100, 50_000])
def test_a_file_plays_exactly_the_samples_that_were_written(
    tmp_path: Path, sound: Sound, samples: int
) -> None:
    path = write(tmp_path / "a.mp3", sound(samples, 44_100))
    decoded, rate_hz = soundfile.read(path)
    assert (rate_hz, decoded.shape) == (44_100, (samples,))
    assert scan(path).samples == samples


def test_the_sound_is_the_same_sound_in_the_same_place(tmp_path: Path, sound: Sound) -> None:
    original = sound(44_100, 44_100)
    decoded, _ = soundfile.read(write(tmp_path / "a.mp3", original), dtype="float32")
    # LAME scales by -0.26 dB at this bit rate; a shift by a single sample would be an error of -32 dB
    error = decoded / 10 ** (-0.26 / 20) - original
    assert np.sqrt(np.mean(error**2)) < 0.01 * np.sqrt(np.mean(original**2))


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000])
def test_other_rates_arrive_at_44100_hz_with_their_length(tmp_path: Path, sound: Sound, rate_hz: int) -> None:
    path = write(tmp_path / "a.mp3", sound(rate_hz, rate_hz), rate_hz)
    info = soundfile.info(path)
    assert (info.samplerate, info.channels, info.frames) == (44_100, 1, 44_100)


def test_every_frame_is_192_kbit_per_second_mono(tmp_path: Path, sound: Sound) -> None:
    data = write(tmp_path / "a.mp3", sound(48_000, 24_000), 24_000).read_bytes()
    at = frames = 0
    while at < len(data):
        assert data[at : at + 2] == b"\xff\xfb"
        assert data[at + 2] & 0xFC == 0xB0  # 192 kbit/s, 44.1 kHz
        assert data[at + 3] >> 6 == 3  # mono
        at += 626 + (data[at + 2] >> 1 & 1)
        frames += 1
    assert at == len(data)
    assert frames == scan(tmp_path / "a.mp3").info.frames + 1


@pytest.mark.parametrize("kbps", CHOICES["mp3"].kbps)
def test_a_bit_rate_that_is_chosen_is_that_of_every_frame(tmp_path: Path, sound: Sound, kbps: int) -> None:
    with mp3_writer(tmp_path / "a.mp3", 44_100, Encoding(channels=2, kbps=kbps)) as writer:
        writer.write(sound(9000, 44_100))
    stream = scan(tmp_path / "a.mp3")
    assert stream.end - stream.start == pytest.approx(stream.info.frames * 144_000 * kbps / 44_100, abs=1)
    heard, _ = soundfile.read(tmp_path / "a.mp3")
    assert heard.shape == (9000, 2)
    assert (heard[:, 0] == heard[:, 1]).all()
    assert heard[:, 0].std() == pytest.approx(sound(9000, 44_100).std(), rel=0.1)


def test_a_joined_book_is_the_parts_one_after_the_other(tmp_path: Path, sound: Sound) -> None:
    lengths = (44_100, 30_007, 61_234)
    paths = [
        write(tmp_path / f"{n}.mp3", sound(length, 44_100, 150 + 50 * n)) for n, length in enumerate(lengths)
    ]
    tag(paths[1], paths[1], TAGS, None)  # tagged parts join as well as bare ones
    book = tmp_path / "book.mp3"
    marks = join([Part(path, path.stem) for path in paths], book, TAGS, None)

    decoded, _ = soundfile.read(book, dtype="float32")
    assert [mark.title for mark in marks] == ["0", "1", "2"]
    assert marks[0].start == 0
    assert marks[-1].end == len(decoded)
    for path, mark, following in zip(paths, marks, [*marks[1:], None], strict=True):
        part, _ = soundfile.read(path, dtype="float32")
        heard = decoded[mark.start : mark.start + len(part)]
        # Past a decoder's first frames, where it overlaps with what was before, the samples are the same.
        assert np.abs(heard - part)[1200:-1200].max() < 1e-4
        if following:
            assert mark.end == following.start
            assert 0 <= following.start - mark.start - len(part) <= 2 * 1152  # the encoder's own silence


def test_a_joined_book_has_one_true_info_frame(tmp_path: Path, sound: Sound) -> None:
    paths = [write(tmp_path / f"{n}.mp3", sound(20_000 + 777 * n, 44_100)) for n in range(3)]
    join([Part(path, "x") for path in paths], tmp_path / "book.mp3", TAGS, None)
    parts = [info_tag(path.read_bytes()) for path in paths]
    data = (tmp_path / "book.mp3").read_bytes()
    frames, info = info_tag(data[data.index(b"\xff\xfb\xb0") :])
    assert frames == b"".join(frames for frames, _ in parts)
    assert info == {
        "frames": sum(part["frames"] for _, part in parts),
        "size": 626 + len(frames),
        "delay": parts[0][1]["delay"],
        "padding": parts[-1][1]["padding"],
        "music_crc": crc16(frames),
    }


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_checksums_join_without_the_data(first: bytes, second: bytes) -> None:
    assert joined_crc(crc16(first), crc16(second), len(second)) == crc16(first + second)


def test_parts_of_different_coding_are_refused(tmp_path: Path, sound: Sound) -> None:
    ours = write(tmp_path / "ours.mp3", sound(30_000, 44_100))
    other = tmp_path / "other.mp3"
    with soundfile.SoundFile(
        other,
        "w",
        44_100,
        1,
        "MPEG_LAYER_III",
        format="MP3",
        bitrate_mode="CONSTANT",
        compression_level=0.6666,
    ) as file:
        file.write(sound(30_000, 44_100))
    with pytest.raises(NarrateError, match=r"cannot join .*other.mp3 to .*ours.mp3"):
        join([Part(ours, "1"), Part(other, "2")], tmp_path / "book.mp3", TAGS, None)


def test_a_book_that_is_larger_than_its_header_can_say_is_refused(
    tmp_path: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.mp3", sound(30_000, 44_100))
    monkeypatch.setattr("narrate.publish.mp3._MOST_BYTES", 2 * path.stat().st_size)
    join([Part(path, "1"), Part(path, "2")], tmp_path / "book.mp3", TAGS, None)
    with pytest.raises(NarrateError, match="an MP3 file can hold 4 GB"):
        join([Part(path, "1"), Part(path, "2"), Part(path, "3")], tmp_path / "long.mp3", TAGS, None)


def test_a_variable_bit_rate_is_refused(tmp_path: Path, sound: Sound) -> None:
    with soundfile.SoundFile(
        tmp_path / "a.mp3", "w", 44_100, 1, "MPEG_LAYER_III", format="MP3", bitrate_mode="VARIABLE"
    ) as file:
        file.write(sound(60_000, 44_100))
    with pytest.raises(NarrateError, match="not an MP3 file as narrate writes them"):
        scan(tmp_path / "a.mp3")


@pytest.mark.parametrize("more", [b"TAG" + bytes(125), b"\0", b"junk that is long enough"])
def test_bytes_after_the_last_frame_are_refused(tmp_path: Path, sound: Sound, more: bytes) -> None:
    path = write(tmp_path / "a.mp3", sound(30_000, 44_100))
    path.write_bytes(path.read_bytes() + more)
    with pytest.raises(NarrateError, match="damaged"):
        scan(path)


def test_any_bit_that_flips_behind_the_tags_is_found(tmp_path: Path, sound: Sound) -> None:
    path = write(tmp_path / "a.mp3", sound(30_000, 44_100))
    whole = path.read_bytes()
    info = info_tag(whole)[0]
    begin = whole.index(info)
    places = [*range(begin, begin + 192, 5), *range(begin + len(info), len(whole), 311), len(whole) - 1]
    for index, at in enumerate(places):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << index % 8]) + whole[at + 1 :])
        with pytest.raises(NarrateError, match="delete the file and build again"):
            scan(path)


def test_ffprobe_reads_the_tags_and_the_cover(
    tmp_path: Path, sound: Sound, jpeg: bytes, probe: Probe
) -> None:
    bare = write(tmp_path / "bare.mp3", sound(44_100, 44_100))
    tag(bare, tmp_path / "a.mp3", TAGS, read_cover(jpeg))
    seen = probe(tmp_path / "a.mp3")
    expected = {
        "title": "Ægir’s Fest 🧜",
        "album": "The Book",
        "artist": "Ann Author",
        "album_artist": "Ann Author",
        "composer": "Nora Reader",
        "genre": "Audiobook",
        "track": "3/12",
        "date": "1865",
        "language": "eng",
        "comment": "A tale.",
        "DESCRIPTION": "A tale.",
        "SERIES": "Tales",
        "SERIES-PART": "2",
        "NARRATOR": "Nora Reader",
    }
    assert {key: seen["format"]["tags"].get(key) for key in expected} == expected
    (picture,) = [stream for stream in seen["streams"] if stream["codec_type"] == "video"]
    assert picture["disposition"]["attached_pic"] == 1
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("mjpeg", 16, 16)
    assert picture["tags"]["comment"] == "Cover (front)"


@pytest.mark.parametrize("count", [3, 255, 300])
def test_ffprobe_sees_the_chapters_of_a_book_in_order(
    tmp_path: Path, sound: Sound, probe: Probe, count: int
) -> None:
    path = write(tmp_path / "part.mp3", sound(2000, 44_100))
    titles = [f"{n}. Größe, 第{n}章" for n in range(count)]
    marks = join([Part(path, title) for title in titles], tmp_path / "book.mp3", TAGS, None)
    seen = probe(tmp_path / "book.mp3")
    assert [chapter["tags"]["title"] for chapter in seen["chapters"]] == titles
    for chapter, mark in zip(seen["chapters"], marks, strict=True):
        assert float(chapter["start_time"]) == pytest.approx(mark.start / 44_100, abs=0.001)
        assert float(chapter["end_time"]) == pytest.approx(mark.end / 44_100, abs=0.001)


def test_marks_counted_at_another_rate_are_put_in_the_same_place(
    tmp_path: Path, sound: Sound, probe: Probe
) -> None:
    bare = write(tmp_path / "bare.mp3", sound(48_000, 24_000), 24_000)
    marks = [ChapterMark("A", 0, 12_345, 24_000), ChapterMark("B", 12_345, 48_000, 24_000)]
    tag(bare, tmp_path / "a.mp3", TAGS, None, marks)
    times = [float(chapter["start_time"]) for chapter in probe(tmp_path / "a.mp3")["chapters"]]
    assert times == pytest.approx([0, 12_345 / 24_000], abs=0.001)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed: not checked against it")
def test_ffmpeg_plays_a_book_without_a_warning_and_to_its_last_sample(
    tmp_path: Path, sound: Sound, jpeg: bytes
) -> None:
    paths = [write(tmp_path / f"{n}.mp3", sound(40_000 + 999 * n, 44_100)) for n in range(4)]
    book = tmp_path / "book.mp3"
    marks = join([Part(path, f"Chapter {path.stem}") for path in paths], book, TAGS, read_cover(jpeg))
    command = ["ffmpeg", "-v", "warning", "-i", book, "-map", "0:a", "-f", "s16le", "-"]
    played = subprocess.run(command, capture_output=True, check=True)
    assert played.stderr == b""
    assert len(played.stdout) // 2 == marks[-1].end
