"""``narrate preview``: hear a part of the book, rendered through the same cache as the build."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from narrate.cli.options import (
    draft_option,
    json_option,
    load_project,
    offline_option,
    play_option,
    project_argument,
    quiet_option,
    stderr_console,
)
from narrate.errors import TakesFailed


@click.group("preview")
def command() -> None:
    """Render and play a part of the book.

    What a preview renders is in the cache for the build.
    """


@command.command("chapter")
@click.argument("number", type=click.IntRange(min=1))
@project_argument
@draft_option
@offline_option
@play_option
@json_option
@quiet_option
def chapter(  # noqa: PLR0913 - options are parameters
    number: int, directory: Path | None, *, draft: bool, offline: bool, play: bool, as_json: bool, quiet: bool
) -> None:
    """Render chapter NUMBER, write it as FLAC into the preview folder, and play it."""
    from narrate.build.book import build
    from narrate.build.request import Request
    from narrate.ui import json_lines, player, terminal

    request = Request(load_project(directory, draft=draft), draft=draft, only=number, offline=offline)
    events = build(request)
    if as_json:
        finished = json_lines.write(events, sys.stdout)
    else:
        finished = terminal.follow(events, stderr_console(), quiet=quiet)
    if finished is None or finished.failed:
        raise TakesFailed(f"chapter {number} has utterances that could not be rendered")
    path = finished.files[0]
    if not as_json:
        click.echo(str(path))
    if play and not player.play(path):
        click.echo("no player found to play it: open the file above", err=True)
