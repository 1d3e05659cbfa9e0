"""``narrate voice``: recordings become voices that last."""

from __future__ import annotations

import click

from narrate.cli.commands import Commands

COMMANDS: dict[str, str] = {
    "audition": "Hear and rate a voice side by side with others.",
}
"""Command → its line in the help; a test holds them equal."""


@click.group("voice", cls=Commands, table=COMMANDS, package="narrate.cli.voice")
def command() -> None:
    """Make voices of recordings, and compare them."""
