"""The signs by which music is told from speech, measured in windows of two seconds.

Speech glides and pauses; music holds tones, and goes on where the reader stops. So: how many partials stay
where they are for 0.16, 0.3 and 0.6 s, in the quiet frames, in the middling ones and in the loud ones; how
flat the spectrum is there; how deep each band falls; how abruptly bands rise; how much the level moves at
the pace of syllables (4 to 8 Hz; E. Scheirer, M. Slaney, ICASSP 1997). A tone that stands throughout the
quiet frames is hum, and is left out. All of it below 3.8 kHz, so that a telephone's band says as much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.voices.company.listening import RATE_HZ, heard

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

WINDOW_S, STEP_S = 2.0, 1.0

_HOP = 320
_FRAMES_PER_S = RATE_HZ // _HOP
_FINE, _COARSE = 2048, 512  # samples of an analysis window: partials apart, and quick changes
_LOW_HZ, _HIGH_HZ = 80.0, 3800.0
_AROUND_BINS = 10  # on either side, over which a partial stands out
_STANDS_OUT_DB = 5.0
_HELD_FRAMES = (8, 15, 30)
_REGIONS_HZ = ((80.0, 450.0), (450.0, 1200.0), (1200.0, 3800.0))
_QUIET_SHARE, _HUM_SHARE = 0.4, 0.7  # a hum is in that share of the quietest frames
_EDGES_HZ = 80, 160, 250, 350, 450, 570, 700, 840, 1000, 1170, 1370, 1600, 1850, 2150, 2500, 2900, 3300, 3800
_PACES_HZ = ((0.5, 2.0), (2.0, 4.0), (4.0, 8.0), (8.0, 16.0))
_PACE_SIZE = 256
_FLOOR = 1e-3  # of amplitude, where the recording's RMS is 1
_STILL, _ROOM = 1e-3, 5e-3  # amplitudes, likewise: below the one nothing sounds; the other is a quiet room's
_LEAST_FRAMES = _FRAMES_PER_S  # a second
_NO_POWER = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Frames:
    """``held`` (n, 9): partials that last, for each length and region; ``partials`` (n,): all of them.

    ``bands`` (n, 17) and ``level`` (n,) in dB; ``flat`` (n,) and ``fine_flat`` (n,): the logarithm of how
    flat the spectrum is, coarse and fine. ``hum`` is the share of the spectrum that hums.
    """

    held: Array
    partials: Array
    bands: Array
    level: Array
    flat: Array
    fine_flat: Array
    hum: float

    def __len__(self) -> int:
        return len(self.level)


def signs(recording: Recording) -> tuple[Array, tuple[tuple[float, float], ...]]:
    """The signs (n, 117) in each window of ``recording``, and where those lie, in seconds.

    None of silence and of less than a second.
    """
    sound = heard(recording)
    if len(sound) < _LEAST_FRAMES * _HOP or not sound.any():
        return np.empty((0, 0)), ()
    frames = _frames(_in_a_room(sound / np.sqrt(np.square(sound, dtype=np.float64).mean())))
    width, step = round(WINDOW_S * _FRAMES_PER_S), round(STEP_S * _FRAMES_PER_S)
    starts = range(0, max(1, len(frames) - width + 1), step)
    found = np.array([list(_window(frames, slice(start, start + width))) for start in starts])
    ends = [start + width for start in starts[:-1]] + [len(frames)]  # the last one stands for what is left
    return found, tuple(
        (start / _FRAMES_PER_S, end / _FRAMES_PER_S) for start, end in zip(starts, ends, strict=True)
    )


def _in_a_room(sound: Array) -> Array:
    """``sound`` (n,) with a room's noise where there is none, as behind a gate or between pieces.

    The weights were learned from rooms, and would take digital silence for music. The noise is
    always the same.
    """
    count = -(-len(sound) // _HOP)
    loudest = np.abs(np.pad(sound, (0, count * _HOP - len(sound)))).reshape(count, _HOP).max(axis=1)
    still = np.repeat(loudest < _STILL, _HOP)[: len(sound)]
    noise = np.random.default_rng(0).standard_normal(len(sound))
    return np.where(still, sound + _ROOM * noise, sound)


def _spectra(sound: Array, size: int) -> Array:
    padded = np.pad(sound, size // 2).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::_HOP]
    return np.abs(np.fft.rfft(windows * np.hanning(size).astype(np.float32), axis=1)).astype(np.float64)


def _frames(sound: Array) -> _Frames:
    hertz = np.fft.rfftfreq(_FINE, 1 / RATE_HZ)
    inside = (hertz >= _LOW_HZ) & (hertz < _HIGH_HZ)
    hertz = hertz[inside]
    fine = _spectra(sound, _FINE)
    quiet = np.argsort(np.square(fine).sum(axis=1), kind="stable")[: max(5, int(_QUIET_SHARE * len(fine)))]
    fine = fine[:, inside]
    partials = _partials(20 * np.log10(fine + _FLOOR))
    near = _spread(partials)
    hum = near[quiet].mean(axis=0) > _HUM_SHARE
    hum = _spread(hum[None])[0]
    near[:, hum] = False
    partials &= ~hum
    held = [_lasting(near, frames) & partials for frames in _HELD_FRAMES]
    regions = [(hertz >= low) & (hertz < high) for low, high in _REGIONS_HZ]
    fine = np.square(_without(fine, hum))

    coarse = np.square(_spectra(sound, _COARSE))
    hertz = np.fft.rfftfreq(_COARSE, 1 / RATE_HZ)
    edges = pairwise(_EDGES_HZ)
    bands = np.stack([coarse[:, (hertz >= low) & (hertz < high)].mean(axis=1) for low, high in edges], axis=1)
    coarse = coarse[:, (hertz >= _LOW_HZ) & (hertz < _HIGH_HZ)]
    return _Frames(
        held=np.stack([lasting[:, region].sum(axis=1) for lasting in held for region in regions], axis=1),
        partials=partials.sum(axis=1),
        bands=10 * np.log10(bands + _FLOOR**2),
        level=10 * np.log10(bands.sum(axis=1) + _FLOOR**2),
        flat=_flatness(coarse),
        fine_flat=_flatness(fine),
        hum=float(hum.mean()),
    )


def _partials(level_db: Array) -> Mask:
    """Peaks of the spectra ``level_db`` (n, bins) that stand out from what is around them."""
    padded = np.pad(level_db, ((0, 0), (_AROUND_BINS + 1, _AROUND_BINS)), mode="edge")
    total = np.cumsum(padded, axis=1)
    width = 2 * _AROUND_BINS + 1
    around = (total[:, width:] - total[:, :-width]) / width
    peak = level_db - around > _STANDS_OUT_DB
    peak[:, 1:-1] &= (level_db[:, 1:-1] >= level_db[:, :-2]) & (level_db[:, 1:-1] >= level_db[:, 2:])
    return peak


def _spread(mask: Mask) -> Mask:
    """``mask`` (n, bins) with the bin on either side."""
    wide = mask.copy()
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    return wide


def _lasting(mask: Mask, frames: int) -> Mask:
    """Where ``mask`` (n, bins) holds for at least ``frames`` frames on end."""
    if len(mask) < frames:
        return np.zeros_like(mask)
    count = np.cumsum(np.pad(mask, ((1, 0), (0, 0))), axis=0, dtype=np.int32)
    begins = np.arange(len(mask) - frames + 1)
    full = count[begins + frames] - count[begins] == frames
    edge = np.zeros((len(mask) + 1, mask.shape[1]), np.int32)
    edge[: len(begins)] += full
    edge[frames:] -= full
    return np.cumsum(edge, axis=0)[:-1] > 0


def _without(fine: Array, hum: Mask) -> Array:
    """``fine`` (n, bins) with the bins that hum as low as the nearest others on either side."""
    others = np.flatnonzero(~hum)
    if not hum.any() or 2 * len(others) < len(hum):
        return fine
    bins = np.flatnonzero(hum)
    after = np.clip(np.searchsorted(others, bins), 1, len(others) - 1)
    mended = fine.copy()
    mended[:, bins] = np.minimum(fine[:, others[after - 1]], fine[:, others[after]])
    return mended


def _flatness(power: Array) -> Array:
    """The logarithm of the geometric over the arithmetic mean of ``power`` (n, bins): (n,)."""
    result: Array = np.log(power + _NO_POWER).mean(axis=1) - np.log(power.mean(axis=1) + _NO_POWER)
    return result


def _window(frames: _Frames, part: slice[int, int, None]) -> Iterator[float]:
    level, bands = frames.level[part], frames.bands[part]
    order = np.argsort(level, kind="stable")
    count = len(order)
    quiet, middling, loud = order[: count // 5], order[count // 5 : count // 2], order[-(count // 3) :]
    tones = np.column_stack([frames.held[part], frames.partials[part]])
    for chosen in (quiet, middling, loud):
        yield from np.log1p(tones[chosen].mean(axis=0)).tolist()
        yield frames.flat[part][chosen].mean()
        yield frames.fine_flat[part][chosen].mean()
    yield frames.hum
    levels = np.percentile(level, (5, 20, 50, 80, 95))
    yield from (levels[:-1] - levels[-1]).tolist()
    low, middle, high = np.percentile(bands, (10, 50, 90), axis=0)
    yield from (low - high).tolist()
    yield from (middle - high).tolist()
    yield from (low - low.mean()).tolist()
    yield from (high - high.mean()).tolist()
    change = np.diff(bands, axis=0)
    rise = np.maximum(change, 0)
    yield np.abs(change).mean()
    yield np.abs(change[np.minimum(quiet, len(change) - 1)]).mean()
    yield rise.max(axis=1).mean()
    yield np.percentile(rise.mean(axis=1), 95)
    yield from _paces(level)


def _paces(level: Array) -> Iterator[float]:
    """How much of the level's movement is at each pace: logarithms of shares."""
    moving = (level - level.mean()) * np.hanning(len(level))
    power = np.square(np.abs(np.fft.rfft(moving, _PACE_SIZE)))
    hertz = np.fft.rfftfreq(_PACE_SIZE, 1 / _FRAMES_PER_S)
    total = power[hertz >= _PACES_HZ[0][0]].sum() + _NO_POWER
    for low, high in _PACES_HZ:
        yield float(np.log(power[(hertz >= low) & (hertz < high)].sum() / total + 1e-4))
