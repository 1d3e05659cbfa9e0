"""Which takes of the store a project may still use: those of its plan, and of its plan as a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from narrate.build import transcripts
from narrate.build.pins import needs, voices_of
from narrate.build.prepare import plan_of, prepare
from narrate.errors import NarrateError, ProblemsFound
from narrate.project.project import Project, draft
from narrate.takes.plan import Line
from narrate.takes.store import Store


@dataclass(frozen=True, slots=True)
class Live:
    """``lines`` are those that have a take or want one, by its key; ``keys`` are of all takes to be kept."""

    lines: Mapping[str, Line]
    keys: frozenset[str]


def live_keys(lines: Iterable[Line]) -> frozenset[str]:
    """The keys of all takes that ``lines`` use, or that somebody chose for them."""
    return frozenset(line.render.key for line in lines)


def live(project: Project, store: Store) -> Live:
    """What of ``store`` is live. Raises NarrateError where that cannot be known.

    A project with errors has no plan. Nor is there a key for a voice while the words of its recording, or
    the commit of its model, are not settled; its takes would look as if nobody used them.
    """
    if transcripts.waiting(project):
        raise NarrateError(
            "nobody knows yet what is said in a recording of the project, and so which takes belong to it",
            hint="restore narration.lock, or build once",
        )
    prepared = prepare(project)
    prepared.require_sound()
    for need in needs(voices_of(prepared.project.cast)):
        if not need.weights.local and need.weights.source not in prepared.pins:
            raise NarrateError(
                f"it is not settled which commit of {need.weights.source} is used, and so which takes are",
                hint="restore narration.lock, or build once",
            )
    plan = plan_of(prepared, store)
    if plan.problems:
        raise ProblemsFound(plan.problems)
    drafted = plan_of(prepare(draft(project)), store)  # whatever is wrong with it: drafts are not shipped
    lines = {line.render.key: line for line in (*drafted.lines, *plan.lines)}
    return Live(lines, live_keys((*plan.lines, *drafted.lines)))
