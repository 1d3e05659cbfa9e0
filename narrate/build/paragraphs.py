"""How paragraphs were performed, remembered: an edit in one leaves the sentences of all others as they are.

A performance (``narrate.script.utterances``) is a function of the paragraph's text and of who says what in
it; where in the book it stands is nothing to it. So after an edit only the paragraphs that were written or
attributed otherwise are divided and put into words anew, which is a third of what composing takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from narrate import sealed
from narrate.model import Block, Boundary, Phonemes, canonical_json
from narrate.script.cutting import LimitsOf
from narrate.script.sentences import Stretch
from narrate.script.utterances import Line, Part, Performance, perform
from narrate.script.wording import Wording, Words, sounding


class Paragraphs:
    """Performs paragraphs, those that it knows from memory. ``makings`` is what they have in common.

    Those in which the author says how words sound, of which a novel has few, are performed every time. All
    that other marks say of a paragraph is in its parts.
    """

    def __init__(self, makings: str, known: Mapping[str, Any]) -> None:
        self._makings = makings
        self._known = known
        self._met: dict[str, Any] = {}

    @classmethod
    def read(cls, memory: Path, makings: str) -> Paragraphs:
        """Those in ``memory``; none where they are of other makings, absent or damaged."""
        try:
            document = sealed.read(memory)
            known = document["paragraphs"] if document["makings"] == makings else {}
        except (OSError, ValueError, KeyError):
            known = {}
        return cls(makings, known)

    def write(self, memory: Path) -> None:
        """Keep those that were asked for since. Raises NarrateError where the file cannot be written."""
        sealed.write(memory, {"makings": self._makings, "paragraphs": self._met})

    def perform(self, block: Block, parts: Sequence[Part], wording: Wording, limits: LimitsOf) -> Performance:
        """The lines of ``block``, as ``utterances.perform`` has them."""
        if sounding(block):
            return perform(block, parts, wording, limits)
        asked = canonical_json([block.text, block.kind, list(map(_asked, parts))])
        try:
            told = self._known[asked]
            performance = _performance(told, parts)
        except (KeyError, ValueError, TypeError, IndexError):
            bare = Block(block.kind, block.text, "")  # so that nothing but what was asked can matter
            performance = perform(bare, parts, wording, limits)
            told = _told(performance, parts)
        self._met[asked] = told
        return performance


def _asked(part: Part) -> list[object]:
    return [part.start, part.end, part.kind, part.said_by.speaker, part.style, part.pause_s]


def _told(performance: Performance, parts: Sequence[Part]) -> list[object]:
    places = {part: index for index, part in enumerate(parts)}
    lines = [
        [places[line.part], line.stretch, line.words.spoken, line.words.ipa, line.boundary, line.pause_s]
        for line in performance.lines
    ]
    return [lines, performance.silent, performance.before_s]


def _performance(told: Sequence[Any], parts: Sequence[Part]) -> Performance:
    rows, silent, before_s = told
    lines = tuple(
        Line(
            parts[part],
            Stretch(*stretch),
            Words(spoken, tuple(Phonemes(*each) for each in ipa)),
            Boundary(boundary),
            pause_s,
        )
        for part, stretch, spoken, ipa, boundary, pause_s in rows
    )
    return Performance(lines, tuple(Stretch(*each) for each in silent), before_s)
