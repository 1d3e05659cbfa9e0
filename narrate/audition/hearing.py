"""Whether the words arrive: what a speech-to-text model hears in a clip against what was to be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from narrate.engines.models.weights import Pins
from narrate.engines.transcriber import Transcriber
from narrate.errors import MissingTool, NarrateError

_APOSTROPHES = re.compile(r"['’ʼ]")
_WORD = re.compile(r"\w+")


def listener(pins: Pins) -> tuple[Transcriber | None, str]:
    """The model that hears, if it is on this machine; else why not, as a sentence."""
    transcriber = Transcriber(pins=pins)
    try:
        transcriber.require()
    except MissingTool as missing:
        return None, missing.message
    return transcriber, ""


def word_error_rate(transcriber: Transcriber, clip: Path, wordings: Sequence[str]) -> float | None:
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
    return min(errors(wording, heard) for wording in wordings)


def errors(said: str, heard: str) -> float:
    """Words to add, leave out or replace in ``heard`` to get ``said``, by the words of ``said``.

    Neither case nor accents nor punctuation count.
    """
    wanted, found = _words(said), _words(heard)
    costs = list(range(len(found) + 1))
    for row, word in enumerate(wanted, 1):
        diagonal, costs[0] = costs[0], row
        for column, other in enumerate(found, 1):
            diagonal, costs[column] = (
                costs[column],
                min(costs[column] + 1, costs[column - 1] + 1, diagonal + (word != other)),
            )
    return costs[-1] / max(1, len(wanted))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
