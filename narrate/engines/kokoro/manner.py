"""A manner of speaking on what Kokoro predicts: durations before they are whole frames, pitch and energy.

The timbre is another half of the style and stays. Pure functions of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.voices.manner import Change

UNVOICED_HZ = 10.0
"""Where the predicted pitch is no higher, the model's source makes noise (mlx-audio's SineGen)."""

_GLIDING_HZ = 50.0  # between the two a voice sets in or ends: it is moved, but not stretched
_LOWEST, _HIGHEST = 0.55, 2.2  # of the voice's median: nearly an octave down, and somewhat more up
_STILL = 2.3  # 20 dB under the mean, in natural logarithms: what is fainter is no voice's energy
_PAUSES = frozenset(";:,.!?—…")
_MOST_FRAMES = 100


@dataclass(frozen=True, slots=True)
class Own:
    """Where a voice lies by itself: median pitch, and mean energy (a natural logarithm) while voiced."""

    pitch_hz: float
    energy: float


def own(pitch_hz: NDArray[np.float32], energy: NDArray[np.float32]) -> Own:
    """That of a voice which says something with this pitch and energy, both (n,)."""
    voiced = pitch_hz > _GLIDING_HZ
    if not voiced.any():
        return Own(0.0, float(energy.mean()) if len(energy) else 0.0)
    return Own(float(np.median(pitch_hz[voiced])), float(energy[voiced].mean()))


def stretched(durations: NDArray[np.float32], phonemes: str, change: Change) -> NDArray[np.int32]:
    """``durations`` (n,), of the begin, of each of ``phonemes`` and of the end, changed and in whole frames.

    What rounding takes from one symbol the next is given, so that a rate between two whole numbers of frames
    is kept.
    """
    finite = np.nan_to_num(durations.astype(np.float64), nan=1.0, posinf=_MOST_FRAMES, neginf=1.0)
    factors = [change.pauses if pausing else 1 / change.rate for pausing in _pausing(phonemes)]
    wanted = finite * np.array([1 / change.rate, *factors, 1 / change.rate])
    frames = np.empty(len(wanted), np.int32)
    owed = 0.0
    for at, length in enumerate(np.clip(wanted, 1, _MOST_FRAMES).tolist()):
        frames[at] = min(max(round(length + owed), 1), _MOST_FRAMES)
        owed += length - float(frames[at])
    return frames


def moved(pitch_hz: NDArray[np.float32], voice: Own, change: Change) -> NDArray[np.float32]:
    """``pitch_hz`` (n,) of a ``voice``, moved and its swing around the voice's median widened."""
    up = 2 ** (change.pitch / 12)
    middle = voice.pitch_hz * up
    result = pitch_hz.astype(np.float64)
    voiced = result > _GLIDING_HZ
    if middle:
        swung = middle * (result[voiced] / voice.pitch_hz) ** change.range
        result[voiced] = np.clip(swung, middle * _LOWEST, middle * _HIGHEST)
    gliding = (result > UNVOICED_HZ) & ~voiced
    result[gliding] = np.maximum(result[gliding] * up, UNVOICED_HZ + 0.01)
    return result.astype(np.float32)


def swelled(energy: NDArray[np.float32], voice: Own, change: Change) -> NDArray[np.float32]:
    """``energy`` (n,) of a ``voice``, its swing around the voice's mean widened; silence stays as silent."""
    above = energy.astype(np.float64) - voice.energy
    loud = np.maximum(above, -_STILL)
    return (voice.energy + change.energy * loud + (above - loud)).astype(np.float32)


def _pausing(phonemes: str) -> list[bool]:
    """Which symbols are a pause: punctuation, and a space behind it."""
    before = " " + phonemes
    return [
        symbol in _PAUSES or (symbol == " " and last in _PAUSES)
        for last, symbol in zip(before, phonemes, strict=False)
    ]
