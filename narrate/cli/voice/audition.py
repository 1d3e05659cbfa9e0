"""``narrate voice audition``: the same lines by several voices, styles and strengths, side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import (
    json_option,
    offline_option,
    project_option,
    quiet_option,
    stderr_console,
    stdout_console,
)
from narrate.errors import Exit

if TYPE_CHECKING:
    from narrate.audition.report import Report
    from narrate.audition.stage import Stage


@click.command("audition")
@click.argument("name", metavar="NAME")
@click.option("--line", "texts", multiple=True, metavar="TEXT", help="What is said; more than once for more.")
@click.option(
    "--with",
    "others",
    multiple=True,
    metavar="ENGINE:VOICE",
    help="Another to compare: kokoro:bf_emma, csm:PROFILE or a file, espeak, or the name of a voice.",
)
@click.option(
    "--strength",
    "strengths",
    multiple=True,
    type=click.FloatRange(0, 1),
    metavar="0…1",
    help="How much of a style is taken on; more than once to compare.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where clips and page go, instead of the folder audition/NAME beside the book.",
)
@project_option
@json_option
@offline_option
@quiet_option
def command(  # noqa: PLR0913 - options are parameters
    name: str,
    texts: tuple[str, ...],
    others: tuple[str, ...],
    strengths: tuple[float, ...],
    into: Path | None,
    directory: Path | None,
    *,
    as_json: bool,
    offline: bool,
    quiet: bool,
) -> int:
    """Hear and rate a voice side by side with others.

    NAME, a voice of the project or a profile, is heard as it is cast and without its style; a clone beside a
    Kokoro voice that takes on the manner of its recording, and that voice by itself. Without --line they say
    what the character says in the book, or a few lines of narrate's own.

    Writes the clips, all equally loud, audition.json and a page, index.html, on which a person listens,
    blindly if they like, and rates; ratings.json saved beside it is shown by the next audition. What is
    rendered is in the cache for the build.

    A model that is not on this machine is fetched only for what --with names. Exits with 4 if a line could
    not be rendered, and with 5 if nobody can be heard.
    """
    from narrate.audition.audition import Audition, Request
    from narrate.ui import terminal

    stage, folder = _stage(directory, into, name)
    request = Request(name, texts, others, tuple(dict.fromkeys(strengths)), folder, offline)
    audition = Audition(stage, request)
    terminal.follow(audition.run(), stderr_console(), quiet=quiet or as_json)
    report = audition.report
    if report is None:
        return Exit.TAKES_FAILED
    _tell(report, folder, as_json=as_json)
    return Exit.TAKES_FAILED if any(each.failures for each in report.heard) else Exit.DONE


def _stage(directory: Path | None, into: Path | None, name: str) -> tuple[Stage, Path]:
    """Where the audition is held, and the folder for what is written."""
    from narrate.audition import stage
    from narrate.cli.options import load_project
    from narrate.errors import NarrateError
    from narrate.project.load import find

    own = stage.folder_name(name)
    if directory is None:
        try:
            find(Path.cwd())
        except NarrateError:  # in no project: profiles can be heard all the same
            folder = into or Path("dist", "audition", own)
            return stage.alone(folder.absolute()), folder
    project = load_project(directory)
    return stage.of_project(project), into or project.output.folder / "audition" / own


def _tell(report: Report, folder: Path, *, as_json: bool) -> None:
    from narrate.audition.audition import PAGE
    from narrate.audition.report import as_json as told
    from narrate.ui import auditions

    for each in report.absent:
        hint = f"\n  hint: {each.hint}" if each.hint else ""
        click.echo(f"left out {each.candidate.slug}: {each.reason}{hint}", err=True)
    for heard in report.heard:
        for line, reason in heard.failures.items():
            click.echo(f"failed {heard.candidate.slug}, line {line}: {reason}", err=True)
    if as_json:
        click.echo(json.dumps(told(report), ensure_ascii=False))
        return
    auditions.show(report, stdout_console())
    click.echo(f"\n{folder / PAGE}")
