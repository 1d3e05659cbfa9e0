"""What attribution is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from narrate.model import NARRATOR
from narrate.script.quotations.passages import Passage


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its passages. Paragraphs that no heading or scene break divides share a ``scene``."""

    text: str
    passages: tuple[Passage, ...]
    scene: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks (None: nobody knows), how sure that is (0 to 1), and why, in words.

    ``alternatives`` are those who speak otherwise, likeliest first.
    """

    speaker: str | None
    confidence: float
    evidence: str
    alternatives: tuple[str, ...] = ()


NARRATION = Attribution(NARRATOR, 1.0, "narration")
UNKNOWN = Attribution(None, 0.0, "nothing tells who speaks")
CONTINUES = "continues from the paragraph before"
"""The evidence for speech that goes on where the paragraph before left its quotation open."""
