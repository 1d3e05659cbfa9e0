"""``narrate cast``: the characters, their lines and their voices, and a cast to begin with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import json_option, prepare, project_argument, show_warnings, stdout_console
from narrate.engines.espeak.draft_voices import EMBEDDED

if TYPE_CHECKING:
    from narrate.model import Cast, Voice
    from narrate.project.newcomers import Newcomer
    from narrate.script.people.characters import Found


@click.command("cast")
@project_argument
@json_option
@click.option("--write", "writes", is_flag=True, help="Add those who are not cast to narration.toml.")
def command(directory: Path | None, *, as_json: bool, writes: bool) -> None:
    """List the characters, their lines and their voices.

    Characters who speak but are not in the cast come with the lines to add to narration.toml, and with the
    reason for each name that was taken for theirs; --write adds them, and changes nothing else in the file. So
    does whoever seems to tell the book.
    """
    from narrate.project import newcomers
    from narrate.script.people.characters import discover, review

    prepared = prepare(directory)
    cast = prepared.project.cast
    found = discover(prepared.manuscript, cast, prepared.script)
    missing = [_newcomer(character) for character in found if not character.cast and character.name]
    if writes and missing:
        newcomers.write(prepared.project.root, missing)
    if as_json:
        spoken = sum(character.words for character in found)
        for character in found:
            click.echo(json.dumps(_as_json(character, cast, spoken), ensure_ascii=False))
        return
    show_warnings(prepared.problems)
    _show(found, cast)
    _show_merged(found)
    if missing:
        added = "Added to [cast] in narration.toml:"
        click.echo(
            f"\n{added if writes else 'Not in the cast. narrate cast --write adds them to narration.toml:'}\n"
        )
        for newcomer in missing:
            click.echo(newcomer.line)
    telling = review(prepared.manuscript, cast).telling
    if telling:
        who = telling.name or "…"
        uncast = "" if cast.find(who) else f", and {newcomers.Newcomer(who).line} to [cast]"
        click.echo(
            f"\nThe narration is in the first person: {telling.evidence}. Nobody is said to tell it.\n"
            f"If {telling.name or 'somebody in the book'} does, add told_by = {_text(who)} to [book]{uncast}."
        )


def _show(found: tuple[Found, ...], cast: Cast) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Character", "Pronouns", "Also called"):
        table.add_column(title)
    table.add_column("Lines", justify="right")
    table.add_column("Words", justify="right")
    table.add_column("Share", justify="right")
    table.add_column("First")
    table.add_column("Voice")
    spoken = sum(character.words for character in found)
    for character in found:
        table.add_row(
            character.name or "(unknown)",
            character.pronouns,
            ", ".join(character.aliases),
            f"{character.lines:,}",
            f"{character.words:,}",
            f"{_share(character, spoken):.0%}",
            character.first,
            _voice(character, cast),
        )
    stdout_console().print(table)


def _show_merged(found: tuple[Found, ...]) -> None:
    """Why a name was taken for somebody's, so that an author can see where it was not."""
    merged = [(character.name, form, why) for character in found for form, why in character.merged]
    if merged:
        click.echo("\nTaken for one person's names:\n")
        for name, form, why in merged:
            click.echo(f"  {form} is {name}: {why}")


def _share(character: Found, spoken: int) -> float:
    """The character's share of all the words that are spoken by anybody but the narrator."""
    return character.words / max(1, spoken)


def _voice(character: Found, cast: Cast) -> str:
    member = cast.find(character.name)
    if member is not None:
        return _named(member.voice)
    if not cast.characters:
        return _named(cast.narrator)
    return _named(cast.others) if cast.others else "none: a build will refuse"


def _newcomer(character: Found) -> Newcomer:
    from narrate.project.newcomers import Newcomer

    return Newcomer(character.name, character.pronouns, character.aliases)


def _named(voice: Voice) -> str:
    """The voice as a list shows it: the author's name for it, or that it is an embedded one."""
    own = voice.name.startswith(EMBEDDED)
    return "embedded" if own else f"{voice.name} ({voice.engine})"


def _as_json(character: Found, cast: Cast, spoken: int) -> dict[str, object]:
    return {
        "name": character.name,
        "aliases": list(character.aliases),
        "pronouns": character.pronouns,
        "lines": character.lines,
        "words": character.words,
        "share": round(_share(character, spoken), 4),
        "first": character.first or None,
        "merged": dict(character.merged),
        "cast": character.cast,
        "voice": _voice(character, cast),
    }


def _text(text: str) -> str:
    """``text`` as TOML writes it, which JSON does as well."""
    return json.dumps(text, ensure_ascii=False)
