"""A line: an utterance with its reader and the request for its sound. What plans are made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from narrate.model import Render, Utterance, Voice, canonical_json


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance, who reads it, and the request for its sound. ``cached``: the store has its take.

    ``first`` is the request to its engine where the author chooses nothing. ``repeat`` counts how often its
    speaker has said the same words before in the chapter. ``rendered``: the store has the take that its
    engine renders; of a line that is transformed, for it is that take which is.
    """

    utterance: Utterance
    voice: Voice
    render: Render
    cached: bool
    first: Render
    repeat: int
    rendered: bool = False

    @property
    def plain(self) -> Line:
        """The line as its engine renders it; itself, where nothing is done to its sound."""
        if not self.render.transform:
            return self
        return replace(self, render=self.render.plain, cached=self.rendered)

    @property
    def chosen(self) -> bool:
        """Whether the author chose another take than the first, or a recording."""
        return self.render.plain != self.first

    @property
    def words(self) -> str:
        """The identity (SHA-256) of the words and who says them, whatever the voice."""
        said = self.utterance.speaker, self.utterance.spoken, self.first.language, self.repeat
        return hashlib.sha256(canonical_json(["words", *said]).encode()).hexdigest()
