"""The script of a project: composed, or remembered where all that it is made of is the same.

Nearly every command begins with the script, and composing that of a novel takes most of its time. So the last
script is kept, with the identity of its makings: the manuscript as it was read, the names in the cast, the
lexicon, the corrections, how long the utterances of each voice are to be, and the program. Where the book is
only to sound differently, the script is the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.build import program, script_memory
from narrate.engines.registry import engine_class
from narrate.errors import NarrateError
from narrate.model import NARRATOR, Cast, Manuscript, Script, identity
from narrate.project.project import Project
from narrate.script.corrections.correction import Correction
from narrate.script.credit_templates import Particulars
from narrate.script.cutting import Limits, LimitsOf, alike
from narrate.takes.reader import voice_of
from narrate.takes.store import FOLDER as STORE

if TYPE_CHECKING:
    from narrate.build.paragraphs import Paragraphs

_OF_DRAFTS = "draft-"
MEMORIES = frozenset(
    prefix + name for prefix in ("", _OF_DRAFTS) for name in (script_memory.NAME, script_memory.PARAGRAPHS)
)
"""The names of the files of memory in a project's ``.narrate``."""


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """How long utterances are to be, by who reads them: the narrator, members of the cast, and ``others``.

    ``named`` has names and aliases in lower case.
    """

    narrator: Limits
    others: Limits
    named: Mapping[str, Limits]

    def __call__(self, speaker: str | None) -> Limits:
        """The limits of the voice that reads what ``speaker`` says."""
        if speaker is None:
            return self.others
        return self.narrator if speaker == NARRATOR else self.named.get(speaker.casefold(), self.others)


def limits_of(cast: Cast, language: str) -> ReaderLimits:
    """What the engine of whoever reads a speaker's lines wants in a book of ``language``."""

    def limits(speaker: str | None) -> Limits:
        voice, _ = voice_of(speaker, cast)
        return engine_class((voice or cast.narrator).engine).limits(language)

    names = (name for character in cast.characters for name in (character.name, *character.aliases))
    return ReaderLimits(limits(NARRATOR), limits(None), {name.casefold(): limits(name) for name in names})


def script_of(project: Project, manuscript: Manuscript) -> Script:
    """The script of ``manuscript`` as the project's author corrects it."""
    memory = _memory(project, script_memory.NAME)
    if not memory.parent.is_dir():  # whoever only looks at a project leaves no trace in it
        return _composed(project, manuscript, project.corrections, None)
    limits = limits_of(project.cast, manuscript.language)
    makings = identity(
        program.identity(),
        manuscript,
        project.cast.unvoiced(),
        project.lexicon,
        project.corrections,
        limits,
    )
    script = script_memory.remembered(memory, makings)
    if script is None:
        paragraphs = _paragraphs(project, manuscript)
        script = _composed(project, manuscript, project.corrections, paragraphs)
        with contextlib.suppress(NarrateError):  # a full disk, or somebody else's: it is composed again then
            script_memory.remember(memory, makings, script)
            paragraphs.write(_memory(project, script_memory.PARAGRAPHS))
    return script


def corrected(project: Project, manuscript: Manuscript, corrections: Sequence[Correction]) -> Script:
    """The script of ``manuscript`` with ``corrections`` instead of the project's own."""
    return _composed(project, manuscript, corrections, _paragraphs(project, manuscript))


def _composed(
    project: Project, manuscript: Manuscript, corrections: Sequence[Correction], known: Paragraphs | None
) -> Script:
    from narrate.script.compose import compose  # with what it takes, which a remembered script does not
    from narrate.script.utterances import perform

    cast, limits = project.cast.unvoiced(), limits_of(project.cast, manuscript.language)
    performed = perform if known is None else known.perform
    return compose(manuscript, cast, project.lexicon, limits, corrections, performed)


def _paragraphs(project: Project, manuscript: Manuscript) -> Paragraphs:
    from narrate.build.paragraphs import Paragraphs

    lexicon = (*project.lexicon, *manuscript.pronunciations)
    limits = limits_of(project.cast, manuscript.language)
    makings = identity(program.identity(), manuscript.language, lexicon, limits)
    return Paragraphs.read(_memory(project, script_memory.PARAGRAPHS), makings)


def _memory(project: Project, name: str) -> Path:
    """Where ``name`` is remembered, a draft's apart: its voices may want sentences cut elsewhere."""
    return project.root / STORE / (_OF_DRAFTS * project.cast.plain + name)


def credited(project: Project, manuscript: Manuscript, script: Script) -> tuple[Manuscript, Script]:
    """The manuscript and its script with the credits around them that the project wants, if any."""
    cast, book, wanted = project.cast, project.book, project.output.credits
    if wanted is None:
        return manuscript, script
    from narrate.script.credits import Reading, with_credits
    from narrate.script.wording import Wording

    limits: LimitsOf = limits_of(cast, manuscript.language)
    if cast.credits is not None:
        limits = alike(engine_class(cast.credits.engine).limits(manuscript.language))
    wording = Wording.of(manuscript.language, (*project.lexicon, *manuscript.pronunciations))
    known = Particulars(
        title=book.title or manuscript.title,
        author=book.author or manuscript.author,
        narrator=book.narrator,
        publisher=book.publisher,
        year=book.year,
        series=book.series,
        part=book.part,
    )
    return with_credits(manuscript, script, wanted, known, Reading(wording, limits))
