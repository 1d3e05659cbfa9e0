"""What a chapter's level will be, and what brings it where it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.model import Measure
from narrate.sound.forecast import MOST_TRIM_DB, Fit, Spoken, fit
from narrate.sound.levels import gain_db, voice_lufs
from narrate.sound.master import master
from narrate.sound.measure import measure
from narrate.sound.pcm import Recording
from narrate.sound.settings import Mastering, Pauses
from narrate.sound.timeline import Extent, timeline
from narrate.sound.utterance import Part

ACX = Mastering()


def speech(seconds: float, rms_db: float = -20.5) -> Spoken:
    return Spoken(Measure(0, round(seconds * 24_000), (), 0.5, rms_db), 24_000, 0.0)


def fitted(seconds: float, silence_s: float, rms_db: float = -20.5, tail: float = 3.0) -> Fit:
    """Of a chapter with ``silence_s`` before its tail."""
    samples = round((seconds + silence_s + tail) * 24_000)
    return fit([speech(seconds, rms_db)], samples, Pauses(tail=tail), ACX)


def test_a_chapter_of_speech_is_left_as_it_is() -> None:
    made = fitted(100, 20)
    assert (made.trim_db, made.tail_s) == (0, 3.0)
    assert made.rms_db == pytest.approx(-20.5 + 10 * np.log10(100 / 123), abs=0.01)


def test_the_least_trim_that_does_is_taken_in_steps_of_half_a_decibel() -> None:
    made = fitted(10, 5)  # -23.05 dB
    assert (made.trim_db, made.tail_s) == (1.0, 3.0)
    assert made.rms_db == pytest.approx(-22.05, abs=0.01)


def test_where_the_trim_is_not_enough_the_tail_is_shortened_by_no_more_than_it_takes() -> None:
    assert (fitted(5, 4.5).trim_db, fitted(5, 4.5).tail_s) == (2.5, 3.0)  # of -24.5 dB
    made = fitted(2.5, 2.5)  # of -25.6 dB
    assert made.trim_db == MOST_TRIM_DB
    assert made.rms_db >= -22.3
    enough_s = 2.5 * 10 ** ((-20.5 + MOST_TRIM_DB + 22.3) / 10)
    assert made.tail_s == pytest.approx(enough_s - 5.0, abs=0.1)


def test_a_word_alone_gets_all_there_is_and_stays_too_soft() -> None:
    made = fitted(0.4, 0.75)
    assert (made.trim_db, made.tail_s) == (MOST_TRIM_DB, 1.0)
    assert made.rms_db < -22.5


def test_a_tail_that_is_short_already_is_not_lengthened() -> None:
    assert fitted(0.4, 0.75, tail=0.5).tail_s == 0.5


def test_what_is_too_loud_is_turned_down() -> None:
    made = fitted(100, 1, rms_db=-17.9)
    assert made.trim_db == -0.5
    assert made.rms_db <= -18.5
    assert fitted(100, 1, rms_db=-10).trim_db == -MOST_TRIM_DB


def test_nothing_is_done_where_no_level_is_asked_for_or_nothing_is_said() -> None:
    whisper = [speech(10, -40)]
    assert fit(whisper, 400_000, Pauses(), replace(ACX, rms_db=None)).trim_db == 0
    silence = Spoken(Measure(0, 0, (), 0.0, -144.0), 24_000, 0.0)
    assert fit([], 100_000, Pauses(), ACX) == fit([silence], 100_000, Pauses(), ACX)
    assert fit([], 100_000, Pauses(), ACX).trim_db == 0
    assert fit([], 0, Pauses(head=0, tail=0), ACX).tail_s == 0


@given(st.floats(0.1, 100), st.floats(0, 100), st.floats(-60, -5), st.floats(0, 10))
def test_a_fit_is_bounded_and_no_further_off_than_the_chapter_was(
    seconds: float, silence_s: float, rms_db: float, tail: float
) -> None:
    made = fitted(seconds, silence_s, rms_db, tail)
    untouched = fit(
        [speech(seconds, rms_db)],
        round((seconds + silence_s + tail) * 24_000),
        Pauses(tail=tail),
        replace(ACX, rms_db=None),
    )
    assert abs(made.trim_db) <= MOST_TRIM_DB
    assert made.trim_db * 2 == round(made.trim_db * 2)
    assert min(1.0, tail) <= made.tail_s <= tail

    def off(db: float) -> float:
        return max(-22.5 - db, db + 18.5, 0.0)

    assert off(made.rms_db) <= off(untouched.rms_db)


@pytest.mark.parametrize("rate_hz", [16_000, 24_000, 48_000])
def test_the_forecast_is_what_the_chapter_then_has(
    speak: Callable[..., NDArray[np.float32]], rate_hz: int
) -> None:
    settings = replace(ACX, sample_rate_hz=rate_hz)
    takes = [speak(1.5 + at % 3, 24_000, 110 + 90 * (at % 2), (0.9, 0.1)[at % 2], seed=at) for at in range(6)]
    measures = [measure(take, 24_000) for take in takes]
    gains = [gain_db(voice_lufs(measures[at % 2 :: 2]), settings.target_lufs) for at in range(6)]
    spoken = [Spoken(each, 24_000, gain) for each, gain in zip(measures, gains, strict=True)]
    extents = [Extent("x", 24_000, each, 0.5) for each in measures]
    _, samples = timeline(extents, Pauses(), settings)
    forecast = fit(spoken, samples, Pauses(), settings)
    parts = [
        Part("x", lambda take=take: Recording(take, 24_000), each, gain + forecast.trim_db, 0.5, 24_000)
        for take, each, gain in zip(takes, measures, gains, strict=True)
    ]
    known = master(parts, replace(Pauses(), tail=forecast.tail_s), settings, lambda _: None)
    assert known.rms_db == pytest.approx(forecast.rms_db, abs=0.15)
    # A take of an earlier store tells its loudness only.
    guessed = [replace(each, measure=replace(each.measure, rms_db=None)) for each in spoken]
    assert fit(guessed, samples, Pauses(), settings).rms_db == pytest.approx(forecast.rms_db, abs=1.5)
