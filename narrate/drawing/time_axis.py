"""The axis of time that the panels of a picture share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.drawing import ink
from narrate.drawing.ink import Canvas

Rows = tuple[int, int]
"""The upper and the lower edge of a panel, in pixels."""

_TICKS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400)
_TICKS = 16


@dataclass(frozen=True, slots=True)
class Span:
    """The axis of time: ``seconds`` from pixel ``left`` to ``right``."""

    left: int
    right: int
    seconds: float

    @property
    def columns(self) -> int:
        """Its pixels."""
        return self.right - self.left

    def x(self, second: float) -> float:
        """Where ``second`` lies."""
        return self.left + self.columns * min(max(second / self.seconds, 0.0), 1.0)

    def column(self, second: float) -> int:
        """In which column, from 0."""
        return min(self.columns - 1, int(self.x(second)) - self.left)


def time_axis(canvas: Canvas, span: Span, top: int) -> None:
    """Ticks and times, at most 16 of them."""
    step = next((each for each in _TICKS_S if span.seconds / each <= _TICKS), _TICKS_S[-1])
    hours = span.seconds >= 3600
    for second in np.arange(0, span.seconds, step):
        minutes, rest = divmod(round(second), 60)
        told = f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
        x = span.x(float(second))
        canvas.line([(x, top - 6), (x, top - 1)], ink.PALE)
        canvas.text(x, top + 12, told, 12, ink.PALE, "ms")


def columns_of(span: Span, values: int) -> Iterator[tuple[int, int, int]]:
    """Each column with the values ``first:last`` that fall into it, at least one."""
    edges: NDArray[np.int64] = (np.arange(span.columns + 1) * values // span.columns).astype(np.int64)
    for column in range(span.columns if values else 0):
        first = min(int(edges[column]), values - 1)
        yield column, first, max(first + 1, int(edges[column + 1]))
