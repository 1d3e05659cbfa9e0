"""``narrate voice remove``: remove a voice profile."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import project_option
from narrate.cli.voice.shelf import root_of, user_option


@click.command("remove")
@click.argument("name", metavar="NAME")
@click.option("--force", is_flag=True, help="Remove it although voices of the project are made from it.")
@user_option
@project_option
def command(name: str, directory: Path | None, *, force: bool, user: bool) -> None:
    """Remove a voice profile.

    The project's, if it has one of that name, else that of your own library. Of other projects that use the
    latter, nothing is known. Other files in the profile's folder stay.
    """
    from narrate.errors import NarrateError
    from narrate.project import shelf
    from narrate.ui.words import near
    from narrate.voices.profiles import keeping

    found = shelf.standing(root_of(directory), name, user=user)
    if not force and found.users != ():
        used = f"is in use by {', '.join(found.users)}" if found.users else ""
        told = used or "may be in use: narration.toml is broken"
        raise NarrateError(f"the profile “{found.name}” {told}", hint="--force removes it all the same")
    left = keeping.remove(found.folder)
    click.echo(f"removed {near(found.folder)}" + (f", but for {', '.join(left)}" if left else ""))
