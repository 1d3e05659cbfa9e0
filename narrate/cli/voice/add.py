"""``narrate voice add``: make a voice profile of a recording."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import json_option, project_option
from narrate.cli.voice.shelf import folder_for, replace_option, user_option


@click.command("add")
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--transcript", metavar="TEXT", default="", help="Every word that is said in it.")
@click.option(
    "--transcribe", is_flag=True, help="Have a model write the words down, if it is on this machine."
)
@click.option("--from", "from_s", metavar="S", type=float, help="Begin so many seconds into the recording.")
@click.option("--to", "to_s", metavar="S", type=float, help="End so many seconds into it.")
@click.option("--licence", metavar="TEXT", default="", help="On what terms the recording may be used.")
@click.option("--consent", metavar="TEXT", default="", help="By whose leave the voice is cloned.")
@user_option
@replace_option
@project_option
@json_option
def command(  # noqa: PLR0913, PLR0917 - options are parameters
    name: str,
    file: Path,
    transcript: str,
    from_s: float | None,
    to_s: float | None,
    licence: str,
    consent: str,
    directory: Path | None,
    *,
    transcribe: bool,
    user: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Make a voice profile of a recording.

    FILE is 2 to 30 seconds in which one person speaks. What is kept of it is trimmed and levelled, with its
    words and your notes, in the project's folder "voices", or outside of a project in your own library. A
    voice is made from it with engine = "csm" and profile = "NAME".
    """
    from narrate.build.adding import Clip, Notes, add

    if bool(transcript.strip()) == transcribe:
        raise click.UsageError('write what is said in it, as --transcript "…", or --transcribe')
    notes = Notes(None if transcribe else transcript, licence, consent)
    clip = Clip(file, from_s, to_s)
    made = add(folder_for(directory, user=user), name, clip, notes, again=replace)

    from narrate.ui import profiles

    if transcribe:
        click.echo(f"heard: {made.transcript}\ncorrect the words in {made.file}", err=True)
    profiles.tell_made(made, as_json=as_json)
