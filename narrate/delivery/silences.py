"""Where a file is silent, and how silent: pauses, their noise, room tone at both ends. From windows alone.

What counts as speech, as a pause and as the noise floor are the definitions that producers meet elsewhere:
the floor is that of ACX Check (W. McCown, ellis-audiobooks.com/nyquist), the quietest half second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.delivery.curves import Curves

QUIETEST_DB = -200.0  # no sound at all
DIGITAL_DB = -110.0  # below the noise of any room, and of 16 bits with dither: made by a machine

_FLOOR_WINDOWS = 10  # half a second
_PAUSE_WINDOWS = 6  # 300 ms
_EDGE_WINDOWS = 2  # at each end of a pause, in which speech fades
_LOUD_DB = (-50.0, -40.0)  # speech is at least so loud, and more so where the floor is high
_ABOVE_FLOOR_DB = 15.0
_LOUDEST_PAUSES = 0.95


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence between speech, in seconds from the start of the file."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Silences:
    """The silences of a file. ``floor_db`` is the RMS of its quietest half second.

    ``pauses_db`` is the noise of all but the loudest twentieth of its pauses, None where it has none.
    ``head_s`` and ``tail_s`` are before the first and after the last speech; all of a file without any.
    ``gaps`` are the pauses between, of at least 300 ms; ``digital`` those windows without any sound.
    """

    floor_db: float
    pauses: int
    pauses_db: float | None
    head_s: float
    tail_s: float
    gaps: tuple[Gap, ...]
    digital_s: float


def level_db(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean squares as dB of full scale, -200 for none: (n,)."""
    level: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 10 ** (QUIETEST_DB / 10)))
    return level


def silences(curves: Curves) -> Silences:
    """The silences in ``curves``."""
    power = curves.power
    window_s = curves.window_s
    whole_s = len(power) * window_s
    floor_db = _floor_db(power)
    level = level_db(power)
    speech = level > _speech_db(floor_db)
    loud = np.flatnonzero(speech)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], speech, [True]]).astype(np.int8)))
    runs = edges.reshape(-1, 2)  # a silence begins at the one and ends before the other
    long = runs[runs[:, 1] - runs[:, 0] >= _PAUSE_WINDOWS]
    between = [(begin, end) for begin, end in long if begin > 0 and end < len(power)]
    return Silences(
        floor_db=floor_db,
        pauses=len(long),
        pauses_db=_loudest_db(power, long),
        head_s=float(loud[0] * window_s) if len(loud) else whole_s,
        tail_s=float((len(power) - 1 - loud[-1]) * window_s) if len(loud) else whole_s,
        gaps=tuple(Gap(float(begin * window_s), float(end * window_s)) for begin, end in between),
        digital_s=float(np.count_nonzero(level < DIGITAL_DB) * window_s),
    )


def _floor_db(power: NDArray[np.float64]) -> float:
    if not len(power):
        return QUIETEST_DB
    width = min(_FLOOR_WINDOWS, len(power))
    means = np.convolve(power, np.full(width, 1 / width), "valid")
    return float(level_db(means.min(keepdims=True))[0])


def _speech_db(floor_db: float) -> float:
    least, most = _LOUD_DB
    return max(least, min(floor_db + _ABOVE_FLOOR_DB, most))


def _loudest_db(power: NDArray[np.float64], runs: NDArray[np.int64]) -> float | None:
    if not len(runs):
        return None
    inner = [power[begin + _EDGE_WINDOWS : end - _EDGE_WINDOWS] for begin, end in runs]
    means = np.array([windows.mean() for windows in inner])
    levels = np.sort(level_db(means))
    return float(levels[min(len(levels) - 1, int(_LOUDEST_PAUSES * len(levels)))])
