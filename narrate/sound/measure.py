"""Measuring a take once, when it is made: where speech is, how loud, and what is wrong with the sound."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from narrate.model import Measure
from narrate.sound.decibels import decibels
from narrate.sound.edges import Seconds, speech
from narrate.sound.filters import at_rest, filtered, high_pass, k_weighting
from narrate.sound.loudness import histogram
from narrate.sound.pcm import playable

_RUMBLE_HZ = 60.0  # below the lowest voice; fixed, so that a measurement holds for every way of mastering
_FULL_SCALE = 0.999
_CLIPPED_S = 0.001  # in all, and in flat tops: single full-scale samples are only loud


def measure(audio: NDArray[np.float32], sample_rate: int, within_s: Seconds | None = None) -> Measure:
    """Measure ``audio`` (n,), in [-1, 1], of which all that is spoken lies ``within_s``, if that is known.

    Trim points and levels are those of the sound without rumble. Of nothing, and of silence, the
    measure is empty: ``begin`` equals ``end``, there are no gating blocks. What cannot be played is
    measured as the store will hold it.
    """
    sound = playable(audio)
    rumble = high_pass(_RUMBLE_HZ, sample_rate)
    clean, weighted = filtered(at_rest(sound, sample_rate), rumble, rumble + k_weighting(sample_rate))
    kept = speech(clean, sample_rate, within_s)
    power = float(np.square(clean[kept]).mean(dtype=np.float64)) if kept.stop > kept.start else 0.0
    return Measure(
        begin=kept.start,
        end=kept.stop,
        loudness=histogram(weighted[kept], sample_rate),
        peak=float(np.abs(sound).max(initial=0)),
        rms_db=round(decibels(math.sqrt(power)), 2),
    )


def faults(audio: NDArray[np.float32], sample_rate: int, measured: Measure) -> tuple[str, ...]:
    """What is wrong with ``audio`` (n,), whatever it should say: words that complete "the sound is …".

    ``measured`` is its measure.

    "empty", "not a number", "silent" (nothing in it is louder than -56 dB) or "clipped" (more than a
    millisecond of it is cut off flat at full scale). None of them is always there in good sound.
    """
    if not len(audio):
        return ("empty",)
    if not np.isfinite(audio).all():
        return ("not a number",)
    if measured.begin == measured.end:
        return ("silent",)
    return ("clipped",) if _clipped_s(audio, sample_rate) > _CLIPPED_S else ()


def _clipped_s(audio: NDArray[np.float32], sample_rate: int) -> float:
    flat = np.abs(audio) >= _FULL_SCALE
    neighbours = np.count_nonzero(flat[1:] & flat[:-1])
    return float(neighbours) / sample_rate
