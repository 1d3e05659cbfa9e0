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
    from narrate.project.proposal import Proposal, Proposed
    from narrate.script.people.characters import Found


@click.command("cast")
@project_argument
@json_option
@click.option(
    "--write", "writes", is_flag=True, help="Add whom it lists as not cast to the file, with voices."
)
def command(directory: Path | None, *, as_json: bool, writes: bool) -> None:
    """List the characters, their lines and their voices; propose voices.

    Characters who speak but are not in the cast come with the lines to add to narration.toml, and with the
    reason for each name that was taken for theirs. Each is proposed a voice of the narrator's engine that
    differs from those of the people they talk to; --write adds all that, and changes nothing else in the
    file.
    Whoever seems to tell the book comes with its line as well.
    """
    from narrate.project import document, newcomers
    from narrate.project.proposal import offers_for, propose
    from narrate.script.people.characters import discover, review
    from narrate.script.people.conversations import conversations

    prepared = prepare(directory)
    project, cast = prepared.project, prepared.project.cast
    found = discover(prepared.manuscript, cast, prepared.script)
    voices = document.read(project.root).values.get("voices", {})
    talk = conversations(prepared.script)
    newly = any(character.name and not character.cast for character in found)
    offers = offers_for(cast.narrator, project.book.language, project.root) if newly else ()
    proposed = propose(found, cast, talk, offers, voices if isinstance(voices, dict) else {})
    if writes and proposed.proposals:
        newcomers.write(project.root, proposed.newcomers, proposed.voices)
    if as_json:
        spoken = sum(character.words for character in found)
        proposals = {proposal.newcomer.name: proposal for proposal in proposed.proposals}
        for character in found:
            line = _as_json(character, cast, spoken, proposals.get(character.name))
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    show_warnings(prepared.problems)
    _show(found, cast)
    _show_merged(found)
    _show_proposed(proposed, written=writes)
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


def _show_proposed(proposed: Proposed, *, written: bool) -> None:
    """Whom to add with which voice, as lines of TOML, and why that voice."""
    if not proposed.proposals:
        return
    click.echo("\nVoices for those who are not in the cast:\n")
    for proposal in proposed.proposals:
        click.echo(f"  {proposal.newcomer.name}: {_proposed_voice(proposal)}: {proposal.why}")
    where = "[voices] and [cast]" if proposed.voices else "[cast]"
    added = f"Added to {where} in narration.toml:"
    offered = "Not in the cast. narrate cast --write adds them to narration.toml:"
    click.echo(f"\n{added if written else offered}\n")
    for voice in proposed.voices:
        for line in voice.lines:
            click.echo(line)
        click.echo()
    for newcomer in proposed.newcomers:
        click.echo(newcomer.line)


def _proposed_voice(proposal: Proposal) -> str:
    """The proposed voice as its engine knows it: "bf_emma (kokoro)"."""
    if proposal.offer is None or proposal.written is None:
        return "embedded"
    first, *others = proposal.offer.keys.items()
    also = "".join(f" at {key} {value}" for key, value in others)
    return f"{first[1]}{also} ({proposal.written['engine']})"


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


def _named(voice: Voice) -> str:
    """The voice as a list shows it: the author's name for it, or that it is an embedded one."""
    own = voice.name.startswith(EMBEDDED)
    return "embedded" if own else f"{voice.name} ({voice.engine})"


def _as_json(character: Found, cast: Cast, spoken: int, proposal: Proposal | None) -> dict[str, object]:
    line: dict[str, object] = {
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
    if proposal is not None:
        # a proposal without a voice is one of leaving it to the embedded ones
        line["proposal"] = {
            "voice": proposal.newcomer.voice or None,
            "settings": proposal.written,
            "grade": (proposal.offer.grade if proposal.offer else "") or None,
            "why": proposal.why,
        }
    return line


def _text(text: str) -> str:
    """``text`` as TOML writes it, which JSON does as well."""
    return json.dumps(text, ensure_ascii=False)
