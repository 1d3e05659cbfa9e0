"""A picture of a recording: its wave, its pitch and its level, and where on the list something is wrong."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from narrate.drawing import ink
from narrate.drawing.ink import Canvas
from narrate.drawing.time_axis import Span, columns_of, time_axis
from narrate.errors import Outcome
from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.pcm import Recording
from narrate.voices.checks.checked import CheckedFile
from narrate.voices.checks.item import Item
from narrate.voices.measures.levels import HOP_S, frames_db
from narrate.voices.pitch import FRAMES_PER_S, Track, track

WIDTH = 1600
_LEFT, _RIGHT = 118, 1570
_WAVE, _PITCH, _LEVEL = (126, 276), (314, 434), (472, 582)
_LANES = 594  # where the first begins
_LANE = 20
_BADGES = {Outcome.PASS: ink.GOOD, Outcome.WARN: ink.WARN, Outcome.FAIL: ink.BAD}
_MARKS = ("#d0643c", "#8a5fb0", "#2a948a", "#d99f2b", "#c4527f", "#4893c9", "#7c9a35", "#a8703f")
"""Of remarks that have a place, in their order; what fails is red."""

_HEADED = ("length", "sample rate", "bandwidth", "level", "voice")
"""The items whose figures stand below the name, as they tell themselves what they are of."""

_WAVE_COLOUR = ink.SPEAKERS[0]
_PITCH_HZ = (75, 100, 150, 200, 300, 400, 600)
_LOUDEST_DB, _SOFTEST_DB = 0.0, -90.0
_RUMBLE_HZ = 60.0


def picture(checked: CheckedFile) -> bytes:
    """The picture of a recording that was read, as PNG; the same file gives the same bytes."""
    recording = checked.recording
    if recording is None:
        raise ValueError(f"{checked.path} was not listened to")
    told = [item for worst in (Outcome.FAIL, Outcome.WARN) for item in checked.items if item.outcome is worst]
    colours = _colours(told)
    placed = [item for item in told if item.places]
    axis = _LANES + _LANE * len(placed) + 4
    lines = [line for item in told for line in _lines(item)]
    canvas = Canvas(WIDTH, axis + 54 + 24 * len(lines) + 44)
    span = Span(_LEFT, _RIGHT, recording.duration_s)
    _heading(canvas, checked)
    _wave(canvas, span, recording)
    _pitch(canvas, span, track(recording.audio, recording.sample_rate))
    _level(canvas, span, recording, checked.items)
    _lanes(canvas, span, placed, colours)
    time_axis(canvas, span, axis + 6)
    y = _remarks(canvas, told, colours, axis + 58)
    _fine(canvas, checked, y)
    file = io.BytesIO()
    canvas.finished().save(file, "PNG", optimize=True)
    return file.getvalue()


def _colours(told: Sequence[Item]) -> dict[str, str]:
    """A colour for each item that is no pass: red, the next of the marks, or grey where it has no place."""
    left = iter(_MARKS)
    return {
        item.name: ink.BAD
        if item.outcome is Outcome.FAIL
        else (next(left, ink.PALE) if item.places else ink.SILENT)
        for item in told
    }


def _heading(canvas: Canvas, checked: CheckedFile) -> None:
    verdict = checked.verdict
    wide = ink.wide(verdict, 17) + 28
    canvas.box(_RIGHT - wide, 24, _RIGHT, 54, _BADGES[checked.outcome], 8)
    canvas.text(_RIGHT - wide / 2, 39, verdict, 17, "white", "mm")
    shown = ink.legible(checked.path.name)
    named = shown if any(map(str.isalnum, shown.rpartition(".")[0])) else f"A recording ({shown})"
    canvas.text(_LEFT, 48, ink.fitted(named, 28, _RIGHT - wide - _LEFT - 30), 28)
    measured = {item.name: item.measured for item in checked.items}
    numbers = "  ·  ".join(measured[name] for name in _HEADED if name in measured)
    canvas.text(_LEFT, 84, numbers, 16, ink.PALE)


def _wave(canvas: Canvas, span: Span, recording: Recording) -> None:
    """The envelope, darker up to its RMS, in the scale of its own peak if that is low."""
    top, bottom = _WAVE
    middle, audio = (top + bottom) / 2, recording.audio
    peak = float(np.abs(audio).max(initial=0))
    full = 1.0 if peak > 0.25 or not peak else peak * 2  # a quiet one is drawn larger, and it is said
    canvas.box(span.left, top, span.right, bottom, ink.PANEL)
    scale = (bottom - top) / 2 / max(full, peak)
    canvas.text(
        span.left, top - 8, "wave" if full == 1.0 else f"wave, {1 / full:.0f} times as high", 13, ink.PALE
    )
    for level in (1.0, 0.5):
        for sign in (-1, 1):
            y = middle + sign * level * full * scale
            canvas.line([(span.left, y), (span.right, y)], ink.GRID)
        canvas.text(span.left - 8, middle - level * full * scale, f"{level * full:.2g}", 12, ink.PALE, "rm")
    for column, first, last in columns_of(span, len(audio)):
        piece = audio[first:last]
        low, high = float(piece.min()), float(piece.max())
        rms = float(np.sqrt(np.square(piece, dtype=np.float64).mean()))
        x = span.left + column
        canvas.box(x, middle - high * scale, x + 0.5, middle - low * scale + 0.5, _WAVE_COLOUR + "88")
        canvas.box(x, middle - rms * scale, x + 0.5, middle + rms * scale, _WAVE_COLOUR)
    canvas.line([(span.left, middle), (span.right, middle)], "#ffffff80")


def _pitch(canvas: Canvas, span: Span, followed: Track) -> None:
    """The pitch on a scale of semitones, an octave and a half about its median, or as far as it goes."""
    top, bottom = _PITCH
    canvas.box(span.left, top, span.right, bottom, ink.PANEL)
    heard = followed.hz[followed.voiced]
    if not len(heard):
        canvas.text(span.left, top - 8, "pitch, Hz: no voice is heard", 13, ink.PALE)
        return
    median = float(np.median(heard))
    lowest, highest = np.percentile(heard, (1, 99))
    low, high = min(median / 2**0.75, float(lowest)), max(median * 2**0.75, float(highest))
    canvas.text(span.left, top - 8, "pitch, Hz", 13, ink.PALE)
    canvas.text(span.right, top - 8, f"median {median:.0f} Hz", 13, ink.PALE, "rs")

    def y(hz: float) -> float:
        part = np.log2(high / hz) / np.log2(high / low)
        return top + (bottom - top) * float(min(max(part, 0.0), 1.0))

    for hz in _PITCH_HZ:
        if low * 1.04 < hz < high / 1.04:
            canvas.line([(span.left, y(hz)), (span.right, y(hz))], ink.GRID)
            canvas.text(span.left - 8, y(hz), str(hz), 12, ink.PALE, "rm")
    canvas.dashes(span.left, span.right, y(median), ink.SPEAKERS[2] + "90")
    for at in np.flatnonzero(followed.voiced).tolist():
        x, level = span.x(at / FRAMES_PER_S), y(float(followed.hz[at]))
        canvas.box(x - 1.2, level - 1.2, x + 1.2, level + 1.2, ink.SPEAKERS[2])


def _level(canvas: Canvas, span: Span, recording: Recording, items: Sequence[Item]) -> None:
    """The level from moment to moment, that of the speech and that of the noise."""
    top, bottom = _LEVEL
    canvas.box(span.left, top, span.right, bottom, ink.PANEL)
    canvas.text(span.left, top - 8, "level, dB of full scale", 13, ink.PALE)
    rate_hz = recording.sample_rate
    (clean,) = filtered(at_rest(recording.audio, rate_hz), high_pass(_RUMBLE_HZ, rate_hz))
    level_db = frames_db(clean, max(1, round(HOP_S * rate_hz)))

    def y(level: float) -> float:
        part = (_LOUDEST_DB - level) / (_LOUDEST_DB - _SOFTEST_DB)
        return top + (bottom - top) * min(max(part, 0.0), 1.0)

    for level in (-20, -40, -60, -80):
        canvas.line([(span.left, y(level)), (span.right, y(level))], ink.GRID)
        canvas.text(span.left - 8, y(level), str(level), 12, ink.PALE, "rm")
    for column, first, last in columns_of(span, len(level_db)):
        x = span.left + column
        canvas.box(x, y(float(level_db[first:last].max())), x + 0.5, bottom, _WAVE_COLOUR + "60")
    figures = next((item.figures for item in items if item.name == "noise"), None)
    if figures is not None:
        canvas.dashes(span.left, span.right, y(figures["speech_db"]), ink.GOOD)
        canvas.dashes(span.left, span.right, y(figures["noise_db"]), ink.BAD)
        told = f"speech {figures['speech_db']:.0f}, noise {max(figures['noise_db'], -144):.0f}"
        canvas.text(span.right, top - 8, told, 13, ink.PALE, "rs")


def _lanes(canvas: Canvas, span: Span, placed: Sequence[Item], colours: dict[str, str]) -> None:
    """A lane for each item that has places; they are shaded in the wave as well."""
    for row, item in enumerate(placed):
        top = _LANES + row * _LANE
        canvas.box(span.left, top + 2, span.right, top + _LANE - 2, ink.PANEL)
        canvas.text(span.left - 8, top + _LANE / 2, ink.fitted(item.name, 12, _LEFT - 16), 12, ink.INK, "rm")
        for start, stop in item.places:
            left, right = span.x(start), span.x(stop)
            canvas.box(left - 0.5, _WAVE[0], max(right, left + 1), _WAVE[1], colours[item.name] + "30")
            if right - left > 6:
                canvas.box(left, top + 4, right, top + _LANE - 4, colours[item.name])
            else:
                canvas.triangle((left + right) / 2, top + _LANE - 4, 5, colours[item.name])


def _lines(item: Item) -> tuple[str, ...]:
    """What is told of an item that is no pass: the figure, and what to do."""
    guess = " ~" if item.guess else ""
    first = f"{item.name}{guess}: {item.measured} (wanted: {item.wanted})"
    return (first, item.advice) if item.advice else (first,)


def _remarks(canvas: Canvas, told: Sequence[Item], colours: dict[str, str], y: int) -> int:
    """Each remark in its colour, and below it what to do; where the next line goes."""
    for item in told:
        first, *rest = _lines(item)
        canvas.box(_LEFT, y - 11, _LEFT + 14, y + 1, colours[item.name], 3)
        canvas.text(_LEFT + 22, y, ink.fitted(first, 15, _RIGHT - _LEFT - 22), 15)
        y += 24
        for advice in rest:
            canvas.text(_LEFT + 22, y - 3, ink.fitted(advice, 13, _RIGHT - _LEFT - 22), 13, ink.PALE)
            y += 24
    return y


def _fine(canvas: Canvas, checked: CheckedFile, y: int) -> None:
    """What passed, on one line; and what the picture leaves out."""
    passed = ", ".join(item.name for item in checked.items if item.outcome is Outcome.PASS)
    recording = checked.recording
    cut = recording is not None and recording.duration_s < checked.seconds - 0.01
    told = f"passed: {passed}" if passed else "nothing passed"
    if cut and recording is not None:
        told = f"only the first {recording.duration_s:.0f} of {checked.seconds:.0f} s are drawn;   {told}"
    if any(item.guess for item in checked.items if item.outcome is not Outcome.PASS):
        told += ";   ~ best effort"
    canvas.text(_LEFT, y + 2, ink.fitted(told, 13, _RIGHT - _LEFT), 13, ink.PALE)
