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
from narrate.errors import TakesFailed


@click.command("build")
@project_argument
@draft_option
@offline_option
@json_option
@quiet_option
def command(directory: Path | None, *, draft: bool, offline: bool, as_json: bool, quiet: bool) -> None:
    """Make the audiobook.

    Renders the utterances that have no take yet, masters the chapters that changed, and writes what the
    project asks for. Models that it needs and this machine has not are announced with their sizes and fetched
    first. Interrupted at any moment, the same command goes on where it stopped.
    """
    from narrate.build.book import build
    from narrate.build.request import Request

    events = build(Request(load_project(directory, draft=draft), draft=draft, offline=offline))
    if as_json:
        from narrate.ui import json_lines

        finished = json_lines.write(events, sys.stdout)
    else:
        from narrate.ui import terminal

        finished = terminal.follow(events, stderr_console(), quiet=quiet)
    if finished is not None and finished.failed:
        raise TakesFailed(
            f"{finished.failed} utterances could not be rendered; their chapters were not published",
            hint="change those lines, or build again to try once more",
        )
