"""Which part of the sound belongs to which piece of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from narrate.publish.timing import TimedChapter, TimedUtterance

Place = Sequence[int]
"""An utterance in pieces: how many of its characters, without white space, stand before each."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Milliseconds ``begin_ms:end_ms`` of the sound of the chapter called ``chapter``; never empty."""

    chapter: int
    begin_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.begin_ms


def clips(chapter: TimedChapter, places: Mapping[str, Place]) -> Mapping[tuple[str, int], Clip]:
    """What is heard of ``chapter`` for each piece of each utterance that has a place: (id, piece) → clip.

    Together they are the whole chapter: a pause belongs to what is said before it, and so does an utterance
    that has no place. Otherwise a player would leave the pauses out, and stumble at every sentence. A piece
    for which less than a millisecond is left has no clip.
    """
    begins: list[tuple[int, tuple[str, int]]] = []
    at_ms = 0
    for utterance in chapter.utterances:
        for index, before in enumerate(places.get(utterance.id, ())):
            start_s = _start_s(utterance, before) if index else utterance.start_s
            at_ms = max(at_ms, round(start_s * 1000)) if begins else 0
            begins.append((at_ms, (utterance.id, index)))
    ends = [at_ms for at_ms, _ in begins[1:]] + [int(chapter.duration_s * 1000)]
    return {
        key: Clip(chapter.number, begin_ms, end_ms)
        for (begin_ms, key), end_ms in zip(begins, ends, strict=True)
        if begin_ms < end_ms
    }


def _start_s(utterance: TimedUtterance, before: int) -> float:
    """When the piece begins before which ``before`` visible characters of the utterance stand."""
    counted = 0
    nearest = (before, utterance.start_s)
    ends = [0, *(word.start for word in utterance.words)]
    for (start, end), word in zip(pairwise(ends), utterance.words, strict=True):
        counted += sum(not char.isspace() for char in utterance.text[start:end])
        nearest = min(nearest, (abs(before - counted), word.start_s))
    return nearest[1]
