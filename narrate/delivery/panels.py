"""The panels of a picture, over one axis of time: the wave, and its loudness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.delivery import ink
from narrate.delivery.curves import Curves
from narrate.delivery.ink import Canvas
from narrate.sound.decibels import amplitude_of
from narrate.sound.loudness import block_power, lufs

Rows = tuple[int, int]
"""The upper and the lower edge of a panel, in pixels."""

_TICKS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400)
_TICKS = 16
_LOUDEST_LUFS, _SOFTEST_LUFS = -5.0, -50.0


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


def wave_panel(
    canvas: Canvas, span: Span, rows: Rows, curves: Curves, colours: Sequence[str], limit_db: float | None
) -> None:
    """The envelope in the colours of its columns, darker up to its RMS; red above the limit of true peaks."""
    top, bottom = rows
    middle, reach = (top + bottom) / 2, (bottom - top) / 2
    canvas.box(span.left, top, span.right, bottom, ink.PANEL)
    highest = max(0.5, float(max(curves.high.max(initial=0), -curves.low.min(initial=0))))
    scale = reach / max(1.0, highest)
    labelled = float(top)
    for level_db in (-3, -6, -12):
        for sign in (-1, 1):
            y = middle + sign * amplitude_of(level_db) * scale
            canvas.line([(span.left, y), (span.right, y)], ink.GRID)
        y = middle - amplitude_of(level_db) * scale
        if y - labelled >= 12:  # where the wave goes far beyond full scale, they would stand on each other
            canvas.text(span.left - 8, y, f"{level_db} dB", 12, ink.PALE, "rm")
            labelled = y
    for column, first, last in _columns(span, len(curves.power)):
        low, high = float(curves.low[first:last].min()), float(curves.high[first:last].max())
        rms = float(np.sqrt(curves.power[first:last].mean()))
        x = span.left + column
        canvas.box(x, middle - high * scale, x + 0.5, middle - low * scale + 0.5, colours[column] + "88")
        canvas.box(x, middle - rms * scale, x + 0.5, middle + rms * scale, colours[column])
        if limit_db is not None and float(curves.true_peak[first:last].max()) > amplitude_of(limit_db + 0.05):
            canvas.box(x - 0.5, top, x + 1, top + 9, ink.BAD)
    canvas.line([(span.left, middle), (span.right, middle)], "#ffffff80")
    if len(curves.true_peak):
        highest_at_s = (int(curves.true_peak.argmax()) + 0.5) * curves.window_s
        canvas.triangle(span.x(highest_at_s), top + 10, 4, ink.PALE)
    if limit_db is not None:
        y = middle - amplitude_of(limit_db) * scale
        canvas.dashes(span.left, span.right, y, ink.BAD + "90")
        canvas.dashes(span.left, span.right, 2 * middle - y, ink.BAD + "90")


def loudness_panel(
    canvas: Canvas, span: Span, rows: Rows, curves: Curves, integrated_lufs: float, target_lufs: float | None
) -> None:
    """The momentary loudness (400 ms), the loudness of the whole file and what it was to be."""
    top, bottom = rows
    canvas.box(span.left, top, span.right, bottom, ink.PANEL)
    canvas.text(span.left, top - 8, "momentary loudness, LUFS", 13, ink.PALE)

    def y(level: float) -> float:
        part = (_LOUDEST_LUFS - level) / (_LOUDEST_LUFS - _SOFTEST_LUFS)
        return top + (bottom - top) * min(max(part, 0.0), 1.0)

    for level in (-10, -20, -30, -40):
        canvas.line([(span.left, y(level)), (span.right, y(level))], ink.GRID)
        canvas.text(span.left - 8, y(level), str(level), 12, ink.PALE, "rm")
    momentary = lufs(block_power(curves.hops))
    previous: tuple[float, float] | None = None
    for column, first, last in _columns(span, len(momentary)):
        x, peak, mean = span.left + column, float(momentary[first:last].max()), momentary[first:last].mean()
        canvas.box(x, y(peak), x + 0.5, bottom, "#54698f30")
        here = (float(x), y(float(mean)))
        if previous:
            canvas.line([previous, here], ink.SPEAKERS[0], 1.2)
        previous = here
    label = f"the file {integrated_lufs:.1f}"
    if target_lufs is not None:
        canvas.dashes(span.left, span.right, y(target_lufs), ink.GOOD)
        label = f"target {target_lufs:g}, {label}"
    canvas.line([(span.left, y(integrated_lufs)), (span.right, y(integrated_lufs))], ink.WARN + "a0", 1)
    canvas.text(span.right, top - 8, label, 13, ink.PALE, "rs")


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


def _columns(span: Span, values: int) -> Iterator[tuple[int, int, int]]:
    """Each column with the values ``first:last`` that fall into it, at least one."""
    edges: NDArray[np.int64] = (np.arange(span.columns + 1) * values // span.columns).astype(np.int64)
    for column in range(span.columns if values else 0):
        first = min(int(edges[column]), values - 1)
        yield column, first, max(first + 1, int(edges[column + 1]))
