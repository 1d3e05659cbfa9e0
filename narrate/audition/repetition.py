"""A phrase that is said twice: what a model does that lost its place.

The sound is compared with itself at every delay: a phrase that comes again is a long stretch in which it is
like what it was that delay before, at this delay and no other. After J. Foote, "Visualizing music and audio
using self-similarity" (ACM Multimedia 1999); the features are cepstra of mel bands, as S. Davis and P.
Mermelstein have them (IEEE ASSP 28, 1980), in which the pitch does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled

_RATE_HZ = 16_000
_HOP_S, _WINDOW_S = 0.02, 0.04
_BANDS, _CEPSTRA = 26, 13
_LOWEST_HZ, _HIGHEST_HZ = 100.0, 7000.0
_SHORTEST_S = 0.5  # of a phrase; two syllables are alike by chance
_ALIKE = 0.8  # of at most 1: the mean likeness of what is said twice
_BETTER = 0.15  # than at any other delay: else the sound is one that never changes
_SLIP = 1  # frames by which the second may be ahead or behind, at each moment
_NEAR_S = 0.12  # delays that are the same for a listener
_QUIET_DB = 35.0
_NO_POWER = 1e-10
_WORD = re.compile(r"[^\W\d_]+")
_SHORT_WORD = 3  # letters: "the" and "and" come again in any sentence


def repeated(recording: Recording, text: str) -> Iterator[tuple[float, float]]:
    """Where something is said a second time in ``recording``, as (start, end) in seconds; the worst alone.

    Nothing where ``text`` itself says some word twice, for then it should be.
    """
    words = [word for word in _WORD.findall(text.casefold()) if len(word) > _SHORT_WORD]
    if len(set(words)) < len(words):
        return
    cepstra, heard = _features(recording)
    length, frames = round(_SHORTEST_S / _HOP_S), len(cepstra)
    if frames < 2 * length:
        return
    likeness = _likeness(cepstra) * np.outer(heard, heard)
    best = np.full(frames, -1.0)  # of each delay, the likeness of its best stretch
    where = np.zeros(frames, np.intp)
    for delay in range(length, frames - length + 1):
        diagonal = np.diagonal(likeness, delay)
        sums = np.concatenate([[0.0], np.cumsum(diagonal)])
        means = (sums[length:] - sums[:-length]) / length
        where[delay] = int(means.argmax())
        best[delay] = means[where[delay]]
    delay = int(best.argmax())
    near = round(_NEAR_S / _HOP_S)
    others = np.concatenate([best[: max(0, delay - near)], best[delay + near + 1 :]])
    if best[delay] >= _ALIKE and best[delay] - others.max(initial=-1.0) >= _BETTER:
        first = int(where[delay]) + delay
        yield first * _HOP_S, (first + length) * _HOP_S


def _likeness(cepstra: NDArray[np.float64]) -> NDArray[np.float64]:
    """How alike each frame of ``cepstra`` (n, c) is to each, -1 to 1, with a little slip: (n, n)."""
    length = np.linalg.norm(cepstra, axis=1, keepdims=True)
    unit = cepstra / np.maximum(length, 1e-9)
    plain: NDArray[np.float64] = unit @ unit.T
    slipped = plain.copy()
    for slip in range(1, _SLIP + 1):
        slipped[:, slip:] = np.maximum(slipped[:, slip:], plain[:, :-slip])
        slipped[:, :-slip] = np.maximum(slipped[:, :-slip], plain[:, slip:])
    return slipped


def _features(recording: Recording) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Cepstra of each frame against the mean of what is heard (n, c), and which frames are heard (n,)."""
    sound = resampled(recording.audio, recording.sample_rate, _RATE_HZ).astype(np.float64)
    size, hop = round(_WINDOW_S * _RATE_HZ), round(_HOP_S * _RATE_HZ)
    if len(sound) < size:
        return np.empty((0, _CEPSTRA)), np.empty(0, np.bool_)
    windows = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
    power = np.abs(np.fft.rfft(windows * np.hanning(size), axis=1)) ** 2
    bands = np.log(power @ _mel(size) + _NO_POWER)
    cosines = np.cos(np.pi * np.outer(np.arange(_BANDS) + 0.5, np.arange(1, _CEPSTRA + 1)) / _BANDS)
    cepstra = bands @ cosines
    level_db = 10 * np.log10(power.sum(axis=1) + _NO_POWER)
    heard = level_db > level_db.max() - _QUIET_DB
    return cepstra - cepstra[heard].mean(axis=0), heard


def _mel(size: int) -> NDArray[np.float64]:
    """The weights of the mel bands over the bins of a spectrum of ``size`` samples: (bins, bands)."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(size, 1 / _RATE_HZ)[:, None]
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    weights: NDArray[np.float64] = np.clip(np.minimum(rising, falling), 0, None)
    return weights
