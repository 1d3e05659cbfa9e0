"""What a voice says to show how it speaks by itself: the beginning of a fable, with pauses in it."""

from __future__ import annotations

from collections.abc import Mapping

from narrate.voices.fable import SENTENCES


def _beginning(language: str, sentences: int = 2) -> str:
    between = "" if language in ("ja", "zh") else " "
    return between.join(SENTENCES[language][:sentences])


TEXTS: Mapping[str, str] = {
    "a": _beginning("en"),
    "b": _beginning("en"),
    "e": _beginning("es"),
    "f": _beginning("fr", 1),
    "h": _beginning("hi"),
    "i": _beginning("it", 1),
    "j": _beginning("ja"),
    "p": _beginning("pt"),
    "z": _beginning("zh"),
}
"""By Kokoro's letters of languages."""
