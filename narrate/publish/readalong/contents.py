"""What a read-along is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from narrate.model import Manuscript
from narrate.publish.packing import Sound
from narrate.publish.tags import Cover, Tags
from narrate.publish.timing import TimedChapter, TimedUtterance


@dataclass(frozen=True, slots=True)
class Narration:
    """A chapter's sound, and when everything in it is heard."""

    timed: TimedChapter
    sound: Sound


@dataclass(frozen=True, slots=True)
class Contents:
    """A book to read along in: its tags and cover, its whole text, and the narrations in order.

    ``epub`` is the manuscript, where that is one EPUB and nothing else; its sources are called ``name``.
    """

    tags: Tags
    cover: Cover | None
    manuscript: Manuscript
    narrations: tuple[Narration, ...]
    epub: Path | None = None
    name: str = ""

    def by_source(self) -> dict[str, list[TimedUtterance]]:
        """The utterances of each source, in the order of its text."""
        found: dict[str, list[TimedUtterance]] = {}
        for narration in self.narrations:
            for utterance in narration.timed.utterances:
                found.setdefault(utterance.span.source, []).append(utterance)
        for utterances in found.values():
            utterances.sort(key=lambda each: each.span.start)
        return found


def unused(wanted: str, taken: Iterable[str]) -> str:
    """``wanted``, or with a number behind it, so that nothing in ``taken`` begins with it in any case."""
    folded = [name.casefold() for name in taken]
    number, name = 1, wanted
    while any(each.startswith(name.casefold()) for each in folded):
        number += 1
        name = f"{wanted}{number}"
    return name
