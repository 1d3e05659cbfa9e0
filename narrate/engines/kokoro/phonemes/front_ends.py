"""The worker's object: one front end for each language that is asked for, made when it is first needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from narrate.engines.kokoro.languages import LANGUAGES
from narrate.engines.kokoro.phonemes.alphabet import in_letters
from narrate.engines.kokoro.phonemes.sounds import FrontEnd, Sound, joined, unsaid
from narrate.engines.kokoro.pieces import cut
from narrate.engines.kokoro.reading import Reading, Said
from narrate.engines.kokoro.vocabulary import has_sound
from narrate.model import Phonemes

_LOOSE_SPACE: Final = re.compile(r"^\s|\s$|\s\s|[^\S ]")


class FrontEnds:
    """Reads texts in the languages of Kokoro; every symbol that it gives is in ``vocabulary``."""

    def __init__(self, vocabulary: AbstractSet[str], tagger: str) -> None:
        self._vocabulary = vocabulary
        self._tagger = tagger
        self._made: dict[str, FrontEnd] = {}

    def read(self, text: str, ipa: tuple[Phonemes, ...], letter: str) -> Reading:
        """``text`` in pieces for a voice of the language ``letter``. Raises MissingTool."""
        if letter not in self._made:
            self._made[letter] = self._make(letter)
        tidy, places = _tidy(text)
        pins, faults = _pins(ipa, places, letter)
        heard = self._made[letter].sounds(tidy, pins)
        faults += heard.faults
        phonemes, words = joined([self._kept(sound, tidy, faults) for sound in heard.sounds])
        if not has_sound(phonemes):
            return Reading((), tuple(faults) or (unsaid(text),))
        return Reading(cut(phonemes, tuple(_placed(words, places))), tuple(dict.fromkeys(faults)))

    def _kept(self, sound: Sound, text: str, faults: list[str]) -> Sound:
        """``sound`` without the symbols that the model lacks, of which ``faults`` will tell."""
        lacking = sorted(set(sound.phonemes) - self._vocabulary - {" "})
        if not lacking:
            return sound
        word = text[sound.start : sound.end]
        faults.append(f"“{word}” needs the sound {' and '.join(lacking)}, which the model lacks")
        return sound._replace(phonemes="".join(symbol for symbol in sound.phonemes if symbol not in lacking))

    def _make(self, letter: str) -> FrontEnd:
        LANGUAGES[letter].require()
        if letter in "ab":
            from narrate.engines.kokoro.phonemes.english import English

            return English(british=letter == "b", tagger=self._tagger)
        if letter == "j":
            from narrate.engines.kokoro.phonemes.japanese import Japanese

            return Japanese()
        if letter == "z":
            from narrate.engines.kokoro.phonemes.mandarin import Mandarin

            return Mandarin()
        from narrate.engines.kokoro.phonemes.espeak import Espeak

        return Espeak(letter)


def _tidy(text: str) -> tuple[str, Sequence[int]]:
    """``text`` with single spaces between words only, and the place of each of its characters in ``text``."""
    if not _LOOSE_SPACE.search(text):
        return text, range(len(text))
    kept: list[int] = []
    for match in re.finditer(r"\S+", text):
        if kept:
            kept.append(match.start() - 1)
        kept += range(match.start(), match.end())
    return "".join(" " if text[at].isspace() else text[at] for at in kept), kept


def _pins(
    ipa: Sequence[Phonemes], places: Sequence[int], letter: str
) -> tuple[tuple[Phonemes, ...], list[str]]:
    """``ipa`` of a text as of its tidy form, in the letters of the language, and what is wrong with it."""
    if not ipa:
        return (), []
    where = {place: index for index, place in enumerate(places)}
    found: list[Phonemes] = []
    faults: list[str] = []
    for start, end, phonemes in ipa:
        inside = [where[at] for at in range(start, end) if at in where]
        said = in_letters(phonemes, letter)
        if not inside:
            continue
        if has_sound(said):
            found.append(Phonemes(inside[0], inside[-1] + 1, said))
        else:
            faults.append(f"there is no sound in the phonemes /{phonemes}/")
    return tuple(found), faults


def _placed(words: Sequence[Said], places: Sequence[int]) -> Iterator[Said]:
    for start, end, first, last in words:
        yield Said(places[start], places[end - 1] + 1, first, last)
