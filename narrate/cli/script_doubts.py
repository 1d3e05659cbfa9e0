"""``narrate script --doubtful`` and ``--review``: the speakers that are not certain, listed or decided."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from narrate.cli.options import stdout_console
from narrate.errors import count

if TYPE_CHECKING:
    from narrate.build.prepare import Prepared
    from narrate.model import ScriptChapter


def lines(
    prepared: Prepared, chapters: Sequence[ScriptChapter], limit: int | None, *, as_json: bool
) -> Iterator[str]:
    """A line for each decision; for people, with the sum of them on stderr."""
    from narrate.script.corrections.doubts import decisions, doubtful
    from narrate.ui import doubts

    found = doubtful(chapters)
    if as_json:
        yield from doubts.as_json(prepared, found[:limit])
        return
    console = stdout_console()
    for row in doubts.rows(prepared, found[:limit]):
        with console.capture() as captured:
            console.print(row, soft_wrap=True)
        yield captured.get().rstrip("\n")
    click.echo(doubts.summary(found, len(decisions(chapters))), err=True)


def require_terminal(*, as_json: bool) -> None:
    """Raise UsageError where nobody can be asked."""
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("--review asks questions and needs a terminal; --doubtful only lists them")


def review(prepared: Prepared, chapters: Sequence[ScriptChapter], limit: int | None) -> None:
    """Ask about the doubtful decisions in the terminal, and say what came of it."""
    from narrate.build.assigning import Desk
    from narrate.model import Script
    from narrate.script.corrections.doubts import doubtful
    from narrate.ui import keyboard
    from narrate.ui.later import Later
    from narrate.ui.review import Review

    if not doubtful(chapters):
        click.echo("nothing is doubtful")
        return
    desk = Desk(prepared)
    asked = Review(prepared, desk, stdout_console(), [chapter.number for chapter in chapters], limit)
    with keyboard.listening() as keys:
        tally = asked.run(keys, Later[Script]())
    changes = desk.changes(desk.script(), tally.answers) if tally.answers else ()
    click.echo(
        f"{tally.kept:,} kept, {tally.corrected:,} corrected; "
        f"{count(len(changes), 'other utterance')} changed with them"
    )
