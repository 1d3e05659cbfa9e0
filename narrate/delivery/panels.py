"""The panels of a picture, over one axis of time: the wave, and its loudness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from narrate.delivery.curves import Curves
from narrate.drawing import ink
from narrate.drawing.ink import Canvas
from narrate.drawing.time_axis import Rows, Span, columns_of
from narrate.sound.decibels import amplitude_of
from narrate.sound.loudness import block_power, lufs

_LOUDEST_LUFS, _SOFTEST_LUFS = -5.0, -50.0


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
    for column, first, last in columns_of(span, len(curves.power)):
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
    for column, first, last in columns_of(span, len(momentary)):
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
