"""An audition as a table: who was heard, their figures, and what a person thought of them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from narrate.audition.measures import Measures
from narrate.audition.ratings import Ratings
from narrate.audition.report import Heard, Report

_SPEAKS = ("Pitch", "Range", "Rate", "Energy", "Pauses", "LUFS", "Likeness")
_FARED = ("Words wrong", "Artefacts", "First sound", "Real time", "Rated")


def show(report: Report, console: Console) -> None:
    """Write ``report`` to ``console``: how everybody speaks, how they fared, and where to listen twice."""
    speaks, fared = _table(_SPEAKS), _table(_FARED)
    if report.reference is not None:
        speaks.add_row(Text("the recording", "italic"), *_figures(report.reference.measures), "")
    for each in report.heard:
        name = Text(each.candidate.slug)
        speaks.add_row(name, *_figures(each.measures), _number(each.measures.likeness, 2))
        fared.add_row(name, *_fared(each, report.ratings))
    console.print(speaks)
    console.print()
    console.print(fared)
    for each in report.heard:
        for clip in each.clips:
            told = [f"{fault.kind} at {fault.start_s:.2f} s" for fault in clip.artefacts]
            told += [f"the sound is {fault}" for fault in clip.faults]
            if told:
                console.print(Text(f"  {clip.file}: {', '.join(told)}"), soft_wrap=True)
    if any(each.timed.started for each in report.heard):
        console.print(Text(f"* with loading its model, on {report.machine}"), style="dim")


def _table(columns: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Candidate", overflow="fold")
    for title in columns:
        table.add_column(title, justify="right")
    return table


def _figures(measures: Measures) -> tuple[str, ...]:
    share = measures.pause_share
    return (
        _number(measures.pitch_hz, 0, " Hz"),
        _number(measures.range_st, 1, " st"),
        _number(measures.rate, 1, "/s"),
        _number(measures.energy_db, 1, " dB"),
        "–" if share is None else f"{share:.0%}",
        _number(measures.loudness_lufs, 1),
    )


def _fared(each: Heard, ratings: Ratings) -> tuple[str, ...]:
    wrong = each.measures.word_errors
    first = each.timed.first_s
    rating = ratings.by_candidate.get(each.identity)
    return (
        "–" if wrong is None else f"{wrong:.0%}",
        str(sum(len(clip.artefacts) for clip in each.clips)),
        "–" if first is None else f"{first:.1f} s{'*' if each.timed.started else ' '}",
        "–" if each.timed.real_time is None else f"×{each.timed.real_time:.2f}",
        _number(rating.mean if rating else None, 1),
    )


def _number(value: float | None, digits: int, unit: str = "") -> str:
    return "–" if value is None else f"{value:.{digits}f}{unit}"
