"""Clips: takes cut to what is spoken, and made equally loud, since the louder of two is thought better.

Each clip is brought to one loudness by a gain alone. Where that would push a peak of any beyond what a player
can bear, all of them are made softer together: none is limited, for that is heard, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from narrate.sound.filters import at_rest, filtered, high_pass, k_weighting
from narrate.sound.loudness import QUIETEST_LUFS, histogram, integrated_lufs
from narrate.sound.pcm import Recording
from narrate.sound.utterance import faded

TARGET_LUFS = -20.0
HIGHEST_PEAK = 10 ** (-1 / 20)
_RUMBLE_HZ = 60.0


def cut(recording: Recording, begin: int, end: int) -> Recording:
    """The samples ``begin:end`` of ``recording``, begun and ended without a click."""
    return Recording(faded(recording.audio[begin:end], recording.sample_rate), recording.sample_rate)


def loudness_lufs(recording: Recording) -> float:
    """The gated loudness of ``recording``; -70 where there is nothing to measure."""
    rate_hz = recording.sample_rate
    rumble = high_pass(_RUMBLE_HZ, rate_hz)
    (weighted,) = filtered(at_rest(recording.audio, rate_hz), rumble + k_weighting(rate_hz))
    return integrated_lufs(histogram(weighted, rate_hz))


def peak(recording: Recording) -> float:
    """The largest sample, 0 to 1."""
    return float(np.abs(recording.audio).max(initial=0))


def gains_db(levels: Sequence[tuple[float, float]]) -> tuple[tuple[float, ...], float]:
    """The gain of each clip, of which ``levels`` are loudness (LUFS) and peak, and the loudness they get.

    What is silent is left as it is.
    """
    heard = [(lufs, top) for lufs, top in levels if lufs > QUIETEST_LUFS and top > 0]
    room = [lufs + 20 * float(np.log10(HIGHEST_PEAK / top)) for lufs, top in heard]
    target = min([TARGET_LUFS, *room])
    return tuple(target - lufs if lufs > QUIETEST_LUFS and top > 0 else 0.0 for lufs, top in levels), target


def louder(recording: Recording, gain_db: float) -> Recording:
    """``recording`` with that gain."""
    return Recording(recording.audio * np.float32(10 ** (gain_db / 20)), recording.sample_rate)
