"""Composing: a manuscript and a cast become a script: who says what, in which words."""

from __future__ import annotations

from collections.abc import Sequence

from narrate.errors import Problem
from narrate.model import Cast, Manuscript, Pronunciation, Script
from narrate.script.corrections.correct import correct, settled
from narrate.script.corrections.correction import Correction
from narrate.script.cutting import LimitsOf
from narrate.script.directions import unknown_voices
from narrate.script.languages import general_rules
from narrate.script.people.discovery import cast_names
from narrate.script.quotations.unclosed import unclosed
from narrate.script.speakers.attribute import attribute
from narrate.script.stage import stage, told
from narrate.script.utterances import perform
from narrate.script.wording import Wording
from narrate.script.writing import Perform, Writer


def compose(
    manuscript: Manuscript,
    cast: Cast,
    lexicon: Sequence[Pronunciation],
    limits: LimitsOf,
    corrections: Sequence[Correction] = (),
    performed: Perform = perform,
) -> Script:
    """The script of ``manuscript``: every chapter in utterances of a speaker, within ``limits`` of theirs.

    The language is the manuscript's. Problems in what the author says of voices, pauses and speakers are the
    script's; ``skipped`` is what the manuscript skipped, and the cues, which are not spoken. ``performed``
    is what divides a paragraph into lines, which may know it from before.
    """
    staged = stage(manuscript, cast)
    names = cast_names(told(staged), cast)
    corrected = correct(staged, manuscript.chapters, corrections, names)
    staged = corrected.chapters
    attributions = settled(attribute(told(staged), names, cast))
    writer = Writer(
        Wording.of(manuscript.language, (*lexicon, *manuscript.pronunciations)), limits, performed
    )
    chapters = tuple(
        writer.chapter(chapter, items, attributions)
        for chapter, items in zip(manuscript.chapters, staged, strict=True)
    )
    problems = [
        problem
        for chapter in manuscript.chapters
        for block in chapter.blocks
        for problem in unknown_voices(block, cast)
    ]
    problems += [*writer.problems, *corrected.problems]
    problems += [*general_rules(manuscript.language), *unclosed(staged)]
    return Script(
        chapters, (*manuscript.skipped, *writer.skipped), tuple(_in_order(problems)), corrected.applied
    )


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(
        problems,
        key=lambda problem: (problem.where.file, problem.where.line or 0) if problem.where else ("", 0),
    )
