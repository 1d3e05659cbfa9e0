"""Pauses inside an utterance: as quiet as shops want them, and the words as they were."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.sound.quiet import quietened

RATE_HZ = 24_000


def noise(duration_s: float, level_db: float) -> NDArray[np.float32]:
    normal = np.random.default_rng(3).standard_normal(round(duration_s * RATE_HZ))
    return (normal * 10 ** (level_db / 20)).astype(np.float32)


def level_db(audio: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.square(audio).mean()))


@pytest.fixture
def voice(speak: Callable[..., np.ndarray]) -> NDArray[np.float32]:
    return speak(1.0, RATE_HZ, peak=0.5)  # it ends and begins in silence, in the middle of a syllable's swell


def spoken(voice: NDArray[np.float32], pause: NDArray[np.float32]) -> NDArray[np.float32]:
    loud = np.full(480, 0.1, np.float32)  # nothing of the voice's own is soft beside the pause
    return np.concatenate([voice, loud, pause, loud, voice])


@pytest.mark.parametrize(("before_db", "after_db"), [(-51, -62), (-55, -62), (-59, -62)])
def test_a_noisy_pause_is_brought_to_what_shops_take(
    voice: NDArray[np.float32], before_db: float, after_db: float
) -> None:
    audio = spoken(voice, noise(0.6, before_db))
    pause = slice(len(voice) + 480 + 3600, len(voice) + 480 + 12_000)
    assert level_db(quietened(audio, RATE_HZ, -20)[pause]) == pytest.approx(after_db, abs=0.6)


def test_nothing_but_the_pause_is_touched_and_that_without_a_step(voice: NDArray[np.float32]) -> None:
    audio = spoken(voice, noise(0.6, -52))
    heard = quietened(audio, RATE_HZ, -20)
    changed = np.flatnonzero(heard != audio)
    begin, end = len(voice) + 480, len(voice) + 480 + round(0.6 * RATE_HZ)
    assert begin + 0.05 * RATE_HZ < changed[0] < changed[-1] < end - 0.02 * RATE_HZ
    gain = heard[changed] / audio[changed]
    assert np.abs(np.diff(gain)).max() < 0.01


@pytest.mark.parametrize(
    ("pause_s", "before_db"),
    [(0.6, -64), (0.6, -90), (0.2, -52), (0.6, -44)],
    ids=["quiet", "still", "short", "breath"],
)
def test_what_is_quiet_short_or_loud_stays_as_it_is(
    voice: NDArray[np.float32], pause_s: float, before_db: float
) -> None:
    audio = spoken(voice, noise(pause_s, before_db))
    begin, end = len(voice), len(audio) - len(voice)
    assert np.array_equal(quietened(audio, RATE_HZ, -20)[begin:end], audio[begin:end])


def test_no_pause_is_turned_down_by_more_than_12_db(voice: NDArray[np.float32]) -> None:
    audio = spoken(voice, noise(0.6, -45))
    heard = quietened(audio, RATE_HZ, -14)
    pause = slice(len(voice) + 480 + 3600, len(voice) + 480 + 12_000)
    assert level_db(audio[pause]) - level_db(heard[pause]) == pytest.approx(12, abs=0.1)


@pytest.mark.parametrize("samples", [0, 1, 479, 481, 30_000])
def test_what_is_only_quiet_has_its_length(samples: int) -> None:
    audio = noise(samples / RATE_HZ, -55)
    heard = quietened(audio, RATE_HZ, -20)
    assert len(heard) == len(audio)
    assert np.isfinite(heard).all()
