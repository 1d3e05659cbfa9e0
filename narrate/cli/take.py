"""``narrate take``: choose a take of an utterance, or a recording of one's own, in takes.toml."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.cli.options import load_project, project_option, quiet_option, stderr_console


@click.command("take")
@click.argument("id_", metavar="ID")
@click.argument("number", required=False, type=click.IntRange(min=1))
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="A recording of these words, to be used instead of the voice.",
)
@click.option("--accept", is_flag=True, help="Use it although its sound has faults.")
@project_option
@quiet_option
def command(
    id_: str, number: int | None, file: Path | None, directory: Path | None, *, accept: bool, quiet: bool
) -> None:
    """Choose a take of an utterance, or a recording of your own.

    The book is then made of take NUMBER of the utterance ID. narrate takes ID lists them; take 1 is what is
    used where nothing is chosen. The choice is kept in takes.toml and holds as long as the words and the
    voice of the line are the same; that of a recording as long as its words and its speaker are. A recording
    is checked and levelled as all takes are.
    """
    from narrate.build.taking import Reel
    from narrate.ui import terminal

    if (number is None) == (file is None):
        raise click.UsageError("write the number of a take, or --file and a recording")
    reel = Reel(load_project(directory))
    line = reel.line(id_)
    if file is not None:
        terminal.follow(reel.record(line, file, accept=accept), stderr_console(), quiet=True)
        told = f"your recording {file.name}"
    else:
        assert number is not None  # noqa: S101 - one of the two is given
        reel.choose(line, number, accept=accept)
        told = f"take {number}"
    others = reel.alike(line, recorded=file is not None)
    also = f", as {', '.join(others[:6])}{' …' if len(others) > 6 else ''}" if others else ""
    if not quiet:
        click.echo(f"{line.utterance.id} is {told}{also}; the next build uses it")
