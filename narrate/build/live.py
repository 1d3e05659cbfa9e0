"""Which takes of the store a project may still use: those of its plan, and of its plan as a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from narrate.build import transcripts
from narrate.build.pins import needs, voices_in
from narrate.build.prepare import plan_of, prepare
from narrate.engines.models.weights import Pins
from narrate.engines.registry import RECORDING
from narrate.errors import NarrateError, ProblemsFound
from narrate.model import Render, Voice
from narrate.project.project import Project, draft
from narrate.project.takes_toml import Choices
from narrate.takes.choices import fingerprint
from narrate.takes.line import Line
from narrate.takes.store import Store


@dataclass(frozen=True, slots=True)
class Live:
    """``lines`` are those that have a take or want one, by its key; ``keys`` are of all takes to be kept.

    ``chosen`` are the takes in takes.toml, each as the key of a line's first take and its number, and
    ``recordings`` the fingerprints of the recordings there.
    """

    lines: Mapping[str, Line]
    keys: frozenset[str]
    chosen: frozenset[tuple[str, int]]
    recordings: frozenset[str] = frozenset()

    def chose(self, render: Render) -> bool:
        """Whether the author chose the take of ``render``, though no line may be read so at present."""
        if render.engine == RECORDING:
            return render.voice in self.recordings
        return render.take != 1 and (replace(render.plain, take=1).key, render.take) in self.chosen


def live_keys(lines: Iterable[Line], choices: Choices) -> frozenset[str]:
    """The keys of all takes that ``lines`` use or are made from, or that the author accepted as they are."""
    renders = {render for line in lines for render in (line.render, line.render.plain)}
    return frozenset(render.key for render in renders) | {each.key for each in choices.accepted}


def live(project: Project, store: Store) -> Live:
    """What of ``store`` is live. Raises NarrateError where that cannot be known.

    A project with errors has no plan. Nor is there a key for a line while the words of its voice's recording,
    or the commit of its model, are not settled; its takes would look as if nobody used them.
    """
    prepared = prepare(project)
    prepared.require_sound()
    plan = plan_of(prepared, store)
    if plan.problems:
        raise ProblemsFound(plan.problems)
    _require_settled(voices_in(plan.lines), prepared.pins)
    drafted = plan_of(prepare(draft(project)), store)  # whatever is wrong with it: drafts are not shipped
    lines = {line.render.key: line for line in (*drafted.lines, *plan.lines)}
    choices = project.choices
    chosen = frozenset((choice.line, choice.take) for choice in choices.takes if choice.recording is None)
    files = (choice.recording for choice in choices.takes)
    recordings = frozenset(fingerprint(file) for file in files if file is not None and file.is_file())
    return Live(lines, live_keys((*plan.lines, *drafted.lines), choices), chosen, recordings)


def _require_settled(voices: Sequence[Voice], pins: Pins) -> None:
    """Raise NarrateError if what the keys of the lines of ``voices`` hang on is not known."""
    hint = "restore narration.lock, or build once"
    for recording, voice in transcripts.wordless(voices).items():
        raise NarrateError(
            f"voices.{voice.name}: nobody knows yet what is said in {recording.name}, and so which takes are "
            "the voice's",
            hint=hint,
        )
    for need in needs(voices):
        if not need.weights.local and need.weights.source not in pins:
            raise NarrateError(
                f"it is not settled which commit of {need.weights.source} is used, and so which takes are",
                hint=hint,
            )
