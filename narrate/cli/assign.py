"""``narrate assign``: say who says a quotation, in speakers.toml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import json_option, prepare, project_option
from narrate.errors import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrate.build.assigning import Assigned, Change

_LISTED = 10
"""Neighbours that are told one by one."""


@click.command("assign")
@click.argument("words", metavar="ID... NAME", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Take the corrections of ID... away instead; no NAME then.")
@json_option
@project_option
def command(words: tuple[str, ...], directory: Path | None, *, remove: bool, as_json: bool) -> None:
    """Say who says a quotation.

    ID is that of an utterance, such as c03.p12.u2; narrate script shows them. NAME is a character's name or
    alias, narrator, or others for somebody who is not in the cast.

    The correction is kept in speakers.toml and found again by the quotation's words. It holds for all that
    its speaker says in the paragraph.
    """
    from narrate.build.assigning import Desk

    ids, name = (words, "") if remove else (words[:-1], words[-1])
    if not ids:
        raise click.UsageError(f'"{name}" alone says too little: write narrate assign ID NAME')
    desk = Desk(prepare(directory))
    utterances = [desk.utterance(each) for each in ids]
    done = desk.remove(utterances) if remove else desk.assign(utterances, desk.speaker(name))
    script = desk.script()
    changes = desk.changes(script, done)
    now = {each.id: each.speaker for chapter in script.chapters for each in chapter.utterances}
    for line in _json(done, changes, now) if as_json else _text(done, changes, now):
        click.echo(line)


def _text(done: Sequence[Assigned], changes: Sequence[Change], now: dict[str, str | None]) -> Sequence[str]:
    lines = []
    for each in done:
        was, speaker = each.utterance.speaker or "?", now.get(each.utterance.id) or each.speaker or "?"
        told = speaker if speaker == was else f"{was} → {speaker}"
        lines.append(f"{each.utterance.id}  {told}  {each.where or 'no longer corrected'}")
    if changes:
        lines.append(f"{count(len(changes), 'utterance')} nearby changed with it:")
    for change in changes[:_LISTED]:
        told = f"{change.was or '?'} → {change.utterance.speaker or '?'}"
        lines.append(f"  {change.utterance.id}  {told}  {' '.join(change.utterance.text.split())[:60]}")
    if len(changes) > _LISTED:
        lines.append(f"  and {len(changes) - _LISTED:,} more")
    return lines


def _json(done: Sequence[Assigned], changes: Sequence[Change], now: dict[str, str | None]) -> Sequence[str]:
    assigned = [
        {
            "id": each.utterance.id,
            "was": each.utterance.speaker,
            "speaker": now.get(each.utterance.id),
            "entry": str(each.where) if each.where else None,
        }
        for each in done
    ]
    changed = [
        {"id": each.utterance.id, "was": each.was, "speaker": each.utterance.speaker} for each in changes
    ]
    return [json.dumps({"assigned": assigned, "changed": changed}, ensure_ascii=False)]
