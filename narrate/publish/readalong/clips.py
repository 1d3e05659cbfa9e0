"""Which part of the sound belongs to which piece of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from narrate.publish.timing import TimedChapter, TimedUtterance

Place = Sequence[int]
"""An utterance in pieces: how many of its letters and digits stand before each."""


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


def letters_in(text: str) -> int:
    """How many letters and digits ``text`` has: these are the same in a source and in what is read of it."""
    return sum(map(str.isalnum, text))


def _start_s(utterance: TimedUtterance, before: int) -> float:
    """When the piece begins before which ``before`` letters and digits of the utterance stand.

    That is where a word starts, or as far into it as its letters.
    """
    counted = at = 0
    for word in utterance.words:
        counted += letters_in(utterance.text[at : word.start])
        if before <= counted:
            return word.start_s
        inside = letters_in(utterance.text[word.start : word.end])
        if before < counted + inside:
            return word.start_s + (word.end_s - word.start_s) * (before - counted) / inside
        counted, at = counted + inside, word.end
    return utterance.end_s
