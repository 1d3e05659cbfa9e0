"""``narrate voice check``: measure recordings before a voice is made of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import json_option, quiet_option, stdout_console
from narrate.errors import Exit

if TYPE_CHECKING:
    from narrate.voices.checks.checked import CheckedFile, Words

_LONGEST_NAME = 200
"""Bytes of a picture's name, which a foreign file may use up to the last."""

_LANGUAGE = "en-us"
"""In which the phonemes of a transcript are counted: CSM speaks English, and a pace need not be exact."""


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--transcript", metavar="TEXT", help="What is said in the recording, of which there is one.")
@click.option("--plot", is_flag=True, help="Draw a picture of each recording.")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("pictures"),
    help="Where pictures go, instead of the folder pictures.",
)
@json_option
@quiet_option
def command(
    files: tuple[Path, ...], transcript: str | None, into: Path, *, plot: bool, as_json: bool, quiet: bool
) -> int:
    """Measure recordings before a voice is made of them.

    Each FILE is held against a checklist: length, sample rate and true bandwidth, level and clipping, noise,
    hum and reverberation, pace and pauses, and what else spoils a clone. Every item passes, is remarked on or
    fails, with what was measured, what is wanted, and what to do. A recording fails for what a build refuses,
    and for what is all but certainly music or a second speaker.

    With the transcript its length is checked against the speech and, where a speech-to-text model is on this
    machine, its words against those that were heard; nothing is fetched for that.

    Exits with 3 if a file fails.
    """
    from narrate.errors import Outcome

    if transcript is not None and len(files) > 1:
        raise click.UsageError("--transcript is of one recording, and there are several")
    checked = []
    for path in files:
        found = _check(path, transcript)
        checked.append(found)
        if as_json:
            click.echo(json.dumps(found.as_json(), ensure_ascii=False))
        else:
            _show(found, quiet=quiet)
    if plot:
        _draw(checked, into)
    if not (as_json or quiet):
        _show_footnote(checked)
    return Exit.PROBLEMS if any(each.outcome is Outcome.FAIL for each in checked) else Exit.DONE


def _check(path: Path, transcript: str | None) -> CheckedFile:
    from narrate.voices.checks.checked import check

    return check(path, None if transcript is None else _words(path, transcript))


def _words(path: Path, transcript: str) -> Words:
    """The transcript, counted and compared as far as this machine can."""
    from narrate.engines.espeak.count import phonemes
    from narrate.voices.checks.checked import Words

    return Words(transcript, phonemes(transcript, _LANGUAGE), _heard(path))


def _heard(path: Path) -> str | None:
    """What a speech-to-text model hears in the file; None where there is none, or it cannot."""
    from narrate.engines.transcriber import Transcriber
    from narrate.errors import MissingTool, NarrateError

    with Transcriber() as transcriber:
        try:
            transcriber.require()
            return transcriber.words(path)
        except MissingTool:
            click.echo("the words were not compared: there is no speech-to-text model here", err=True)
        except NarrateError as error:
            click.echo(f"the words were not compared: {error.message}", err=True)
    return None


def _show(found: CheckedFile, *, quiet: bool) -> None:
    from narrate.ui import references

    console = stdout_console()
    references.show(found, console, quiet=quiet)
    if not quiet:
        console.print()


def _show_footnote(checked: Sequence[CheckedFile]) -> None:
    from narrate.ui import references

    note = references.footnote(checked)
    if note:
        click.echo(note)


def _draw(checked: Sequence[CheckedFile], into: Path) -> None:
    """A picture of each file that is sound, of its name, in the folder ``into``."""
    from collections import Counter

    from narrate import atomic
    from narrate.voices.checks.picture import picture

    names = Counter(each.path.name for each in checked)
    for each in checked:
        if each.recording is not None:
            name, folder = each.path.name, each.path.absolute().parent.name
            unique = f"{folder} - {name}" if names[name] > 1 else name
            short = unique.encode()[:_LONGEST_NAME].decode(errors="ignore")
            atomic.write(into / f"{short}.png", picture(each))
