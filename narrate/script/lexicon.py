"""The author's pronunciations, applied to spoken text.

An entry in lower case matches the word in any case. An entry with a capital matches as it is written and in
capitals, so that "Polish" leaves "polish" alone. An entry also matches what is said for it: "St. John" finds
"Saint John". Entries match whole words only; a possessive "'s" stays behind the respelling. Of two entries
that match at one place the longer wins, and what one entry has respelled no other touches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from narrate.model import Pronunciation, UtteranceKind
from narrate.script.spoken import speak

_WORD: Final = re.compile(r"\w+")
# Neither inside a word nor the stem or tail of one with an apostrophe (can't, O'Brien); 's is a suffix.
_BEFORE: Final = r"(?<!\w)(?<!\w')"
_AFTER: Final = r"(?!\w|'(?!(?:s|S)\b)\w)"


@dataclass(frozen=True, slots=True)
class Respelled:
    """Spoken text after the lexicon: the words that are said, and the words whose phonemes are fixed.

    ``ipa`` holds each such word once, as it stands in ``spoken``, with its phonemes, in order of appearance.
    """

    spoken: str
    ipa: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    pattern: re.Pattern[str]
    entries: Mapping[str, Pronunciation]  # by form as it may stand in the text
    any_case: Mapping[str, Pronunciation]  # by form in lower case
    first_words: frozenset[str]  # in lower case; a text without any of these has no match


def apply(spoken: str, lexicon: Sequence[Pronunciation]) -> Respelled:
    """``spoken`` with the words that have a respelling replaced, and those that have phonemes listed."""
    compiled = _compile(tuple(lexicon))
    if compiled.first_words.isdisjoint(_WORD.findall(spoken.lower())):
        return Respelled(spoken, ())
    phonemes: dict[str, str] = {}

    def respell(match: re.Match[str]) -> str:
        entry = compiled.entries.get(match[0]) or compiled.any_case.get(match[0].lower())
        if entry is None:
            return match[0]
        if entry.ipa:
            phonemes.setdefault(match[0], entry.ipa)
        return match[0] if entry.ipa else entry.say or match[0]

    respelled = compiled.pattern.sub(respell, spoken)
    return Respelled(respelled, tuple(phonemes.items()))


@lru_cache(maxsize=8)
def _compile(lexicon: tuple[Pronunciation, ...]) -> _Compiled:
    exact: dict[str, Pronunciation] = {}
    any_case: dict[str, Pronunciation] = {}
    for entry in lexicon:
        for form in _forms(entry.word):
            if form.islower():
                any_case.setdefault(form, entry)
            else:
                exact.setdefault(form, entry)
                exact.setdefault(form.upper(), entry)
    forms = sorted({*exact, *any_case}, key=lambda form: (-len(form), form))
    choices = [f"(?i:{re.escape(form)})" if form in any_case else re.escape(form) for form in forms]
    pattern = re.compile(f"{_BEFORE}(?:{'|'.join(choices)}){_AFTER}" if choices else r"(?!)")
    return _Compiled(pattern, exact, any_case, frozenset(_first_word(form) for form in forms))


def _forms(word: str) -> tuple[str, ...]:
    """The spellings under which an entry may stand in spoken text: cleaned, and as it is said."""
    written = speak(word, UtteranceKind.SPEECH, "")
    said = (speak(word, UtteranceKind.SPEECH, language) for language in ("en-us", "en-gb"))
    # "US" is said "us" where it is shouted; that the entry means that word is for the author to write.
    kept = (form for form in said if form.lower() != written.lower())
    return tuple(form for form in dict.fromkeys((written, *kept)) if _WORD.search(form))


def _first_word(form: str) -> str:
    found = _WORD.search(form)
    return found[0].lower() if found else ""
