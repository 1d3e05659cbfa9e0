"""A line: an utterance with its reader and the request for its sound. What plans are made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from narrate.model import Render, Utterance, Voice, canonical_json


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance, who reads it, and the request for its sound. ``cached``: the store has its take.

    ``first`` is the request where the author chooses nothing. ``repeat`` counts how often its speaker has
    said the same words before in the chapter.
    """

    utterance: Utterance
    voice: Voice
    render: Render
    cached: bool
    first: Render
    repeat: int

    @property
    def words(self) -> str:
        """The identity (SHA-256) of the words and who says them, whatever the voice."""
        said = self.utterance.speaker, self.utterance.spoken, self.first.language, self.repeat
        return hashlib.sha256(canonical_json(["words", *said]).encode()).hexdigest()
