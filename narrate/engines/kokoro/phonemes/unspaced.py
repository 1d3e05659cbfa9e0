"""What Japanese and Mandarin share: no spaces between words, wide marks, English words in Latin letters."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Final

from narrate.engines.kokoro.phonemes.english import English
from narrate.engines.kokoro.phonemes.sounds import Sound, Sounds, unsaid
from narrate.engines.kokoro.phonemes.stretches import Stretch, space_after, stretches
from narrate.engines.kokoro.vocabulary import has_sound
from narrate.model import Phonemes

_SCRIPTS: Final = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "LATIN", "FULLWIDTH", "HALFWIDTH")
"""By the first words of Unicode's names."""
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏＡ-Ｚａ-ｚ]+(?:['’ -][A-Za-zÀ-ɏＡ-Ｚａ-ｚ]+)*")
_OPENING: Final = "“("
_CLOSING: Final = ",.!?:;”)"


class Unspaced(ABC):
    """A language whose words ``words`` reads; those in Latin letters are read as American English."""

    def __init__(self) -> None:
        self._english: English | None = None

    @abstractmethod
    def words(self, text: str, start: int, end: int) -> Iterator[Sound]:
        """The sounds of ``start:end``, words without marks; one without phonemes has none."""

    def sounds(self, text: str, ipa: tuple[Phonemes, ...]) -> Sounds:
        """``text`` as sounds, with spaces between words and about marks as other languages have them."""
        parted = stretches(text, ipa, _SCRIPTS, by_word=False)
        found: list[Sound] = []
        faults = list(parted.faults)
        for part in parted.stretches:
            if part.said is None:
                heard = self._read(text, part, faults)
                if heard:
                    found += (*heard[:-1], heard[-1]._replace(space=space_after(text, part)))
                continue
            if part.said in _OPENING and found:
                found[-1] = found[-1]._replace(space=True)
            space = space_after(text, part) or part.said in _CLOSING
            found.append(Sound(part.start, part.end, part.said, space, word=part.fixed))
        return Sounds(tuple(found), tuple(dict.fromkeys(faults)))

    def _read(self, text: str, part: Stretch, faults: list[str]) -> list[Sound]:
        """The sounds of ``part``, each before a space; what has none is added to ``faults``."""
        heard: list[Sound] = []
        for start, end, latin in _by_script(text, part):
            for sound in self._in_english(text, start, end) if latin else self.words(text, start, end):
                if has_sound(sound.phonemes):
                    heard.append(sound._replace(space=True))
                else:
                    faults.append(unsaid(text[sound.start : sound.end]))
        return heard

    def _in_english(self, text: str, start: int, end: int) -> Iterator[Sound]:
        self._english = self._english or English(british=False, tagger="best")
        for sound in self._english.sounds(text[start:end], ()).sounds:
            yield sound._replace(start=start + sound.start, end=start + sound.end)


def _by_script(text: str, part: Stretch) -> Iterator[tuple[int, int, bool]]:
    """``part`` of ``text`` in runs of Latin words (True) and of everything else."""
    at = part.start
    for match in _LATIN.finditer(text, part.start, part.end):
        if at < match.start():
            yield at, match.start(), False
        yield match.start(), match.end(), True
        at = match.end()
    if at < part.end:
        yield at, part.end, False
