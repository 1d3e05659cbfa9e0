"""What a best-effort detector says of a recording: how likely something is in it, and where."""

from __future__ import annotations

from dataclasses import dataclass


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
