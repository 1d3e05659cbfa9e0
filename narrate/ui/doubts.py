"""The doubtful speakers as a list: a line for each decision, for people or for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from narrate.build.prepare import Prepared
from narrate.errors import Where, count
from narrate.model import Utterance
from narrate.script.corrections.doubts import Doubt, expected_errors, paragraph_of

_BEFORE = 30  # characters of the paragraph before the quotation
_SHOWN = 80  # characters of it and what follows
_AROUND = 400  # characters before and after it, for programs


class Page:
    """The paragraphs of a script with their places in the manuscript."""

    def __init__(self, prepared: Prepared) -> None:
        self._blocks = {chapter.number: chapter.blocks for chapter in prepared.manuscript.chapters}
        self.paragraphs: dict[str, tuple[Utterance, ...]] = {}
        for chapter in prepared.script.chapters:
            for place, utterances in groupby(chapter.utterances, paragraph_of):
                self.paragraphs[place] = tuple(utterances)
        self.order = list(self.paragraphs)

    def where(self, utterance: Utterance) -> Where:
        """The file and, where it has lines that a person can find, the line of the paragraph."""
        chapter, block = paragraph_of(utterance).split(".")
        return self._blocks[int(chapter[1:])][int(block[1:]) - 1].where

    def around(self, doubt: Doubt, before: int, after: int, style: str = "bold") -> Text:
        """The paragraph on one line, with what ``doubt`` is about in ``style``.

        At most ``before`` characters stand in front of it and ``after`` from there on; "…" is for the rest.
        """
        utterances = self.paragraphs[paragraph_of(doubt.first)]
        about = {each.id for each in doubt.utterances}
        first = next(at for at, each in enumerate(utterances) if each is doubt.first or each.id in about)
        lead = ""
        for each in reversed(utterances[max(0, first - before) : first]):
            lead = f"{_line(each)} {lead}"
            if len(lead) > before:
                break
        text = Text(f"…{lead[-before:]}" if len(lead) > before else lead)
        for each in utterances[first:]:
            if len(text) > len(lead) + after:
                break
            text.append(_line(each), style if each.id in about else "").append(" ")
        text.rstrip()
        most = min(len(lead), before + 1) + after
        return text[:most].append("…") if len(text) > most else text


def rows(prepared: Prepared, doubts: Sequence[Doubt]) -> Iterator[Text]:
    """A line for each decision: id, confidence, speaker, the words around it, evidence and place."""
    page = Page(prepared)
    for doubt in doubts:
        first = doubt.first
        speaker = Text(f"{(first.speaker or '?')[:15]:<15} ", "cyan" if first.speaker else "yellow")
        line = Text(f"{first.id:<12}{first.confidence:4.0%}  ").append_text(speaker)
        line.append_text(page.around(doubt, _BEFORE, _SHOWN))
        yield line.append(f" ({first.evidence}; {page.where(first)})", "dim")


def as_json(prepared: Prepared, doubts: Sequence[Doubt]) -> Iterator[str]:
    """The same for programs."""
    page = Page(prepared)
    for doubt in doubts:
        first, where = doubt.first, page.where(doubt.first)
        yield json.dumps(
            {
                "id": first.id,
                "utterances": [each.id for each in doubt.utterances],
                "chapter": doubt.chapter,
                "speaker": first.speaker,
                "confidence": round(first.confidence, 3),
                "evidence": first.evidence,
                "alternatives": list(doubt.first.alternatives),
                "text": doubt.text,
                "context": page.around(doubt, _AROUND, _AROUND).plain,
                "file": where.file,
                "line": where.line,
            },
            ensure_ascii=False,
        )


def summary(doubts: Sequence[Doubt], decided: int) -> str:
    """How many there are, and what reviewing is worth by narrate's own reckoning."""
    wrong = expected_errors(doubts)
    third = doubts[: max(1, round(decided / 3))]
    line = f"{count(len(doubts), 'doubtful decision')} of {decided:,} about who speaks"
    if wrong < 1:
        return line
    return (
        f"{line}. By their own confidence about {wrong:.0f} are wrong, "
        f"{expected_errors(third):.0f} of them among the first {len(third):,}."
    )


def _line(utterance: Utterance) -> str:
    return " ".join(utterance.text.split())
