"""``narrate voice export``: a voice profile as one file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from narrate.cli.options import project_option
from narrate.cli.voice.shelf import replace_option, root_of, user_option

STDOUT = Path("-")


@click.command("export")
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@user_option
@replace_option
@project_option
def command(name: str, file: Path | None, directory: Path | None, *, user: bool, replace: bool) -> None:
    """Write a voice profile into one file, to be given away.

    FILE is NAME.voice in the current folder unless you say otherwise, and - is standard output. Its
    transcript, licence and consent are in it: give it only to whom the speaker would.
    """
    from narrate import atomic
    from narrate.errors import NarrateError
    from narrate.project import shelf
    from narrate.ui.words import near
    from narrate.voices.profiles import exchange

    made = shelf.whole(shelf.standing(root_of(directory), name, user=user))
    if file == STDOUT:
        if sys.stdout.isatty():
            raise NarrateError(
                "a voice profile is no text: it is not written to a terminal",
                hint=f"name a FILE, or send it on: narrate voice export {made.name} - > FILE",
            )
        sys.stdout.buffer.write(exchange.packed(made))
        return
    target = Path(f"{made.name}{exchange.SUFFIX}") if file is None else file
    if target.exists() and not replace:
        raise NarrateError(f"{target} is there already", hint="write another FILE, or --replace")
    atomic.write(target.absolute(), exchange.packed(made))
    click.echo(f"wrote {near(target)}")
