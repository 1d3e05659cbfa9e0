"""WAV files: sample for sample, of any length, with marks that editors of sound read."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.publish import riff
from narrate.publish.riff import read_wave
from narrate.publish.tags import ChapterMark, Part, Tags
from narrate.publish.wav import join, tag, wav_writer
from narrate.sound.encodings import Encoding

Sound = Callable[..., NDArray[np.float32]]
TAGS = Tags("One", "The Book", "Ann")


def tagged(path: Path, samples: NDArray[np.float32], bits: int = 16) -> Path:
    with wav_writer(path, 24_000, Encoding(bits=bits)) as writer:
        writer.write(samples)
    tag(path, path, TAGS, None, [ChapterMark("One", 0, len(samples), 24_000)])
    return path


@pytest.mark.parametrize("bits", [16, 24])
def test_samples_survive_tagging_and_joining(tmp_path: Path, sound: Sound, bits: int) -> None:
    samples = sound(9001, 24_000)
    part = tagged(tmp_path / "1.wav", samples, bits)
    join([Part(part, "1"), Part(part, "2")], tmp_path / "book.wav", TAGS, None)
    heard, rate_hz = soundfile.read(tmp_path / "book.wav")
    assert (rate_hz, heard.shape) == (24_000, (18_002,))
    assert np.abs(heard - np.tile(samples, 2)).max() <= 2.0 ** (1 - bits)
    assert soundfile.info(tmp_path / "book.wav").format == "WAV"


def test_a_book_beyond_4_gb_is_rf64(tmp_path: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    part = tagged(tmp_path / "1.wav", sound(9000, 24_000))
    monkeypatch.setattr(riff, "MOST_BYTES", 20_000)  # as if this were all that 32 bits can count
    marks = join([Part(part, "1"), Part(part, "2")], tmp_path / "book.wav", TAGS, None)
    assert (tmp_path / "book.wav").read_bytes().startswith(b"RF64\xff\xff\xff\xff")
    assert soundfile.info(tmp_path / "book.wav").frames == marks[-1].end == 18_000
    assert read_wave(tmp_path / "book.wav").samples == 18_000
    if shutil.which("ffmpeg"):
        command = ["ffmpeg", "-v", "error", "-i", tmp_path / "book.wav", "-f", "s16le", "-"]
        answer = subprocess.run(command, capture_output=True, check=True)
        assert (answer.stderr, len(answer.stdout)) == (b"", 36_000)


def test_marks_that_cue_points_cannot_count_are_in_the_id3_tag() -> None:
    late = ChapterMark("Late", riff.MOST_BYTES, riff.MOST_BYTES + 24_000, 24_000)
    tail = riff.write_tail(TAGS, None, [late], bytes(16))
    assert (b"CHAP" in tail, b"cue " in tail) == (True, False)


def test_cue_points_count_samples(tmp_path: Path, sound: Sound) -> None:
    part = tagged(tmp_path / "1.wav", sound(4001, 24_000))
    join([Part(part, "A"), Part(part, "B")], tmp_path / "book.wav", TAGS, None)
    data = (tmp_path / "book.wav").read_bytes()
    at = data.index(b"cue ") + 8
    assert struct.unpack_from("<I", data, at) == (2,)
    points = [struct.unpack_from("<II4sIII", data, at + 4 + 24 * number) for number in range(2)]
    assert [(point[0], point[1], point[5]) for point in points] == [(1, 0, 0), (2, 4001, 4001)]


def test_a_bit_of_the_sound_that_flips_is_found(tmp_path: Path, sound: Sound) -> None:
    path = tagged(tmp_path / "1.wav", sound(9000, 24_000))
    data = bytearray(path.read_bytes())
    data[9999] ^= 4
    path.write_bytes(data)
    with pytest.raises(NarrateError, match="cut short or damaged"):
        tag(path, tmp_path / "2.wav", TAGS, None)
    with pytest.raises(NarrateError, match="cut short or damaged"):
        join([Part(path, "1")], tmp_path / "2.wav", TAGS, None)
    assert not (tmp_path / "2.wav").exists()


@pytest.mark.parametrize(("subtype", "channels"), [("FLOAT", 1), ("PCM_U8", 1), ("PCM_32", 1), ("PCM_16", 3)])
def test_other_kinds_of_sound_are_refused(tmp_path: Path, subtype: str, channels: int) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((99, channels)), 24_000, subtype)
    with pytest.raises(NarrateError, match="not a WAV file as narrate writes them"):
        read_wave(tmp_path / "a.wav")


def test_parts_of_another_coding_are_refused(tmp_path: Path, sound: Sound) -> None:
    one = tagged(tmp_path / "1.wav", sound(900, 24_000))
    two = tagged(tmp_path / "2.wav", sound(900, 24_000), 24)
    with pytest.raises(NarrateError, match="they are encoded differently"):
        join([Part(one, "1"), Part(two, "2")], tmp_path / "book.wav", TAGS, None)
