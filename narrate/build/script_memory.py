"""How a script is written down between two commands: sealed JSON, an utterance as the row of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from narrate import sealed
from narrate.errors import Problem
from narrate.model import (
    Boundary,
    Phonemes,
    Script,
    ScriptChapter,
    Skipped,
    Span,
    Utterance,
    UtteranceKind,
)

NAME, PARAGRAPHS = "script.json", "paragraphs.json"
"""Of the files in a project's ``.narrate`` for a script, and for the paragraphs that it was composed of."""

_ROW = attrgetter(*(field.name for field in fields(Utterance)))


def remember(memory: Path, makings: str, script: Script) -> None:
    """Write ``script`` down as that of ``makings``. Raises NarrateError where the file cannot be written."""
    chapters = [
        [each.number, each.title, each.credits, list(map(_ROW, each.utterances))] for each in script.chapters
    ]
    document = {
        "makings": makings,
        "chapters": chapters,
        "skipped": [[each.span, each.reason] for each in script.skipped],
        "problems": [asdict(each) for each in script.problems],
        "corrected": script.corrected,
    }
    sealed.write(memory, document)


def remembered(memory: Path, makings: str) -> Script | None:
    """The script in ``memory``; None where it is one of other makings, absent or damaged."""
    try:
        document = sealed.read(memory)
        if document["makings"] != makings:
            return None
        return Script(
            tuple(map(_chapter, document["chapters"])),
            tuple(Skipped(Span(*span), reason) for span, reason in document["skipped"]),
            tuple(map(Problem.of, document["problems"])),
            document["corrected"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _chapter(row: Sequence[Any]) -> ScriptChapter:
    number, title, credits_, utterances = row
    return ScriptChapter(number, title, tuple(map(_utterance, utterances)), credits_)


def _utterance(row: Sequence[Any]) -> Utterance:
    place, kind, speaker, confidence, evidence, text, spoken, span, boundary, pause_s, *rest = row
    ipa, style, quotation, alternatives, line = rest
    return Utterance(
        place,
        UtteranceKind(kind),
        speaker,
        confidence,
        evidence,
        text,
        spoken,
        Span(*span),
        Boundary(boundary),
        pause_s,
        tuple(Phonemes(*each) for each in ipa),
        style,
        Span(*quotation) if quotation else None,
        tuple(alternatives),
        line,
    )
