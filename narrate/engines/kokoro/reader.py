"""Reads texts to Kokoro's phonemes: the parent's side of a worker in which misaki, spaCy and eSpeak live."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Literal

from narrate.engines.kokoro.reading import Reading
from narrate.engines.kokoro.vocabulary import SYMBOLS
from narrate.engines.process import Process, ProcessDied
from narrate.model import Phonemes

Tagger = Literal["best", "rules"]
"""What tells nouns from verbs in English: spaCy's model where it is installed, or our rules always."""


class Reader:
    """Reads texts, each once. Calls from several threads wait for each other.

    The worker starts with the first text; nothing is downloaded. ``vocabulary`` is the model's.
    """

    def __init__(self, vocabulary: AbstractSet[str] = SYMBOLS, tagger: Tagger = "best") -> None:
        self._process = Process(
            "narrate.engines.kokoro.phonemes.front_ends:FrontEnds", frozenset(vocabulary), tagger
        )
        self._read: dict[tuple[str, tuple[Phonemes, ...], str], Reading] = {}

    def reading(self, text: str, ipa: tuple[Phonemes, ...], letter: str) -> Reading:
        """``text`` as a voice of the language ``letter`` is given it; ``ipa`` is what of it has fixed phonemes.

        A text on which the worker dies twice has no pieces and a fault. Raises MissingTool where what the
        language needs is not installed, and EngineFailed where a library breaks on the text.
        """
        asked = text, ipa, letter
        if asked not in self._read:
            self._read[asked] = self._ask(*asked)
        return self._read[asked]

    def close(self) -> None:
        """End the worker. What was read stays known, and another text starts another worker."""
        self._process.stop()

    def _ask(self, text: str, ipa: tuple[Phonemes, ...], letter: str) -> Reading:
        try:
            read: Reading = self._process.ask("read", text, ipa, letter)
        except ProcessDied:
            try:
                read = self._process.ask("read", text, ipa, letter)
            except ProcessDied as died:
                return Reading((), (f"the phoneme front end stopped twice on this text ({died})",))
        return read
