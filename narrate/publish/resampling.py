"""Sound on its way to an encoder that wants another rate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from narrate.publish.encoder import Writer, require_mono
from narrate.sound.resample import Resampler


@contextmanager
def at_rate(writer: Writer, rate_hz: int, new_rate_hz: int) -> Iterator[Writer]:
    """A writer of mono sound at ``rate_hz`` that hands it to ``writer`` at ``new_rate_hz``."""
    if rate_hz == new_rate_hz:
        yield writer
        return
    resampler = _Resampling(writer, Resampler(rate_hz, new_rate_hz))
    yield resampler
    resampler.finish()


class _Resampling:
    """Passes blocks on at another rate."""

    def __init__(self, writer: Writer, resampler: Resampler) -> None:
        self._writer = writer
        self._resampler = resampler

    def write(self, block: NDArray[np.float32]) -> None:
        require_mono(block)
        self._writer.write(self._resampler.add(block))

    def finish(self) -> None:
        self._writer.write(self._resampler.finish())
