"""Seams between the pieces of one reading: the pause that punctuation asks for, and no click."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.engines.kokoro.joining import join

RATE = 24_000


def tone(lead_s: float, tail_s: float, length_s: float = 0.5) -> NDArray[np.float32]:
    """Half a second of 300 Hz with silence around it."""
    steps = np.arange(round(length_s * RATE))
    speech = 0.3 * np.sin(2 * np.pi * 300 * steps / RATE)
    around = (np.zeros(round(lead_s * RATE)), speech, np.zeros(round(tail_s * RATE)))
    return np.concatenate(around).astype(np.float32)


def silence_s(audio: NDArray[np.float32]) -> float:
    """The longest stretch of nothing between the tones."""
    loud = np.flatnonzero(np.abs(audio) > 1e-3)
    return float(np.diff(loud).max()) / RATE


@pytest.mark.parametrize(
    ("phonemes", "pause_s"),
    [("wˈʌn.", 0.35), ("wˈʌn?” ", 0.35), ("wˈʌn;", 0.25), ("wˈʌn,", 0.18), ("wˈʌn", 0.06)],
)
@pytest.mark.parametrize(("tail_s", "lead_s"), [(0.6, 0.5), (0.1, 0.04), (0.13, 0.9)])
def test_the_pause_is_that_of_the_mark_whatever_the_model_left(
    phonemes: str, pause_s: float, tail_s: float, lead_s: float
) -> None:
    joined = join([tone(0.3, tail_s), tone(lead_s, 0.4)], [phonemes, "tˈu."], RATE)
    # What is kept around speech (30 ms before, 90 ms after it) is not part of a pause.
    assert silence_s(joined.audio) == pytest.approx(pause_s + 0.12, abs=0.025)


def test_the_ends_stay_as_they_are_and_one_piece_is_untouched() -> None:
    first, second = tone(0.3, 0.5), tone(0.4, 0.2)
    alone = join([first], ["wˈʌn."], RATE)
    assert alone.audio is first
    assert (alone.begins, alone.ends) == ((0,), (len(first),))
    both = join([first, second], ["wˈʌn.", "tˈu."], RATE)
    assert np.array_equal(both.audio[:5000], first[:5000])
    assert np.array_equal(both.audio[-5000:], second[-5000:])


def test_it_is_told_where_each_piece_lies() -> None:
    sounds = [tone(0.3, 0.6), tone(0.6, 0.5), tone(0.05, 0.3)]
    joined = join(sounds, ["a.", "b,", "c."], RATE)
    for sound, begin, end in zip(sounds, joined.begins, joined.ends, strict=True):
        loud = np.flatnonzero(np.abs(sound) > 0.2)
        first, last = begin + loud[0], begin + loud[-1]
        assert np.array_equal(joined.audio[first : last + 1], sound[loud[0] : loud[-1] + 1])
        assert last < end <= len(joined.audio)


def test_loud_noise_up_to_the_edge_does_not_click() -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, RATE).astype(np.float32)
    joined = join([noise, noise], ["a.", "b."], RATE)
    edge = joined.begins[1]
    assert abs(joined.audio[len(noise) - 1]) < 1e-6
    assert abs(joined.audio[edge]) < 1e-6


def test_silence_and_what_is_no_number_pass_through() -> None:
    nothing = np.zeros(RATE, np.float32)
    assert not join([nothing, nothing], ["a.", "b."], RATE).audio.any()
    broken = np.full(RATE, np.nan, np.float32)
    assert np.isnan(join([broken, tone(0.1, 0.1)], ["a.", "b."], RATE).audio).any()
