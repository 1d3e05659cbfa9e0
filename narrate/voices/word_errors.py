"""How many words are otherwise in what a speech-to-text model heard than in what was said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_APOSTROPHES = re.compile(r"['’ʼ]")
_WORD = re.compile(r"\w+")


def word_error_rate(said: str, heard: str) -> float:
    """Words to put in, leave out or replace to make one of the other, by the words that were ``said``.

    Neither case nor accents nor punctuation count.
    """
    wanted = _words(said)
    return distance(wanted, _words(heard)) / max(1, len(wanted))


def distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words must be put in, left out or replaced to make one of the other (V. Levenshtein, 1966)."""
    before = list(range(len(heard) + 1))
    for row, word in enumerate(said, 1):
        now = [row]
        for column, other in enumerate(heard, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (word != other)))
        before = now
    return before[-1]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
