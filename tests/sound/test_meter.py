from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.sound.filters import filtered, k_weighting
from narrate.sound.loudness import block_power, count_blocks, histogram, hop_power, integrated_lufs, sparse
from narrate.sound.meter import Levels, Meter, Tally, together


def read(blocks: list[NDArray[np.float32]], rate_hz: int = 24_000) -> Levels:
    meter = Meter(rate_hz)
    for block in blocks:
        meter.add(block)
    return meter.tally().levels()


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 12 * 16_000), max_size=8))
def test_the_reading_does_not_depend_on_how_the_chapter_is_cut(cuts: list[int]) -> None:
    audio = np.random.default_rng(5).normal(0, 0.1, 12 * 16_000).astype(np.float32)
    assert read(np.split(audio, sorted(cuts)), 16_000) == read([audio], 16_000)


def test_it_reads_what_measuring_the_whole_chapter_finds(speak: Callable[..., np.ndarray]) -> None:
    audio = speak(17.3)
    (weighted,) = filtered(audio, k_weighting(24_000))
    levels = read([audio])
    assert levels.loudness_lufs == pytest.approx(integrated_lufs(histogram(weighted, 24_000)), abs=0.01)
    assert levels.rms_db == pytest.approx(20 * np.log10(np.sqrt(np.square(audio).mean())), abs=1e-3)
    assert levels.peak_db == pytest.approx(20 * np.log10(0.5), abs=1e-3)


def test_silence_and_nothing_read_as_the_bottom_of_the_scale() -> None:
    bottom = Levels(rms_db=-144, peak_db=-144, loudness_lufs=-70)
    assert read([]) == bottom
    assert read([np.zeros(24_000, np.float32)]) == bottom


def test_a_tally_is_remembered_to_the_last_bit_and_adds_up(speak: Callable[..., np.ndarray]) -> None:
    stretches = [speak(7.3), np.zeros(100, np.float32), np.float32(0.3) * speak(11.1)]
    meters = [Meter(24_000) for _ in stretches]
    for meter, audio in zip(meters, stretches, strict=True):
        meter.add(audio)
    tallies = [meter.tally() for meter in meters]
    assert [Tally.from_text(tally.as_text()) for tally in tallies] == tallies
    both, apart = together(tallies).levels(), [tally.levels() for tally in tallies]
    assert both.peak_db == apart[0].peak_db > apart[2].peak_db
    assert apart[0].loudness_lufs > both.loudness_lufs > apart[2].loudness_lufs
    whole = np.concatenate(stretches)
    assert both.rms_db == pytest.approx(20 * np.log10(np.sqrt(np.square(whole).mean())), abs=1e-3)


def test_its_own_chunks_leave_no_seam() -> None:
    # A filter that began anew with each chunk would hear a step of the constant part, every five seconds.
    t = np.arange(31 * 24_000) / 24_000
    audio = (0.7 + 0.002 * np.sin(2 * np.pi * 997 * t)).astype(np.float32)
    (weighted,) = filtered(audio, k_weighting(24_000))
    start_level = integrated_lufs(sparse(count_blocks(block_power(hop_power(weighted, 24_000)))))
    assert read([audio]).loudness_lufs == pytest.approx(start_level, abs=0.01)
    assert read([audio[: 5 * 24_000]]).loudness_lufs > start_level + 1
