"""Books whose frames are copied: what was in their chapters is in them, and nothing is taken on trust."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.publish import flac
from narrate.publish.checksums import MIRRORED, remainder
from narrate.publish.flac_frames import Frames, Sizes, frames_of, renumbered
from narrate.publish.tags import Part, Tags
from narrate.publish.vorbis import read_head

BLOCK = 4096
Samples = NDArray[np.int16]


def silence(samples: int) -> Samples:
    """What is coded as one sample."""
    return np.zeros(samples, np.int16)


def noise(samples: int) -> Samples:
    """What cannot be coded in fewer bits."""
    return np.random.default_rng(samples).integers(-32_768, 32_768, samples).astype(np.int16)


def tone(samples: int) -> Samples:
    return (9000 * np.sin(np.arange(samples) / 9)).astype(np.int16)


def write(path: Path, samples: Samples, rate_hz: int = 24_000) -> Path:
    soundfile.write(path, samples, rate_hz, "PCM_16", format="FLAC")
    return path


def joined(paths: list[Path], book: Path) -> Samples:
    flac.join([Part(path, path.stem) for path in paths], book, Tags("Book"), None)
    return soundfile.read(book, dtype="int16")[0]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([silence, noise, tone]),
            st.sampled_from([1, 15, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 7]),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=25)
def test_a_book_is_its_chapters_sample_for_sample_whatever_their_lengths(
    tmp_path_factory: pytest.TempPathFactory, chapters: list[tuple[object, int]]
) -> None:
    folder = tmp_path_factory.mktemp("book")
    sounds = [make(samples) for make, samples in chapters]  # type: ignore[operator]
    paths = [write(folder / f"{n}.flac", sound) for n, sound in enumerate(sounds)]
    assert np.array_equal(joined(paths, folder / "book.flac"), np.concatenate(sounds))


@pytest.fixture
def chapters(tmp_path: Path) -> dict[Path, Samples]:
    """Chapters of whole blocks; the numbers of their frames take one byte and two."""
    sounds = [tone(BLOCK * 90), silence(BLOCK * 3), noise(BLOCK * 60), tone(BLOCK * 2000)]
    return {write(tmp_path / f"{n}.flac", sound): sound for n, sound in enumerate(sounds)}


@pytest.fixture
def copying_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be encoded again."""
    monkeypatch.delattr(flac, "_encode_again")


@pytest.mark.usefixtures("copying_only")
def test_frames_of_whole_blocks_are_copied(tmp_path: Path, chapters: dict[Path, Samples]) -> None:
    book = tmp_path / "book.flac"
    assert np.array_equal(joined(list(chapters), book), np.concatenate(list(chapters.values())))
    with book.open("rb") as file:
        stream = read_head(file, book)
    assert stream.block_samples == (BLOCK, BLOCK)
    assert stream.samples == sum(map(len, chapters.values()))
    assert stream.block[18:] == bytes(16)  # nobody knows the MD5 of the samples
    lengths = [len(frame) for frame in cut(book)]
    sizes = [int.from_bytes(stream.block[at : at + 3], "big") for at in (4, 7)]
    assert sizes == [min(lengths), max(lengths)]


@pytest.mark.parametrize("first", [0, 1, 120, 2040, 65_530, 2_097_147])
def test_frames_keep_their_bodies_and_get_the_numbers_and_checksums_of_their_place(
    tmp_path: Path, first: int
) -> None:
    path = write(tmp_path / "1.flac", np.concatenate([tone(BLOCK * 9), silence(BLOCK), noise(BLOCK)]))
    frames = frames_in(path)
    copied = b"".join(renumbered(frames, first, Sizes()))
    for number, frame in enumerate(cut(path)):
        header = 7 if number < 128 else 8
        new = header_of(frames.prefix, first + number) + frame[header - 1 : -2]
        new += checksum(new, 0x8005, 16).to_bytes(2, "big")
        assert copied.startswith(new)
        copied = copied[len(new) :]
    assert copied == b""


@pytest.mark.usefixtures("copying_only")
def test_every_sample_of_a_book_can_be_sought(tmp_path: Path, chapters: dict[Path, Samples]) -> None:
    book = tmp_path / "book.flac"
    sound = joined(list(chapters), book)
    ends = np.cumsum([len(samples) for samples in chapters.values()])
    chance = np.random.default_rng(3).integers(0, len(sound), 60)
    with soundfile.SoundFile(book) as file:
        for at in sorted({0, *(ends - 1), *ends[:-1], *chance}, key=lambda at: at * 7919 % 1009):
            file.seek(int(at))
            assert np.array_equal(file.read(5, dtype="int16"), sound[at : at + 5])


@pytest.mark.usefixtures("copying_only")
@pytest.mark.skipif(shutil.which("flac") is None, reason="flac is not installed: not checked against it")
def test_the_reference_decoder_is_content(tmp_path: Path, chapters: dict[Path, Samples]) -> None:
    sound = joined(list(chapters), tmp_path / "book.flac")
    options = ["--decode", "--stdout", "--silent", "--force-raw-format", "--endian=little", "--sign=signed"]
    for skip in (0, len(sound) // 2 + 1):
        command = ["flac", *options, f"--skip={skip}", tmp_path / "book.flac"]
        played = subprocess.run(command, capture_output=True, check=True)
        assert played.stdout == sound[skip:].tobytes()
        assert b"WARNING" not in played.stderr.replace(b"WARNING, cannot check MD5", b"")


@pytest.mark.usefixtures("copying_only")
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed: not checked against it")
def test_ffmpeg_plays_a_book_from_anywhere(tmp_path: Path, chapters: dict[Path, Samples]) -> None:
    sound = joined(list(chapters), tmp_path / "book.flac")
    for at_s in (0, 100, 300):
        command = [
            "ffmpeg",
            "-v",
            "warning",
            "-ss",
            str(at_s),
            "-i",
            tmp_path / "book.flac",
            "-f",
            "s16le",
            "-",
        ]
        played = subprocess.run(command, capture_output=True, check=True)
        assert played.stderr == b""
        assert played.stdout == sound[at_s * 24_000 :].tobytes()


def test_sound_that_reads_like_a_header_is_not_taken_for_one(tmp_path: Path) -> None:
    sound = noise(BLOCK * 8)
    path = write(tmp_path / "1.flac", sound)
    for number in (3, 4, 5):  # noise is written as it is
        words = np.frombuffer(header_of(frames_in(path).prefix, number), ">i2")
        fooled = sound.copy()
        fooled[BLOCK * 3 + 9 : BLOCK * 3 + 9 + len(words)] = words
        write(path, fooled)
        assert path.read_bytes().count(words.tobytes()) == 2
        assert np.array_equal(joined([path, path], tmp_path / "book.flac"), np.concatenate([fooled] * 2))


@pytest.mark.usefixtures("copying_only")
def test_a_damaged_chapter_is_named_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    good, bad = write(tmp_path / "1.flac", tone(BLOCK * 8)), tmp_path / "2.flac"
    whole = write(bad, np.concatenate([tone(BLOCK * 8), noise(BLOCK * 5)])).read_bytes()
    starts = np.cumsum([len(whole) - sum(map(len, cut(bad))), *map(len, cut(bad))])
    damages = [whole[: starts[4]] + whole[starts[5] :]]  # a frame is missing
    for at in (*starts[2:4], starts[4] + 4, starts[5] - 1, starts[9] + 4000, len(whole) - 1):
        damages += [whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :] for bit in (1, 16, 128)]
    for damaged in damages:
        bad.write_bytes(damaged)
        with pytest.raises(NarrateError, match=r"2\.flac is cut short or damaged"):
            joined([good, bad], tmp_path / "book.flac")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.flac", "2.flac"]


@given(st.binary(max_size=3000), st.binary(max_size=3000))
def test_a_remainder_is_the_checksum_bit_by_bit(first: bytes, second: bytes) -> None:
    both = checksum(first + second, 0x8005, 16)
    assert remainder(first + second + bytes(2)) == both  # a checksum is of what has 16 zero bits behind it
    assert remainder(second + bytes(2), remainder(first)) == both
    assert remainder(first + second + both.to_bytes(2, "big")) == 0


@given(st.binary(max_size=3000), st.binary(max_size=3000))
def test_a_mirrored_remainder_is_that_of_mirrored_bytes(first: bytes, second: bytes) -> None:
    mirrored = [data.translate(MIRRORED) for data in (first, second)]
    assert remainder(second, remainder(first, mirrored=True), mirrored=True) == remainder(b"".join(mirrored))


def frames_in(path: Path) -> Frames:
    with path.open("rb") as file:
        frames = frames_of(path, read_head(file, path))
    assert frames is not None
    return frames


def cut(path: Path) -> list[bytes]:
    """The frames of a file, one by one, found by their headers alone."""
    frames, data = frames_in(path), path.read_bytes()
    starts = [frames.stream.start]
    for number in range(1, frames.count):
        starts.append(data.index(header_of(frames.prefix, number), starts[-1] + 1))
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def header_of(prefix: bytes, number: int) -> bytes:
    """The header of a frame. FLAC codes a number as UTF-8 codes a character; surrogates are numbers too."""
    if number < 0x110000:
        coded = chr(number).encode("utf-8", "surrogatepass")
    else:  # as UTF-8 was first thought of: RFC 2279
        width = 4 if number < 0x200000 else 5
        tail = [number >> 6 * place & 0x3F | 0x80 for place in range(width - 1)]
        coded = bytes([number >> 6 * (width - 1) | 0xFF00 >> width & 0xFF, *reversed(tail)])
    return prefix + coded + bytes([checksum(prefix + coded, 0x07, 8)])


def checksum(data: bytes, polynomial: int, bits: int) -> int:
    """A CRC, bit by bit."""
    crc = 0
    for octet in data:
        crc ^= octet << (bits - 8)
        for _ in range(8):
            crc = crc << 1 ^ (polynomial | 1 << bits if crc >> (bits - 1) else 0)
    return crc
