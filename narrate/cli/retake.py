"""``narrate retake``: render further takes of an utterance."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import (
    json_option,
    load_project,
    play_option,
    project_option,
    quiet_option,
    stderr_console,
)
from narrate.errors import TakesFailed


@click.command("retake")
@click.argument("id_", metavar="ID")
@click.option("-n", "--n", "number", type=click.IntRange(1, 99), default=1, help="How many (default: 1).")
@play_option
@project_option
@json_option
@quiet_option
def command(id_: str, number: int, directory: Path | None, *, play: bool, as_json: bool, quiet: bool) -> None:
    """Render further takes of an utterance.

    They are kept next to the one that is used, and played. ID is that of an utterance, such as c03.p12.u2;
    narrate script shows them. Which take the book is made of changes with narrate take.
    """
    from narrate.build.taking import Reel
    from narrate.ui import takes, terminal

    reel = Reel(load_project(directory))
    line = reel.line(id_)
    before = {kept.take.key for kept in reel.kept(line)}
    failed = None
    try:
        terminal.follow(reel.retake(line, number), stderr_console(), quiet=quiet or as_json)
    except TakesFailed as error:  # told when those that were rendered are listed
        failed = error
    kept = reel.kept(line)
    takes.show(line, kept, as_json=as_json)
    for twin in takes.twins(kept, before):
        click.echo(twin, err=True)
    if play and not as_json:
        takes.play([each for each in kept if each.take.key not in before])
    if failed:
        raise failed
