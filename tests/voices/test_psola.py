"""Pitch, formants and speed of a sound are changed as asked, and nothing else of it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.model import Transform
from narrate.sound.edges import speech
from narrate.voices.pitch import track
from narrate.voices.pitch_marks import voiced_stretches
from narrate.voices.psola import transformed

RATE = 24_000
Sound = NDArray[np.float32]


def vowel(seconds: float = 1.2, low_hz: float = 110, high_hz: float = 150, rate: int = RATE) -> Sound:
    """A gliding buzz in a mouth with formants at 700, 1200 and 2600 Hz."""
    time_s = np.arange(round(seconds * rate)) / rate
    phase = np.cumsum(low_hz + (high_hz - low_hz) * time_s / seconds) / rate
    buzz = np.diff(np.floor(phase), prepend=0.0)
    sound = buzz
    for formant_hz, width_hz in ((700, 80), (1200, 100), (2600, 160)):
        pole = np.exp((-np.pi * width_hz + 2j * np.pi * formant_hz) / rate)
        ringing = np.real(pole ** np.arange(round(0.05 * rate)))
        sound = np.convolve(sound, ringing)[: len(buzz)]
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def noise(seconds: float = 1.0) -> Sound:
    return (0.1 * np.random.default_rng(3).standard_normal(round(seconds * RATE))).astype(np.float32)


def pitch_hz(sound: Sound, rate: int = RATE) -> float:
    hz = track(sound, rate).hz
    return float(np.median(hz[hz > 0]))


def envelope(sound: Sound, rate: int = RATE) -> NDArray[np.float64]:
    """The long-term spectrum in dB without its harmonics, in steps of a tenth of a semitone from 300 Hz."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, 2048)[::512] * np.hanning(2048)
    power = np.square(np.abs(np.fft.rfft(frames, axis=1))).mean(axis=0)
    wide = round(220 * 2048 / rate)
    smooth = np.convolve(power, np.hanning(wide + 2), "same")
    hz = 300 * 2 ** (np.arange(430) / 120)
    return np.asarray(np.interp(hz, np.arange(len(smooth)) * rate / 2048, 10 * np.log10(smooth)))


def formants_moved_st(before: Sound, after: Sound, rate: int = RATE) -> float:
    """By how many semitones the envelope was shifted: where it fits best."""
    one, other = envelope(before, rate), envelope(after, rate)
    misfit = {}
    for tenth in range(-70, 71):
        a, b = (
            one[max(0, -tenth) : len(one) - max(0, tenth)],
            other[max(0, tenth) : len(one) - max(0, -tenth)],
        )
        misfit[tenth] = float(np.std(a - b))
    return min(misfit, key=misfit.__getitem__) / 10


@pytest.mark.parametrize(
    "transform",
    [
        Transform(pitch_shift=6),
        Transform(pitch_shift=-6),
        Transform(formant=4),
        Transform(formant=-4),
        Transform(speed=0.5),
        Transform(speed=2),
        Transform(-3, -2, 0.9),
        Transform(5, 3, 1.2),
    ],
)
@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100])
def test_each_is_changed_as_asked_and_not_the_others(transform: Transform, rate: int) -> None:
    before = vowel(rate=rate)
    after = transformed(before, rate, transform)
    assert after.dtype == np.float32
    assert len(after) == round(len(before) / transform.speed)
    assert pitch_hz(after, rate) / pitch_hz(before, rate) == pytest.approx(
        2 ** (transform.pitch_shift / 12), rel=0.02
    )
    assert formants_moved_st(before, after, rate) == pytest.approx(transform.formant, abs=0.7)
    assert np.sqrt(np.mean(after**2)) == pytest.approx(np.sqrt(np.mean(before**2)), rel=0.02)
    assert np.abs(np.diff(after, 2)).max() < 2.5 * np.abs(np.diff(before, 2)).max()  # no click


def test_nothing_asked_is_the_same_sound() -> None:
    sound = vowel()
    assert transformed(sound, RATE, Transform()) is sound


def test_the_same_is_the_same_again() -> None:
    sound = np.concatenate([vowel(0.5), noise(0.3), vowel(0.4, 200, 260)])
    once, again = (transformed(sound, RATE, Transform(3, -2, 0.7)) for _ in range(2))
    assert once.tobytes() == again.tobytes()


@pytest.mark.parametrize("samples", [0, 1, 2, 7, 100, 1000])
@pytest.mark.parametrize("speed", [0.5, 0.9, 2.0])
def test_a_sound_of_hardly_any_length_has_the_length_it_is_to_have(samples: int, speed: float) -> None:
    for sound in (vowel()[5000 : 5000 + samples], noise()[:samples], np.zeros(samples, np.float32)):
        after = transformed(sound, RATE, Transform(4, -3, speed))
        assert len(after) == round(samples / speed)
        assert np.isfinite(after).all()


def test_silence_is_silence() -> None:
    after = transformed(np.zeros(RATE, np.float32), RATE, Transform(4, 2, 0.8))
    assert len(after) == 30_000
    assert not after.any()


def test_what_is_quiet_stays_quiet_and_where_it_was() -> None:
    pause = np.zeros(RATE // 2, np.float32)
    sound = np.concatenate([pause, vowel(0.8), pause])
    for transform in (Transform(pitch_shift=4), Transform(formant=-3), Transform(speed=0.8)):
        after = transformed(sound, RATE, transform)
        kept, was = speech(after, RATE), speech(sound, RATE)
        assert kept.start == pytest.approx(was.start / transform.speed, abs=0.015 * RATE)
        assert kept.stop == pytest.approx(was.stop / transform.speed, abs=0.030 * RATE)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.5])
def test_noise_gets_no_pitch(speed: float) -> None:
    after = transformed(noise(), RATE, Transform(4, -3, speed))
    assert track(after, RATE).voiced.mean() < 0.05
    level_db = track(after, RATE).level_db[5:-5]
    assert np.std(level_db) < 1  # and no beat


def test_a_voice_that_begins_anew_is_followed_into_every_part() -> None:
    dips = np.concatenate([vowel(0.15, 120, 120), np.zeros(40, np.float32)] * 6)
    marked_s = sum(float(each.marks_s[-1] - each.marks_s[0]) for each in voiced_stretches(dips, RATE))
    assert marked_s > 0.8 * len(dips) / RATE
    hz = track(transformed(dips, RATE, Transform(pitch_shift=5)), RATE).hz
    assert np.mean(np.abs(hz[hz > 0] - 120 * 2 ** (5 / 12)) < 8) > 0.95


def test_loud_sound_is_not_clipped() -> None:
    sound = vowel()
    sound = (sound / np.abs(sound).max()).astype(np.float32)
    after = transformed(sound, RATE, Transform(pitch_shift=-6))
    assert np.abs(after).max() <= 0.99
