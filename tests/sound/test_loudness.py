from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.sound.filters import filtered, k_weighting
from narrate.sound.loudness import Histogram, histogram, integrated_lufs

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not installed: not checked against it"
)
PAIRS = st.lists(st.tuples(st.integers(0, 999), st.integers(1, 50)), max_size=20)


def blocks(audio: NDArray[np.float32], rate_hz: int) -> Histogram:
    (weighted,) = filtered(audio, k_weighting(rate_hz))
    return histogram(weighted, rate_hz)


def sine(level_db: float, duration_s: float, rate_hz: int, frequency_hz: float = 997) -> NDArray[np.float32]:
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (10 ** (level_db / 20) * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 44_100, 48_000])
def test_a_full_scale_997_hz_sine_has_minus_3_01_lufs(rate_hz: int) -> None:
    assert integrated_lufs(blocks(sine(0, 5, rate_hz), rate_hz)) == pytest.approx(-3.01, abs=0.06)


# EBU Tech 3341 describes these in stereo, 3.01 LU louder than in mono.
@pytest.mark.parametrize(
    ("steps", "lufs"),
    [
        ([(-23, 20)], -23),
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
    ],
)
def test_gates_pass_the_cases_of_ebu_tech_3341(steps: list[tuple[float, float]], lufs: float) -> None:
    audio = np.concatenate([sine(level, duration_s, 24_000, 1000) for level, duration_s in steps])
    assert integrated_lufs(blocks(audio, 24_000)) == pytest.approx(lufs - 3.01, abs=0.1)


@needs_ffmpeg
def test_speech_is_as_loud_as_ffmpeg_finds_it(tmp_path: Path, speak: Callable[..., np.ndarray]) -> None:
    for rate_hz in (22_050, 24_000, 48_000):
        audio = speak(20, rate_hz, peak=0.4, seed=rate_hz)
        soundfile.write(tmp_path / "a.wav", audio, rate_hz, subtype="FLOAT")
        report = subprocess.run(
            ["ffmpeg", "-nostats", "-i", tmp_path / "a.wav", "-af", "ebur128", "-f", "null", "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stderr
        theirs = float(report[report.rindex("I:") + 2 :].split()[0])
        assert integrated_lufs(blocks(audio, rate_hz)) == pytest.approx(theirs, abs=0.2)


@pytest.mark.parametrize(("duration_s", "counted"), [(0.01, 1), (0.2, 2), (0.37, 4), (0.5, 5), (2.0, 20)])
def test_every_sound_counts_for_as_long_as_it_lasts(duration_s: float, counted: int) -> None:
    assert sum(count for _, count in blocks(sine(-20, duration_s, 24_000), 24_000)) == counted


def test_takes_of_half_a_second_together_are_as_loud_as_in_one_recording() -> None:
    pieces = [sine(level, 0.5, 24_000) for level in (-20, -26, -23, -20, -29)]
    apart = integrated_lufs(pair for piece in pieces for pair in blocks(piece, 24_000))
    assert apart == pytest.approx(integrated_lufs(blocks(np.concatenate(pieces), 24_000)), abs=0.3)


def test_silence_and_nothing_have_no_blocks_and_the_lowest_loudness() -> None:
    assert blocks(np.zeros(24_000, np.float32), 24_000) == ()
    assert blocks(np.zeros(0, np.float32), 24_000) == ()
    assert integrated_lufs(()) == -70


@given(PAIRS, PAIRS)
def test_the_loudness_of_takes_together_does_not_depend_on_their_order(one: list, other: list) -> None:
    assert integrated_lufs(one + other) == integrated_lufs(other + one)


@given(PAIRS.filter(bool))
def test_loudness_lies_within_what_was_counted(pairs: list[tuple[int, int]]) -> None:
    lowest, highest = min(pairs)[0], max(pairs)[0]
    assert -70 + 0.1 * lowest <= integrated_lufs(pairs) <= -70 + 0.1 * (highest + 1)


@given(PAIRS.filter(bool), st.integers(1, 9))
def test_reading_the_same_takes_again_does_not_make_a_voice_louder(pairs: list, times: int) -> None:
    assert integrated_lufs(pairs * times) == pytest.approx(integrated_lufs(pairs))
