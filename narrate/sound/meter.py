"""A meter for sound while it is made: RMS, peak and loudness, in constant memory."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from narrate.sound.decibels import decibels
from narrate.sound.filters import filtered, k_weighting, memory
from narrate.sound.loudness import (
    BINS,
    HOPS_PER_BLOCK,
    Histogram,
    block_power,
    count_blocks,
    hop_power,
    hop_samples,
    integrated_lufs,
    sparse,
)

_CHUNK_HOPS = 50


@dataclass(frozen=True, slots=True)
class Levels:
    """RMS and sample peak in dB of full scale (-144 for silence), and gated loudness (-70 for silence)."""

    rms_db: float
    peak_db: float
    loudness_lufs: float


@dataclass(frozen=True, slots=True)
class Tally:
    """What a meter counted in a stretch of sound: samples, their squares, the highest, and gating blocks."""

    samples: int
    square_sum: float
    peak: float
    blocks: Histogram

    def levels(self) -> Levels:
        """The levels of the stretch."""
        mean_square = self.square_sum / max(1, self.samples)
        return Levels(
            rms_db=decibels(math.sqrt(mean_square)),
            peak_db=decibels(self.peak),
            loudness_lufs=integrated_lufs(self.blocks),
        )

    def as_text(self) -> str:
        """For a memory, every bit of it; ``from_text`` reads it."""
        return json.dumps([self.samples, self.square_sum, self.peak, self.blocks], separators=(",", ":"))

    @staticmethod
    def from_text(text: str) -> Tally:
        """What ``as_text`` made."""
        samples, square_sum, peak, blocks = json.loads(text)
        return Tally(samples, square_sum, peak, tuple((bin_, count) for bin_, count in blocks))


def together(tallies: Iterable[Tally]) -> Tally:
    """The tally of several stretches, one after the other.

    Gating blocks lie within one of them; where they meet in room tone, none would be counted.
    """
    counted = tuple(tallies)
    return Tally(
        samples=sum(tally.samples for tally in counted),
        square_sum=sum(tally.square_sum for tally in counted),
        peak=max((tally.peak for tally in counted), default=0.0),
        blocks=tuple(chain.from_iterable(tally.blocks for tally in counted)),
    )


class Meter:
    """Takes a sound in blocks of any size; what it reads does not depend on how the sound was cut.

    To that end it works on chunks of its own, five seconds each, at fixed places of the sound.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._weighting = k_weighting(rate_hz)
        self._past = memory(self._weighting)
        # The chunk, behind the samples that the weighting filter still hears.
        self._buffer = np.zeros(self._past + _CHUNK_HOPS * hop_samples(rate_hz), np.float32)
        self._filled = self._past
        self._samples = 0
        self._square_sum = 0.0
        self._peak = 0.0
        self._hops = np.empty(0)
        self._counts = np.zeros(BINS, np.int64)

    def add(self, block: NDArray[np.float32]) -> None:
        """Measure the next samples (n,)."""
        while len(block):
            room = len(self._buffer) - self._filled
            taken = block[:room]
            self._buffer[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            block = block[room:]
            if self._filled == len(self._buffer):
                self._measure()

    def tally(self) -> Tally:
        """What was counted in the sound, which ends here."""
        self._measure()
        return Tally(self._samples, self._square_sum, self._peak, sparse(self._counts))

    def _measure(self) -> None:
        heard = self._buffer[: self._filled]
        chunk = heard[self._past :]
        if len(chunk):
            self._samples += len(chunk)
            self._square_sum += float(np.square(chunk).sum(dtype=np.float64))
            self._peak = max(self._peak, float(np.abs(chunk).max()))
            (weighted,) = filtered(heard, self._weighting)
            hops = np.concatenate([self._hops, hop_power(weighted[self._past :], self._rate_hz)])
            self._counts += count_blocks(block_power(hops))
            self._hops = hops[-(HOPS_PER_BLOCK - 1) :]
        self._buffer[: self._past] = heard[len(heard) - self._past :]
        self._filled = self._past
