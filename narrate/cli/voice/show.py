"""``narrate voice show``: one voice profile."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import json_option, project_option
from narrate.cli.voice.shelf import root_of, user_option
from narrate.errors import Exit


@click.command("show")
@click.argument("name", metavar="NAME")
@user_option
@project_option
@json_option
def command(name: str, directory: Path | None, *, user: bool, as_json: bool) -> int:
    """Show all that is known of a voice profile.

    Exits with 3 if it is damaged, or no voice can be cloned from it.
    """
    from narrate.project import shelf
    from narrate.ui import profiles

    found = shelf.standing(root_of(directory), name, user=user)
    profiles.tell(found, as_json=as_json)
    return Exit.PROBLEMS if found.faults else Exit.DONE
