"""A picture of a finished file: who is heard, how loud, and what is to be looked at."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from narrate.delivery.curves import Curves
from narrate.delivery.facts import Container, Sound
from narrate.delivery.labels import Mark
from narrate.delivery.panels import loudness_panel, wave_panel
from narrate.delivery.places import Place, places
from narrate.delivery.profiles import find_profile
from narrate.delivery.report import FileReport
from narrate.delivery.spoken import Stretch, speakers
from narrate.drawing import ink
from narrate.drawing.ink import Canvas
from narrate.drawing.time_axis import Span, time_axis
from narrate.errors import Outcome

WIDTH, HEIGHT = 1600, 636
_LEFT, _RIGHT = 70, 1570
_WAVE, _STRIP, _LOUD, _FLAGS = (112, 312), (318, 330), (362, 522), (530, 546)
_TARGETS = {"acx": -20.0, "m4b": -20.0, "opus": -20.0, "librivox": -19.0, "podcast": -19.0, "archive": -23.0}
"""LUFS that narrate masters to for each profile; of a mono file."""


def picture(
    report: FileReport, curves: Curves, stretches: Sequence[Stretch], cast: Sequence[str] = ()
) -> bytes:
    """The picture of the file that ``report`` is about, as PNG; the same file gives the same bytes.

    ``stretches`` are who is heard when; none leave the picture without colours, and it says so. The ``cast``
    of the whole book gives each of them the same colour in all its pictures.
    """
    facts = report.facts
    if facts is None or facts.sound is None:
        raise ValueError(f"{report.path} was not listened to")
    canvas = Canvas(WIDTH, HEIGHT)
    span = Span(_LEFT, _RIGHT, facts.sound.seconds)
    colours = _colours(stretches, cast or speakers(stretches))
    found = places(facts, curves, find_profile(report.profile), stretches)
    _heading(canvas, report, facts.container, facts.sound)
    wave_panel(
        canvas, span, _WAVE, curves, _by_column(span, stretches, colours), _limit_db(report, "true-peak")
    )
    _marks(canvas, span, facts.container.marks)
    for stretch in stretches:
        left, right = span.x(stretch.start_s), span.x(stretch.end_s)
        canvas.box(left, _STRIP[0], max(right, left + 0.5), _STRIP[1], _colour(stretch.speaker, colours))
    target = _TARGETS.get(report.profile.split("-")[0])
    loudness_panel(canvas, span, _LOUD, curves, facts.sound.loudness_lufs, target)
    _flags(canvas, span, found)
    time_axis(canvas, span, _FLAGS[1] + 6)
    _legend(canvas, stretches, colours, found)
    file = io.BytesIO()
    canvas.finished().save(file, "PNG", optimize=True)
    return file.getvalue()


def _heading(canvas: Canvas, report: FileReport, container: Container, sound: Sound) -> None:
    tags = container.tags or {}
    title = tags.get("title", "") or report.path.stem
    shown = ink.legible(title)
    if not any(char.isalnum() for char in shown):  # all in letters that the font has none of
        track = tags.get("track", "").partition("/")[0]
        shown = f"Track {track}" if track.isdecimal() else "Without a title in these letters"
    verdict, colour = {
        Outcome.PASS: (f"meets the technical numbers of {report.profile}", ink.GOOD),
        Outcome.WARN: (f"meets the technical numbers of {report.profile}, with remarks", ink.WARN),
        Outcome.FAIL: (f"does not meet the technical numbers of {report.profile}", ink.BAD),
    }[report.outcome]
    wide = ink.wide(verdict, 17) + 28
    canvas.box(_RIGHT - wide, 24, _RIGHT, 54, colour, 8)
    canvas.text(_RIGHT - wide / 2, 39, verdict, 17, "white", "mm")
    canvas.text(_LEFT, 48, ink.fitted(shown, 28, _RIGHT - wide - _LEFT - 30), 28)
    told = (
        f"RMS {sound.rms_db:.1f} dB", f"{sound.loudness_lufs:.1f} LUFS", f"range {sound.range_lu:.1f} LU",
        f"true peak {sound.true_peak_dbtp:.1f} dBTP", f"floor {sound.floor_db:.0f} dB",
        f"head {sound.head_s:.2f} s", f"tail {sound.tail_s:.2f} s",
    )  # fmt: skip
    numbers = "   ".join(told)
    kind = container.codec.upper()
    about = ", ".join(filter(None, (tags.get("album", ""), tags.get("artist", ""), kind)))
    canvas.text(_RIGHT, 86, numbers, 16, ink.INK, "rs")
    if ink.MISSING in ink.legible(title + about):
        note = f"{ink.MISSING} stands for letters that the font of these pictures has not"
        canvas.text(_RIGHT, HEIGHT - 16, note, 12, ink.PALE, "rs")
    canvas.text(_LEFT, 86, ink.fitted(about, 16, _RIGHT - _LEFT - ink.wide(numbers, 16) - 40), 16, ink.PALE)


def _colours(stretches: Sequence[Stretch], cast: Sequence[str]) -> Mapping[str, str]:
    """A colour for each of the ``cast`` who is heard, as far as there are colours."""
    heard = {each.speaker or "" for each in stretches}
    chosen = zip(cast, ink.SPEAKERS, strict=False)
    return {name: colour for name, colour in chosen if name in heard}


def _colour(speaker: str | None, colours: Mapping[str, str]) -> str:
    return colours.get(speaker or "", ink.PALE)


def _by_column(span: Span, stretches: Sequence[Stretch], colours: Mapping[str, str]) -> list[str]:
    """The colour of each column of the wave."""
    columns = [ink.SILENT if stretches else ink.SPEAKERS[0]] * span.columns
    for each in stretches:
        first, last = span.column(each.start_s), span.column(each.end_s)
        columns[first : last + 1] = [_colour(each.speaker, colours)] * (last + 1 - first)
    return columns


def _limit_db(report: FileReport, quantity: str) -> float | None:
    rules = find_profile(report.profile).rules
    return next((rule.high for rule in rules if rule.quantity == quantity), None)


def _marks(canvas: Canvas, span: Span, marks: Sequence[Mark]) -> None:
    """Where chapters begin, and their titles where there is room; of a single one, the heading tells."""
    for mark, following in zip(marks, [*marks[1:], None], strict=True) if len(marks) > 1 else ():
        left = span.x(mark.start_s)
        right = span.x(following.start_s) if following else _RIGHT
        canvas.line([(left, _WAVE[0]), (left, _WAVE[1])], ink.PALE, 0.5)
        if right - left > 60:
            canvas.text(left + 5, _WAVE[1] - 6, ink.fitted(mark.title, 12, right - left - 10), 12, ink.INK)


def _flags(canvas: Canvas, span: Span, found: Sequence[Place]) -> None:
    canvas.box(_LEFT, _FLAGS[0], _RIGHT, _FLAGS[1], ink.PANEL)
    canvas.text(_LEFT - 8, sum(_FLAGS) / 2, "look at", 12, ink.PALE, "rm")
    for place in found:
        left, right = span.x(place.start_s), span.x(place.end_s)
        if right - left > 4:
            canvas.box(left, _FLAGS[0] + 3, right, _FLAGS[1] - 3, place.colour)
        else:
            canvas.triangle((left + right) / 2, _FLAGS[1] - 2, 5, place.colour)


def _legend(
    canvas: Canvas, stretches: Sequence[Stretch], colours: Mapping[str, str], found: Sequence[Place]
) -> None:
    """Who has which colour and for how long; below, what the flags are."""
    x: float = _LEFT
    for name, colour in colours.items():
        heard_s = sum(each.end_s - each.start_s for each in stretches if (each.speaker or "") == name)
        label = f"{ink.fitted(name or 'nobody knows', 15, 240)}  {int(heard_s) // 60}:{int(heard_s) % 60:02}"
        if x + 26 + ink.wide(label, 15) > _RIGHT:
            break
        x = _entry(canvas, x, 590, colour, label)
    others = len({each.speaker or "" for each in stretches}) - len(colours)
    if others > 0 and x < _RIGHT - 150:
        _entry(canvas, x, 590, ink.PALE, "another" if others == 1 else f"{others} others")
    if not stretches:
        canvas.text(_LEFT, 595, "who speaks is not known: no timing manifest beside the file", 15, ink.PALE)
    x = _LEFT
    counted: dict[tuple[str, str], int] = {}
    for place in found:
        counted[place.what, place.colour] = counted.get((place.what, place.colour), 0) + 1
    for (what, colour), number in counted.items():
        x = _entry(canvas, x, 612, colour, f"{what}, {number} places" if number > 1 else what)
    if not counted:
        canvas.text(
            _LEFT,
            615,
            "nothing to look at: no clipping, no long or dead silence, no high peaks",
            13,
            ink.PALE,
        )


def _entry(canvas: Canvas, x: float, y: float, colour: str, label: str) -> float:
    size = 15 if y < 600 else 13
    canvas.box(x, y - 7, x + 14, y + 5, colour, 3)
    canvas.text(x + 20, y + 5, label, size)
    return x + 20 + ink.wide(label, size) + 26
