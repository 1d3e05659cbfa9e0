"""The nouns: frozen values that one stage hands to the next, a file for each stage.

    Manuscript → Script → Plan (renders) → Takes → Master → publications

Nothing here touches a file, a model or a clock. Offsets are in characters (Unicode code points) of the
text named beside them; half-open, as Python slices.
"""

from __future__ import annotations

from narrate.model.canonical import canonical_json, identity
from narrate.model.cast import (
    NARRATOR,
    OTHERS,
    Cast,
    Character,
    Pronunciation,
    Provenance,
    Style,
    Transform,
    Voice,
)
from narrate.model.manuscript import (
    Block,
    BlockKind,
    Chapter,
    Manuscript,
    Mark,
    MarkKind,
    Run,
    Skipped,
    Source,
    Span,
)
from narrate.model.master import Master, UtteranceMark
from narrate.model.script import Boundary, Phonemes, Script, ScriptChapter, Utterance, UtteranceKind
from narrate.model.takes import Measure, Render, Take, Word

__all__ = [
    "NARRATOR",
    "OTHERS",
    "Block",
    "BlockKind",
    "Boundary",
    "Cast",
    "Chapter",
    "Character",
    "Manuscript",
    "Mark",
    "MarkKind",
    "Master",
    "Measure",
    "Phonemes",
    "Pronunciation",
    "Provenance",
    "Render",
    "Run",
    "Script",
    "ScriptChapter",
    "Skipped",
    "Source",
    "Span",
    "Style",
    "Take",
    "Transform",
    "Utterance",
    "UtteranceKind",
    "UtteranceMark",
    "Voice",
    "Word",
    "canonical_json",
    "identity",
]
