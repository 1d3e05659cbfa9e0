"""The regular s of English, as spelling, as a respelling and as phonemes: Cholmondeleys, Cholmondeley's."""

from __future__ import annotations

import re
from typing import Final

from narrate.script.lexicon.homographs import HOMOGRAPHS

_SIBILANT_LETTERS: Final = re.compile(r"(?:s|x|z|ch|sh|zh)\Z", re.IGNORECASE)
_SIBILANTS: Final = "szʃʒʧʤ"
_VOICELESS: Final = "ptkfθ"
_PLAIN: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST: Final = 4  # letters of a word in small letters: "as" and "hi" are no stems of "ass" and "his"


def plural(word: str) -> str:
    """The regular plural of ``word``, or "" where a word in s need not be its plural.

    Names have one; of other words those that are long enough, save homographs: "reads" is no plural of the
    "read" that is said "red".
    """
    if not _PLAIN.fullmatch(word):
        return ""
    if word.islower() and (len(word) < _SHORTEST or word in HOMOGRAPHS):
        return ""
    if _SIBILANT_LETTERS.search(word):
        return word + "es"
    if word.islower() and word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def respelled_plural(say: str) -> str:
    """The respelling ``say`` with the s that follows it: "CHUM-lees", "FITCH-es"."""
    return say + ("es" if _SIBILANT_LETTERS.search(say) else "s")


def with_s(ipa: str, *, american: bool) -> str:
    """``ipa`` with the s of a plural or a possessive, which takes its sound from the one before it."""
    last = ipa.rstrip("ːˈˌ ")[-1:]
    if last in _SIBILANTS:
        return ipa + ("ᵻz" if american else "ɪz")
    return ipa + ("s" if last in _VOICELESS else "z")
