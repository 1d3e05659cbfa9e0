"""``narrate status``: where the book stands."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import draft_option, json_option, load_project, project_argument, stdout_console
from narrate.errors import ProblemsFound, count

if TYPE_CHECKING:
    from narrate.build.history import History
    from narrate.build.standing import FileStanding, Standing, Tally


@click.command("status")
@project_argument
@draft_option
@json_option
def command(directory: Path | None, *, draft: bool, as_json: bool) -> None:
    """Show where the book stands.

    For each chapter: how many utterances it has, how many of them are rendered, flagged (rendered, but not
    well enough to be published) or missing, how much sound there is, and whether its files are up to date.
    Stale files say what changed since: the speech, or only the mastering or the tags. Loads no model.
    """
    from narrate.build.history import History
    from narrate.build.prepare import plan_of, prepare, store_of
    from narrate.build.request import Request
    from narrate.build.standing import standing

    request = Request(load_project(directory, draft=draft), draft=draft)
    prepared = prepare(request.project)
    prepared.require_sound()
    store = store_of(request.project)
    plan = plan_of(prepared, store)
    found = standing(request, prepared, plan, store)
    kept = History.of(request.project.root, draft=draft)
    if as_json:
        _write_json(found, kept)
    else:
        _show(found, kept)
    if plan.problems:
        raise ProblemsFound(plan.problems)


def _show(found: Standing, kept: History) -> None:
    from rich.markup import escape
    from rich.table import Table

    from narrate.build.standing import State
    from narrate.ui.words import duration

    tally = found.tally
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right")
    table.add_column("Chapter", no_wrap=True, min_width=10, max_width=36, ratio=1)  # gives way to the rest
    for title in ("Lines", "Rendered", *_rare(tally), "Missing", "Sound"):
        table.add_column(title, justify="right", no_wrap=True, min_width=len(title))
    table.add_column("Files", no_wrap=True, min_width=len(State.CURRENT.value))
    for chapter in found.chapters:
        told = _published(chapter.published) if chapter.published else "[dim]nothing is read in it[/]"
        sound = duration(chapter.tally.sound_s)
        table.add_row(
            str(chapter.number), escape(chapter.title), *_numbers(chapter.tally, tally), sound, told
        )
    console = stdout_console()
    console.print(table)
    whole = duration(tally.whole_s)
    part = f"{duration(tally.sound_s)} of about {whole}" if tally.rendered < tally.utterances else whole
    console.print(f"{count(tally.utterances, 'utterance')}: {_summary(tally)}; {part} of sound")
    for file in found.book:
        console.print(f"the book, {escape(file.path)}: {_published(file)}", soft_wrap=True)
    for file in found.sample:
        console.print(f"the sample, {escape(file.path)}: {_published(file)}", soft_wrap=True)
    number, date = _last(kept)
    console.print(f"last complete build: {date}, number {number}" if number else "no build is complete yet")


def _rare(tally: Tally) -> tuple[str, ...]:
    """The columns that most books have no use for."""
    columns = (("Flagged", tally.flagged), ("Accepted", tally.accepted))
    return tuple(title for title, number in columns if number)


def _numbers(own: Tally, whole: Tally) -> tuple[str, ...]:
    rare: tuple[str, ...] = (f"[red]{own.flagged:,}[/]" if own.flagged else "0",) if whole.flagged else ()
    rare += (f"{own.accepted:,}",) if whole.accepted else ()
    missing = f"[yellow]{own.missing:,}[/]" if own.missing else "0"
    return f"{own.utterances:,}", f"{own.rendered:,}", *rare, missing


def _summary(tally: Tally) -> str:
    if tally.rendered == tally.utterances:
        return "all rendered"
    parts = {"rendered": tally.rendered, "flagged": tally.flagged, "missing": tally.missing}
    return ", ".join(f"{number:,} {name}" for name, number in parts.items() if number or name == "rendered")


def _published(file: FileStanding) -> str:
    from narrate.build.standing import State

    colour = {State.CURRENT: "green", State.STALE: "yellow", State.ABSENT: "dim"}[file.state]
    why = f": {file.why}" if file.why else ""
    return f"[{colour}]{file.state.value}[/]{why}"


def _last(kept: History) -> tuple[int, str]:
    """The number and the date of the last complete build; 0 where none is kept."""
    from datetime import datetime

    numbers = kept.numbers()
    if not numbers:
        return 0, ""
    made = kept.path(numbers[-1]).stat().st_mtime
    return numbers[-1], f"{datetime.fromtimestamp(made).astimezone():%Y-%m-%d %H:%M}"


def _write_json(found: Standing, kept: History) -> None:
    number, date = _last(kept)
    document = {
        **_counted(found.tally),
        "last_build": {"number": number, "date": date} if number else None,
        "book": [asdict(file) for file in found.book],
        "sample": [asdict(file) for file in found.sample],
        "chapters": [
            {
                "number": chapter.number,
                "title": chapter.title,
                **_counted(chapter.tally),
                "files": [asdict(file) for file in chapter.files],
            }
            for chapter in found.chapters
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False))


def _counted(tally: Tally) -> dict[str, float]:
    sound = {"sound_s": round(tally.sound_s, 1), "whole_s": round(tally.whole_s, 1)}
    return {**asdict(tally), "missing": tally.missing, **sound}
