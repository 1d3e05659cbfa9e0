import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from narrate import atomic
from narrate.errors import NarrateError
from narrate.publish import flac
from narrate.publish.cover import read_cover
from narrate.publish.flac import flac_writer, join, tag
from narrate.publish.tags import ChapterMark, Part, Tags

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
    language="en-gb",
    publisher="The Press",
    description="A tale.\nOf two lines.",
    series="Tales",
    part="2",
    comment="AI voices.",
)


def write(path: Path, samples: NDArray[np.float32], rate_hz: int = 24_000) -> Path:
    with flac_writer(path, rate_hz) as writer:
        writer.write(samples)
    return path


def blocks(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The metadata blocks of a FLAC file, and all that follows them."""
    assert data[:4] == b"fLaC"
    at, found, last = 4, [], False
    while not last:
        last, kind = bool(data[at] & 128), data[at] & 127
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        found.append((kind, data[at + 4 : at + 4 + size]))
        at += 4 + size
    return found, data[at:]


def comments(data: bytes) -> list[str]:
    (block,) = [body for kind, body in blocks(data)[0] if kind == 4]
    (size,) = struct.unpack_from("<I", block)
    assert block[4 : 4 + size] == b"narrate"
    at = 4 + size
    (count,) = struct.unpack_from("<I", block, at)
    at += 4
    found = []
    for _ in range(count):
        (size,) = struct.unpack_from("<I", block, at)
        found.append(block[at + 4 : at + 4 + size].decode())
        at += 4 + size
    assert at == len(block)
    return found


def test_a_file_holds_exactly_the_samples_that_were_written(tmp_path: Path, sound: Sound) -> None:
    original = sound(30_011, 24_000)
    path = write(tmp_path / "a.flac", original)
    decoded, rate_hz = soundfile.read(path, dtype="float32")
    assert (rate_hz, decoded.shape, soundfile.info(path).subtype) == (24_000, (30_011,), "PCM_16")
    assert np.abs(decoded - original).max() <= 1 / 32_768


def test_sound_that_is_too_loud_is_clipped_and_does_not_wrap(tmp_path: Path) -> None:
    decoded, _ = soundfile.read(write(tmp_path / "a.flac", np.array([1.5, -1.5] * 3000, np.float32)))
    assert decoded[::2].min() > 0.999
    assert decoded[1::2].max() < -0.999


def test_every_tag_is_written(tmp_path: Path, sound: Sound) -> None:
    path = write(tmp_path / "a.flac", sound(9000, 24_000))
    tag(
        path,
        path,
        TAGS,
        None,
        [ChapterMark("Ännchen", 0, 90_061_001, 1000), ChapterMark("B", 90_061_001, 1, 1000)],
    )
    assert comments(path.read_bytes()) == [
        "TITLE=Ægir’s Fest 🧜",
        "ALBUM=The Book",
        "ARTIST=Ann Author",
        "ALBUMARTIST=Ann Author",
        "PERFORMER=Nora Reader",
        "COMPOSER=Nora Reader",
        "NARRATOR=Nora Reader",
        "GENRE=Audiobook",
        "TRACKNUMBER=3",
        "TRACKTOTAL=12",
        "DATE=1865",
        "LANGUAGE=en-gb",
        "PUBLISHER=The Press",
        "SERIES=Tales",
        "SERIES-PART=2",
        "COMMENT=AI voices.",
        "DESCRIPTION=A tale.\nOf two lines.",
        "CHAPTER001=00:00:00.000",
        "CHAPTER001NAME=Ännchen",
        "CHAPTER002=25:01:01.001",
        "CHAPTER002NAME=B",
    ]


def test_what_is_empty_is_left_out(tmp_path: Path, sound: Sound) -> None:
    path = write(tmp_path / "a.flac", sound(9000, 24_000))
    tag(path, path, Tags("Alone\0\n", genre=""), None)
    assert comments(path.read_bytes()) == ["TITLE=Alone"]


def test_tagging_keeps_the_description_of_the_sound_and_every_frame(
    tmp_path: Path, sound: Sound, png: bytes
) -> None:
    path = write(tmp_path / "a.flac", sound(9000, 24_000))
    before, frames = blocks(path.read_bytes())
    tag(path, tmp_path / "b.flac", TAGS, read_cover(png))
    after, same_frames = blocks((tmp_path / "b.flac").read_bytes())
    assert same_frames == frames
    assert after[0] == before[0]
    assert [kind for kind, _ in after] == [0, 4, 6, 1]
    assert after[3][1] == bytes(4096)
    picture = after[2][1]
    assert struct.unpack_from(">II9s6I", picture) == (3, 9, b"image/png", 0, 3, 2, 32, 0, len(png))
    assert picture.endswith(png)


def test_a_joined_book_is_the_parts_sample_for_sample(tmp_path: Path, sound: Sound) -> None:
    paths = [write(tmp_path / f"{n}.flac", sound(70_000 + 7 * n, 24_000, 99 + n)) for n in range(3)]
    tag(paths[1], paths[1], TAGS, None)
    marks = join([Part(path, path.stem) for path in paths], tmp_path / "book.flac", TAGS, None)
    book, _ = soundfile.read(tmp_path / "book.flac", dtype="int16")
    assert np.array_equal(book, np.concatenate([soundfile.read(path, dtype="int16")[0] for path in paths]))
    assert marks == (
        ChapterMark("0", 0, 70_000, 24_000),
        ChapterMark("1", 70_000, 140_007, 24_000),
        ChapterMark("2", 140_007, 210_021, 24_000),
    )


def test_parts_of_different_rates_are_refused(tmp_path: Path, sound: Sound) -> None:
    one, two = write(tmp_path / "1.flac", sound(9000, 24_000)), tmp_path / "2.flac"
    write(two, sound(9000, 44_100), 44_100)
    with pytest.raises(NarrateError, match=r"cannot join .*2.flac to .*1.flac: they are encoded differently"):
        join([Part(one, "1"), Part(two, "2")], tmp_path / "book.flac", TAGS, None)


def test_parts_that_would_lose_something_are_refused(tmp_path: Path) -> None:
    for samples, subtype in ((np.zeros((9000, 3)), "PCM_16"), (np.zeros(9000), "PCM_S8")):
        soundfile.write(tmp_path / "1.flac", samples, 24_000, subtype)
        with pytest.raises(NarrateError, match="as narrate makes none"):
            join([Part(tmp_path / "1.flac", "1")], tmp_path / "book.flac", TAGS, None)


def test_a_part_that_is_damaged_in_the_middle_is_never_joined(tmp_path: Path, sound: Sound) -> None:
    path = write(tmp_path / "1.flac", sound(200_000, 24_000))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = bytes(4000)
    path.write_bytes(data)
    with pytest.raises(NarrateError, match="cut short or damaged"):
        join([Part(path, "1")], tmp_path / "book.flac", TAGS, None)


def test_a_bit_that_flips_is_not_tagged_anew(tmp_path: Path, sound: Sound) -> None:
    path = write(tmp_path / "1.flac", sound(200_000, 24_000))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    with pytest.raises(NarrateError, match="cut short or damaged"):
        tag(path, tmp_path / "2.flac", TAGS, None)
    assert not (tmp_path / "2.flac").exists()


def test_nobody_sweeps_what_a_book_is_joined_by_way_of(
    tmp_path: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a build of another project with the same folder of publications might."""
    swept: list[int] = []

    def tag_late(*arguments: Any) -> None:
        swept.append(atomic.sweep(tmp_path))
        tag(*arguments)

    monkeypatch.setattr(flac, "tag", tag_late)
    path = write(tmp_path / "1.flac", sound(70_000, 24_000))
    join([Part(path, "1"), Part(path, "2")], tmp_path / "book.flac", TAGS, None)
    assert swept == [0]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["1.flac", "book.flac"]


def test_more_chapters_than_have_a_number_are_refused(tmp_path: Path, sound: Sound) -> None:
    path = write(tmp_path / "a.flac", sound(9000, 24_000))
    marks = [ChapterMark("", n, n + 1, 24_000) for n in range(1000)]
    with pytest.raises(NarrateError, match="999 chapter marks, and this book has 1000"):
        tag(path, tmp_path / "b.flac", TAGS, None, marks)


def test_ffprobe_reads_the_tags_and_the_cover(
    tmp_path: Path, sound: Sound, jpeg: bytes, probe: Probe
) -> None:
    path = write(tmp_path / "a.flac", sound(9000, 24_000))
    tag(path, path, TAGS, read_cover(jpeg))
    seen = probe(path)
    tags = {key.lower(): value for key, value in seen["format"]["tags"].items()}
    expected = {
        "title": "Ægir’s Fest 🧜",
        "album": "The Book",
        "artist": "Ann Author",
        "album_artist": "Ann Author",
        "composer": "Nora Reader",
        "track": "3",
        "tracktotal": "12",
        "date": "1865",
        "series": "Tales",
        "comment": "A tale.\nOf two lines.",  # what FFmpeg calls DESCRIPTION
    }
    assert {key: tags.get(key) for key in expected} == expected
    (picture,) = [stream for stream in seen["streams"] if stream["codec_type"] == "video"]
    assert picture["disposition"]["attached_pic"] == 1
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("mjpeg", 16, 16)


def test_ffprobe_sees_300_chapters_in_order(tmp_path: Path, sound: Sound, probe: Probe) -> None:
    path = write(tmp_path / "part.flac", sound(2500, 24_000))
    titles = [f"{n}. Größe = 第{n}章" for n in range(300)]
    marks = join([Part(path, title) for title in titles], tmp_path / "book.flac", TAGS, None)
    seen = probe(tmp_path / "book.flac")
    assert [chapter["tags"]["title"] for chapter in seen["chapters"]] == titles
    for chapter, mark in zip(seen["chapters"], marks, strict=True):
        assert float(chapter["start_time"]) == pytest.approx(mark.start / 24_000, abs=0.001)
        assert float(chapter["end_time"]) == pytest.approx(mark.end / 24_000, abs=0.001)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed: not checked against it")
def test_ffmpeg_plays_a_book_without_a_warning_and_to_its_last_sample(
    tmp_path: Path, sound: Sound, jpeg: bytes
) -> None:
    path = write(tmp_path / "1.flac", sound(40_321, 24_000))
    book = tmp_path / "book.flac"
    marks = join([Part(path, "One"), Part(path, "Two")], book, TAGS, read_cover(jpeg))
    command = ["ffmpeg", "-v", "warning", "-i", book, "-map", "0:a", "-f", "s16le", "-"]
    played = subprocess.run(command, capture_output=True, check=True)
    assert played.stderr == b""
    assert len(played.stdout) // 2 == marks[-1].end == 80_642


@pytest.mark.parametrize("part", [slice(12, 15), slice(15, 18), slice(26, 42)], ids=["least", "most", "md5"])
def test_what_the_encoder_fills_in_last_must_be_there(tmp_path: Path, part: slice) -> None:
    """A disk that is full just then loses that alone, and libsndfile says nothing."""
    path = tmp_path / "a.flac"
    with flac_writer(path, 24_000) as writer:
        writer.write(np.full(5000, 0.25, np.float32))
    whole = bytearray(path.read_bytes())
    assert flac._samples_kept(path) == 5000
    whole[part] = bytes(part.stop - part.start)
    path.write_bytes(whole)
    with pytest.raises(NarrateError, match="cut short or damaged"):
        flac._samples_kept(path)
