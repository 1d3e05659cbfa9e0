"""``narrate inspect``: measure finished files, and hold them against what shops ask for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import (
    json_option,
    load_project,
    project_root,
    quiet_option,
    stderr_console,
    stdout_console,
)
from narrate.errors import Exit

if TYPE_CHECKING:
    from narrate.delivery.batches import Batch
    from narrate.delivery.curves import Curves
    from narrate.delivery.report import BatchReport, FileReport, Heard
    from narrate.delivery.spoken import Stretch


_LONGEST_NAME = 200
"""Bytes of a picture's name, which a foreign file may use up to the last."""


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
@click.option("--draft", is_flag=True, help="Of a project: the last draft, instead of the last build.")
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

    A FILE may be of anybody's making, or a folder; a project's folder stands for its last build, as the
    project around the current folder does without a FILE. Levels, peaks, noise, room tone, coding, tags and
    chapter marks are read from the encoded file, and compared with build.json where that stands beside it.

    Profiles are acx, librivox, podcast, archive, m4b and opus; with "-sound" behind it, one leaves container
    and coding alone. A file that meets the numbers of a shop is not thereby accepted by it: most shops want
    to be asked first about synthetic voices.

    Exits with 3 if a file fails, and with 5 if one takes a package to be read that is not installed.
    """
    from narrate.delivery.profiles import find_profile
    from narrate.errors import Outcome

    if profile is not None:
        find_profile(profile)
    found = tuple(_found(files, draft=draft))
    reports = _heard(found, profile, _plotter(into, found) if plot else None, watched=not (quiet or as_json))
    if as_json:
        click.echo(json.dumps({"batches": [report.as_json() for report in reports]}, ensure_ascii=False))
    else:
        _show(reports, quiet=quiet)
    if any(report.outcome is Outcome.FAIL for report in reports):
        return Exit.PROBLEMS
    return Exit.MISSING if any(report.lacking for report in reports) else Exit.DONE


def _found(files: Sequence[Path], *, draft: bool) -> Iterator[Batch]:
    """What is asked for: files and folders as they are, and of projects what their last build published."""
    from narrate.delivery.batches import batches, of_build
    from narrate.project.document import FILE_NAME

    projects = [path for path in files if (path / FILE_NAME).is_file()]
    if others := [path for path in files if path not in projects]:
        yield from batches(others)
    for project in projects if files else (None,):
        folder = load_project(project).output.folder
        yield from of_build(folder / "draft" if draft else folder)


def _heard(
    batches: Sequence[Batch], profile: str | None, plotter: Heard | None, *, watched: bool
) -> list[BatchReport]:
    """Inspect ``batches`` on all cores, with a bar while it lasts."""
    import contextlib
    import threading

    from rich.progress import Progress

    from narrate.delivery.report import BatchReport, FileReport, inspect

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


def _plotter(into: Path, batches: Sequence[Batch]) -> Heard:
    """Draws each file as it is heard, into a file of its name in the folder ``into``."""
    import threading
    from collections import Counter

    from narrate import atomic
    from narrate.delivery.picture import picture
    from narrate.delivery.spoken import of_book, speakers

    known: dict[Path, Mapping[Path, tuple[Stretch, ...]]] = {}
    asking = threading.Lock()
    names = Counter(path.name for batch in batches for path in batch.files)

    def draw(batch: Batch, report: FileReport, curves: Curves) -> None:
        folder = batch.build.folder if batch.build else report.path.parent
        with asking:
            if folder not in known:
                known[folder] = _spoken(folder)
        spoken = known[folder].get(report.path, ())
        cast = speakers(stretch for said in known[folder].values() for stretch in said)
        if batch.book and batch.build and report.facts:
            starts_s = [mark.start_s for mark in report.facts.container.marks]
            spoken = of_book(known[folder], batch.build.chapters(report.path.suffix), starts_s) or spoken
        twice = names[report.path.name] > 1
        name = f"{report.path.parent.name} - {report.path.name}" if twice else report.path.name
        target = into / f"{name.encode()[:_LONGEST_NAME].decode(errors='ignore')}.png"
        atomic.write(target, picture(report, curves, spoken, cast))

    return draw


def _spoken(folder: Path) -> Mapping[Path, tuple[Stretch, ...]]:
    """Who is heard when in the files of ``folder``: as its project tells, which knows of faults, too.

    Of files that the project would make otherwise by now, and of other people's, as timing manifests do.
    """
    from narrate.delivery.spoken import stretches_in
    from narrate.errors import NarrateError

    told = stretches_in(folder)
    try:
        from narrate.build.request import Request
        from narrate.build.stretches import stretches

        root = project_root(folder)
        for draft in (False, True):
            request = Request(load_project(root, draft=draft), draft=draft)
            if request.folder == folder:
                return {**told, **stretches(request)}
    except NarrateError:
        pass  # the picture says what it does not know
    return told
