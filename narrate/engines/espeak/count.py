"""How many phonemes a text has, as eSpeak would say it: what a pace is counted in where words are known.

eSpeak is always there and knows the languages of every engine, which no other front end does. Its phonemes
are nobody's phonology, and need not be: what is compared with one another is counted with the same.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

from narrate.engines.espeak.engine import voices_for

_UNREAD = ("ja",)
"""Languages that eSpeak spells: of kanji it says only what kind of character they are."""

_VOICES = {"zh": "cmn"}
"""Languages by the names that eSpeak has for them, where those differ."""

_SWITCH = re.compile(r"\([^)]*\)")  # to the voice of another language, as in "(^e^n)"
_TIE = "^"
_LETTERS = ("Ll", "Lo")  # of the phonetic alphabet; stress, length and tones are other kinds of character


def reads(language: str) -> bool:
    """Whether the phonemes of a text in ``language``, a tag such as "en-gb", can be counted."""
    return language.partition("-")[0] not in _UNREAD


def phonemes(text: str, language: str) -> int | None:
    """How many phonemes ``text`` has in ``language``, a diphthong as one; None where nobody can tell."""
    if not reads(language):
        return None
    ran = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "narrate.engines.espeak.guess", *_names(language)],
        input=" ".join(text.split()).encode() + b"\n",
        capture_output=True,
        check=False,
    )
    return None if ran.returncode else _count(ran.stdout.decode("utf-8", "replace"))


def _names(language: str) -> list[str]:
    known = _VOICES.get(language.partition("-")[0])
    return [known] if known else voices_for(language)


def _count(ipa: str) -> int:
    """The phonemes of eSpeak's ``ipa``, in which what belongs together is tied by "^"."""
    said = _SWITCH.sub(" ", ipa)
    before = " " + said
    return sum(
        unicodedata.category(each) in _LETTERS and last != _TIE
        for each, last in zip(said, before, strict=False)
    )
