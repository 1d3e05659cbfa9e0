"""``narrate diff``: what sounds different between two builds, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import json_option, project_option, project_root
from narrate.errors import count, excerpt

if TYPE_CHECKING:
    from narrate.build.differences import Difference, Differences
    from narrate.build.history import History


@click.command("diff")
@click.argument("builds", metavar="[A] [B]", nargs=-1)
@click.option("--play", is_flag=True, help="Play the new sound of each line that sounds different.")
@click.option("--list", "listed", is_flag=True, help="List the builds that are kept, and how much changed.")
@click.option("--draft", is_flag=True, help="Look at the drafts instead of the book.")
@json_option
@project_option
def command(
    builds: tuple[str, ...], *, play: bool, listed: bool, draft: bool, as_json: bool, directory: Path | None
) -> None:
    """Tell what sounds different between two builds, and why.

    Compares the last build with the one before, A with the last, or A with B. Each is a number that --list
    shows, a build.json, or a folder with one in it. Lines that only moved sound the same. With --json, first
    the counts, then one object for each line that sounds different.
    """
    from narrate.build.differences import choose, differences
    from narrate.build.history import History

    if len(builds) > 2:
        raise click.UsageError("name one build or two")
    if play and as_json:
        raise click.UsageError("--play is for people, --json for programs: choose one")
    if listed and (builds or play):
        raise click.UsageError("--list shows all builds, and plays none")
    files_alone = len(builds) == 2 and not any(map(str.isdecimal, builds)) and not play
    root = Path.cwd() if files_alone else project_root(directory)
    kept = History.of(root, draft=draft)
    if listed:
        _list(kept, as_json=as_json)
        return
    before, after = choose(kept, builds)
    found = differences(before.built, after.built)
    if as_json:
        _write_json(found)
        return
    click.echo(f"{before.name} → {after.name}")
    _show(found)
    if play:
        _play(found, root)


def _show(found: Differences) -> None:
    for chapter, lines in found.chapters:
        click.echo(f"{chapter.number:>4}  {chapter.title}")
        for each in lines:
            click.echo(f"      {_line(each)}")
    counts = found.counts
    if any(counts.values()):
        told = ", ".join(f"{number:,} {status}" for status, number in counts.items() if number)
        sound = "sounds" if found.same == 1 else "sound"
        click.echo(f"{told}; {count(found.same, 'line')} {sound} the same")
    else:
        click.echo(f"nothing sounds different: {count(found.same, 'line')}")
    if found.redone:
        numbers = ", ".join(map(str, found.redone))
        which = f"chapter {numbers} has" if len(found.redone) == 1 else f"chapters {numbers} have"
        click.echo(f"{which} the same speech in another file: other pauses, mastering or tags")
    if found.book:
        click.echo("the book is another file, of the same chapters")


def _line(each: Difference) -> str:
    who = each.line.speaker or "?"
    what = "; ".join(each.reasons) or f"{each.status}: {excerpt(each.line.render.text)}"
    return f"{each.line.id:<14}  {who:<12}  {what}"


def _write_json(found: Differences) -> None:
    counts = {"same": found.same, **found.counts, "redone": list(found.redone), "book": found.book}
    click.echo(json.dumps(counts))
    for each in found.lines:
        told = {
            "id": each.line.id,
            "chapter": each.line.chapter,
            "speaker": each.line.speaker,
            "voice": each.line.voice,
            "key": each.line.key,
            "status": each.status,
            "was": {"id": each.was.id, "key": each.was.key} if each.was else None,
            "reasons": list(each.reasons),
            "text": each.line.render.text,
        }
        click.echo(json.dumps(told, ensure_ascii=False))


def _list(kept: History, *, as_json: bool) -> None:
    """Newest last, as what is read first in a terminal is at its end."""
    for number, date, counts in _counted(kept):
        if as_json:
            click.echo(json.dumps({"number": number, "date": date, **(counts or {})}))
        elif counts is None:
            click.echo(f"{number:>6}  {date}")
        else:
            told = ", ".join(f"{count:,} {status}" for status, count in counts.items() if count)
            click.echo(f"{number:>6}  {date}  {told or 'nothing sounds different'}")
    if not kept.numbers():
        click.echo("no build is kept yet", err=True)


def _counted(kept: History) -> Iterator[tuple[int, str, dict[str, int] | None]]:
    """Each build that is kept: its number, when it was made, and how many lines changed since the last."""
    from datetime import datetime

    from narrate.build import history
    from narrate.build.differences import differences
    from narrate.errors import NarrateError

    before = None
    for number in kept.numbers():
        path = kept.path(number)
        try:
            built = history.read(path)
            date = f"{datetime.fromtimestamp(path.stat().st_mtime):%Y-%m-%d %H:%M}"
        except (NarrateError, OSError) as error:
            click.echo(str(error), err=True)
            before = None
            continue
        yield number, date, differences(before, built).counts if before else None
        before = built


def _play(found: Differences, root: Path) -> None:
    """Play what is in the store, in the order of the book."""
    from narrate.takes.store import DamagedTake, Store
    from narrate.ui import player

    if player.find() is None:
        click.echo("no player found to play them: install mpv, ffplay or SoX", err=True)
        return
    store = Store.of(root, lenient=True)  # also what the author accepted with its faults
    for each in found.lines:
        if each.status == "gone":
            continue
        click.echo(f"▶ {each.line.id}  {each.line.render.text}", err=True)
        try:
            take = store.get(each.line.key)
            store.sound(take)
        except DamagedTake as damage:
            click.echo(f"  cannot be played: {damage.reason}", err=True)
            continue
        if not player.play(store.file(take)):
            click.echo("  the player could not play it", err=True)
