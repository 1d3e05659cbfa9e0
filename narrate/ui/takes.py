"""The takes of a line, as a list and as sound."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

import click

from narrate.build.taking import Kept
from narrate.errors import excerpt
from narrate.sound.loudness import integrated_lufs
from narrate.takes.line import Line
from narrate.ui import player


def show(line: Line, kept: Sequence[Kept], *, as_json: bool) -> None:
    """Write the list to stdout: a line for the utterance, then one a take; as JSON, an object a take."""
    if not as_json:
        click.echo(f"{line.utterance.id}  {line.voice.name}  {excerpt(line.utterance.text, 70)}")
    if not as_json and not any(each.chosen for each in kept):
        chosen = "your recording" if line.render.engine != line.first.engine else f"take {line.render.take}"
        click.echo(f"  * {chosen:<14}  not rendered yet")
    for each in kept:
        click.echo(json.dumps(_fields(line, each), ensure_ascii=False) if as_json else _told(each))


def twins(kept: Sequence[Kept], before: Collection[str]) -> Iterator[str]:
    """A sentence for each new take, of a key not in ``before``, that is another one over again."""
    first: dict[str, Kept] = {}
    for each in kept:
        same = first.setdefault(each.take.blob, each)
        if same is not each and each.take.key not in before:
            yield f"take {each.number} is the same sound as take {same.number}: this voice says it one way"


def play(kept: Sequence[Kept]) -> None:
    """Play ``kept`` one after the other, saying which."""
    if kept and player.find() is None:
        click.echo("no player found to play them: the files are listed by --json", err=True)
        return
    for each in kept:
        click.echo(f"playing {_name(each)}", err=True)
        player.play(each.file)


def _told(each: Kept) -> str:
    take = each.take
    mark = "*" if each.chosen else " "
    faults = f"  {' and '.join(take.faults)}" if take.faults else ""
    faults += "  accepted" if take.faults and each.accepted else ""
    faults += "  not transformed yet" if each.plain else ""
    return f"  {mark} {_name(each):<14}  {take.duration_s:6.2f} s  {_lufs(each):6.1f} LUFS{faults}"


def _fields(line: Line, each: Kept) -> dict[str, object]:
    return {
        "id": line.utterance.id,
        "number": each.number,
        "key": each.take.key,
        "chosen": each.chosen,
        "faults": list(each.take.faults),
        "accepted": each.accepted,
        "plain": each.plain,
        "duration_s": round(each.take.duration_s, 3),
        "loudness_lufs": round(_lufs(each), 1),
        "file": str(each.file),
    }


def _lufs(each: Kept) -> float:
    return integrated_lufs(each.take.measure.loudness)


def _name(each: Kept) -> str:
    return "your recording" if each.number is None else f"take {each.number}"
