"""Amplitudes in decibels of full scale, and back."""

from __future__ import annotations

import math

QUIETEST_DB = -144.0  # below the smallest step of 24 bits; stands for silence, which has no level


def decibels(amplitude: float) -> float:
    """``amplitude`` (0 or more; 1 is full scale) as dB; -144 for whatever is less than that."""
    return 20 * math.log10(max(amplitude, amplitude_of(QUIETEST_DB)))


def amplitude_of(level_db: float) -> float:
    """The amplitude of ``level_db``, or the factor of a gain in dB."""
    return float(10 ** (level_db / 20))
