"""``narrate clean``: what no plan uses goes, and what is damaged is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.alone import alone
from narrate.cli.options import (
    json_option,
    load_project,
    project_argument,
    project_root,
    stderr_console,
    stdout_console,
)
from narrate.errors import TakesFailed, count, excerpt

if TYPE_CHECKING:
    from narrate.build.cleaning import Unused, Waste
    from narrate.build.live import Live
    from narrate.takes.damage import Damage
    from narrate.takes.inventory import Inventory
    from narrate.takes.line import Line
    from narrate.takes.store import Store


@click.command("clean")
@project_argument
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@click.option("--verify", is_flag=True, help="Read every take as well, and remove what is damaged.")
@json_option
def command(directory: Path | None, *, dry_run: bool, verify: bool, as_json: bool) -> None:
    """Remove what no plan uses, and find what is damaged.

    Takes stay that the book as it is now is made of, also as a draft or in a preview; what else is in the
    store is listed and removed, and so is what killed builds left. Files that narrate does not know stay, and
    are named. With --verify every take is read: one that is damaged is removed, and the next build renders it
    again. A project with problems is left alone, for nobody can say then what it needs.
    """
    from narrate.build import cleaning
    from narrate.build.live import live
    from narrate.takes.store import Store

    root = project_root(directory)
    store = Store.of(root)
    if not store.folder.exists():
        load_project(root)
        if as_json:
            _write_json(cleaning.NOTHING, {}, root, dry_run=dry_run)
        else:
            click.echo("there is nothing to clean: the project was never built")
        return
    with alone(store):
        project = load_project(root)  # only now: what is live is what the files say while nobody builds
        used = live(project, store)
        lies = cleaning.lying(store)
        damage = _examined(store, lies) if verify else None
        found = cleaning.waste(project, store, used, lies, damage)
        if not dry_run:
            cleaning.remove(project, found)
    if as_json:
        _write_json(found, used.lines, root, dry_run=dry_run)
    else:
        _show(found, used, root, dry_run=dry_run, verified=len(lies.records) if verify else None)
    if dry_run and found.mourned:
        are = "is" if len(found.mourned) == 1 else "are"
        raise TakesFailed(
            f"{count(len(found.mourned), 'take')} that the book needs {are} damaged",
            hint="narrate clean --verify removes them, and the next build renders them again",
        )


def _examined(store: Store, lies: Inventory) -> list[Damage]:
    """What is wrong with the takes in the store; a bar shows how far that is, in a terminal."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from narrate.takes.damage import Examination

    console = stderr_console()
    examination = Examination(store, lies)
    bar = Progress(
        TextColumn("Verifying"),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=console,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None)
        for done, whole in examination.steps():
            bar.update(task, completed=done, total=whole)
    return examination.damage


def _show(found: Waste, used: Live, root: Path, *, dry_run: bool, verified: int | None) -> None:
    from narrate.ui.words import duration, near, size

    for damage in found.damaged:
        click.echo(f"damaged  {_told(damage, used)}: {damage.reason}")
    if found.unused:
        _show_groups(found.unused)
    would = "would remove" if dry_run else "removed"
    if found.unused:
        heard = duration(sum(each.sound_s for each in found.unused))
        freed = size(sum(each.bytes for each in found.unused))
        click.echo(f"{would} {count(len(found.unused), 'take')} that no plan uses: {heard} of sound, {freed}")
    else:
        click.echo("every take in the store is used" if used.keys else "the book has no lines")
    if found.lone_bytes:
        click.echo(f"{would} sounds that belong to no take: {size(found.lone_bytes)}")
    if found.leftovers:
        click.echo(f"{would} {count(len(found.leftovers), 'file')} that unfinished builds left behind")
    if verified is not None:
        damaged = count(len(found.damaged), "damaged take")
        then = "" if dry_run or not found.mourned else "; the next build renders anew what it needs"
        what = f"{would} {damaged}{then}" if found.damaged else "all are whole"
        click.echo(f"read {count(verified, 'take')}: {what}")
    for path in found.strangers:
        click.echo(f"left alone, as it is none of narrate's: {near(path, root)}", err=True)


def _told(damage: Damage, used: Live) -> str:
    """Whose take is damaged, as far as anybody knows."""
    line = used.lines.get(damage.record.key)
    if line is not None:
        return f"{line.utterance.id}  “{excerpt(line.render.text, 50)}”"
    return f"an unused take, “{excerpt(damage.words, 50)}”" if damage.words else "a take of unknown words"


def _show_groups(unused: tuple[Unused, ...]) -> None:
    from rich.table import Table

    from narrate.ui.words import duration, size

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Voice")
    table.add_column("Why")
    for title in ("Takes", "Sound", "Size"):
        table.add_column(title, justify="right")
    for voice, why, takes, sound_s, total in _groups(unused):
        table.add_row(voice or "?", why, f"{takes:,}", duration(sound_s), size(total))
    stdout_console().print(table)


def _groups(unused: tuple[Unused, ...]) -> list[tuple[str, str, int, float, int]]:
    """Voice, why, takes, seconds and bytes, the largest first."""
    groups: dict[tuple[str, str], list[Unused]] = {}
    for each in unused:
        groups.setdefault((each.voice, each.why), []).append(each)
    rows = []
    for (voice, why), takes in groups.items():
        sound_s = round(sum(each.sound_s for each in takes), 3)
        rows.append((voice, why, len(takes), sound_s, sum(each.bytes for each in takes)))
    return sorted(rows, key=lambda row: (-row[4], row[:2]))


def _write_json(found: Waste, lines: Mapping[str, Line], root: Path, *, dry_run: bool) -> None:
    from narrate.ui.words import near

    fields = ("voice", "why", "takes", "sound_s", "bytes")
    document = {
        "dry_run": dry_run,
        "unused": [dict(zip(fields, row, strict=True)) for row in _groups(found.unused)],
        "lone_bytes": found.lone_bytes,
        "leftovers": len(found.leftovers),
        "damaged": [
            {
                "key": damage.record.key,
                "id": line.utterance.id if (line := lines.get(damage.record.key)) else None,
                "words": line.render.text if line else damage.words or None,
                "reason": damage.reason,
            }
            for damage in found.damaged
        ],
        "left": [near(path, root) for path in found.strangers],
    }
    click.echo(json.dumps(document, ensure_ascii=False))
