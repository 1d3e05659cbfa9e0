"""Second-order filters as they stand on paper: recursive, a block at a time, in products of matrices.

What a block of samples becomes is linear in its samples and in the filters' state before it (two numbers
for each filter); and so is the state after it. The states follow one another by one matrix, whose powers are
found by squaring: in as many steps as the logarithm of the number of blocks, all of them are known (Hillis
and Steele, "Data parallel algorithms", 1986). Nothing of the response is cut off, and it takes a sixth of
the time that FFTs do.

``filters.filtered`` came first, and the sound of every book has passed it. This differs from it by less than
1e-6 of full scale, which is nothing to a number, and another file to a hash: what only measures may use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from narrate.sound.filters import Chain

_BLOCK = 64  # samples: where the products of matrices cost as much as the states
_FORGOTTEN = 1e-12  # of a state: what is left of it after so many blocks that it is heard no more


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """What to multiply from the right, with a state of ``s`` numbers.

    A block by ``sound`` (64, 64) and the state before it by ``echo`` (s, 64) are what it becomes; by
    ``entered`` (64, s) and ``next`` (s, s), the state after it.
    """

    sound: NDArray[np.float32]
    echo: NDArray[np.float32]
    entered: NDArray[np.float32]
    next: NDArray[np.float64]


def recursed(audio: NDArray[np.float32], chain: Chain) -> NDArray[np.float32]:
    """``audio`` (n,) through ``chain``, which is made for its rate, starting from silence: (n,)."""
    made = _blocks(chain)
    samples = np.pad(audio, (0, -len(audio) % _BLOCK)).reshape(-1, _BLOCK)
    states = (samples @ made.entered).astype(np.float64)
    power, apart = made.next, 1
    while apart < len(states) and np.abs(power).max() > _FORGOTTEN:
        states[apart:] += states[:-apart] @ power
        power, apart = power @ power, 2 * apart
    before = np.zeros(states.shape, np.float32)
    before[1:] = states[:-1]
    result: NDArray[np.float32] = (samples @ made.sound + before @ made.echo).reshape(-1)[: len(audio)]
    return result


@lru_cache(maxsize=16)
def _blocks(chain: Chain) -> _Blocks:
    step, entry, exit_, through = _state_space(chain)
    powers = [np.eye(len(step))]
    for _ in range(_BLOCK):
        powers.append(step @ powers[-1])
    echo = np.array([exit_ @ power for power in powers[:_BLOCK]])
    impulse = np.array([through, *(exit_ @ power @ entry for power in powers[: _BLOCK - 1])])
    behind = np.arange(_BLOCK)[:, None] - np.arange(_BLOCK)
    sound = np.where(behind >= 0, impulse[np.maximum(behind, 0)], 0.0)
    entered = np.array([power @ entry for power in powers[_BLOCK - 1 :: -1]])
    return _Blocks(
        sound.T.astype(np.float32), echo.T.astype(np.float32), entered.astype(np.float32), powers[_BLOCK].T
    )


def _state_space(
    chain: Chain,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """``chain`` as A, b, c, d of x[n+1] = A x[n] + b u[n], y[n] = c x[n] + d u[n]."""
    step, entry, exit_, through = np.zeros((0, 0)), np.zeros(0), np.zeros(0), 1.0
    for each in chain:
        own = np.array([[-each.a1, 1.0], [-each.a2, 0.0]])
        enters = np.array([each.b1 - each.a1 * each.b0, each.b2 - each.a2 * each.b0])
        size = len(entry)
        step = np.block([[step, np.zeros((size, 2))], [np.outer(enters, exit_), own]])
        entry = np.concatenate([entry, enters * through])
        exit_ = np.concatenate([each.b0 * exit_, [1.0, 0.0]])
        through *= each.b0
    return step, entry, exit_, through
