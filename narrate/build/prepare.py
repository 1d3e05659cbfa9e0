"""From the project to its script: everything a build knows before it makes a sound. Fast; no models."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.build import composing, lock, sample_start, styles, transcripts
from narrate.build.order import Order, ordered
from narrate.build.pins import Need, conflicts, needs, settle, voices_of
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.errors import NarrateError, Problem, ProblemsFound, Severity, Where
from narrate.manuscript import readers
from narrate.manuscript.selection import select
from narrate.model import Manuscript, Script
from narrate.project.project import Project
from narrate.script.corrections.correction import Correction
from narrate.script.coverage import Account, account
from narrate.takes import plan
from narrate.takes.ignored import ignored
from narrate.takes.store import Store

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")  # the parts of BCP 47 that name a language and a place


@dataclass(frozen=True, slots=True)
class Prepared:
    """A project with its manuscript read and its script composed, and everything wrong with them.

    The project's language is settled here: its own, or the manuscript's. ``proof`` accounts for every
    character; what it finds wrong is among the problems, and stops a build. ``pins`` are the commits of the
    models that the project has settled on. ``manuscript`` is what is narrated; ``order`` what is to be
    packed, and shows all that is written.

    ``script`` has the credits, if any are wanted, and ``whole`` is the manuscript with their words, of which
    the author's ``manuscript`` knows nothing.
    """

    project: Project
    order: Order
    manuscript: Manuscript
    whole: Manuscript
    script: Script
    proof: Account
    problems: tuple[Problem, ...]
    pins: Pins

    def require_sound(self) -> None:
        """Raise ProblemsFound if anything wrong is more than a warning."""
        errors = [problem for problem in self.problems if problem.severity is Severity.ERROR]
        if errors:
            raise ProblemsFound(errors)


def prepare(project: Project, found: Pins = NO_PINS) -> Prepared:
    """Read the manuscript and compose the script. Raises NarrateError where a file cannot be read.

    ``found`` are commits of models that the hub was just asked for.
    """
    book = project.book
    written = readers.read(book.manuscript, project.root)
    language = _language(book.language or written.language)
    project = replace(project, book=replace(book, language=language))
    written = replace(written, language=language)
    project, unmeasured = styles.settled(transcripts.settled(project))
    manuscript = select(written, book.choice, Where(project.file.name))
    script = composing.script_of(project, manuscript)
    whole, script = composing.credited(project, manuscript, script)
    proof = account(whole, script)
    wanted = needs(voices_of(project.cast))
    problems = (*project.warnings, *manuscript.problems, *script.problems, *proof.problems)
    problems += (*unmeasured, *ignored(script, project.cast), *conflicts(wanted, project.file.name))
    problems += sample_start.problems(script, project.output.sample)
    order = ordered(project, written)
    problems += order.warnings
    pins = settle(wanted, locked_pins(project.root, wanted), found)
    return Prepared(project, order, manuscript, whole, script, proof, problems, pins)


def locked_pins(root: Path, wanted: Sequence[Need]) -> Mapping[str, lock.Pin]:
    """The pins in the lock file of the project at ``root``, which is read only if there are repositories."""
    return {} if all(need.weights.local for need in wanted) else lock.read(root / lock.NAME).models


def recompose(prepared: Prepared, corrections: Sequence[Correction]) -> Script:
    """The script of the same manuscript with other corrections."""
    script = composing.corrected(prepared.project, prepared.manuscript, corrections)
    return composing.credited(prepared.project, prepared.manuscript, script)[1]


def plan_of(prepared: Prepared, store: Store) -> plan.Plan:
    """What a build of ``prepared`` would render."""
    project = prepared.project
    return plan.make(
        prepared.script,
        project.cast,
        project.book.language,
        store.known(),
        prepared.pins,
        project.choices,
    )


def store_of(project: Project, *, lenient: bool = False) -> Store:
    """The store of ``project``, in which the takes that its author accepts are good."""
    accepted = {each.key: each.faults for each in project.choices.accepted}
    return Store.of(project.root, accepted, lenient=lenient)


def chapter_of(whole: plan.Plan, number: int | None) -> plan.Plan:
    """The part of ``whole`` that is chapter ``number``; all of it for None. Raises NarrateError."""
    if number is None:
        return whole
    chosen = tuple(chapter for chapter in whole.chapters if chapter.number == number)
    if not chosen:
        raise no_chapter(number, [chapter.number for chapter in whole.chapters if not chapter.credits])
    return plan.Plan(chosen)


def no_chapter(number: int, numbers: Sequence[int]) -> NarrateError:
    """That there is no chapter ``number`` in a book whose own chapters have ``numbers``."""
    return NarrateError(
        f"there is no chapter {number}: the book has {len(numbers)}", hint="narrate script lists them"
    )


def language_of(project: Project) -> str:
    """The language of the book: what the project says, or its manuscript, where that can be read."""
    language = project.book.language
    if not language:
        with contextlib.suppress(NarrateError):
            language = readers.read(project.book.manuscript, project.root).language
    return _language(language)


def _language(declared: str) -> str:
    """A language tag as the project would write it; American English where a manuscript declares none."""
    tag = declared.strip().lower().replace("_", "-")
    return tag if _TAG.fullmatch(tag) else "en"
