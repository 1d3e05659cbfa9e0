"""``narrate takes``: list and play the takes of an utterance."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import json_option, load_project, play_option, project_option, show_warnings


@click.command("takes")
@click.argument("id_", metavar="[ID]", required=False)
@play_option
@project_option
@json_option
def command(id_: str | None, directory: Path | None, *, play: bool, as_json: bool) -> None:
    """List and play the takes of an utterance.

    Without ID, all lines are listed for which a take is chosen. The take that the book is made of has a *.
    """
    from narrate.build.taking import Reel
    from narrate.ui import takes

    reel = Reel(load_project(directory))
    show_warnings(reel.warnings)
    if id_ is None:
        for line in reel.chosen_lines():
            takes.show(line, reel.kept(line), as_json=as_json)
        return
    line = reel.line(id_)
    kept = reel.kept(line)
    takes.show(line, kept, as_json=as_json)
    if play and not as_json:
        takes.play(kept)
