"""Whether the words arrive: what a speech-to-text model hears in a clip against what was to be said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from narrate.engines.models.weights import Pins
from narrate.engines.transcriber import Transcriber
from narrate.errors import MissingTool, NarrateError
from narrate.voices.word_errors import word_error_rate


def listener(pins: Pins) -> tuple[Transcriber | None, str]:
    """The model that hears, if it is on this machine; else why not, as a sentence."""
    transcriber = Transcriber(pins=pins)
    try:
        transcriber.require()
    except MissingTool as missing:
        return None, missing.message
    return transcriber, ""


def errors_in(transcriber: Transcriber, clip: Path, wordings: Sequence[str]) -> float | None:
    """Word errors of what is heard in the file ``clip`` by each word of its text; 0 where all arrive.

    Of several ``wordings`` of the text, with figures and with words for them, that which was heard counts.
    All words are wrong where none is heard; None where the model fails.
    """
    try:
        heard = transcriber.words(clip)
    except MissingTool:
        return None
    except NarrateError as error:
        return None if error.__cause__ is not None else 1.0
    return min(word_error_rate(wording, heard) for wording in wordings)
