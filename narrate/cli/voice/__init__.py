"""``narrate voice``: recordings become voices that last."""

from __future__ import annotations

import click

from narrate.cli.commands import Commands

COMMANDS: dict[str, str] = {
    "check": "Measure recordings before a voice is made of them.",
    "add": "Make a voice profile of a recording.",
    "record": "Make a voice profile of lines that somebody reads into a microphone.",
    "list": "List the voice profiles, and which voices are made from them.",
    "show": "Show all that is known of a voice profile.",
    "remove": "Remove a voice profile.",
    "export": "Write a voice profile into one file, to be given away.",
    "import": "Take in a voice profile that somebody exported.",
    "audition": "Hear and rate a voice side by side with others.",
}
"""Command → its line in the help; a test holds them equal."""


@click.group("voice", cls=Commands, table=COMMANDS, package="narrate.cli.voice")
def command() -> None:
    """Make voices of recordings, and compare them."""
