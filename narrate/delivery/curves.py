"""A file's sound as it passes by: sums for the whole, and what is kept of every 50 and 100 ms of it.

Memory grows by 560 bytes a second (20 MB for ten hours), and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.delivery.decoding import Blocks
from narrate.sound.decibels import amplitude_of
from narrate.sound.filters import k_weighting, memory
from narrate.sound.recursion import recursed
from narrate.sound.true_peak import GROUP, group_peaks

WINDOW_S = 0.05
_CHUNK_WINDOWS = 200  # 10 s at a time: long enough for the filters, short enough for the processor's cache
_OVERLAP = 6 * GROUP  # samples of the last chunk that the interpolator of true peaks hears again
_PLACED_DB = -4.0  # true peaks above are placed; below, only the highest of all counts
_LARGEST = 1000.0  # a sample 60 dB over full scale is none
_FULL_SCALE = 0.999  # as takes are judged: samples side by side up there are cut off flat


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """The sound over time; one value for each window of ``window`` samples, the last of which may be short.

    ``power`` is the mean square over all channels, ``low`` and ``high`` the least and the largest sample.
    ``true_peak`` is the highest true peak where that is above -4 dBTP or was the highest so far, else 0.
    ``clipped`` counts samples that lie flat at full scale. ``hops`` are K-weighted mean squares, summed over
    channels, of two windows each.
    """

    rate_hz: int
    window: int
    power: NDArray[np.float64]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    true_peak: NDArray[np.float32]
    clipped: NDArray[np.int32]
    hops: NDArray[np.float64]

    @property
    def window_s(self) -> float:
        """Seconds of a window."""
        return self.window / self.rate_hz


@dataclass(frozen=True, slots=True)
class Totals:
    """What is summed over the whole file. ``dc_offset`` is that of the channel in which it is largest."""

    samples: int
    mean_square: float
    peak: float
    true_peak: float
    dc_offset: float
    clipped: int
    not_numbers: int


def trace(blocks: Blocks, rate_hz: int, channels: int) -> tuple[Totals, Curves]:
    """Follow the samples of ``blocks`` to their end; what comes out does not depend on how they are cut."""
    tracer = _Tracer(rate_hz, channels)
    for block in blocks:
        tracer.add(block)
    return tracer.finish()


class _Tracer:
    def __init__(self, rate_hz: int, channels: int) -> None:
        self._rate_hz = rate_hz
        self._window = max(1, round(WINDOW_S * rate_hz))
        self._weighting = k_weighting(rate_hz)
        self._past = max(memory(self._weighting), _OVERLAP)
        # Each channel's chunk, behind the samples that the filters still hear.
        self._buffer = np.zeros((channels, self._past + _CHUNK_WINDOWS * self._window), np.float32)
        self._filled = self._past
        self._samples = 0
        self._sum = np.zeros(channels)
        self._square = 0.0
        self._highest = 0.0
        self._not_numbers = 0
        self._parts: list[tuple[NDArray[np.float64] | NDArray[np.float32] | NDArray[np.int32], ...]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        while len(block):
            room = self._buffer.shape[1] - self._filled
            taken = block[:room]
            self._buffer[:, self._filled : self._filled + len(taken)] = taken.T
            self._filled += len(taken)
            block = block[room:]
            if self._filled == self._buffer.shape[1]:
                self._follow(last=False)

    def finish(self) -> tuple[Totals, Curves]:
        self._follow(last=True)
        power, low, high, peaks, clipped, hops = (
            np.concatenate(part) for part in zip(*self._parts, strict=True)
        )
        samples = max(1, self._samples)
        channels = len(self._buffer)
        totals = Totals(
            samples=self._samples,
            mean_square=self._square / samples / channels,
            peak=float(max(high.max(initial=0), -low.min(initial=0))),
            true_peak=self._highest,
            dc_offset=float(np.abs(self._sum).max() / samples),
            clipped=int(clipped.sum()),
            not_numbers=self._not_numbers,
        )
        return totals, Curves(self._rate_hz, self._window, power, low, high, peaks, clipped, hops)

    def _follow(self, *, last: bool) -> None:
        heard = self._buffer[:, : self._filled]
        chunk = heard[:, self._past :]
        if not float(np.vdot(chunk, chunk)) < _LARGEST**2:  # also where it is no number at all
            wrong = ~(np.abs(chunk) <= _LARGEST)
            self._not_numbers += int(np.count_nonzero(wrong))
            chunk[wrong] = 0
        starts = np.arange(0, chunk.shape[1], self._window)
        lengths = np.diff(starts, append=chunk.shape[1])
        self._samples += chunk.shape[1]
        self._sum += chunk.sum(axis=1, dtype=np.float64)
        if not len(starts):
            empty = np.empty(0, np.float32)
            self._parts.append((np.empty(0), empty, empty, empty, np.empty(0, np.int32), np.empty(0)))
            return
        squares = np.add.reduceat(np.square(chunk).sum(axis=0), starts, dtype=np.float64)
        self._square += float(squares.sum())
        low = np.minimum.reduceat(chunk.min(axis=0), starts)
        high = np.maximum.reduceat(chunk.max(axis=0), starts)
        self._parts.append(
            (
                squares / lengths / len(chunk),
                low,
                high,
                self._true_peaks(heard, np.maximum(high, -low), last=last),
                self._clipped(chunk, starts, float(max(high.max(), -low.min()))),
                self._hops(heard),
            )
        )
        self._buffer[:, : self._past] = heard[:, heard.shape[1] - self._past :].copy()
        self._filled = self._past

    def _hops(self, heard: NDArray[np.float32]) -> NDArray[np.float64]:
        """The K-weighted mean squares of each whole 100 ms of the chunk, which begins with one."""
        hop = 2 * self._window
        count = (heard.shape[1] - self._past) // hop
        total = np.zeros(count)
        for channel in heard:
            weighted = recursed(channel, self._weighting)
            whole = weighted[self._past : self._past + count * hop].reshape(count, hop)
            total += np.einsum("ij,ij->i", whole, whole, dtype=np.float64, casting="safe") / hop
        return total

    def _true_peaks(
        self, heard: NDArray[np.float32], peaks: NDArray[np.float32], *, last: bool
    ) -> NDArray[np.float32]:
        """Of each window, its true peak, where that is worth knowing.

        The wave between the last samples depends on those that follow; so the end of the chunk is left to the
        next, which hears it again, and the edges of what is looked at are not believed.
        """
        found = np.zeros(len(peaks), np.float32)
        above = min(max(self._highest, float(peaks.max())), amplitude_of(_PLACED_DB))
        self._highest = max(self._highest, float(peaks.max()))
        for channel in heard[:, self._past - _OVERLAP :]:
            near = np.pad(channel, (0, 2 * _OVERLAP)) if last else channel
            groups = group_peaks(near, above)[2 : len(near) // GROUP]
            over = np.flatnonzero(groups)
            at = np.clip((over * GROUP + GROUP - _OVERLAP) // self._window, 0, len(found) - 1)
            np.maximum.at(found, at, groups[over])
        self._highest = max(self._highest, float(found.max()))
        placed = peaks >= above
        found[placed] = np.maximum(found[placed], peaks[placed])
        return found

    def _clipped(
        self, chunk: NDArray[np.float32], starts: NDArray[np.int64], peak: float
    ) -> NDArray[np.int32]:
        if peak < _FULL_SCALE:
            return np.zeros(len(starts), np.int32)
        flat = np.abs(chunk) >= _FULL_SCALE
        flat[:, 1:] &= flat[:, :-1].copy()
        flat[:, 0] = False
        return np.add.reduceat(flat.sum(axis=0), starts).astype(np.int32)
