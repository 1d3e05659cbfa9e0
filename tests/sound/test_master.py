from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.model import Master
from narrate.sound.levels import gain_db, voice_lufs
from narrate.sound.loudness import integrated_lufs
from narrate.sound.master import master
from narrate.sound.measure import measure
from narrate.sound.pcm import Recording, playable
from narrate.sound.roomtone import RoomTone
from narrate.sound.settings import Mastering, Pauses
from narrate.sound.timeline import WHOLE_SAMPLES, Extent, timeline
from narrate.sound.true_peak import true_peak_db
from narrate.sound.utterance import Part

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not installed: not checked against it"
)
ACX = Mastering()


@dataclass(frozen=True, slots=True)
class Chapter:
    known: Master
    audio: NDArray[np.float32]

    def under(self, index: int) -> NDArray[np.float32]:
        mark = self.known.marks[index]
        return self.audio[mark.start : mark.end]


def make(parts: list[Part], pauses: Pauses | None = None, settings_: Mastering = ACX) -> Chapter:
    blocks: list[NDArray[np.float32]] = []
    known = master(parts, pauses or Pauses(), settings_, blocks.append)
    return Chapter(known, np.concatenate([np.empty(0, np.float32), *blocks]))


def part(
    audio: NDArray[np.float32], gain_db: float = 0.0, pause_s: float = 0.5, rate_hz: int = 24_000
) -> Part:
    measured = measure(audio, rate_hz)
    return Part("c01.p1.u1", lambda: Recording(audio, rate_hz), measured, gain_db, pause_s, rate_hz)


@pytest.fixture(scope="module")
def dialogue(speak: Callable[..., np.ndarray]) -> list[Part]:
    """Three voices, 24 dB apart and at three rates, each brought to the target."""
    voices = [(110, 0.9, 24_000), (210, 0.25, 22_050), (160, 0.06, 44_100)]
    gap_s = 0.3
    takes = []
    for line in range(9):
        pitch_hz, peak, rate_hz = voices[line % 3]
        gap = np.zeros(round(gap_s * rate_hz), np.float32)
        voice = speak(2 + line % 4, rate_hz, pitch_hz, peak, seed=line)
        takes.append((line % 3, np.concatenate([gap, voice, gap]), rate_hz))
    measures = [measure(audio, rate_hz) for _, audio, rate_hz in takes]
    gains = [
        gain_db(
            voice_lufs(
                measured for (who, _, _), measured in zip(takes, measures, strict=True) if who == voice
            ),
            ACX.target_lufs,
        )
        for voice in range(3)
    ]
    return [
        Part(
            f"c01.p{line}.u1", lambda a=audio, r=rate_hz: Recording(a, r), measured, gains[who], 0.5, rate_hz
        )
        for line, ((who, audio, rate_hz), measured) in enumerate(zip(takes, measures, strict=True))
    ]


def test_a_chapter_meets_the_technical_numbers_of_acx(dialogue: list[Part]) -> None:
    chapter = make(dialogue)
    assert -23 <= chapter.known.rms_db <= -18
    assert true_peak_db(chapter.audio) <= -3.4
    assert 20 * np.log10(np.sqrt(np.square(chapter.audio[-24_000:]).mean())) < -61


def test_voices_that_were_24_db_apart_are_equally_loud(dialogue: list[Part]) -> None:
    chapter = make(dialogue)
    loudness = [
        integrated_lufs(
            pair for line in range(voice, 9, 3) for pair in measure(chapter.under(line), 24_000).loudness
        )
        for voice in range(3)
    ]
    assert max(loudness) - min(loudness) < 1
    assert np.mean(loudness) == pytest.approx(-20, abs=0.7)


def test_what_is_known_of_the_chapter_is_true_of_its_samples(dialogue: list[Part]) -> None:
    chapter = make(dialogue)
    assert chapter.known.sample_rate == 24_000
    assert chapter.known.samples == len(chapter.audio)
    assert chapter.known.peak_db == pytest.approx(20 * np.log10(np.abs(chapter.audio).max()), abs=1e-4)
    rms_db = 10 * np.log10(np.square(chapter.audio.astype(np.float64)).mean())
    assert chapter.known.rms_db == pytest.approx(rms_db, abs=1e-3)


@needs_ffmpeg
def test_its_loudness_is_what_ffmpeg_finds(tmp_path: Path, dialogue: list[Part]) -> None:
    chapter = make(dialogue)
    soundfile.write(tmp_path / "chapter.wav", chapter.audio, 24_000, subtype="FLOAT")
    report = subprocess.run(
        ["ffmpeg", "-nostats", "-i", tmp_path / "chapter.wav", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = report[report.rindex("Summary:") :]
    assert chapter.known.loudness_lufs == pytest.approx(float(summary.split("I:")[1].split()[0]), abs=0.3)
    assert float(summary.split("Peak:")[1].split()[0]) <= -3.3


def test_marks_and_pauses_stand_where_they_were_asked_for(dialogue: list[Part]) -> None:
    chapter = make(dialogue, replace(Pauses(), head=0.6, tail=2.0))
    marks = chapter.known.marks
    assert [mark.id for mark in marks] == [wanted.id for wanted in dialogue]
    assert marks[0].start == 0.6 * 24_000
    for mark, following in pairwise(marks):
        assert following.start - mark.end == 0.5 * 24_000
    still = chapter.known.samples - marks[-1].end - (0.5 + 2.0) * 24_000
    assert 0 <= still < WHOLE_SAMPLES
    for mark, wanted in zip(marks, dialogue, strict=True):
        kept_s = (wanted.measure.end - wanted.measure.begin) / wanted.load().sample_rate
        assert (mark.end - mark.start) / 24_000 == pytest.approx(kept_s, abs=1e-4)


def test_a_chapter_is_whole_blocks_long(dialogue: list[Part]) -> None:
    for tail in (0.0, 1.0, 4096 / 24_000, 4097 / 24_000):
        for parts in (dialogue[:1], dialogue[:2], []):
            chapter = make(parts, replace(Pauses(), tail=tail))
            assert chapter.known.samples % WHOLE_SAMPLES == 0
            assert len(chapter.audio) == chapter.known.samples


@settings(max_examples=25, deadline=None)
@given(
    lengths=st.lists(st.integers(0, 30_000), max_size=4),
    rate_hz=st.sampled_from([16_000, 22_050, 24_000, 44_100]),
    pause_s=st.sampled_from([0.0, 0.08, 0.35, 1.0]),
)
def test_when_everything_is_heard_is_known_before(lengths: list[int], rate_hz: int, pause_s: float) -> None:
    noise = np.random.default_rng(1)
    parts = [
        part(noise.uniform(-0.1, 0.1, length).astype(np.float32), pause_s=pause_s, rate_hz=rate_hz)
        for length in lengths
    ]
    known = make(parts).known
    extents = [Extent(each.id, rate_hz, each.measure, each.pause_s) for each in parts]
    assert timeline(extents, Pauses(), ACX) == (known.marks, known.samples)


def test_more_hands_make_the_same_sound(dialogue: list[Part]) -> None:
    settings = replace(ACX, sample_rate_hz=24_000)
    made = []
    for hands in (1, 3):
        blocks: list[NDArray[np.float32]] = []
        known = master(dialogue, Pauses(), settings, blocks.append, hands=hands)
        made.append((known, np.concatenate(blocks).tobytes()))
    assert made[0] == made[1]


def test_a_take_that_cannot_be_loaded_ends_the_chapter_with_more_hands_too(dialogue: list[Part]) -> None:
    def missing() -> Recording:
        raise LookupError("take")

    with pytest.raises(LookupError, match="take"):
        master([*dialogue, replace(dialogue[0], load=missing)], Pauses(), ACX, lambda _: None, hands=3)


def test_pauses_are_room_tone_and_nothing_is_digital_silence(dialogue: list[Part]) -> None:
    chapter = make(dialogue)
    tone = RoomTone(24_000, ACX.room_tone_db)
    mark, following = chapter.known.marks[2:4]
    pause = chapter.audio[mark.end : following.start]
    assert np.array_equal(pause, tone.at(mark.end, len(pause)))
    quietest = np.sort(np.abs(chapter.audio[: len(chapter.audio) // 240 * 240]).reshape(-1, 240).max(axis=1))[
        0
    ]
    assert quietest > 0


def test_the_same_parts_give_the_same_samples(dialogue: list[Part]) -> None:
    one, other = make(dialogue), make(dialogue)
    assert one.audio.tobytes() == other.audio.tobytes()
    assert one.known == other.known


@settings(deadline=None, max_examples=15)
@given(order=st.permutations(range(5)))
def test_an_utterance_sounds_the_same_wherever_it_stands(dialogue: list[Part], order: list[int]) -> None:
    def without_tone(chapter: Chapter, index: int) -> NDArray[np.float32]:
        mark = chapter.known.marks[index]
        tone = RoomTone(24_000, ACX.room_tone_db).at(mark.start, mark.end - mark.start)
        return chapter.under(index) - tone

    straight, mixed = make(dialogue[:5]), make([dialogue[index] for index in order])
    for place, index in enumerate(order):
        difference = without_tone(mixed, place) - without_tone(straight, index)
        assert np.abs(difference).max() < 1e-6  # the rounding of adding the tone and taking it away


def test_a_long_pause_is_written_in_short_blocks(speak: Callable[..., np.ndarray]) -> None:
    lengths: list[int] = []
    known = master([part(speak(1), pause_s=60)], Pauses(), ACX, lambda block: lengths.append(len(block)))
    assert sum(lengths) == known.samples
    assert max(lengths) <= 5 * 24_000


def test_utterances_begin_and_end_softly() -> None:
    loud = np.sign(np.sin(np.arange(24_000) / 10)).astype(np.float32)
    heard = make([part(0.9 * loud)]).under(0)
    assert np.abs(heard[:3]).max() < 0.01
    assert np.abs(heard[-3:]).max() < 0.01
    assert np.abs(heard[200:400]).max() > 0.2


def test_the_gain_is_applied(speak: Callable[..., np.ndarray]) -> None:
    voice = speak(2, peak=0.1)
    soft, loud = (make([part(voice, gain_db)]).under(0) for gain_db in (0.0, 6.0))
    assert np.abs(loud).max() / np.abs(soft).max() == pytest.approx(10 ** (6 / 20), rel=0.01)


def test_a_constant_part_and_rumble_are_gone(speak: Callable[..., np.ndarray]) -> None:
    voice = speak(3, peak=0.3)
    t = np.arange(len(voice)) / 24_000
    dirty = voice + np.float32(0.2) + (0.2 * np.sin(2 * np.pi * 5 * t)).astype(np.float32)
    heard = make([part(dirty)])
    assert abs(float(heard.audio.mean())) < 1e-4
    spectrum = np.abs(np.fft.rfft(heard.under(0)))
    hertz = np.arange(len(spectrum)) * 24_000 / len(heard.under(0))
    assert spectrum[hertz < 20].max() < 0.05 * spectrum.max()


@pytest.mark.parametrize("samples", [0, 1, 5, 300])
def test_an_empty_or_tiny_take_does_no_harm(samples: int) -> None:
    chapter = make([part(np.full(samples, 0.5, np.float32))])
    assert chapter.known.samples == len(chapter.audio)
    assert np.isfinite(chapter.audio).all()


def dirty(voice: NDArray[np.float32], what: str) -> NDArray[np.float32]:
    audio = voice.copy()
    if what == "constant":
        return audio + np.float32(0.5)
    if what == "not a number":
        audio[5000:5100] = np.nan
        return playable(audio)  # as every engine's sound gets into the store
    if what == "endless":
        audio[5000:5003] = (np.inf, -np.inf, np.inf)
        return playable(audio)
    if what == "clipped":
        return playable(audio * 8)
    return audio


@pytest.mark.parametrize("what", ["constant", "not a number", "endless", "clipped"])
@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
def test_whatever_a_take_is_like_what_is_heard_is_clean(
    speak: Callable[..., np.ndarray], what: str, rate_hz: int
) -> None:
    take = dirty(speak(2, rate_hz, peak=0.4), what)
    gain = gain_db(voice_lufs([measure(take, rate_hz)]), ACX.target_lufs)
    chapter = make([part(take, gain, rate_hz=rate_hz)])
    assert np.isfinite(chapter.audio).all()
    assert true_peak_db(chapter.audio) <= -3.3
    assert abs(float(chapter.audio.mean())) < 2e-4
    assert integrated_lufs(measure(chapter.under(0), 24_000).loudness) == pytest.approx(-20, abs=0.7)


@pytest.mark.parametrize("master_hz", [16_000, 48_000])
def test_voices_of_any_rate_are_alike_in_a_master_of_any_rate(
    speak: Callable[..., np.ndarray], master_hz: int
) -> None:
    settings_ = replace(ACX, sample_rate_hz=master_hz)
    parts = []
    for rate_hz, peak in ((16_000, 0.05), (22_050, 0.9), (48_000, 0.3)):
        take = speak(3, rate_hz, peak=peak)
        gain = gain_db(voice_lufs([measure(take, rate_hz)]), ACX.target_lufs)
        parts.append(part(take, gain, rate_hz=rate_hz))
    chapter = make(parts, settings_=settings_)
    loudness = [integrated_lufs(measure(chapter.under(at), master_hz).loudness) for at in range(3)]
    assert max(loudness) - min(loudness) < 0.3
    assert chapter.known.sample_rate == master_hz
    tone = chapter.audio[: round(0.7 * master_hz)]
    assert 10 * np.log10(np.square(tone).mean()) == pytest.approx(-76, abs=1)


def test_a_voice_of_sharp_peaks_is_no_softer_for_the_limiter(speak: Callable[..., np.ndarray]) -> None:
    smooth = speak(4)
    t = np.arange(len(smooth))
    sharp = (np.where(t % 1200 < 40, 1.0, 0.12) * np.sin(t / 3)).astype(np.float32)
    loudness = []
    for take in (smooth, sharp):
        gain = gain_db(voice_lufs([measure(take, 24_000)]), ACX.target_lufs)
        chapter = make([part(take, gain)])
        loudness.append(integrated_lufs(measure(chapter.under(0), 24_000).loudness))
    assert abs(loudness[0] - loudness[1]) < 0.4


def test_a_chapter_without_utterances_is_room_tone() -> None:
    chapter = make([])
    assert chapter.known.marks == ()
    assert 0 <= chapter.known.samples - 3.75 * 24_000 < WHOLE_SAMPLES
    assert chapter.known.loudness_lufs == -70
    assert chapter.known.rms_db == pytest.approx(-76, abs=0.3)
