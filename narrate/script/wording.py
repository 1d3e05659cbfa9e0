"""Wording: what is said for a stretch of a block: the author's respellings, the normaliser, the lexicon."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from narrate.model import Block, Mark, MarkKind, Pronunciation, UtteranceKind
from narrate.script.lexicon import apply
from narrate.script.sentences import Stretch
from narrate.script.spoken import speak


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, and those of its words whose phonemes the author fixed, with the phonemes."""

    spoken: str
    ipa: tuple[tuple[str, str], ...] = ()

    @property
    def sayable(self) -> bool:
        """Whether there is a letter or a digit in it: anything to say."""
        return any(map(str.isalnum, self.spoken))


@dataclass(frozen=True, slots=True)
class Wording:
    """How the text of a book becomes words: its language and the author's lexicon."""

    language: str
    lexicon: tuple[Pronunciation, ...] = ()

    def words(self, block: Block, stretch: Stretch, kind: UtteranceKind) -> Words:
        """What is said for ``stretch`` of ``block``, as an utterance of ``kind``."""
        spoken = speak(_respelled(block, stretch), kind, self.language)
        fixed: list[tuple[str, str]] = []
        for mark in _within(block, stretch, MarkKind.IPA):
            word = block.text[mark.start : mark.end]
            # The normaliser may have changed it ("Nº" → "number"): the phonemes belong to what is said.
            said = word if word in spoken else speak(word, UtteranceKind.SPEECH, self.language).strip(" .,!?")
            if said and said in spoken:
                fixed.append((said, mark.value))
        if not self.lexicon:
            return Words(spoken, tuple(dict.fromkeys(fixed)))
        respelled = apply(spoken, self.lexicon)
        marked = {word for word, _ in fixed}
        fixed += [entry for entry in respelled.ipa if entry[0] not in marked]
        return Words(respelled.spoken, tuple(dict.fromkeys(fixed)))


def unbroken(block: Block) -> tuple[Stretch, ...]:
    """The stretches of ``block`` that one utterance must hold whole, since the author says how they sound."""
    return tuple(
        Stretch(mark.start, mark.end) for mark in block.marks if mark.kind in (MarkKind.SAY, MarkKind.IPA)
    )


def _respelled(block: Block, stretch: Stretch) -> str:
    parts: list[str] = []
    at = stretch.start
    for mark in _within(block, stretch, MarkKind.SAY):
        if mark.start >= at:
            parts += (block.text[at : mark.start], mark.value)
            at = mark.end
    return "".join((*parts, block.text[at : stretch.end]))


def _within(block: Block, stretch: Stretch, kind: MarkKind) -> Sequence[Mark]:
    first = bisect_left(block.marks, stretch.start, key=lambda mark: mark.start)
    last = bisect_left(block.marks, stretch.end, key=lambda mark: mark.start)
    return [mark for mark in block.marks[first:last] if mark.kind is kind and mark.end <= stretch.end]
