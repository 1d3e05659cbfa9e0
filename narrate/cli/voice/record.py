"""``narrate voice record``: make a voice profile of lines that somebody reads into a microphone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import project_option, stderr_console
from narrate.cli.voice.shelf import folder_for, replace_option, root_of, user_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrate.ui.microphone import Microphone
    from narrate.voices.booth.choosing import Choice
    from narrate.voices.booth.sitting import Sitting


@click.command("record")
@click.argument("name", metavar="NAME")
@click.option("--consent", metavar="TEXT", default="", help="By whose leave the voice is cloned.")
@click.option("--licence", metavar="TEXT", default="", help="On what terms the recording may be used.")
@click.option(
    "--lines",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A text file with lines of your own to read.",
)
@click.option("--language", metavar="TAG", help="Read in this language, instead of the project's.")
@click.option("--device", metavar="NAME", help="The microphone, or a part of its name.")
@user_option
@replace_option
@project_option
def command(  # noqa: PLR0913 - options are parameters
    name: str,
    directory: Path | None,
    *,
    consent: str,
    licence: str,
    file: Path | None,
    language: str | None,
    device: str | None,
    user: bool,
    replace: bool,
) -> None:
    """Make a voice profile of lines that somebody reads into a microphone.

    They are shown one by one, with a level meter. Each is judged as soon as it is read, and the best becomes
    the profile NAME, as narrate voice add makes one. What was read is kept: after q, Ctrl-C or worse, the
    same command goes on with the next line.
    """
    from narrate.voices.profiles import keeping, names

    called = names.plain(name)
    folder = folder_for(directory, user=user)
    if not replace:
        keeping.require_free(folder, called)
    lines = _lines(file, language, directory)
    _require_terminal()
    if not consent:
        click.echo(
            "without --consent, a build with this voice warns that nobody is known to agree\n", err=True
        )
    sitting = _sitting(folder, called)
    choice = _read(sitting, lines, device)
    if choice is None:
        click.echo("\nThe lines that were read are kept; the same command goes on with the next.", err=True)
        return
    made = keeping.keep(
        folder, called, choice.recording, choice.transcript, licence=licence, consent=consent, again=replace
    )
    sitting.end()
    click.echo(f"\nThe voice is {choice.why}.", err=True)

    from narrate.ui import profiles

    profiles.tell_made(made, as_json=False)


def _require_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(
            "this shows lines to somebody who reads them, and needs a terminal; "
            "narrate voice add makes a profile of a recording"
        )


def _require_rate(microphone: Microphone) -> None:
    from narrate.errors import NarrateError
    from narrate.voices.quality import LOWEST_RATE_HZ

    if microphone.rate_hz < LOWEST_RATE_HZ:
        raise NarrateError(
            f"the microphone “{microphone.name}” hears what a telephone does, and a clone needs "
            f"{LOWEST_RATE_HZ} Hz",
            hint="choose another with --device: wireless headsets are so while they play and listen at once",
        )


def _lines(file: Path | None, language: str | None, directory: Path | None) -> Sequence[str]:
    from narrate.voices.booth import prompts

    if file is not None:
        return prompts.own(file)
    return prompts.lines(language or _language(root_of(directory)))


def _language(root: Path | None) -> str:
    """The language that the project in ``root`` names, be what else is wrong with it; else English."""
    from narrate.project.document import read

    book = read(root).values.get("book") if root else None
    found = book.get("language") if isinstance(book, dict) else None
    return found if isinstance(found, str) and found else "en"


def _sitting(folder: Path, name: str) -> Sitting:
    from narrate.voices.booth.sitting import Sitting

    return Sitting(folder / f".{name}.recording")


def _read(sitting: Sitting, lines: Sequence[str], device: str | None) -> Choice | None:
    """Have ``lines`` read, and choose; None where the reader leaves to go on another time."""
    from functools import partial

    from narrate.errors import NarrateError
    from narrate.ui import keyboard, player, portaudio
    from narrate.ui.booth import Booth, End
    from narrate.ui.monitor import Monitor
    from narrate.voices.booth.choosing import choose

    console = stderr_console()
    with portaudio.opened(device) as microphone, keyboard.listening() as keys:
        click.echo(f"Microphone: {microphone.name}, {microphone.rate_hz:,} Hz", err=True)
        _require_rate(microphone)
        monitor = Monitor(microphone, console, keys)
        booth = Booth(sitting, lines, monitor, console, partial(player.play, keyboard=False))
        if booth.run() is End.LEFT:
            return None
    choice = choose(booth.readings)
    if choice is None:
        raise NarrateError(
            "no line is good enough to make a voice of",
            hint="run the same command again: it asks for the lines anew that were not good",
        )
    return choice
