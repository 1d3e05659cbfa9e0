"""``narrate build``: make the audiobook."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from narrate.cli.options import (
    draft_option,
    json_option,
    load_project,
    offline_option,
    project_argument,
    quiet_option,
    stderr_console,
)
from narrate.errors import TakesFailed, count


@click.command("build")
@project_argument
@draft_option
@offline_option
@click.option(
    "--locked", is_flag=True, help="Change nothing in narration.lock: where the book would differ, fail."
)
@json_option
@quiet_option
def command(
    directory: Path | None, *, draft: bool, offline: bool, locked: bool, as_json: bool, quiet: bool
) -> None:
    """Make the audiobook.

    Renders the utterances that have no take yet, masters the chapters that changed, and writes what the
    project asks for. Models that it needs and this machine has not are announced with their sizes and fetched
    first. Interrupted at any moment, the same command goes on where it stopped.

    With --locked, the book is the one that narration.lock describes, or there is none: whatever is not
    settled there, or is otherwise on this machine, is told and ends the build with 3, before anything is
    fetched.
    """
    from narrate.build.book import build
    from narrate.build.request import Request

    if draft and locked:
        raise click.UsageError(
            "--draft and --locked exclude each other: narration.lock says nothing of drafts"
        )
    project = load_project(directory, draft=draft)
    events = build(Request(project, draft=draft, offline=offline, locked=locked))
    if as_json:
        from narrate.ui import json_lines

        finished = json_lines.write(events, sys.stdout)
    else:
        from narrate.ui import terminal

        finished = terminal.follow(events, stderr_console(), quiet=quiet)
    if finished is not None and finished.failed:
        raise TakesFailed(
            f"{count(finished.failed, 'utterance')} could not be rendered; what is made of "
            f"{'it' if finished.failed == 1 else 'them'} was not published",
            hint="build again to try anew; narrate takes ID plays what there is, narrate take ID N uses it",
        )
