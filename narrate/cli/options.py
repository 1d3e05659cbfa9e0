"""What commands share: the project they work on, and the options that mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from narrate.build.prepare import Prepared
    from narrate.errors import Problem
    from narrate.project.project import Project

project_argument = click.argument(
    "directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path)
)
project_option = click.option(
    "--project",
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The project folder, instead of the one around the current folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON for programs to stdout.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
offline_option = click.option(
    "--offline", is_flag=True, help="Leave the network alone: a model that is not here is an error."
)
play_option = click.option(
    "--play/--no-play", default=True, help="Play it where there is a player (default), or only write it."
)
draft_option = click.option(
    "--draft", is_flag=True, help="Use the embedded voice for everyone; needs no model."
)


def load_project(directory: Path | None, *, draft: bool = False, deep: bool = False) -> Project:
    """The project in ``directory``, or around the current folder; every voice embedded if ``draft``."""
    from narrate.project.load import find, load
    from narrate.project.project import draft as drafted

    project = load(directory if directory is not None else find(Path.cwd()), deep=deep)
    return drafted(project) if draft else project


def project_root(directory: Path | None) -> Path:
    """The folder of the project in or around ``directory``, or the current folder; nothing of it is read."""
    from narrate.project.load import find

    place = Path.cwd() if directory is None else directory
    return find(place.parent if place.is_file() else place)


def prepare(directory: Path | None, *, draft: bool = False) -> Prepared:
    """The project with its manuscript read and its script composed."""
    from narrate.build.prepare import prepare as prepared

    return prepared(load_project(directory, draft=draft))


def stderr_console() -> Console:
    """Where the conversation goes; rich honours NO_COLOR and knows a terminal from a file."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def stdout_console() -> Console:
    """Where the result goes."""
    from rich.console import Console

    return Console(highlight=False)


def show_warnings(problems: Iterable[Problem]) -> None:
    """Tell the warnings among ``problems`` on stderr; errors are the caller's to raise."""
    from narrate.errors import Severity

    for problem in problems:
        if problem.severity is Severity.WARNING:
            click.echo(str(problem), err=True)
