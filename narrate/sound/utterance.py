"""Mastering an utterance: its take cleaned, trimmed, levelled and faded, apart from all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.model import Measure
from narrate.sound.decibels import amplitude_of
from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.limiter import limited
from narrate.sound.pcm import Recording
from narrate.sound.quiet import quietened
from narrate.sound.resample import resampled
from narrate.sound.settings import Mastering

_FADE_IN_S = 0.005
_FADE_OUT_S = 0.030
_GIVE_BACK_DB = 3.0  # what loses more is squashed already


@dataclass(frozen=True, slots=True)
class Part:
    """An utterance of the chapter: how to load its take, the take's measure, and what is done with it.

    ``gain_db`` is all that it is turned up by; ``pause_s`` is the room tone after it. ``sample_rate`` is the
    take's.
    """

    id: str
    load: Callable[[], Recording]
    measure: Measure
    gain_db: float
    pause_s: float
    sample_rate: int


def mastered(part: Part, settings: Mastering) -> NDArray[np.float32]:
    """The utterance as it is heard, without room tone: (n,) at the master's rate."""
    take = part.load()
    (clean,) = filtered(
        at_rest(take.audio, take.sample_rate), high_pass(settings.highpass_hz, take.sample_rate)
    )
    spoken = clean[part.measure.begin : part.measure.end]
    spoken = resampled(spoken, take.sample_rate, settings.sample_rate_hz)
    loud = spoken * np.float32(amplitude_of(part.gain_db))
    loud = quietened(loud, settings.sample_rate_hz, settings.target_lufs)
    level = limited(loud, settings.sample_rate_hz, settings.ceiling_dbtp, _GIVE_BACK_DB)
    return faded(level, settings.sample_rate_hz)


def faded(audio: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """``audio`` (n,), begun and ended without a click. What is very short is faded over its halves."""
    rise = min(round(_FADE_IN_S * rate_hz), len(audio) // 2)
    fall = min(round(_FADE_OUT_S * rate_hz), len(audio) // 2)
    found = audio.copy()
    found[:rise] *= _swell(rise)
    found[len(audio) - fall :] *= _swell(fall)[::-1]
    return found


def _swell(samples: int) -> NDArray[np.float32]:
    """From 0 to 1 as a squared sine: (samples,)."""
    return (np.sin(np.linspace(0, np.pi / 2, samples)) ** 2).astype(np.float32)
