"""How long a room goes on sounding, told from how fast words die away. Best effort.

After R. Ratnam et al., "Blind estimation of reverberation time" (JASA 114, 2003): the sound of a room fades
evenly, and no voice that ends can fade faster than its room does. So of all stretches in which the level
falls to the noise, the quicker ones tell the room.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.filters import filtered, high_pass
from narrate.voices.measures.levels import frames_db

FEWEST = 3
"""Stretches of falling level, below which nothing is told."""

_LOWEST_HZ = 300.0  # below, rooms and voices go on for longer
_HOP_S = 0.008
_WAVER_DB = 0.3  # that a level may rise, and still be falling
_SKIPPED_DB = 5.0  # at the beginning, where the voice itself still sounds
_ABOVE_NOISE_DB = 8.0
_LEAST_DB = 12.0
_LEAST_FRAMES = 6
_BELOW_LOUD_DB = 15.0  # what begins there is a word
_QUICK_PERCENTILE = 25
_LOUD_PERCENTILE, _NOISE_PERCENTILE = 95, 5


def reverberation_s(audio: NDArray[np.float32], rate_hz: int) -> float | None:
    """The seconds in which a sound in ``audio`` (n,) falls by 60 dB; None where too few end in silence.

    Voices alone are at 0.07 to 0.27. With noise that fades evenly over 0.4 to 1.0 s added to two synthetic
    voices, it is right within a quarter. Where the room is much softer than the voice, or noise is 40 dB
    below it, it is too short, or None.
    """
    (clean,) = filtered(audio, high_pass(_LOWEST_HZ, rate_hz))
    level_db = frames_db(clean, max(1, round(_HOP_S * rate_hz)))
    if len(level_db) < _LEAST_FRAMES:
        return None
    smooth = np.convolve(level_db, np.ones(3) / 3, "same")
    loud_db, noise_db = np.percentile(smooth, (_LOUD_PERCENTILE, _NOISE_PERCENTILE))
    falling = np.diff(smooth) < _WAVER_DB
    edges = np.flatnonzero(np.diff(falling, prepend=False, append=False)).reshape(-1, 2)
    found = []
    for start, stop in edges.tolist():
        fall = smooth[start : stop + 1]
        fall = fall[int(fall.argmax()) :]
        if fall[0] < loud_db - _BELOW_LOUD_DB:
            continue
        fall = fall[(fall < fall[0] - _SKIPPED_DB) & (fall > noise_db + _ABOVE_NOISE_DB)]
        if len(fall) >= _LEAST_FRAMES and fall[0] - fall[-1] >= _LEAST_DB:
            slope = np.polyfit(np.arange(len(fall)) * _HOP_S, fall, 1)[0]
            found.append(-60.0 / float(slope))
    if len(found) < FEWEST:
        return None
    return float(np.percentile(found, _QUICK_PERCENTILE))
