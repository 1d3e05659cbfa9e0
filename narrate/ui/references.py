"""What a check of recordings found, as tables and sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from narrate.errors import Outcome
from narrate.ui.deliveries import plain
from narrate.voices.checks.checked import CheckedFile
from narrate.voices.checks.checklist import Item

_SIGNS = {
    Outcome.PASS: "[green]✓[/]",
    Outcome.WARN: "[yellow]![/]",
    Outcome.FAIL: "[red]✗[/]",
}
_COLOURS = {Outcome.PASS: "green", Outcome.WARN: "yellow", Outcome.FAIL: "red"}
_PLACES = 3  # that are told; a picture shows all


def show(checked: CheckedFile, console: Console, *, quiet: bool) -> None:
    """Print the verdict on a file, its list, and what to do; only what fails if ``quiet``."""
    if not quiet:
        colour = _COLOURS[checked.outcome]
        console.print(f"[bold]{plain(checked.path.name)}[/]: [{colour}]{checked.verdict}[/]", soft_wrap=True)
        console.print(_table(checked.items))
    for outcome in (Outcome.FAIL,) if quiet else (Outcome.FAIL, Outcome.WARN):
        for item in checked.items:
            if item.outcome is outcome:
                about = f"{plain(checked.path.name)}: " if quiet else ""
                told = f"{_SIGNS[outcome]} {about}{item.name}: {plain(item.advice)}{_at(item)}"
                console.print(told, soft_wrap=True)
    if not quiet and checked.recording is not None:
        console.print(f"As a style: {_style(checked)}", soft_wrap=True)


def footnote(checked: Sequence[CheckedFile]) -> str:
    """What a "~" in the tables means; "" where there is none."""
    guessed = any(item.guess for each in checked for item in each.items)
    return "~ is best effort: it can be wrong" if guessed else ""


def _table(items: tuple[Item, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    table.add_column("", no_wrap=True, min_width=14)
    table.add_column("Measured")
    table.add_column("Wanted")
    for item in items:
        name = f"{item.name} ~" if item.guess else item.name
        colour = _COLOURS[item.outcome]
        told = plain(item.measured)
        if item.outcome is not Outcome.PASS:
            told = f"[{colour}]{told}[/]"
        table.add_row(_SIGNS[item.outcome], name, told, plain(item.wanted))
    return table


def _at(item: Item) -> str:
    """Where it is heard, the first few places."""
    if not item.places:
        return ""
    told = ", ".join(f"{start:.2f}" for start, _ in item.places[:_PLACES])
    more = len(item.places) - _PLACES
    return f" (at {told} s{f' and {more} more' if more > 0 else ''})"


def _style(checked: CheckedFile) -> str:
    found = checked.style
    if found is None:
        return "cannot be measured; no voice is heard in it"
    return ", ".join(_figures(checked))


def _figures(checked: CheckedFile) -> Iterator[str]:
    found = checked.style
    assert found is not None  # noqa: S101 - asked before
    for figure, told in (
        (found.pitch_hz, f"pitch {found.pitch_hz.value:.0f} Hz"),
        (found.range_st, f"range {found.range_st.value:.1f} semitones"),
        (found.rate, f"pace {found.rate.value:.1f} syllables a second"),
        (found.energy_db, f"energy {found.energy_db.value:.1f} dB"),
        (found.pause_s, f"pauses {found.pause_s.value:.2f} s"),
    ):
        yield f"{told} ({figure.confidence:.0%} sure)"
