"""``narrate models``: the models that a project needs, and fetching them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import json_option, load_project, project_argument, quiet_option, stderr_console

if TYPE_CHECKING:
    from narrate.project.project import Project


class ModelsGroup(click.Group):
    """A group whose command without a name is ``list``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with ``list`` put before what names no command."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("models", cls=ModelsGroup)
def command() -> None:
    """List the models that a project needs, or fetch them.

    Without a command, they are listed.
    """


@command.command("list")
@project_argument
@json_option
def listed(directory: Path | None, *, as_json: bool) -> None:
    """List the models that the project needs, and which of them are on this machine.

    Touches no network: sizes of what is not here are about right. Outside a project, lists the models that
    the engines use unless a project says otherwise. With --json, one object a line.
    """
    rows = tuple(_outside() if directory is None and _nowhere() else _inside(load_project(directory)))
    if as_json:
        for row in rows:
            click.echo(json.dumps(asdict(row), ensure_ascii=False))
    elif rows:
        for row in rows:
            _show(row)
    else:
        click.echo("the project needs no models: its voices are embedded ones")


@command.command("pull")
@project_argument
@json_option
@quiet_option
def pull(directory: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Fetch the models that the project needs and this machine has not.

    Weights, voices, tokenizers, codecs and the English tagger: afterwards the project builds without a
    network. What narration.lock pins is fetched as it was; all else as it is today. Interrupted, the files
    that are whole are kept. Exits with 5 if the network or the disk fails.
    """
    from narrate.build import fetching

    events = fetching.pull(load_project(directory))
    if as_json:
        from narrate.ui import json_lines

        json_lines.write(events, sys.stdout)
        return
    from narrate.ui import terminal

    terminal.follow(events, stderr_console(), quiet=quiet)
    if not quiet:
        click.echo("everything that the project needs is on this machine")


def _nowhere() -> bool:
    """Whether the current folder is in no project."""
    from narrate.errors import NarrateError
    from narrate.project.load import find

    try:
        find(Path.cwd())
    except NarrateError:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Row:
    """A model, or a part of one, as it is listed. ``bytes`` is about right where it is not ``present``."""

    what: str
    source: str
    voices: tuple[str, ...]
    present: bool
    missing: tuple[str, ...]
    bytes: int
    revision: str
    pinned: bool


def _inside(project: Project) -> Iterator[Row]:
    from narrate.build import fetching
    from narrate.build.prepare import language_of

    for each in fetching.found(project):
        weights, standing = each.need.weights, each.standing
        yield Row(
            what=weights.what,
            source=weights.source,
            voices=each.need.voices,
            present=standing.complete,
            missing=standing.missing,
            bytes=standing.bytes if standing.complete else weights.megabytes * 1_000_000,
            revision=each.commit,
            pinned=each.pinned,
        )
    if voices := fetching.tagged(project, language_of(project)):
        yield _tagger(voices)


def _outside() -> Iterator[Row]:
    """The model that each engine uses unless a project says otherwise, where it has one."""
    from narrate.engines.models import hub
    from narrate.engines.models.weights import NO_PINS, Weights
    from narrate.engines.registry import ENGINES, engine_class

    for name in ENGINES:
        for field in fields(engine_class(name).settings_type):
            if field.name == "model" and isinstance(field.default, str):
                standing = hub.standing(Weights(field.default, ("**/*",), name, 0), NO_PINS)
                yield Row(
                    what=f"{name} model",
                    source=field.default,
                    voices=(),
                    present=standing.bytes > 0,  # which of its files are needed, a project says
                    missing=(),
                    bytes=standing.bytes,
                    revision=standing.commit,
                    pinned=False,
                )
    yield _tagger(())


def _tagger(voices: tuple[str, ...]) -> Row:
    from narrate.engines.models import tagger_files

    place = tagger_files.installed()
    files = place.rglob("*") if place else ()
    return Row(
        what=tagger_files.WHAT,
        source=str(place) if place else tagger_files.URL,
        voices=voices,
        present=place is not None,
        missing=() if place else (tagger_files.NAME,),
        bytes=sum(file.stat().st_size for file in files if file.is_file()) or tagger_files.BYTES,
        revision="",
        pinned=False,
    )


def _show(row: Row) -> None:
    """A model in a few lines: whether it is here and how large it is, where it is from, and who needs it."""
    from narrate.ui.words import size

    sign = click.style("✓", fg="green") if row.present else click.style("✗", fg="red")
    state = "here" if row.present else "not here"
    if row.bytes:
        state += f", {'' if row.present else 'about '}{size(row.bytes)}"
    click.echo(f"{sign} {row.what:<24} {state}")
    revision = f" at {row.revision[:12]}" if row.revision else ""
    click.echo(f"  {row.source}{revision}{', pinned' if row.pinned else ''}")
    if row.voices:
        click.echo(f"  for {', '.join(row.voices)}")
