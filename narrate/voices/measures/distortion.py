"""What a wave shows that was pressed against a ceiling, or from which pieces are missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.voices.measures.levels import Places

_STEP_DB, _SHIFT_DB = 1.0, 0.5
_LOWEST_DB = 3.5  # below the highest peak: what an encoder or a filter lets through a ceiling is less
_FEWEST = 20  # peaks within a decibel, below which their number says nothing
_PILED = 1.8
"""How many times as many peaks as in the decibel below, and as in one of the next three on average.

Of thirty recordings of readers none has more than 1.4 in either half of the wave; clipped by 6 dB they have
1.7 to 2.9, by 10 dB 4 and more, and still 2.5 after it was made an MP3 of 48 kbit/s.
"""
_APART_S = 0.050  # peaks that are closer are one place

_SHORTEST_GAP_S, _LONGEST_GAP_S = 0.004, 0.150  # what is longer is a pause that was silenced
_STEP = 1.5 / 32768  # of 16 bits: what is nothing
_BESIDE_S = 0.002
_LOUD_BESIDE_DB = 20.0  # below the speech: sound that ends there was cut off, and did not fade


@dataclass(frozen=True, slots=True)
class Ceiling:
    """``share`` of the higher peaks, 0 to 1, lie within a decibel of each other, at ``places``."""

    share: float
    places: Places


def ceiling(audio: NDArray[np.float32], rate_hz: int) -> Ceiling | None:
    """Whether peaks of ``audio`` (n,) pile up below a ceiling: clipped, also softly or before it was changed.

    A wave's peaks become fewer the higher they are. Where a wave is cut off, many are as high as they can be.
    """
    if not len(audio):
        return None
    centred = audio - np.float32(audio.mean(dtype=np.float64))
    found = [pile for half in (centred, -centred) if (pile := _pile(half)) is not None]
    if not found:
        return None
    piled = np.sort(np.concatenate([at for _, at in found]))
    return Ceiling(len(piled) / sum(high for high, _ in found), _joined(piled / rate_hz))


def _pile(half: NDArray[np.float32]) -> tuple[int, NDArray[np.int64]] | None:
    """How many peaks of the positive ``half`` (n,) of a wave are high, and where those are that pile up."""
    turns = np.flatnonzero(np.diff(half > 0)) + 1
    if len(turns) < _FEWEST:
        return None
    peaks = np.maximum.reduceat(half, turns)
    below_db = -20 * np.log10(np.maximum(peaks / peaks.max(), 1e-6))
    order = np.sort(below_db)

    def number(first_db: float, last_db: float) -> int:
        return int(np.searchsorted(order, last_db) - np.searchsorted(order, first_db))

    for top_db in np.arange(0, _LOWEST_DB, _SHIFT_DB).tolist():
        second, third, last = (top_db + step * _STEP_DB for step in (1, 2, 5))
        usual = max(number(second, third), number(third, last) / 3)
        if number(top_db, second) >= max(_FEWEST, _PILED * usual):
            at = turns[(below_db >= top_db) & (below_db < second)]
            return number(0, 6 * _STEP_DB), at
    return None


def gaps(audio: NDArray[np.float32], rate_hz: int, speech_db: float) -> Places:
    """Where the sound in ``audio`` (n,) breaks off and goes on: samples that are missing.

    Speech stops for a "p" as well, but it fades, and what follows grows.
    """
    nothing = np.abs(audio) <= _STEP
    edges = np.flatnonzero(np.diff(nothing, prepend=False, append=False)).reshape(-1, 2)
    lengths = edges[:, 1] - edges[:, 0]
    edges = edges[(lengths >= _SHORTEST_GAP_S * rate_hz) & (lengths <= _LONGEST_GAP_S * rate_hz)]
    beside = max(1, round(_BESIDE_S * rate_hz))
    loud = 10 ** ((speech_db - _LOUD_BESIDE_DB) / 10)
    return tuple(
        (start / rate_hz, stop / rate_hz)
        for start, stop in edges.tolist()
        if start >= beside
        and stop + beside <= len(audio)
        and np.square(audio[start - beside : start]).mean() > loud
        and np.square(audio[stop : stop + beside]).mean() > loud
    )


@dataclass(frozen=True, slots=True)
class Flat:
    """How many ``tops`` of a wave are flat, and where; one or two may be round, at a high rate."""

    tops: int
    places: Places


def flat(audio: NDArray[np.float32], rate_hz: int, least: float) -> Flat:
    """Where neighbours in ``audio`` (n,) are both at ``least`` of its peak, or more."""
    if not audio.any():
        return Flat(0, ())
    high = np.abs(audio) >= least * np.abs(audio).max()
    at = np.flatnonzero(high[1:] & high[:-1])
    return Flat(int(np.count_nonzero(np.diff(at) > 1)) + bool(len(at)), _joined(at / rate_hz))


def _joined(at_s: NDArray[np.float64]) -> Places:
    """The moments ``at_s`` (n,), in order, as stretches."""
    if not len(at_s):
        return ()
    new = np.flatnonzero(np.diff(at_s) > _APART_S) + 1
    starts, stops = np.concatenate([[0], new]), np.concatenate([new, [len(at_s)]])
    return tuple((float(at_s[a]), float(at_s[b - 1]) + 0.001) for a, b in zip(starts, stops, strict=True))
