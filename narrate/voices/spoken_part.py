"""Where somebody speaks in a recording of a line: not the room around it, nor the key that they pressed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.pcm import Recording

EDGE_S = 0.2
"""Of the room that is kept before the first word and behind the last."""

LONGEST_PAUSE_S = 1.0
"""A voice that is cloned from longer ones makes such pauses."""

_FRAME_S = 0.01
_RUMBLE_HZ = 60.0
_NO_POWER = 1e-14
_BELOW_LOUD_DB, _ABOVE_ROOM_DB, _NEVER_BELOW_DB = 30.0, 8.0, 12.0
_QUIETEST_DB = -56.0  # as in a take: nothing below is speech
_BESIDE_S = 0.3  # a key or a mouse is heard so long before the first word, or behind the last
_KEY_S = 0.12  # and is shorter than that
_WINDOW_S = 0.5
_LOUD_DB = 20.0  # below the loudest of them, a window is no speech


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """``kept`` are the samples worth keeping, and ``words_s`` how long the words alone take.

    ``pauses_s`` are those within that are too long: (start, end) in seconds. ``unsteady_db`` is the standard
    deviation of the level of half seconds.
    """

    kept: slice[int, int, None]
    words_s: float
    pauses_s: tuple[tuple[float, float], ...]
    unsteady_db: float


def find(recording: Recording) -> SpokenPart | None:
    """What is said in ``recording``; None where that is nothing."""
    levels_db = _levels_db(recording)
    words = _without_keys(_stretches(levels_db))
    if not words:
        return None
    first, last = words[0][0], words[-1][1]
    frame, edge = (round(seconds * recording.sample_rate) for seconds in (_FRAME_S, EDGE_S))
    between = pairwise(words)
    pauses_s = ((start * _FRAME_S, stop * _FRAME_S) for (_, start), (stop, _) in between)
    return SpokenPart(
        kept=slice(max(0, first * frame - edge), min(len(recording.audio), last * frame + edge)),
        words_s=(last - first) * _FRAME_S,
        pauses_s=tuple(pause for pause in pauses_s if pause[1] - pause[0] > LONGEST_PAUSE_S),
        unsteady_db=_unsteady_db(levels_db[first:last]),
    )


def _levels_db(recording: Recording) -> NDArray[np.float64]:
    """RMS of hundredths of a second (n,), without rumble, in dB of full scale."""
    rate_hz = recording.sample_rate
    (clean,) = filtered(at_rest(recording.audio, rate_hz), high_pass(_RUMBLE_HZ, rate_hz))
    frame = round(_FRAME_S * rate_hz)
    frames = clean[: len(clean) // frame * frame].reshape(-1, frame)
    levels_db: NDArray[np.float64] = 10 * np.log10(
        np.square(frames, dtype=np.float64).mean(axis=1) + _NO_POWER
    )
    return levels_db


def _stretches(levels_db: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The frames in which there is more than the room: (start, stop)."""
    if not len(levels_db):
        return []
    loud_db, room_db = np.percentile(levels_db, (95, 5))
    above_db = min(room_db + _ABOVE_ROOM_DB, loud_db - _NEVER_BELOW_DB)
    loud = levels_db > max(loud_db - _BELOW_LOUD_DB, above_db, _QUIETEST_DB)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _without_keys(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """``stretches`` without a key or a mouse that is heard apart from them, before or behind."""
    key, beside = _KEY_S / _FRAME_S, _BESIDE_S / _FRAME_S
    left = list(stretches)
    while len(left) > 1 and left[0][1] - left[0][0] < key and left[1][0] - left[0][1] > beside:
        del left[0]
    while len(left) > 1 and left[-1][1] - left[-1][0] < key and left[-1][0] - left[-2][1] > beside:
        del left[-1]
    return left


def _unsteady_db(levels_db: NDArray[np.float64]) -> float:
    window = round(_WINDOW_S / _FRAME_S)
    power = 10 ** (levels_db[: len(levels_db) // window * window].reshape(-1, window) / 10)
    if not len(power):
        return 0.0
    half_seconds_db = 10 * np.log10(power.mean(axis=1))
    return float(half_seconds_db[half_seconds_db > half_seconds_db.max() - _LOUD_DB].std())
