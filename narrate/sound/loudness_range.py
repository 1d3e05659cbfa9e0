"""Loudness range: how far soft and loud passages lie apart (EBU Tech 3342)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.loudness import QUIETEST_LUFS, lufs

SHORT_TERM_HOPS = 30  # 3 s of the hops of 100 ms; Tech 3342 asks for an overlap of 2 s, this is 2.9
_RELATIVE_GATE_LU = 20.0
_LOW, _HIGH = 0.10, 0.95  # percentiles


def short_term_lufs(hops: NDArray[np.float64]) -> NDArray[np.float64]:
    """The loudness of each 3 s, every 100 ms, from the K-weighted mean squares of 100 ms (n,): (n - 29,)."""
    if len(hops) < SHORT_TERM_HOPS:
        return np.empty(0)
    total = np.cumsum(np.concatenate([[0.0], hops]))
    mean: NDArray[np.float64] = (total[SHORT_TERM_HOPS:] - total[:-SHORT_TERM_HOPS]) / SHORT_TERM_HOPS
    return lufs(np.maximum(mean, 0))  # a difference of sums may fall a little below


def loudness_range_lu(hops: NDArray[np.float64]) -> float:
    """The loudness range in LU of sound whose K-weighted mean squares of 100 ms are ``hops`` (n,).

    0 for what is shorter than 3 s, and for silence. Tech 3342, 2.2: of the short-term loudness above -70
    LUFS, and then above its mean power less 20 LU, the distance from the 10th to the 95th percentile.
    """
    levels = short_term_lufs(hops)
    levels = levels[levels > QUIETEST_LUFS]
    if not len(levels):
        return 0.0
    mean_lufs = 10 * np.log10(np.mean(10 ** (levels / 10)))
    levels = np.sort(levels[levels >= mean_lufs - _RELATIVE_GATE_LU])
    low, high = (levels[round((len(levels) - 1) * part)] for part in (_LOW, _HIGH))
    return float(high - low)
