"""What came of inspecting files, as a table and sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from narrate.delivery.report import BatchReport, FileReport
from narrate.delivery.rules import Finding
from narrate.errors import Outcome, count
from narrate.ui.words import duration

_SIGNS = {
    Outcome.PASS: "[green]✓[/]",
    Outcome.WARN: "[yellow]![/]",
    Outcome.FAIL: "[red]✗[/]",
}
_WIDEST = {
    "Length": 7, "RMS": 6, "LUFS": 6, "LRA": 4, "Peak": 5, "dBTP": 5, "Floor": 5, "Head": 5, "Tail": 5,
}  # fmt: skip
"""The columns of numbers, and how many letters they are wide."""


def show(report: BatchReport, console: Console, *, quiet: bool) -> None:
    """Print a batch: a row for each file, and below what is wrong with it; only failures if ``quiet``."""
    if report.files and not quiet:
        console.print(_table(report, console.width))
    for file in report.files:
        if file.lacking:
            console.print(f"[yellow]?[/] {plain(file.path.name)}: {escape(file.lacking)}", soft_wrap=True)
        for line in _lines(file.findings, file.path.name, quiet=quiet):
            console.print(line, soft_wrap=True)
    for line in _lines(report.findings, report.name, quiet=quiet):
        console.print(line, soft_wrap=True)


def summary(reports: Sequence[BatchReport]) -> Iterator[str]:
    """A sentence for each profile: how many files meet its numbers, and how many do not."""
    heard = [file for report in reports for file in report.files if not file.lacking]
    for profile in dict.fromkeys(file.profile for file in heard if file.profile):
        files = [file for file in heard if file.profile == profile]
        bad = [file for file in files if file.outcome is Outcome.FAIL]
        good = len(files) - len(bad)
        meets = f"{count(good, 'file')} {'meets' if good == 1 else 'meet'} the technical numbers of {profile}"
        does = "does" if len(bad) == 1 else "do"
        lacks = f"{count(len(bad), 'file')} {does} not" if good else _none(len(bad), profile)
        yield meets if not bad else f"{meets}, {lacks}" if good else lacks
    unread = [file for file in heard if not file.profile]
    if unread:
        yield f"{count(len(unread), 'file')} cannot be read as sound"


def _none(number: int, profile: str) -> str:
    does = "does" if number == 1 else "do"
    return f"{count(number, 'file')} {does} not meet the technical numbers of {profile}"


def plain(text: str) -> str:
    """``text`` without what would move the cursor or be taken for markup."""
    return escape("".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text))


def _table(report: BatchReport, width: int) -> Table:
    title = f"{plain(report.name)}  [dim]{report.profile}[/]" if report.profile else plain(report.name)
    table = Table(
        box=None,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        header_style="bold",
        title=title,
        title_justify="left",
        title_style="",
    )
    table.add_column("", no_wrap=True)
    room = width - sum(letters + 1 for letters in _WIDEST.values()) - 2
    table.add_column("File", no_wrap=True, max_width=max(12, min(44, room)))
    for name, letters in _WIDEST.items():
        table.add_column(name, justify="right", no_wrap=True, min_width=letters)
    for file in report.files:
        sign = "[yellow]?[/]" if file.lacking else _SIGNS[file.outcome]
        table.add_row(sign, plain(file.path.name), *_cells(file))
    return table


def _cells(file: FileReport) -> Iterator[str]:
    sound = file.facts.sound if file.facts else None
    if sound is None:
        return
    bad = {finding.rule: finding.outcome for finding in file.findings if finding.outcome is not Outcome.PASS}
    for rules, text in (
        (("length", "whole", "length-of-build"), duration(sound.seconds)),
        (("rms",), f"{sound.rms_db:.1f}"),
        (("loudness", "loudness-of-two"), f"{sound.loudness_lufs:.1f}"),
        (("loudness-range",), f"{sound.range_lu:.1f}"),
        (("peak",), f"{sound.peak_db:.1f}"),
        (("true-peak",), f"{sound.true_peak_dbtp:.1f}"),
        (("noise-floor", "pauses"), f"{sound.floor_db:.0f}"),
        (("head",), f"{sound.head_s:.2f}"),
        (("tail",), f"{sound.tail_s:.2f}"),
    ):
        outcome = next((bad[rule] for rule in rules if rule in bad), Outcome.PASS)
        colour = {Outcome.FAIL: "red", Outcome.WARN: "yellow"}.get(outcome)
        yield f"[{colour}]{text}[/]" if colour else text


def _lines(findings: Sequence[Finding], about: str, *, quiet: bool) -> Iterator[str]:
    told = (Outcome.FAIL,) if quiet else (Outcome.FAIL, Outcome.WARN)
    for outcome in told:
        for finding in findings:
            if finding.outcome is outcome:
                yield f"{_SIGNS[outcome]} {plain(about)}: {plain(str(finding))}"
