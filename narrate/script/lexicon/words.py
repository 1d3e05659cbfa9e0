"""The words of a script that a voice may read wrongly: those that no dictionary knows, and homographs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from narrate.model import Pronunciation, ScriptChapter, Utterance
from narrate.script.lexicon.homographs import HOMOGRAPHS

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"'[sS]\Z")
_OUR_OWN: Final = {
    "et",
    "cetera",
    "alii",
    "miz",
    "messers",
}  # what the normaliser says for abbreviations, and voices can read
_ENDINGS: Final = re.compile(r"(?:n't|'(?:s|d|m|ll|re|ve|em|un))\Z", re.IGNORECASE)
_SPELLED: Final = re.compile(r"[A-Z]{2,5}s?\Z")  # what the normaliser leaves in capitals: BBC, NASA
_HOMOGRAPH: Final = re.compile(rf"(?<![\w'])(?:{'|'.join(HOMOGRAPHS)})(?![\w']|-[a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that no dictionary has, as it is most often written; ``first`` is where it is first said."""

    word: str
    count: int
    first: Utterance


@dataclass(frozen=True, slots=True)
class Homograph:
    """One of ``HOMOGRAPHS``, in lower case, said at ``start:end`` of ``utterance.spoken``."""

    word: str
    utterance: Utterance
    start: int
    end: int


def unknown_words(
    chapters: Iterable[ScriptChapter], dictionary: Container[str], lexicon: Sequence[Pronunciation] = ()
) -> tuple[Unknown, ...]:
    """The words that ``dictionary`` lacks, most frequent first.

    Words whose phonemes are fixed are left out, and so are the author's own respellings in ``lexicon``.
    """
    respelled = {part.lower() for entry in lexicon for part in _WORD.findall(entry.say)}
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    first: dict[str, Utterance] = {}
    known = respelled | _OUR_OWN
    for utterance in _utterances(chapters):
        for found in _WORD.findall(_unfixed(utterance)):
            word = _POSSESSIVE.sub("", found)
            lower = word.lower()
            if lower in known:
                continue
            if lower not in counts:
                if _is_known(word, dictionary):
                    known.add(lower)
                    continue
                first[lower] = utterance
                written[lower] = Counter()
            counts[lower] += 1
            written[lower][word] += 1
    for lower in [*counts]:
        for stem in (lower.removesuffix("s"), lower.removesuffix("es")):
            if stem != lower and stem in counts:
                counts[stem] += counts.pop(lower)  # an entry for the stem serves its plural
                break
    return tuple(
        Unknown(written[lower].most_common(1)[0][0], count, first[lower])
        for lower, count in counts.most_common()
    )


def homographs(chapters: Iterable[ScriptChapter]) -> tuple[Homograph, ...]:
    """The homographs whose sound nothing fixes, word by word, each in the order of the book."""
    found = [
        Homograph(match[0].lower(), utterance, match.start(), match.end())
        for utterance in _utterances(chapters)
        for match in _HOMOGRAPH.finditer(_unfixed(utterance))
        if match[0].lower() != "polish" or match[0].islower()
    ]
    return tuple(sorted(found, key=lambda each: each.word))


def _utterances(chapters: Iterable[ScriptChapter]) -> Iterator[Utterance]:
    for chapter in chapters:
        yield from chapter.utterances


def _unfixed(utterance: Utterance) -> str:
    """What is said, of the same length, with spaces for what has fixed phonemes."""
    text = utterance.spoken
    for start, end, _ in utterance.ipa:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_known(word: str, dictionary: Container[str]) -> bool:
    """Whether ``word`` is in the dictionary, as it is or without a contraction's ending, or is spelled."""
    if len(word) == 1 or word in dictionary or _SPELLED.match(word):
        return True
    stem = _ENDINGS.sub("", word)
    return stem != word and (len(stem) == 1 or stem in dictionary or bool(_SPELLED.match(stem)))
