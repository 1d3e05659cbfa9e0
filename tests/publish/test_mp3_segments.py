"""Segments encoded apart play as if they had been encoded together."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from narrate.publish.format import Encoded, Tone
from narrate.publish.mp3 import mp3_segments, mp3_writer
from narrate.publish.mp3_segments import Seam, SegmentEncoder
from narrate.publish.mpeg import SAMPLES_PER_FRAME, scan
from narrate.publish.reservoir import Frame, before, frames, make_room
from narrate.sound.encodings import Encoding
from narrate.sound.master import by_segment
from narrate.sound.measure import measure
from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled
from narrate.sound.roomtone import RoomTone
from narrate.sound.seam import around
from narrate.sound.settings import Mastering, Pauses
from narrate.sound.timeline import Segment
from narrate.sound.utterance import Part

RATE = 24_000
MP3 = Encoding(kbps=192)
USUAL = Mastering()


@pytest.fixture(scope="module", autouse=True)
def _short() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr("narrate.sound.cuts.SHORTEST_S", 2)
        patches.setattr("narrate.sound.cuts.LONGEST_S", 4)
        yield


def parts(lengths_s: list[float], pause_s: float = 0.5, seed: int = 0) -> list[Part]:
    made = []
    for index, length_s in enumerate(lengths_s):
        noise = np.random.default_rng(seed + index).normal(size=round(length_s * RATE))
        swell = np.abs(np.sin(np.arange(len(noise)) / 4000)) + 0.02
        audio = (0.15 * swell * noise).clip(-0.9, 0.9).astype(np.float32)
        known = measure(audio, RATE)
        made.append(Part(f"u{index}", lambda a=audio: Recording(a, RATE), known, 0.0, pause_s, RATE))
    return made


class Made:
    """A chapter as an MP3 file made of segments, and the sound that it is to play at 44.1 kHz."""

    def __init__(
        self, path: Path, wanted: list[Part], how: Encoding = MP3, settings: Mastering = USUAL
    ) -> None:
        blocks: list[NDArray[np.float32]] = []
        rate_hz = settings.sample_rate_hz
        self.path = path
        self.segments: list[Segment] = []
        self.encoded: list[Encoded] = []
        with mp3_segments(path, rate_hz, how, Tone(*around(settings))) as file:
            encoders: dict[int, SegmentEncoder] = {}
            spare = RoomTone(rate_hz, settings.room_tone_db).at(0, 1)

            def listen(segment: Segment) -> list[Callable[[NDArray[np.float32]], None]]:
                encoders[segment.first] = file.encoder(opens=segment.opens, frames=segment.frames)
                return [encoders[segment.first].write, blocks.append]

            for segment, _ in by_segment(wanted, Pauses(), settings, listen):
                self.segments.append(segment)
                self.encoded.append(encoders[segment.first].finish())
                file.append(self.encoded[-1], segment.spare)
                blocks.append(spare[: segment.spare])
        self.rate_hz = rate_hz
        self.master = np.concatenate(blocks)
        self.source = resampled(self.master, rate_hz, 44_100)
        sound, _ = soundfile.read(path, dtype="float32", always_2d=True)
        self.played = sound[:, 0]

    @property
    def seams(self) -> list[int]:
        """In samples at 44.1 kHz."""
        return [
            frames * SAMPLES_PER_FRAME for frames in accumulate(each.frames for each in self.segments[:-1])
        ]

    def error_db(self, start: int, end: int) -> float:
        error = self.played[start:end] - self.source[start:end]
        return float(10 * np.log10(np.square(error).mean()))

    def level_db(self, start: int, end: int) -> float:
        return float(10 * np.log10(np.square(self.played[start:end]).mean()))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory, _short: None) -> Made:
    return Made(tmp_path_factory.mktemp("usual") / "a.mp3", parts([1.6] * 6))


@pytest.mark.parametrize(
    ("how", "settings"),
    [
        (MP3, USUAL),
        (Encoding(kbps=64), replace(USUAL, sample_rate_hz=22_050)),
        (Encoding(kbps=128, channels=2), replace(USUAL, sample_rate_hz=48_000, room_tone_db=-62)),
        (Encoding(kbps=320), replace(USUAL, sample_rate_hz=24_001)),
    ],
    ids=["192", "64", "128 in two channels", "320"],
)
def test_no_seam_is_heard(tmp_path: Path, how: Encoding, settings: Mastering) -> None:
    made = Made(tmp_path / "a.mp3", parts([1.6] * 5), how, settings)
    assert len(made.seams) >= 2
    for seam in made.seams:
        around_it = [made.level_db(at, at + 576) for at in range(seam - 2304, seam + 2304, 576)]
        assert max(around_it) - min(around_it) < 5  # the room tone itself goes up and down by as much
        worst_db = max(made.error_db(at, at + 576) for at in range(seam - 2304, seam + 2304, 576))
        assert worst_db < settings.room_tone_db - 3  # it lies a fraction of a sample beside the other
    assert (made.played == 0).sum() < 10
    assert abs(len(made.played) - len(made.source)) <= 2


def test_where_samples_fall_together_it_is_as_if_encoded_at_once(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.mp3", parts([1.6] * 5), settings=replace(USUAL, sample_rate_hz=44_100))
    with mp3_writer(tmp_path / "b.mp3", 44_100) as writer:
        writer.write(made.master)
    at_once, _ = soundfile.read(tmp_path / "b.mp3", dtype="float32")
    assert len(made.played) == len(at_once) == len(made.source)
    for seam in made.seams:
        near = slice(seam - 2304, seam + 2304)
        assert 10 * np.log10(np.square(made.played[near] - at_once[near]).mean()) < -95


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed: not checked against it")
def test_ffmpeg_plays_it_without_a_warning_and_to_its_last_sample(usual: Made) -> None:
    command = ["ffmpeg", "-v", "warning", "-i", usual.path, "-f", "f32le", "-"]
    played = subprocess.run(command, capture_output=True, check=True)
    assert played.stderr == b""
    assert np.abs(np.frombuffer(played.stdout, np.float32) - usual.played).max() < 1e-4
    assert scan(usual.path).samples == len(usual.played)


def test_the_frames_of_a_segment_depend_on_nothing_before_or_after_it(tmp_path: Path) -> None:
    one = Made(tmp_path / "a.mp3", parts([1.5, 1.4, 1.6, 1.5, 1.4, 1.6]))
    longer = parts([1.5, 1.4, 1.6, 1.5, 1.4, 1.6])
    longer[0] = parts([1.5], seed=99)[0]
    other = Made(tmp_path / "b.mp3", longer)
    assert len(one.encoded) == len(other.encoded) > 2
    assert [a.data == b.data for a, b in zip(one.encoded, other.encoded, strict=True)].count(False) == 1


def test_each_segment_ends_with_the_data_that_the_next_begins_with(usual: Made) -> None:
    seam = Seam.of(RATE, MP3, Tone(*around(USUAL)))
    for encoded in usual.encoded[1:]:
        first = next(frames(encoded.data))
        assert first.begins_before == len(seam.data) > 0
    for encoded in usual.encoded[:-1]:
        assert encoded.data.endswith(seam.data)


def test_writing_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    with mp3_segments(tmp_path / "a.mp3", RATE, MP3) as file:
        encoder = file.encoder(opens=True, frames=0)
        with pytest.raises(ValueError, match="not a finite number"):
            encoder.write(np.full(10, np.nan, np.float32))
        with pytest.raises(ValueError, match="wanted mono float32"):
            encoder.write(np.zeros((10, 2), np.float32))
        with pytest.raises(OSError, match="no sound"):
            encoder.finish()
        again = file.encoder(opens=True, frames=0)
        again.write(np.zeros(1000, np.float32))
        file.append(again.finish(), 0)


def test_a_chapter_without_a_segment_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="there is no sound"), mp3_segments(tmp_path / "a.mp3", RATE, MP3):
        pass
    assert list(tmp_path.iterdir()) == []


def frame(begins_before: int, room: bytes) -> Frame:
    return Frame(
        b"\xff\xfb\xb0\xc4",
        bytes((begins_before >> 1, (begins_before & 1) << 7)) + bytes(15),
        bytearray(room),
    )


def test_data_for_the_next_frame_is_written_where_the_old_one_had_its_own() -> None:
    kept = [frame(0, b"aaaa"), frame(1, b"bbbb")]
    make_room(kept, frame(6, b"...."), b"12345")
    assert [bytes(each.room) for each in kept] == [b"aa\0" + b"1", b"2345"]
    assert before(kept, frame(5, b"....")) == b"12345"
    assert [each.begins_before for each in kept] == [0, 1]


def test_a_frame_that_leaves_no_room_is_silenced() -> None:
    kept = [frame(0, b"aaaa"), frame(2, b"bbbb")]
    make_room(kept, frame(3, b"...."), b"12345")
    assert [bytes(each.room) for each in kept] == [b"aa\0" + b"1", b"2345"]
    assert [each.side for each in kept] == [bytes(17), bytes(17)]
    assert before(kept, frame(5, b"....")) == b"12345"
