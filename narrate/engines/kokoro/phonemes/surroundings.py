"""What stands around a word of an English text: before it by its tag, after it by the words alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from narrate.engines.kokoro.phonemes.marks import tag_of
from narrate.engines.kokoro.phonemes.word_classes import CLOSED, PARTICLES

OBJECT_BEGINS: Final = frozenset({"DT", "PRP$", "PRP", "CD"})
_NO_OBJECTS: Final = frozenset({"i", "he", "she", "we", "they"})


class Surroundings:
    """A text, word by word; ``tags`` are of the words before the one that is looked at."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.lower = [word.lower() for word in words]
        self.tags: list[str] = []
        self._sentence = 0  # where this one begins

    def _before(self, at: int, *, adverbs: bool = False) -> int:
        """The place of the word before ``at``, adverbs left out unless they count; -1 at a clause's start."""
        place = at - 1
        while place >= 0 and not adverbs and self.tags[place] == "RB":
            place -= 1
        if place < 0 or self.tags[place] in (".", ":", ",", "``", "''", "-LRB-", "-RRB-", "UH", "NFP"):
            return -1
        return place

    def _word(self, at: int) -> str:
        return self.lower[at] if 0 <= at < len(self.words) else ""

    def _tag(self, at: int) -> str:
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    def _next(self, at: int) -> str:
        """What follows ``at``: the tag of a word of the closed classes, "" at a clause's end, else "?"."""
        following = self._word(at + 1)
        if not following or (tag_of(following, "", opens=False) or "NN") not in ("NN", "CD"):
            return ""
        return "PRP$" if following == "her" else CLOSED.get(following, "?")

    def _object_follows(self, at: int) -> bool:
        following = self._word(at + 1)
        return (self._next(at) in OBJECT_BEGINS and following not in _NO_OBJECTS) or following == "that"

    def _complement_follows(self, at: int) -> bool:
        """An object, a preposition but "of", an adverb or a particle follows: what stands after verbs."""
        following = self._word(at + 1)
        return (
            self._object_follows(at)
            or (self._next(at) in ("IN", "TO", "RB") and following not in ("of", "as", "than"))
            or following in PARTICLES
            or following.endswith("ly")
        )

    def _starts(self, at: int) -> bool:
        """Whether ``at`` is the first word of its sentence, which has a capital whatever it is."""
        return all(
            self.tags[place] in ("``", "''", "-LRB-", "NFP", ":") for place in range(self._sentence, at)
        )
