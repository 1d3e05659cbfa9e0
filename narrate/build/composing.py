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


@dataclass(frozen=True, slots=True)
class Readers:
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


def readers(cast: Cast, language: str) -> Readers:
    """What the engine of whoever reads a speaker's lines wants in a book of ``language``."""

    def limits(speaker: str | None) -> Limits:
        voice, _ = voice_of(speaker, cast)
        return engine_class((voice or cast.narrator).engine).limits(language)

    names = (name for character in cast.characters for name in (character.name, *character.aliases))
    return Readers(limits(NARRATOR), limits(None), {name.casefold(): limits(name) for name in names})


def script_of(project: Project, manuscript: Manuscript) -> Script:
    """The script of ``manuscript`` as the project's author corrects it."""
    cast, limits = project.cast.unvoiced(), readers(project.cast, manuscript.language)
    makings = identity(program.identity(), manuscript, cast, project.lexicon, project.corrections, limits)
    memory = project.root / STORE / (script_memory.DRAFT if project.cast.plain else script_memory.NAME)
    script = script_memory.remembered(memory, makings)
    if script is None:
        script = corrected(project, manuscript, project.corrections)
        if memory.parent.is_dir():  # whoever only looks at a project leaves no trace in it
            with contextlib.suppress(NarrateError):  # a full disk, or somebody else's: composed again then
                script_memory.remember(memory, makings, script)
    return script


def corrected(project: Project, manuscript: Manuscript, corrections: Sequence[Correction]) -> Script:
    """The script of ``manuscript`` with ``corrections`` instead of the project's own."""
    from narrate.script.compose import compose  # with what it takes, which a remembered script does not

    cast, limits = project.cast.unvoiced(), readers(project.cast, manuscript.language)
    return compose(manuscript, cast, project.lexicon, limits, corrections)


def credited(project: Project, manuscript: Manuscript, script: Script) -> tuple[Manuscript, Script]:
    """The manuscript and its script with the credits around them that the project wants, if any."""
    cast, book, wanted = project.cast, project.book, project.output.credits
    if wanted is None:
        return manuscript, script
    from narrate.script.credits import Reading, with_credits
    from narrate.script.wording import Wording

    limits: LimitsOf = readers(cast, manuscript.language)
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
