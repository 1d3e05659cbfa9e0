"""``narrate inspect``: measure finished files, and hold them against what shops ask for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import (
    draft_option,
    json_option,
    load_project,
    quiet_option,
    stderr_console,
    stdout_console,
)
from narrate.errors import Exit

if TYPE_CHECKING:
    from narrate.delivery.batches import Batch
    from narrate.delivery.report import BatchReport, Heard


@click.command("inspect")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--profile", metavar="NAME", help="Whose numbers count, instead of those that suit each file.")
@click.option("--plot", is_flag=True, help="Draw a picture of each file.")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("pictures"),
    help="Where pictures go, instead of the folder pictures.",
)
@draft_option
@json_option
@quiet_option
def command(  # noqa: PLR0913 - options are parameters
    files: tuple[Path, ...],
    profile: str | None,
    into: Path,
    *,
    plot: bool,
    draft: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Measure finished files, and hold them against what shops ask for.

    A FILE may be of anybody's making, or a folder; without any, it is the last build of the project around
    the current folder. Levels, peaks, noise, room tone, coding, tags and chapter marks are read from the
    encoded file, and compared with build.json where that stands beside it.

    Profiles are acx, librivox, podcast, archive and m4b; with "-sound" behind it, one leaves container and
    coding alone. A file that meets the numbers of a shop is not thereby accepted by it: most shops want to be
    asked first about synthetic voices.

    Exits with 3 if a file fails, and with 5 if one takes a package to be read that is not installed.
    """
    from narrate.delivery.batches import batches, of_build
    from narrate.delivery.profiles import Outcome, find_profile

    if profile is not None:
        find_profile(profile)
    if files:
        found = batches(files)
    else:
        folder = load_project(None).output.folder
        found = of_build(folder / "draft" if draft else folder)
    reports = _heard(found, profile, _plotter(into) if plot else None, watched=not (quiet or as_json))
    if as_json:
        click.echo(json.dumps({"batches": [report.as_json() for report in reports]}, ensure_ascii=False))
    else:
        _show(reports, quiet=quiet)
    if any(report.outcome is Outcome.FAIL for report in reports):
        return Exit.PROBLEMS
    return Exit.MISSING if any(report.lacking for report in reports) else Exit.DONE


def _heard(
    found: Iterable[Batch], profile: str | None, plotter: Heard | None, *, watched: bool
) -> list[BatchReport]:
    """Inspect ``found`` on all cores, with a bar while it lasts."""
    import contextlib
    import threading

    from rich.progress import Progress

    from narrate.delivery.report import BatchReport, FileReport, inspect

    batches = tuple(found)
    over = threading.Event()

    def going() -> None:
        if over.is_set():
            raise InterruptedError  # nobody waits: the interruption itself is what is told

    reports = []
    console = stderr_console()
    bar = Progress(console=console, transient=True, disable=not (watched and console.is_terminal))
    hands = os.cpu_count() or 1
    heard = {} if plotter is None else {"heard": plotter}
    with bar:
        task = bar.add_task("Listening", total=sum(len(batch.files) for batch in batches))
        try:
            with contextlib.closing(inspect(batches, profile, hands=hands, going=going, **heard)) as news:
                for report in news:
                    if isinstance(report, FileReport):
                        bar.advance(task)
                    elif isinstance(report, BatchReport):
                        reports.append(report)
        finally:
            over.set()
    return reports


def _show(reports: list[BatchReport], *, quiet: bool) -> None:
    from narrate.ui import deliveries

    console = stdout_console()
    for report in reports:
        deliveries.show(report, console, quiet=quiet)
        if not quiet:
            console.print()
    if not quiet:
        for sentence in deliveries.summary(reports):
            console.print(sentence, soft_wrap=True)


def _plotter(into: Path) -> Heard:
    raise NotImplementedError
