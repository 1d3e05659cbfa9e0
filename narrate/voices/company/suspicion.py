"""What a best-effort detector says of a recording: how likely something is in it, and where."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Suspicion:
    """``likelihood``, 0 to 1, that it is in the recording; more than 0.5 is worth telling somebody.

    ``places`` are where it shows, as (start, end) in seconds from the beginning, in order and apart from one
    another; none where the likelihood is not above 0.5.
    """

    likelihood: float
    places: tuple[tuple[float, float], ...] = ()


NONE = Suspicion(0.0)
"""Of a recording that is silent, or too short to tell."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What each sign counts for: ``score`` is above 0 where it is more likely than not, before any caution.

    Learned by logistic regression; ``benchmarks/company/train.py`` does it again from a folder of recordings.
    """

    signs: NDArray[np.float64]
    bias: float

    def score(self, signs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Of windows with ``signs`` (n, k): (n,)."""
        return signs.astype(np.float64) @ self.signs + self.bias


@lru_cache(maxsize=1)
def weights() -> dict[str, Weights]:
    """The weights that narrate comes with: of ``music`` and of a ``second_speaker``."""
    document = json.loads((resources.files(__package__) / "weights.json").read_text(encoding="utf-8"))
    return {name: Weights(np.array(of["signs"]), of["bias"]) for name, of in document.items()}


def suspicion(score: float, places: Iterable[tuple[float, float]]) -> Suspicion:
    """``score`` as a likelihood, 0.5 at 0, and ``places`` joined where they touch."""
    likelihood = round(float(0.5 + 0.5 * np.tanh(0.5 * score)), 3)
    return Suspicion(likelihood, _joined(places) if likelihood > 0.5 else ())


def _joined(places: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    result: list[tuple[float, float]] = []
    for start, end in sorted(places):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple((round(start, 2), round(end, 2)) for start, end in result)
