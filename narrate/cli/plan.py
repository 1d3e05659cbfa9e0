"""``narrate plan``: what a build would render, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import draft_option, json_option, load_project, project_argument, show_warnings
from narrate.errors import ProblemsFound, count

if TYPE_CHECKING:
    from narrate.build.pace import Speed
    from narrate.takes.changes import Change
    from narrate.takes.line import Line
    from narrate.takes.plan import ChapterPlan, Plan


@click.command("plan")
@project_argument
@draft_option
@click.option("--why", is_flag=True, help="Tell for each utterance that would be rendered what changed.")
@json_option
def command(directory: Path | None, *, draft: bool, why: bool, as_json: bool) -> None:
    """Show what a build would render.

    An utterance is cached, new, or stale: then it replaces a take of the last complete build, and --why tells
    what is different: its words, its voice, a pronunciation. What is only to be transformed costs no
    rendering. A take is there if its record is: whether it and its sound are whole, a build finds out, and
    clean --verify. With --json, first the totals, of the book, its chapters and voices, with the seconds of
    sound and of rendering that are expected; then one object for each utterance: id, key, voice, status,
    reasons, and whether it is rendered and transformed.
    """
    from narrate.build.pace import speeds_by_voice
    from narrate.build.prepare import plan_of, prepare, store_of

    project = load_project(directory, draft=draft)
    prepared = prepare(project)
    prepared.require_sound()
    store = store_of(project)
    plan = plan_of(prepared, store)
    if why or as_json:
        from narrate.build.history import History
        from narrate.takes import manifest
        from narrate.takes.changes import changes

        before = History.of(project.root, draft=draft).newest()
        found = changes(plan, before, manifest.of(plan.chapters, project.lexicon))
    speeds = speeds_by_voice(plan.missing, store)
    if as_json:
        _write_json(plan, found, speeds)
    else:
        show_warnings(prepared.problems if draft else (*prepared.problems, *plan.warnings))
        _show(plan, found if why else (), speeds)
    if plan.problems:
        raise ProblemsFound(plan.problems)


def _write_json(plan: Plan, found: Sequence[Change], speeds: Mapping[str, Speed]) -> None:
    from narrate.build.pace import characters_by_voice

    counts = Counter(change.status.value for change in found)
    told = {"utterances": len(found), **{status: counts[status] for status in ("cached", "new", "stale")}}
    characters = characters_by_voice(plan.missing)
    totals = {
        "render": len(plan.missing),
        "transform": len(plan.to_transform),
        **_expected(characters, speeds),
        "chapters": [
            {"number": chapter.number, "utterances": len(chapter.lines), **_to_do(chapter)}
            for chapter in plan.chapters
        ],
        "voices": [
            {"voice": name, "render": number, **_expected({name: characters[name]}, speeds)}
            for name, number in _by_voice(plan)
        ],
    }
    click.echo(json.dumps({**told, **totals}, ensure_ascii=False))
    for change in found:
        line = change.line
        fields = {"id": line.utterance.id, "key": line.render.key, "voice": line.voice.name}
        told_of = {**fields, "status": change.status.value, "reasons": list(change.reasons)}
        work = {"render": _rendered(line), "transform": not line.cached and bool(line.render.transform)}
        click.echo(json.dumps({**told_of, **work}, ensure_ascii=False))


def _show(plan: Plan, found: Sequence[Change], speeds: Mapping[str, Speed]) -> None:
    """The chapters, below each what is to be rendered and why; then the voices, and how long it takes."""
    from narrate.build.pace import characters_by_voice

    by_id = {change.line.utterance.id: change for change in found if not change.line.cached}
    for chapter in plan.chapters:
        told = ", ".join(f"{many:,} to {do}" for do, many in _to_do(chapter).items() if many) or "all cached"
        click.echo(f"{chapter.number:>4}  {chapter.title[:48]:<48}  {len(chapter.lines):>6,}  {told}")
        for line in chapter.lines:
            if change := by_id.get(line.utterance.id):
                reasons = "; ".join(change.reasons) or change.status.value
                reasons += "" if _rendered(line) else " (only transformed)"
                click.echo(f"      {line.utterance.id:<14}  {line.voice.name:<12}  {reasons}")
    characters = characters_by_voice(plan.missing)
    voices = _by_voice(plan)
    for name, number in voices if len(voices) > 1 else ():
        told = _work({name: characters[name]}, speeds)
        click.echo(f"      {name:<48}  {number:>6,}  to render{told}")
    shared = sum(map(_rendered, plan.lines)) - len(plan.missing)
    alike = f" ({shared:,} sound as others do)" if shared else ""
    reshaped = f", {len(plan.to_transform):,} to transform" if plan.to_transform else ""
    click.echo(
        f"{count(len(plan.lines), 'utterance')}, {len(plan.missing):,} to render{alike}{reshaped}"
        f"{_work(characters, speeds)}"
    )


def _rendered(line: Line) -> bool:
    """Whether there is something for its engine to do."""
    return not line.cached and not line.plain.cached


def _to_do(chapter: ChapterPlan) -> dict[str, int]:
    """How many of the chapter's lines are to be rendered, and how many only transformed."""
    new = sum(map(_rendered, chapter.lines))
    return {"render": new, "transform": sum(not line.cached for line in chapter.lines) - new}


def _by_voice(plan: Plan) -> list[tuple[str, int]]:
    """How many lines each voice is to render, most first."""
    return Counter(line.voice.name for line in plan.missing).most_common()


def _expected(characters: Mapping[str, int], speeds: Mapping[str, Speed]) -> dict[str, float | None]:
    """The seconds of sound that so many characters are, and of rendering; None where no speed is known."""
    from narrate.build.pace import estimate

    expected = estimate(characters, speeds)
    rendering_s = expected.rendering_s
    return {
        "sound_s": round(expected.sound_s, 1),
        "rendering_s": None if rendering_s is None else round(rendering_s, 1),
    }


def _work(characters: Mapping[str, int], speeds: Mapping[str, Speed]) -> str:
    """How much sound so many characters of each voice are, and how long they take on this machine."""
    from narrate.build.pace import estimate
    from narrate.ui.words import work

    if not characters:
        return ""
    expected = estimate(characters, speeds)
    return f": {work(expected.sound_s, expected.rendering_s)}"
