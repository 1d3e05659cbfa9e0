"""Where the commands of ``narrate voice`` find profiles and keep them."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import project_root

user_option = click.option(
    "--user", is_flag=True, help="In your own library, for all projects, and not in the project."
)
replace_option = click.option("--replace", is_flag=True, help="Take the place of what is there already.")


def root_of(directory: Path | None) -> Path | None:
    """The folder of the project in ``directory``, or around the current folder; None outside of one.

    Raises NarrateError where ``directory`` is given, and in no project.
    """
    from narrate.errors import NarrateError

    if directory is not None:
        return project_root(directory)
    try:
        return project_root(None)
    except NarrateError:
        return None


def folder_for(directory: Path | None, *, user: bool) -> Path:
    """The library that a new profile is kept in: the project's, or the user's outside of one."""
    from narrate.voices.profiles import library

    root = None if user else root_of(directory)
    return library.users() if root is None else root / library.FOLDER
