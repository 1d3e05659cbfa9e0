"""Reads texts to Kokoro's phonemes: the parent's side of a worker in which misaki, spaCy and eSpeak live."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

from narrate.engines.base import EngineFailed
from narrate.engines.kokoro.languages import LANGUAGES
from narrate.engines.kokoro.reading import Reading
from narrate.engines.kokoro.vocabulary import SYMBOLS
from narrate.engines.models import tagger_files
from narrate.engines.processes.process import Process, ProcessDied
from narrate.model import Phonemes

_TARGET: Final = "narrate.engines.kokoro.phonemes.front_ends:FrontEnds"

Tagger = Literal["best", "rules"]
"""What tells nouns from verbs in English: spaCy's model where it is on this machine, or our rules always."""


class Reader:
    """Reads texts, each once. Calls from several threads wait for each other.

    The worker starts with the first text; nothing is downloaded. ``vocabulary`` is the model's.
    """

    def __init__(self, vocabulary: AbstractSet[str] = SYMBOLS, tagger: Tagger = "best") -> None:
        self._vocabulary = frozenset(vocabulary)
        self._process = Process(_TARGET, self._vocabulary, tagger)
        self._read: dict[tuple[str, tuple[Phonemes, ...], str], Reading] = {}

    def reading(self, text: str, ipa: tuple[Phonemes, ...], letter: str) -> Reading:
        """``text`` as a voice of the language ``letter`` is given it; ``ipa`` fixes stretches of it.

        A text on which a library breaks, or the worker dies twice, has no pieces and a fault. Raises
        MissingTool where what the language needs is not installed.
        """
        asked = text, ipa, letter
        if asked not in self._read:
            self._read[asked] = self._ask(*asked)
        return self._read[asked]

    def close(self) -> None:
        """End the worker. What was read stays known, and another text starts another worker."""
        self._process.stop()

    def _ask(self, text: str, ipa: tuple[Phonemes, ...], letter: str) -> Reading:
        died = None
        for _ in range(2):
            try:
                read: Reading = self._process.ask("read", text, ipa, letter)
            except ProcessDied as error:
                died = error
            except EngineFailed as failure:
                return Reading((), (f"the phoneme front end failed on this text ({failure})",))
            else:
                return read
        return Reading((), (f"the phoneme front end stopped twice on this text ({died})",))


def made_with(letter: str, tagger: Tagger = "best") -> Mapping[str, str]:
    """What phonemes of the language ``letter`` are made with on this machine: names and versions.

    A package that is not installed is not among them.
    """
    found: dict[str, str] = {}
    for package in LANGUAGES[letter].packages:
        with contextlib.suppress(PackageNotFoundError):
            found[package] = version(package)
    if letter in "ab":
        trained = tagger_files.installed() if tagger == "best" else None
        found["tagger"] = tagger_files.version(trained) if trained else "rules"
    return found
