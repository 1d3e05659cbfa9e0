"""``narrate lock``: what a project has settled on, and moving on purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrate.cli.alone import alone
from narrate.cli.options import json_option, load_project, offline_option, project_option
from narrate.errors import count

if TYPE_CHECKING:
    from narrate.build.pace import Estimate
    from narrate.build.upgrade import Upgrade


@click.command("lock")
@click.argument("names", metavar="[DIR | --upgrade [NAME]...]", nargs=-1)
@click.option("--upgrade", is_flag=True, help="Settle anew: everything, or what is named.")
@click.option("--dry-run", is_flag=True, help="With --upgrade: only show what would move, and what it costs.")
@project_option
@offline_option
@json_option
def command(
    names: tuple[str, ...],
    directory: Path | None,
    *,
    upgrade: bool,
    dry_run: bool,
    offline: bool,
    as_json: bool,
) -> None:
    """Show what a project has settled on, or settle it anew.

    narration.lock has the levels of the voices, the commits of models, the files and recordings that voices
    are made from, and the versions of what reads the words. It is shown as a table; with --json, as one
    object with the keys of the file.

    With --upgrade, it moves: models to the newest commit of the branch or tag that narration.toml asks for,
    levels to be measured anew by the next build, files, recordings and versions to what is here. A NAME is a
    model's repository, a voice, or an engine, for what it reads with; without one, everything moves. First
    told is what that is and what the next build would render. Takes of before are kept, and so is the way
    back: the lock file of before.
    """
    if not upgrade:
        if dry_run or len(names) > 1:
            raise click.UsageError("without --upgrade, narrate lock takes a project folder and nothing else")
        _show(directory or (Path(names[0]) if names else None), as_json=as_json)
        return
    _upgrade(directory, names, dry_run=dry_run, offline=offline, as_json=as_json)


def _show(directory: Path | None, *, as_json: bool) -> None:
    from narrate.build import lock
    from narrate.build.lock_tables import VERSION

    project = load_project(directory)
    tables = lock.tables(lock.read(project.root / lock.NAME))
    if as_json:
        click.echo(json.dumps({"version": VERSION, **tables}, ensure_ascii=False))
    elif not any(tables.values()):
        click.echo("nothing is settled yet: the first build does")
    else:
        paths = {each["sha256"]: each["path"] for each in tables["reference"]}
        for kind, entries in tables.items():
            for entry in entries:
                _row(kind, *_told(kind, entry, paths))


def _row(kind: str, name: str, told: str) -> None:
    click.echo(f"{kind:<11} {name:<32} {told}")


def _told(kind: str, entry: Mapping[str, Any], paths: Mapping[str, str]) -> tuple[str, str]:
    """An entry's name, and the rest of it for people; ``paths`` are of recordings by their hash."""
    match kind:
        case "voice":
            return entry["name"], f"{entry['loudness_lufs']} LUFS"
        case "model":
            asked = f", the newest of {entry['asked']} then" if "asked" in entry else ""
            return entry["repository"], f"{entry['revision'][:12]}{asked}"
        case "reader":
            return entry["engine"], ", ".join(f"{name} {text}" for name, text in entry["versions"].items())
        case "transcript":
            return paths.get(entry["reference"], entry["reference"][:12]), f"“{entry['words']}”"
        case _:
            units = {"duration_s": "s", "rate_hz": "Hz", "level_db": "dB"}
            measured = [f"{entry[key]} {unit}" for key, unit in units.items() if key in entry]
            return entry["path"], ", ".join([f"sha256:{entry['sha256'][:12]}", *measured])


def _upgrade(
    directory: Path | None, names: tuple[str, ...], *, dry_run: bool, offline: bool, as_json: bool
) -> None:
    from narrate.build import upgrade
    from narrate.build.pace import characters_by_voice, estimate, speeds_by_voice
    from narrate.build.prepare import prepare, store_of
    from narrate.build.request import Request
    from narrate.ui.words import near

    request = Request(load_project(directory))
    prepared = prepare(request.project)
    prepared.require_sound()
    chosen = upgrade.choose(names, prepared)
    commits = upgrade.newest(prepared, chosen, offline=offline)
    store = store_of(request.project)
    with nullcontext() if dry_run else alone(store):
        prepared = prepare(request.project)  # as that build left it
        found = upgrade.upgraded(request, prepared, chosen, commits, store)
        missing = found.plan.missing
        cost = estimate(characters_by_voice(missing), speeds_by_voice(missing, store))
        if not as_json:
            _tell(found, cost)
        if not dry_run:
            found.settle(request)
        if as_json:
            _write_json(found, cost, written=bool(found.moves) and not dry_run)
        elif found.moves:
            click.echo("nothing was changed" if dry_run else f"changed {near(request.lock)}", err=True)


def _tell(found: Upgrade, cost: Estimate) -> None:
    """What moves, and what is then to be rendered."""
    from narrate.ui.words import work

    if not found.moves:
        click.echo("nothing moves: all of it is as it would be settled today")
        return
    for move in found.moves:
        after = move.after or ("measured by the next build" if move.what == "level" else "none")
        _row(move.what, move.name, f"{move.before or 'none'} → {after}")
    missing = len(found.plan.missing)
    costs = f": {work(cost.sound_s, cost.rendering_s)}" if missing else ""
    anyway = f" ({found.already:,} anyway)" if found.already else ""
    click.echo(f"then {count(missing, 'utterance')} of {len(found.plan.lines):,} to render{anyway}{costs}")
    if found.lost:
        hold = "holds" if len(found.lost) == 1 else "hold"
        click.echo(f"then {count(len(found.lost), 'choice')} in takes.toml {hold} for no line any more:")
        for problem in found.lost:
            click.echo(f"  {problem.where}: {problem.message}")


def _write_json(found: Upgrade, cost: Estimate, *, written: bool) -> None:
    told = {
        "moves": [asdict(move) for move in found.moves],
        "utterances": len(found.plan.lines),
        "to_render": len(found.plan.missing),
        "to_render_anyway": found.already,
        "sound_s": round(cost.sound_s, 1),
        "choices_lost": len(found.lost),
        "rendering_s": None if cost.rendering_s is None else round(cost.rendering_s, 1),
        "written": written,
    }
    click.echo(json.dumps(told, ensure_ascii=False))
