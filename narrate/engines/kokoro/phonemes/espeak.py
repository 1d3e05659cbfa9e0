"""Spanish, French, Hindi, Italian and Portuguese: misaki's use of eSpeak NG, a stretch of words at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from narrate.engines.kokoro.phonemes.sounds import Sound, Sounds, unsaid
from narrate.engines.kokoro.phonemes.stretches import Stretch, space_after, stretches
from narrate.engines.kokoro.vocabulary import has_sound
from narrate.model import Phonemes

VOICES: Final = {"e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}
"""eSpeak's voice for each language, as mlx-audio asks for it (``pipeline.py``, ``LANG_CODES``)."""

_SCRIPTS: Final = {"h": ("DEVANAGARI", "LATIN")}
_RETROFLEX: Final = ("r.", "ɽ")
"""eSpeak's Hindi writes ड़ as "r.", of which the model would make a pause in the middle of a word."""


_LONG: Final = re.compile(r"\S{40}(?=\S)")


def in_short_words(text: str) -> str:
    """``text`` with no word longer than eSpeak takes: it leaves out what is beyond 160 bytes of a word."""
    return _LONG.sub(r"\g<0> ", text)


class Espeak:
    """The language ``letter``, one of ``VOICES``."""

    def __init__(self, letter: str) -> None:
        from misaki import espeak

        self._letter = letter
        self._g2p = espeak.EspeakG2P(VOICES[letter])
        # phonemizer, as misaki sets it up, would break "3.14" at its full stop. It is given no marks at all.
        self._g2p.backend = type(self._g2p.backend)(
            VOICES[letter], punctuation_marks="\0", with_stress=True, tie="^", language_switch="remove-flags"
        )

    def sounds(self, text: str, ipa: tuple[Phonemes, ...]) -> Sounds:
        """``text`` as sounds: a word each where it is plain which phonemes are whose."""
        parted = stretches(text, ipa, _SCRIPTS.get(self._letter, ("LATIN",)))
        faults = list(parted.faults)
        found: list[Sound] = []
        for part in parted.stretches:
            if part.said is not None:
                found.append(Sound(part.start, part.end, part.said, space_after(text, part), word=part.fixed))
                continue
            said = self._phonemes(text[part.start : part.end])
            if has_sound(said):
                found += _words(text, part, said)
            else:
                faults.append(unsaid(text[part.start : part.end]))
        return Sounds(tuple(found), tuple(faults))

    def _phonemes(self, words: str) -> str:
        said: str = self._g2p(in_short_words(words.replace("’", "'")))[0]
        return " ".join((said.replace(*_RETROFLEX) if self._letter == "h" else said).split())


def _words(text: str, part: Stretch, said: str) -> Iterator[Sound]:
    """``said`` as the words of ``part``, if there are as many of them; else as one stretch.

    Numbers are several words and capitals may be spelled: with them the number proves nothing.
    """
    words = text[part.start : part.end].split(" ")
    phonemes = said.split(" ")
    spelled = any(any(map(str.isdecimal, word)) or (len(word) > 1 and word.isupper()) for word in words)
    if spelled or len(phonemes) != len(words):
        yield Sound(part.start, part.end, said, space_after(text, part), word=False)
        return
    at = part.start
    for word, sound in zip(words, phonemes, strict=True):
        end = at + len(word)
        yield Sound(at, end, sound, space_after(text, Stretch(at, end)))
        at = end + 1
