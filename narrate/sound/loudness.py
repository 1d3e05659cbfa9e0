"""Loudness as ITU-R BS.1770-4 defines it, kept as a histogram of gating blocks.

Loudness itself does not add: that of two takes says nothing of both together. Histograms do, so a voice's
loudness over a whole book is a sum over measurements that its takes carry with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

HOP_S = 0.1  # blocks of 400 ms every 100 ms (BS.1770-4, annex 1)
HOPS_PER_BLOCK = 4
QUIETEST_LUFS = -70.0  # the absolute gate; nothing below counts
BIN_LU = 0.1  # EBU Tech 3342 finds this fine enough; it rounds a block by 0.05 LU at the most
BINS = 1000  # up to +30 LUFS, where a full-scale square wave is long past
_OFFSET_DB = -0.691  # undoes the K-weighting's gain at 997 Hz
_RELATIVE_GATE_LU = 10.0
_NO_POWER = 1e-12  # keeps the logarithm finite, far below the gate

Histogram = tuple[tuple[int, int], ...]
"""(bin, count) pairs, in order, without empty bins. Bin 0 begins at -70 LUFS."""


def hop_power(weighted: NDArray[np.float32], rate_hz: int) -> NDArray[np.float64]:
    """The mean square of each whole 100 ms of K-weighted audio (n,): (hops,)."""
    hop = hop_samples(rate_hz)
    hops = len(weighted) // hop
    square = np.square(weighted[: hops * hop]).reshape(hops, hop)
    power: NDArray[np.float64] = square.mean(axis=1, dtype=np.float64)
    return power


def hop_samples(rate_hz: int) -> int:
    """Samples in 100 ms."""
    return round(HOP_S * rate_hz)


def block_power(hops: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean square of each gating block, from that of its ``hops`` (n,): (n - 3,), or none."""
    if len(hops) < HOPS_PER_BLOCK:
        return np.empty(0)
    return (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / HOPS_PER_BLOCK


def lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """The loudness of K-weighted mean squares ``power`` (n,), of all channels together: (n,)."""
    loudness: NDArray[np.float64] = _OFFSET_DB + 10 * np.log10(power + _NO_POWER)
    return loudness


def count_blocks(power: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many gating blocks of these mean squares fall into each bin: (BINS,)."""
    loudness = lufs(power)
    bins = np.floor((loudness[loudness > QUIETEST_LUFS] - QUIETEST_LUFS) / BIN_LU)
    return np.bincount(np.minimum(bins, BINS - 1).astype(np.int64), minlength=BINS)


def histogram(weighted: NDArray[np.float32], rate_hz: int) -> Histogram:
    """The gating blocks of K-weighted audio (n,), a take, by loudness: one for each 100 ms.

    The last of them go on with the beginning. So every sound counts for as long as it lasts, in a "Yes." too,
    which may be shorter than a block and has a loudness all the same; counted as in a long recording, a
    voice's short takes would weigh next to nothing, and their first and last tenths least of all.
    """
    if not len(weighted):
        return ()
    hops = hop_power(weighted, rate_hz)
    if len(hops) < HOPS_PER_BLOCK:
        count = max(1, round(len(weighted) / hop_samples(rate_hz)))
        power = np.full(count, np.square(weighted).mean(dtype=np.float64))
    else:
        power = block_power(np.concatenate([hops, hops[: HOPS_PER_BLOCK - 1]]))
    return sparse(count_blocks(power))


def sparse(counts: NDArray[np.int64]) -> Histogram:
    """``counts`` (BINS,) as pairs."""
    return tuple((int(bin_), int(counts[bin_])) for bin_ in np.flatnonzero(counts))


def integrated_lufs(pairs: Iterable[tuple[int, int]]) -> float:
    """The gated loudness of everything counted in ``pairs``, of one take or of many, in any order.

    -70 where nothing is above the absolute gate.
    """
    counted = Counter[int]()
    for bin_, count in pairs:
        counted[bin_] += count
    if not counted.total():
        return QUIETEST_LUFS
    bins = np.array(sorted(counted))
    counts = np.array([counted[bin_] for bin_ in sorted(counted)], np.float64)
    levels = QUIETEST_LUFS + BIN_LU * (bins + 0.5)
    power = 10 ** ((levels - _OFFSET_DB) / 10)
    loud = levels >= _mean_lufs(power, counts) - _RELATIVE_GATE_LU
    return _mean_lufs(power[loud], counts[loud])


def _mean_lufs(power: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    return float(_OFFSET_DB + 10 * np.log10((power * counts).sum() / counts.sum()))
