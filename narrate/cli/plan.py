"""``narrate plan``: what a build would render."""

from __future__ import annotations

import json
from pathlib import Path

import click

from narrate.cli.options import draft_option, json_option, prepare, project_argument, show_warnings
from narrate.errors import ProblemsFound


@click.command("plan")
@project_argument
@draft_option
@json_option
def command(directory: Path | None, *, draft: bool, as_json: bool) -> None:
    """Show what a build would render.

    With --json, first the counts, then one object for each utterance: id, key, status.
    """
    from narrate.build.prepare import plan_of
    from narrate.takes.store import Store

    prepared = prepare(directory, draft=draft)
    prepared.require_sound()
    plan = plan_of(prepared, Store.of(prepared.project.root))
    lines, missing = plan.lines, plan.missing
    if as_json:
        new = sum(not line.cached for line in lines)
        click.echo(json.dumps({"utterances": len(lines), "cached": len(lines) - new, "new": new}))
        for line in lines:
            status = "cached" if line.cached else "new"
            click.echo(json.dumps({"id": line.utterance.id, "key": line.render.key, "status": status}))
    else:
        show_warnings(prepared)
        for chapter in plan.chapters:
            new = sum(not line.cached for line in chapter.lines)
            told = f"{new:,} to render" if new else "all cached"
            click.echo(f"{chapter.number:>4}  {chapter.title[:48]:<48}  {len(chapter.lines):>6,}  {told}")
        characters = sum(len(line.render.text) for line in missing)
        click.echo(f"{len(lines):,} utterances, {len(missing):,} to render ({characters:,} characters)")
    if plan.problems:
        raise ProblemsFound(plan.problems)
