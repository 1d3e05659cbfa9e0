"""``narrate preview``: hear a part of the book, rendered through the same cache as the build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

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
from narrate.errors import NarrateError, TakesFailed

if TYPE_CHECKING:
    from narrate.build.request import Request


@click.group("preview")
def command() -> None:
    """Render and play a part of the book.

    What a preview renders is in the cache for the build.
    """


@command.command("chapter")
@click.argument("number", type=click.IntRange(min=0))
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
    from narrate.build.request import Request

    request = Request(load_project(directory, draft=draft), draft=draft, only=number, offline=offline)
    _hear(request, f"chapter {number} has", play=play, as_json=as_json, quiet=quiet)


@command.command("credits")
@project_argument
@draft_option
@offline_option
@play_option
@json_option
@quiet_option
def credits_(
    directory: Path | None, *, draft: bool, offline: bool, play: bool, as_json: bool, quiet: bool
) -> None:
    """Render the credits, write them as FLAC into the preview folder, and play them."""
    from narrate.build.prepare import prepare
    from narrate.build.request import Request

    project = load_project(directory, draft=draft)
    prepared = prepare(project)
    prepared.require_sound()
    numbers = [chapter.number for chapter in prepared.script.chapters if chapter.credits]
    if not numbers:
        raise NarrateError("the book has no credits", hint="ask for them: credits = true in [output]")
    for number in numbers:
        request = Request(project, draft=draft, only=number, offline=offline)
        _hear(request, "the credits have", play=play, as_json=as_json, quiet=quiet)


def _hear(request: Request, what_has: str, *, play: bool, as_json: bool, quiet: bool) -> None:
    """Build the chapter that ``request`` is for, tell where it is, and play it."""
    from narrate.build.book import build
    from narrate.ui import json_lines, player, terminal

    events = build(request)
    if as_json:
        finished = json_lines.write(events, sys.stdout)
    else:
        finished = terminal.follow(events, stderr_console(), quiet=quiet)
    if finished is None or finished.failed:
        raise TakesFailed(f"{what_has} utterances that could not be rendered")
    if not finished.files:
        raise NarrateError("there is nothing to say in it", hint="narrate script --skipped tells why")
    path = finished.files[0]
    if not as_json:
        click.echo(str(path))
    if play and not player.play(path):
        click.echo("no player found to play it: open the file above", err=True)
