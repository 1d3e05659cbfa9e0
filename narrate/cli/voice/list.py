"""``narrate voice list``: the voice profiles that there are."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import json_option, project_option
from narrate.cli.voice.shelf import root_of


@click.command("list")
@project_option
@json_option
def command(directory: Path | None, *, as_json: bool) -> None:
    """List the voice profiles, and which voices are made from them.

    First those of the project, then those of your own library, where a project finds what it has not.
    """
    from narrate.project import shelf
    from narrate.ui import profiles

    profiles.tell_all(tuple(shelf.standings(root_of(directory))), as_json=as_json)
