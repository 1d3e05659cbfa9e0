"""What is measured of a file: by definition, against ffmpeg, and however it is cut into blocks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.delivery.curves import trace
from narrate.delivery.facts import Facts, Sound, listen
from narrate.delivery.silences import silences
from tests.delivery.conftest import RATE_HZ, speech, write_mp3


def blocks(sound: np.ndarray, *sizes: int) -> Iterator[np.ndarray]:
    shaped = sound.reshape(len(sound), -1)
    at = index = 0
    while at < len(shaped):
        size = sizes[index % len(sizes)]
        yield shaped[at : at + size]
        at, index = at + size, index + 1


def heard(folder: Path, sound: np.ndarray, rate_hz: int = RATE_HZ) -> Sound:
    path = folder / "x.wav"
    soundfile.write(path, sound, rate_hz, subtype="FLOAT")
    found = listen(path)[0].sound
    assert found is not None
    return found


def test_levels_are_what_they_are_by_definition(tmp_path: Path) -> None:
    sound = speech()
    found = heard(tmp_path, sound)
    assert found.seconds == len(sound) / RATE_HZ
    assert found.rms_db == pytest.approx(10 * math.log10(np.square(sound, dtype=np.float64).mean()), abs=1e-4)
    assert found.peak_db == pytest.approx(20 * math.log10(np.abs(sound).max()), abs=1e-6)
    assert found.dc_offset == pytest.approx(abs(sound.mean(dtype=np.float64)), abs=1e-7)
    assert found.clipped_ms == found.not_numbers == found.digital_s == 0


def test_room_tone_pauses_and_floor(tmp_path: Path) -> None:
    found = heard(tmp_path, speech())
    assert found.head_s == pytest.approx(0.75, abs=0.051)
    assert found.tail_s == pytest.approx(3.75, abs=0.051)  # the last pause runs into the tail
    assert found.floor_db == pytest.approx(-75, abs=0.5)
    assert found.pauses == 4  # the head, two between, the tail
    assert found.pauses_db == pytest.approx(-75, abs=0.5)


def test_of_several_channels_power_is_averaged_and_loudness_summed(tmp_path: Path) -> None:
    sound = speech()
    one, two = heard(tmp_path, sound), heard(tmp_path, np.stack([sound, sound], 1))
    assert two.rms_db == pytest.approx(one.rms_db, abs=1e-4)
    assert two.loudness_lufs == pytest.approx(one.loudness_lufs + 3.01, abs=0.11)
    left = heard(tmp_path, np.stack([sound, 0 * sound], 1))
    assert left.rms_db == pytest.approx(one.rms_db - 3.01, abs=0.01)
    assert left.peak_db == one.peak_db
    assert left.true_peak_dbtp == pytest.approx(one.true_peak_dbtp, abs=1e-6)
    right = heard(tmp_path, np.stack([0 * sound, sound + np.float32(0.01)], 1))
    assert right.dc_offset == pytest.approx(0.01, abs=1e-4)


@pytest.mark.parametrize("channels", [1, 2])
def test_nothing_depends_on_how_the_sound_is_cut(channels: int) -> None:
    sound = np.stack([speech(17.3), speech(17.3)[::-1]], 1)[:, :channels]
    sound[300_000:300_010] = 1.0
    totals, curves = trace(blocks(sound, len(sound)), RATE_HZ, channels)
    for sizes in ((441,), (100_003, 7), (1 << 17,)):
        others, other = trace(blocks(sound, *sizes), RATE_HZ, channels)
        assert others == totals
        for name in ("power", "low", "high", "true_peak", "clipped", "hops"):
            np.testing.assert_array_equal(getattr(other, name), getattr(curves, name))


def test_a_true_peak_between_chunks_is_found() -> None:
    """A sine at a quarter of the rate, whose samples miss its peaks by 3 dB, wherever a chunk ends."""
    rate_hz = 8000
    for length in (rate_hz, 10 * rate_hz, 10 * rate_hz + 3):
        phase = np.pi / 2 * np.arange(length) + np.pi / 4
        swell = np.hanning(length)
        sound = (0.9 * swell * np.sin(phase)).astype(np.float32)
        totals, curves = trace(blocks(sound, 4000), rate_hz, 1)
        assert 20 * math.log10(totals.true_peak) == pytest.approx(20 * math.log10(0.9), abs=0.1)
        assert curves.true_peak.argmax() == pytest.approx(length / 2 / curves.window, abs=2)
    whole = np.concatenate([np.zeros(10 * rate_hz - 500), sound[: 20 * rate_hz]]).astype(np.float32)
    assert trace(blocks(whole, 4000), rate_hz, 1)[0].true_peak == pytest.approx(0.9, rel=0.01)


def test_clipping_silence_and_gaps_are_placed(tmp_path: Path) -> None:
    sound = speech(8.0)
    sound[RATE_HZ * 3 : RATE_HZ * 3 + 200] = 1.0
    sound = np.concatenate([sound[: RATE_HZ * 4], np.zeros(RATE_HZ * 6, np.float32), sound[RATE_HZ * 4 :]])
    path = tmp_path / "x.wav"
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    facts, curves = listen(path)
    assert facts.sound is not None
    assert facts.sound.clipped_ms == pytest.approx(199 / RATE_HZ * 1000)
    assert np.flatnonzero(curves.clipped)[0] * curves.window_s == pytest.approx(3.0, abs=0.06)
    assert facts.sound.digital_s == pytest.approx(6.0, abs=0.11)
    (gap,) = [gap for gap in facts.sound.gaps if gap.length_s > 5]
    assert (gap.start_s, gap.end_s) == pytest.approx((4.0, 10.75), abs=0.06)
    assert silences(curves).digital_s == facts.sound.digital_s


def test_what_is_no_number_is_counted_and_does_no_harm(tmp_path: Path) -> None:
    sound = speech()
    clean = heard(tmp_path, sound)
    sound[50_000:50_003] = (np.nan, np.inf, -1e30)
    found = heard(tmp_path, sound)
    assert found.not_numbers == 3
    assert found.rms_db == pytest.approx(clean.rms_db, abs=0.01)
    assert math.isfinite(found.true_peak_dbtp)


@pytest.mark.parametrize("samples", [1, 7, 800, 2205, 17_640, 132_300])
def test_short_sounds_have_numbers(tmp_path: Path, samples: int) -> None:
    found = heard(tmp_path, speech()[60_000 : 60_000 + samples])
    assert found.seconds == samples / RATE_HZ
    assert found.range_lu >= 0
    assert math.isfinite(found.rms_db + found.floor_db + found.loudness_lufs)


def test_facts_survive_their_memory(good: Path) -> None:
    facts, _ = listen(good)
    assert Facts.from_json(facts.as_json()) == facts


def summary(ffmpeg: Callable[..., str], path: Path) -> dict[str, float]:
    graph = "astats=measure_perchannel=none,ebur128=peak=true+sample"
    said = ffmpeg("-i", path, "-map", "0:a:0", "-af", graph, "-f", "null", "-")
    end = said[said.rfind("Summary:") :]
    found = {
        "rms": re.search(r"RMS level dB: (\S+)", said),
        "samples": re.search(r"Number of samples: (\d+)", said),
        "lufs": re.search(r"I:\s+(\S+) LUFS", end),
        "range": re.search(r"LRA:\s+(\S+) LU", end),
        "true peak": re.search(r"True peak:\s+Peak:\s+(\S+) dBFS", end),
        "peak": re.search(r"Sample peak:\s+Peak:\s+(\S+) dBFS", end),
    }
    return {name: float(match[1]) for name, match in found.items() if match}


def test_ffmpeg_reads_the_same(tmp_path: Path, ffmpeg: Callable[..., str]) -> None:
    sound = speech(9.0)
    sound *= np.linspace(0.2, 1.0, len(sound), dtype=np.float32)
    paths = [write_mp3(tmp_path / "a.mp3", sound), tmp_path / "b.flac", tmp_path / "c.wav"]
    soundfile.write(paths[1], np.stack([sound, sound[::-1]], 1), RATE_HZ)
    soundfile.write(paths[2], sound[::2], 24_000, subtype="PCM_16")
    for path in paths:
        ours, theirs = listen(path)[0].sound, summary(ffmpeg, path)
        assert ours is not None
        assert len(theirs) == 6
        assert ours.rms_db == pytest.approx(theirs["rms"], abs=0.01)
        assert ours.peak_db == pytest.approx(theirs["peak"], abs=0.06)
        assert ours.true_peak_dbtp == pytest.approx(theirs["true peak"], abs=0.15)
        assert ours.loudness_lufs == pytest.approx(theirs["lufs"], abs=0.11)
        assert ours.range_lu == pytest.approx(theirs["range"], abs=0.3)
