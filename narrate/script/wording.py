"""Wording: what is said for a stretch of a block: the author's respellings, the normaliser, the lexicon."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from narrate.model import Block, Mark, MarkKind, Phonemes, Pronunciation, UtteranceKind
from narrate.script.lexicon.respell import Lexicon
from narrate.script.sentences import Stretch
from narrate.script.spoken.speak import speak


class Words(NamedTuple):
    """What is said, and where in it the author fixed the phonemes.

    ``lost`` are marks of phonemes whose word is not among the words that are said.
    """

    spoken: str
    ipa: tuple[Phonemes, ...] = ()
    lost: tuple[Mark, ...] = ()

    @property
    def sayable(self) -> bool:
        """Whether there is a letter or a digit in it: anything to say."""
        return any(map(str.isalnum, self.spoken))


@dataclass(frozen=True, slots=True)
class Wording:
    """How the text of a book becomes words: its language and the author's lexicon.

    For the normaliser a word whose phonemes are fixed is a stand-in that no rule changes, so that its place
    in what is said is certain however often the same word occurs.
    """

    language: str
    lexicon: Lexicon = field(default_factory=lambda: Lexicon((), ""))

    @classmethod
    def of(cls, language: str, entries: Iterable[Pronunciation]) -> Wording:
        """The wording of a book in ``language`` with the author's ``entries``."""
        return cls(language, Lexicon.of(entries, language))

    def words(self, block: Block, stretch: Stretch, kind: UtteranceKind, speaker: str | None) -> Words:
        """What ``speaker`` says for ``stretch`` of ``block``, as an utterance of ``kind``."""
        if not block.marks:
            spoken = speak(block.text[stretch.start : stretch.end], kind, self.language)
            return Words(*self.lexicon.apply(spoken, speaker))
        marks, covered = _outermost(_within(block, stretch))
        fixed = [mark for mark in marks if mark.kind is MarkKind.IPA]
        stand_ins = dict(zip(fixed, _stand_ins(block, fixed), strict=True)) if fixed else {}
        spoken = speak(_written(block, stretch, marks, stand_ins), kind, self.language)
        places: list[Phonemes] = []
        lost = [mark for mark in covered if mark.kind is MarkKind.IPA]
        for mark, stand_in in stand_ins.items():
            start = spoken.lower().find(stand_in.lower(), places[-1].end if places else 0)
            if start < 0:
                lost.append(mark)
                continue
            found = spoken[start : start + len(stand_in)]
            word = _as_found(self._said(block, mark, covered), stand_in, found)
            spoken = spoken[:start] + word + spoken[start + len(stand_in) :]
            if word:
                places.append(Phonemes(start, start + len(word), mark.value))
            else:
                lost.append(mark)
        respelled = self.lexicon.apply(spoken, speaker, places)
        return Words(respelled.spoken, respelled.ipa, tuple(lost))

    def _said(self, block: Block, mark: Mark, covered: Sequence[Mark]) -> str:
        """The words of a marked stretch, for people, and for engines that cannot read phonemes."""
        same = (each.value for each in covered if (each.start, each.end) == (mark.start, mark.end))
        written = next(same, block.text[mark.start : mark.end])
        return speak(written, UtteranceKind.SPEECH, self.language).strip(" .,;:!?…") or written.strip()


def sounding(block: Block) -> list[Mark]:
    """The marks of ``block`` that say how words sound, in order."""
    return [mark for mark in block.marks if _sounds(mark)]


def _sounds(mark: Mark) -> bool:
    return mark.kind in (MarkKind.SAY, MarkKind.IPA) and mark.end > mark.start


def unbroken(block: Block) -> tuple[Stretch, ...]:
    """The stretches of ``block`` that one utterance must hold whole, since the author says how they sound."""
    return tuple(Stretch(mark.start, mark.end) for mark in sounding(block))


def _written(block: Block, stretch: Stretch, marks: Sequence[Mark], stand_ins: dict[Mark, str]) -> str:
    """The text of ``stretch`` with respellings and stand-ins in their places."""
    parts: list[str] = []
    at = stretch.start
    for mark in marks:
        said = mark.value if mark.kind is MarkKind.SAY else stand_ins.get(mark)
        if said is not None:
            parts += (block.text[at : mark.start], said)
            at = mark.end
    return "".join((*parts, block.text[at : stretch.end]))


def _stand_ins(block: Block, marks: Sequence[Mark]) -> Iterator[str]:
    """A word for each of ``marks`` that is nowhere in the block, cased as the marked text is.

    Its letters make neither a Roman numeral nor a unit nor the beginning of a stammer.
    """
    text = block.text.lower()
    unused = (
        word
        for length in (2, 3, 4)
        for letters in product("bfhknpt", repeat=length)
        if (word := f"zaq{'o'.join(letters)}uz") not in text
    )
    for mark in marks:
        word = next(unused)
        written = block.text[mark.start : mark.end].strip()
        if not written[:1].isupper():
            yield word
        else:
            yield word.upper() if written[1:].isupper() else word.capitalize()


def _as_found(word: str, stand_in: str, found: str) -> str:
    """``word`` in the case that its stand-in has got: capitals are lowered, headings are in title case."""
    if found == stand_in:
        return word
    return word.lower() if found.islower() else word.capitalize()


def _outermost(marks: Iterable[Mark]) -> tuple[list[Mark], list[Mark]]:
    """``marks`` in order without those that stand inside another, and those; of equals, phonemes stay."""
    kept: list[Mark] = []
    covered: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind is MarkKind.SAY)):
        (covered if kept and mark.start < kept[-1].end else kept).append(mark)
    return kept, covered


def _within(block: Block, stretch: Stretch) -> Iterator[Mark]:
    first = bisect_left(block.marks, stretch.start, key=lambda mark: mark.start)
    last = bisect_left(block.marks, stretch.end, key=lambda mark: mark.start)
    for mark in block.marks[first:last]:
        if _sounds(mark) and mark.end <= stretch.end:
            yield mark
