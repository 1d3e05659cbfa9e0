"""What ``narrate check`` finds: all problems a build would meet, and the book in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.build import lock, styles, transcripts
from narrate.build.casting import doubtful
from narrate.build.cover import cover_of
from narrate.build.pace import sound_s
from narrate.build.prepare import Prepared, plan_of, prepare, store_of
from narrate.build.remarks import remarks
from narrate.build.render import Studio, to_read
from narrate.engines.base import EngineFailed
from narrate.engines.registry import RECORDING, engine_class
from narrate.errors import MissingTool, NarrateError, Problem, ProblemsFound, Severity
from narrate.model import NARRATOR, UtteranceKind
from narrate.project.project import Project
from narrate.publish.formats import require
from narrate.script.coverage import Account
from narrate.script.quotations.marks import Marking
from narrate.script.spoken.speak import unreadable
from narrate.script.stage import marking_of
from narrate.takes.line import Line
from narrate.takes.plan import Plan, soundless

_SAID = (UtteranceKind.SPEECH, UtteranceKind.THOUGHT)
"""What characters say, aloud or to themselves."""


@dataclass(frozen=True, slots=True)
class Findings:
    """A project's problems and its size.

    ``speech`` counts lines of speech, ``unknown`` and ``uncast`` those by speakers whom nobody knows or who
    are not among the ``characters`` of the cast. ``proof`` says where each character of the manuscript went.
    Of the ``corrections`` in speakers.toml, ``corrected`` found their quotation. ``marking`` is how the book
    marks speech.
    """

    problems: tuple[Problem, ...]
    chapters: int
    utterances: int
    words: int
    estimated_s: float
    marking: Marking
    speech: int
    characters: int
    unknown: int
    uncast: int
    proof: Account
    corrections: int
    corrected: int


def inspect(project: Project) -> Findings:
    """Prepare ``project`` and collect everything that is wrong. Raises NarrateError for unreadable files."""
    prepared = prepare(project)
    problems = [*prepared.problems, *doubtful(prepared), *_files(prepared)]
    problems += transcripts.doubts(project)
    problems += styles.doubts(prepared.project)
    problems += _damage(project)
    store = store_of(project)
    plan = plan_of(prepared, store)
    problems += [*plan.problems, *plan.warnings, *_unreadable(plan), *_no_sound(plan)]
    problems += styles.heard(plan.lines, prepared.project.cast)
    with Studio(store, prepared.pins) as studio:
        problems += _unsayable(to_read(plan.to_render), studio)
    utterances = [each for chapter in prepared.script.chapters for each in chapter.utterances]
    speech = [each for each in utterances if each.kind in _SAID and each.speaker != NARRATOR]
    cast = project.cast
    return Findings(
        problems=tuple(problems),
        chapters=len(prepared.script.chapters),
        utterances=len(utterances),
        words=sum(len(each.spoken.split()) for each in utterances),
        estimated_s=sound_s(sum(len(each.spoken) for each in utterances)),
        marking=marking_of(prepared.manuscript),
        speech=len(speech),
        characters=len(cast.characters),
        unknown=sum(each.speaker is None for each in speech),
        uncast=sum(each.speaker is not None and cast.find(each.speaker) is None for each in speech),
        proof=prepared.proof,
        corrections=len(project.corrections),
        corrected=prepared.script.corrected,
    )


def _unsayable(lines: Sequence[Line], studio: Studio) -> Iterator[Problem]:
    """What in ``lines`` their engines have no sound for; or what is missing on this machine to tell."""
    try:
        for line, faults in studio.read(lines):
            yield from (soundless(line, fault) for fault in faults)
    except MissingTool as missing:
        yield Problem("tool-missing", missing.message, hint=missing.hint, severity=Severity.WARNING)


def _damage(project: Project) -> Iterator[Problem]:
    """What is wrong with the lock file, which a build has to read."""
    try:
        lock.read(project.root / lock.NAME)
    except ProblemsFound as found:
        yield from found.problems


def _files(prepared: Prepared) -> Iterator[Problem]:
    """What is wrong with the files that are asked for, or missing on this machine to make them."""
    project = prepared.project
    try:
        cover_of(project, prepared.manuscript)
        yield from remarks(project, prepared.manuscript, len(prepared.script.chapters))
    except NarrateError as error:
        yield Problem("cover-unusable", error.message, error.where, error.hint)
    try:
        require(project.output.formats)
    except MissingTool as missing:
        yield Problem("tool-missing", missing.message, hint=missing.hint, severity=Severity.WARNING)


def _no_sound(plan: Plan) -> Iterator[Problem]:
    """Recordings by people that are no sound, of those that are not in the store yet."""
    for line in plan.to_render:
        if line.render.engine == RECORDING:
            try:
                engine_class(RECORDING)().perform(line.render, line.voice.settings)
            except EngineFailed as failure:
                hint = f"narrate take {line.utterance.id} --file takes another"
                yield Problem("recording-unreadable", f"{line.utterance.id}: {failure}", hint=hint)


def _unreadable(plan: Plan) -> Iterator[Problem]:
    """What no voice can read, in lines whose engines do not say so themselves."""
    for line in plan.lines:
        told = engine_class(line.voice.engine).reads_ahead or line.render.engine == RECORDING
        strange = () if told else unreadable(line.render.text)
        if strange:
            yield Problem(
                "text-unreadable",
                f"{line.utterance.id}: no voice can read {' '.join(strange)}",
                line.utterance.where,
                hint='write it in words, or give it some: [☺]{say="smiling"}',
                severity=Severity.WARNING,
            )
