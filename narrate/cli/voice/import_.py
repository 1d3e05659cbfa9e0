"""``narrate voice import``: take in a voice profile that somebody exported."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import json_option, project_option
from narrate.cli.voice.shelf import folder_for, replace_option, user_option


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as", "name", metavar="NAME", default="", help="What to call it here.")
@user_option
@replace_option
@project_option
@json_option
def command(
    file: Path, name: str, directory: Path | None, *, user: bool, replace: bool, as_json: bool
) -> None:
    """Take in a voice profile that somebody exported.

    All of FILE is proved before anything is written: that it is a profile, that its sound is the one that it
    says and can be cloned. It is measured anew.
    """
    from narrate.ui import profiles
    from narrate.voices.profiles import exchange, keeping

    made, flac = exchange.read(file, folder_for(directory, user=user), name)
    profiles.tell_made(keeping.put(made, flac, again=replace), as_json=as_json)
