"""The author's pronunciations, applied to spoken text.

An entry in lower case matches the word in any case. An entry with a capital matches as it is written and in
capitals, so that "Polish" leaves "polish" alone. An entry also matches what is said for it: "St. John" finds
"Saint John". Entries match whole words only. In English an entry also serves the possessive and the regular
plural of its word. Of two entries that match at one place the longer wins, of two for one word the one that
is for the speaker alone, and what one entry has respelled or the author has fixed no other touches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from narrate.model import Phonemes, Pronunciation, UtteranceKind
from narrate.script.lexicon.inflection import plural, respelled_plural, with_s
from narrate.script.spoken.speak import is_american, speak

_WORD: Final = re.compile(r"\w+")
# Neither inside a word nor the stem or tail of one with an apostrophe (can't, O'Brien); 's is a suffix.
_BEFORE: Final = r"(?<!\w)(?<!\w')"
_AFTER: Final = r"(?!\w|'(?!(?:s|S)\b)\w)(?P<possessive>'[sS]\b)?"


class Respelled(NamedTuple):
    """Spoken text after the lexicon, and the stretches of it whose phonemes are fixed, in order."""

    spoken: str
    ipa: tuple[Phonemes, ...]


@dataclass(frozen=True, slots=True)
class _Sound:
    """How a word is said: ``say`` instead of it, with the phonemes ``ipa``, or both."""

    say: str
    ipa: str

    def with_s(self, *, american: bool) -> _Sound:
        return _Sound(
            self.say and respelled_plural(self.say), self.ipa and with_s(self.ipa, american=american)
        )


@dataclass(frozen=True, slots=True)
class _Forms:
    """All forms of all entries that hold for one speaker.

    ``patterns`` are by the first word of the form in lower case, each with the characters of the form before
    that word, so that a lexicon of thousands of words costs no more than a look-up a word.
    """

    patterns: dict[str, list[tuple[int, str]]]
    exact: dict[str, _Sound]
    any_case: dict[str, _Sound]  # by form in lower case

    def matches(self, spoken: str) -> Iterator[re.Match[str]]:
        """The forms in ``spoken``, in order and apart; of those at one place the longest."""
        at = 0
        for word in _WORD.finditer(spoken):
            for before, pattern in self.patterns.get(word[0].lower(), ()):
                start = word.start() - before
                if start >= at and (match := _pattern(pattern).match(spoken, start)):
                    yield match
                    at = match.end()
                    break


@dataclass(frozen=True)
class Lexicon:
    """The entries that hold in a book of ``language``, ready to be applied."""

    entries: tuple[Pronunciation, ...]
    language: str
    _by_speaker: dict[str, _Forms] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, entries: Iterable[Pronunciation], language: str) -> Lexicon:
        """The lexicon of ``entries`` for ``language``: those of another language are left out."""
        tag = language.lower()
        held = (e for e in entries if not e.language or tag == e.language or tag.startswith(f"{e.language}-"))
        return cls(tuple(held), tag)

    def apply(self, spoken: str, speaker: str | None, fixed: Sequence[Phonemes] = ()) -> Respelled:
        """``spoken`` as ``speaker`` says it; ``fixed`` stretches, in order, keep their text and phonemes."""
        if not self.entries:
            return Respelled(spoken, tuple(fixed))
        forms = self._forms(speaker)
        if forms.patterns.keys().isdisjoint(_WORD.findall(spoken.lower())):
            return Respelled(spoken, tuple(fixed))
        text: list[str] = []
        phonemes: list[Phonemes] = []
        at = length = 0
        for start, end, said, ipa in self._changes(spoken, forms, fixed):
            text += (spoken[at:start], said)
            length += start - at
            if ipa:
                phonemes.append(Phonemes(length, length + len(said), ipa))
            length += len(said)
            at = end
        return Respelled("".join((*text, spoken[at:])), tuple(phonemes))

    def _changes(
        self, spoken: str, forms: _Forms, fixed: Sequence[Phonemes]
    ) -> Iterator[tuple[int, int, str, str]]:
        """Stretches in order, with what is said there and its phonemes: the fixed ones, and the matches."""
        waiting = list(fixed)[::-1]
        for match in forms.matches(spoken):
            while waiting and waiting[-1].end <= match.start():
                yield _kept(spoken, waiting.pop())
            if waiting and waiting[-1].start < match.end():
                continue
            word, suffix = match["word"], match["possessive"] or ""
            sound = forms.exact.get(word) or forms.any_case.get(word.lower())
            if sound is None:
                continue
            if sound.ipa:
                ipa = sound.with_s(american=is_american(self.language)).ipa if suffix else sound.ipa
                yield match.start(), match.end(), sound.say + suffix if sound.say else match[0], ipa
            else:
                yield match.start(), match.end(), sound.say + suffix, ""
        while waiting:
            yield _kept(spoken, waiting.pop())

    def _forms(self, speaker: str | None) -> _Forms:
        """Compiled once for each character that has entries, and once for everybody else."""
        name = (speaker or "").casefold()
        key = name if any(name in _names(entry) for entry in self.entries) else ""
        if key not in self._by_speaker:
            own = [entry for entry in self.entries if key and key in _names(entry)]
            shared = [entry for entry in self.entries if not entry.only]
            self._by_speaker[key] = self._compiled([*own, *shared])
        return self._by_speaker[key]

    def _compiled(self, entries: Sequence[Pronunciation]) -> _Forms:
        english = self.language.partition("-")[0] in ("en", "")
        forms = [(form, _Sound(entry.say, entry.ipa)) for entry in entries for form in _spellings(entry.word)]
        if english:
            american = is_american(self.language)
            forms += [
                (plural(form), sound.with_s(american=american)) for form, sound in forms if plural(form)
            ]
        exact: dict[str, _Sound] = {}
        any_case: dict[str, _Sound] = {}
        for form, sound in forms:
            if form.islower():
                any_case.setdefault(form, sound)
            else:
                exact.setdefault(form, sound)
                exact.setdefault(form.upper(), sound)
        after = _AFTER if english else _AFTER.replace("'[sS]", "(?!)")
        grouped: dict[str, dict[int, list[str]]] = {}
        for form in sorted({*exact, *any_case}, key=lambda form: (-len(form), form)):
            first = _WORD.search(form)
            if first is not None:
                choice = f"(?i:{re.escape(form)})" if form in any_case else re.escape(form)
                grouped.setdefault(first[0].lower(), {}).setdefault(first.start(), []).append(choice)
        patterns = {
            word: [
                (before, f"{_BEFORE}(?P<word>{'|'.join(choices)}){after}")
                for before, choices in sorted(by_offset.items(), reverse=True)
            ]
            for word, by_offset in grouped.items()
        }
        return _Forms(patterns, exact, any_case)


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled when its word first occurs: a book says few of the words of a large lexicon."""
    return re.compile(text)


def _kept(spoken: str, fixed: Phonemes) -> tuple[int, int, str, str]:
    return fixed.start, fixed.end, spoken[fixed.start : fixed.end], fixed.ipa


def _names(entry: Pronunciation) -> tuple[str, ...]:
    return tuple(name.casefold() for name in entry.only)


def _spellings(word: str) -> tuple[str, ...]:
    """The spellings under which an entry may stand in spoken text: cleaned, and as it is said."""
    written = speak(word, UtteranceKind.SPEECH, "")
    said = (speak(word, UtteranceKind.SPEECH, language) for language in ("en-us", "en-gb"))
    # "US" is said "us" where it is shouted; that the entry means that word is for the author to write.
    kept = (form for form in said if form.lower() != written.lower())
    return tuple(form for form in dict.fromkeys((written, *kept)) if _WORD.search(form))
