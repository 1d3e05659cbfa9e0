"""How long CSM may speak for a text, and what is wrong with what it said."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from narrate.sound import measure

FRAMES_PER_S = 12.5

_SLOWEST, _FASTEST = 8.0, 20.0
"""Characters per second: a reference that is read slower or faster says nothing about how the clone reads.

Thirteen English takes of nine readers lie between 9.9 and 17.8.
"""

_SHORT, _SHORT_S = 0.35, 0.25
_LONG, _LONG_S = 2.5, 1.5
_MOST, _MOST_S = 3.0, 3.0
"""Factors of the time that the reference's own pace would take, and seconds for what a short text needs.

Wide: a clone that hurries or lingers is no fault, one that leaves out half a sentence or goes on with words
of its own is. At ``_MOST`` it is stopped.
"""

_PAUSE_S = 2.0
"""The thirteen takes have pauses of up to 0.8 s inside."""

_FRAME_S = 0.02
_QUIET_DB = -38.0  # against the loud parts, as in sound.edges
_NO_POWER = 1e-12


def expected_s(text: str, pace: float) -> float:
    """Seconds that ``text`` takes at ``pace``, the reference's characters per second."""
    return len(text) / min(max(pace, _SLOWEST), _FASTEST)


def most_frames(text: str, pace: float) -> int:
    """After how many frames the model has run away with ``text``."""
    return math.ceil((_MOST * expected_s(text, pace) + _MOST_S) * FRAMES_PER_S)


def faults(audio: NDArray[np.float32], rate_hz: int, expected: float, *, ended: bool) -> tuple[str, ...]:
    """What is wrong with ``audio`` (n,), which should take about ``expected`` seconds.

    Words that complete "the sound is …". ``ended``: the model ended it itself.
    """
    measured = measure.measure(audio, rate_hz)
    found = measure.faults(audio, rate_hz, measured)
    if found and found != ("clipped",):
        return found  # nothing else can be said of what is not there
    wrong = list(found)
    seconds = (measured.end - measured.begin) / rate_hz
    if not ended:
        wrong.append(f"cut off after {len(audio) / rate_hz:.1f} s")
    elif seconds > _LONG * expected + _LONG_S:
        wrong.append(f"too long for its text ({seconds:.1f} s, about {expected:.1f} expected)")
    if seconds < _SHORT * expected - _SHORT_S:
        wrong.append(f"too short for its text ({seconds:.1f} s, about {expected:.1f} expected)")
    pause_s = longest_pause_s(audio[measured.begin : measured.end], rate_hz)
    if pause_s > _PAUSE_S:
        wrong.append(f"silent for {pause_s:.1f} s inside")
    return tuple(wrong)


def longest_pause_s(audio: NDArray[np.float32], rate_hz: int) -> float:
    """Seconds of the longest stretch of ``audio`` (n,) that is quiet against its loud parts."""
    frame = round(_FRAME_S * rate_hz)
    frames = audio[: len(audio) // frame * frame].reshape(-1, frame)
    if not len(frames):
        return 0.0
    level_db = 10 * np.log10(np.square(frames).mean(axis=1) + _NO_POWER)
    loud = np.flatnonzero(level_db > np.percentile(level_db, 90) + _QUIET_DB)
    edges = np.concatenate([[-1], loud, [len(frames)]])
    return float(np.diff(edges).max() - 1) * frame / rate_hz
