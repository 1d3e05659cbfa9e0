"""Music made here, of five kinds, so that none need be found: chords, piano, drums, strings, a band."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
Sound = NDArray[np.float32]
_SCALE = (0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 19)  # semitones


def tune(kind: str, seconds: float, lot: np.random.Generator) -> Sound:
    """``seconds`` of music of a ``kind`` in KINDS, its key and pace by ``lot``: (n,) with an RMS of 1."""
    sound = np.zeros(round(seconds * RATE_HZ))
    KINDS[kind](sound, 98 * 2 ** (lot.integers(12) / 12), lot)
    level: float = np.sqrt(np.square(sound).mean())
    return (sound / max(level, 1e-9)).astype(np.float32)


def _beats(sound: NDArray[np.float64], beat_s: float, lasts_s: float) -> list[tuple[int, int]]:
    starts = range(0, len(sound), round(beat_s * RATE_HZ))
    return [(start, min(len(sound), start + round(lasts_s * RATE_HZ))) for start in starts]


def _chords(sound: NDArray[np.float64], root_hz: float, lot: np.random.Generator) -> None:
    beat_s = lot.uniform(1, 3)
    for start, end in _beats(sound, beat_s, beat_s + 0.4):
        time_s = np.arange(end - start) / RATE_HZ
        swell = np.minimum(1, time_s / 0.15) * np.minimum(1, ((end - start) / RATE_HZ - time_s) / 0.3)
        degree = lot.choice((0, 5, 7, 9))
        for step in (0, lot.choice((3, 4)), 7, 12):
            hz = root_hz * 2 ** ((degree + step) / 12)
            for number in range(1, 8):
                phase = 2 * np.pi * hz * number * time_s + lot.uniform(0, 6)
                sound[start:end] += np.sin(phase) / number**1.5 * swell


def _piano(sound: NDArray[np.float64], root_hz: float, lot: np.random.Generator) -> None:
    for start, end in _beats(sound, lot.uniform(0.18, 0.5), 2.0):
        time_s = np.arange(end - start) / RATE_HZ
        for _ in range(lot.integers(0, 4)):
            hz = root_hz * 2 ** (lot.choice(_SCALE) / 12 + lot.integers(2))
            for number in range(1, 9):  # strings are stiff: their partials are a little sharp
                phase = 2 * np.pi * hz * number * np.sqrt(1 + 0.0004 * number**2) * time_s
                fades = np.exp(-time_s * (1.2 + 0.5 * number)) * np.minimum(1, time_s / 0.004)
                sound[start:end] += np.sin(phase) / number * fades


def _drums(sound: NDArray[np.float64], root_hz: float, lot: np.random.Generator) -> None:
    del root_hz
    for count, (start, end) in enumerate(_beats(sound, lot.uniform(0.2, 0.35), 0.33)):
        time_s = np.arange(end - start) / RATE_HZ
        hiss = lot.standard_normal(end - start)
        if count % 4 == 0:
            thump = 2 * np.pi * (50 * time_s + 4 * (1 - np.exp(-30 * time_s)))
            sound[start:end] += 1.2 * np.sin(thump) * np.exp(-12 * time_s)
        if count % 4 == 2:
            sound[start:end] += 0.7 * (hiss + np.sin(2 * np.pi * 190 * time_s)) * np.exp(-22 * time_s)
        sound[start:end] += 0.3 * np.diff(hiss, prepend=0) * np.exp(-60 * time_s)


def _strings(sound: NDArray[np.float64], root_hz: float, lot: np.random.Generator) -> None:
    beat_s = lot.uniform(0.5, 1.5)
    for start, end in _beats(sound, beat_s, beat_s + 0.15):
        time_s = np.arange(end - start) / RATE_HZ
        swell = np.minimum(1, time_s / 0.08) * np.minimum(1, ((end - start) / RATE_HZ - time_s) / 0.12)
        for step in lot.choice(((0, 7), (0, 0))):
            hz = 2 * root_hz * 2 ** ((lot.choice(_SCALE[:8]) + step) / 12)
            vibrato = 0.006 / 5.5 * np.sin(2 * np.pi * 5.5 * time_s)
            phase = 2 * np.pi * hz * (time_s + vibrato)
            for number in range(1, 12):
                sound[start:end] += np.sin(number * phase) / number * swell


def _band(sound: NDArray[np.float64], root_hz: float, lot: np.random.Generator) -> None:
    for player, loud in ((_drums, 0.7), (_chords, 0.5), (_piano, 0.8)):
        part = np.zeros_like(sound)
        player(part, root_hz, lot)
        sound += loud * part / max(float(np.sqrt(np.square(part).mean())), 1e-9)


KINDS = {"chords": _chords, "piano": _piano, "drums": _drums, "strings": _strings, "band": _band}
