"""How loud a recording is from moment to moment: what of it is speech, and what lies beneath."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = tuple[tuple[float, float], ...]
"""Where something shows: (start, end) in seconds from the beginning of the recording."""

HOP_S = 0.010
"""Frames are 20 ms long and begin 10 ms apart."""

SILENT_DB = -110.0
"""No microphone is as quiet, and 16 bits end at -98: below, samples are zero, or as good as zero."""

_QUIET_PERCENTILE = 5
_QUIET_DB = 5.0  # frames of noise alone are hardly more apart
_ABOVE_NOISE_DB = 6.0
_BELOW_LOUD_DB = 30.0  # what is that far below the loud parts is not speech
_NEVER_BELOW_DB = 12.0  # noise or not, this close to the loud parts is speech
_LOUD_PERCENTILE = 95
_NO_POWER = 1e-14


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """``level_db`` (n,) is the RMS of each frame, in dB of full scale; ``spoken`` (n,) where it is speech.

    ``noise_db`` is the level of the quietest twentieth and whatever is about as quiet, ``speech_db`` the mean
    power of what is spoken, noise and all. Where nothing rises above the rest, they are equal.
    """

    level_db: NDArray[np.float64]
    spoken: NDArray[np.bool_]
    noise_db: float
    speech_db: float

    @property
    def snr_db(self) -> float:
        """The power of speech alone against that of noise; 0 dB where there is no telling them apart."""
        ratio = 10 ** ((self.speech_db - self.noise_db) / 10) - 1
        return 10 * math.log10(ratio) if ratio > 1 else 0.0


def levels(audio: NDArray[np.float32], rate_hz: int, kept: slice[int, int, None]) -> Levels:
    """The levels of ``audio`` (n,), already without rumble, of which ``kept`` is worth keeping.

    Digital silence outside of ``kept`` does not count as the noise of the recording: somebody added it.
    """
    hop = max(1, round(HOP_S * rate_hz))
    level_db = frames_db(audio, hop)
    starts = np.arange(len(level_db)) * hop
    inside = (starts >= kept.start) & (starts + 2 * hop <= kept.stop)
    counted = level_db[inside | (level_db > SILENT_DB)]
    if not len(counted):
        return Levels(level_db, np.zeros(len(level_db), np.bool_), -140.0, -140.0)
    quiet_db, loud_db = np.percentile(counted, (_QUIET_PERCENTILE, _LOUD_PERCENTILE))
    noise_db = _mean_db(counted[counted <= quiet_db + _QUIET_DB])
    spoken = level_db > max(noise_db + _ABOVE_NOISE_DB, loud_db - _BELOW_LOUD_DB)
    speech_db = _mean_db(level_db[spoken]) if spoken.any() else noise_db
    return Levels(level_db, spoken, noise_db, speech_db)


def speech_level_db(level_db: NDArray[np.floating]) -> tuple[float, float]:
    """From which level on frames of ``level_db`` (n,) are speech, and how far loud ones lie above quiet ones.

    For a recording in which somebody speaks: where ``levels`` finds nothing above the noise, this finds what
    is loudest. n is at least 1.
    """
    loud_db, quiet_db = np.percentile(level_db, (_LOUD_PERCENTILE, _QUIET_PERCENTILE))
    least_db = max(loud_db - _BELOW_LOUD_DB, min(quiet_db + _ABOVE_NOISE_DB, loud_db - _NEVER_BELOW_DB))
    return float(least_db), float(loud_db - quiet_db)


def frames_db(audio: NDArray[np.float32], hop: int) -> NDArray[np.float64]:
    """The RMS of each frame of two ``hop``, in dB of full scale; of less than a frame, of all there is."""
    if len(audio) < 2 * hop:
        power = np.array([np.square(audio, dtype=np.float64).mean()]) if len(audio) else np.empty(0)
    else:
        whole = len(audio) // hop * hop
        halves = np.square(audio[:whole]).reshape(-1, hop).mean(axis=1, dtype=np.float64)
        power = (halves[1:] + halves[:-1]) / 2
    level_db: NDArray[np.float64] = 10 * np.log10(power + _NO_POWER)
    return level_db


def _mean_db(level_db: NDArray[np.float64]) -> float:
    """The level of the mean power."""
    return float(10 * np.log10((10 ** (level_db / 10)).mean()))


def stretches(where: NDArray[np.bool_], shortest: int = 1) -> list[tuple[int, int]]:
    """The runs of at least ``shortest`` in which ``where`` (n,) holds, as (start, stop)."""
    edges = np.flatnonzero(np.diff(where, prepend=False, append=False)).reshape(-1, 2)
    return [(start, stop) for start, stop in edges.tolist() if stop - start >= shortest]
