"""Tags of the Penn Treebank for English words, by rules: whether "record" is a noun or a verb, "read" past.

Only what changes a sound in misaki's dictionaries has to be right: nouns against verbs, the past against the
present, "a" the article, marks. A word is judged by what stands before it and by what follows; what is not
needed to judge others has no rule. It is used where spaCy's trained model is not installed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from narrate.engines.kokoro.phonemes.word_classes import (
    ADJECTIVES_AND_OTHERS,
    ADVERBS,
    AUXILIARIES,
    BE,
    CAUSATIVES,
    CLOSED,
    HAVE,
    LINKING,
    MODALS,
    OBJECTS,
    PARTICIPLES,
    PARTICLES,
    PAST,
    PLURAL,
    PRESENT,
    QUANTITIES,
    SINGULAR_IN_S,
    SUBJECTS,
    SUBORDINATORS,
    VERBS,
)

_MARKS: Final = {
    "-": "HYPH", "–": ":", "—": ":", ":": ":", ";": ":", "…": ":", ",": ",", "(": "-LRB-", ")": "-RRB-",
    "[": "-LRB-", "]": "-RRB-", "{": "-LRB-", "}": "-RRB-", "“": "``", "”": "''", "«": "``", "»": "''", "/": "SYM",
}  # fmt: skip
_SILENT: Final = frozenset("*_~^|\\`'‘’†‡•·¶¿¡<>‹›")
"""Signs of print that nobody says, nor any voice pauses at: misaki gives them no sound, and that is right.
Square and curly brackets it reads as round ones, which are pauses."""
NAMED: Final = frozenset("%&+=@#$£€¥¢°§©®™×÷±½¼¾²³")
"""Signs that are said by their name."""
_CURRENCIES: Final = frozenset("$£€")
_NUMBER: Final = re.compile(r"[+-]?\d[\d,.:/]*|\.\d+")
_STOPS: Final = frozenset(".!?")


def corrected(word: str, tag: str) -> str:
    """``tag``, which a trained tagger gave to ``word``, where misaki makes the right sound of it.

    Marks have the tags that turn them into pauses. The present of "read" is VB, as misaki's dictionary has
    the past under VBP (github.com/hexgrad/misaki/issues/94).
    """
    mark = _mark(word, opens=tag == "``")
    if mark:
        return mark
    if tag == "VBP" and word.lower() in ("read", "reread"):
        return "VB"
    return "NN" if tag in (".", ",", ":", "``", "''", "-LRB-", "-RRB-", "NFP", "$", "#", "_SP") else tag


def _mark(word: str, *, opens: bool) -> str:
    """The tag of a mark or sign; "" of a word."""
    if any(map(str.isalnum, word)):
        return ""
    if word == '"':
        return "``" if opens else "''"
    if word in _MARKS:
        return _MARKS[word]
    if _STOPS.issuperset(word):
        return ":" if len(word) > 1 and "." in word else "."
    if set("-—–").issuperset(word):
        return ":"
    return "NFP" if _SILENT.issuperset(word) else "SYM"


def tags(words: Sequence[str]) -> list[str]:
    """A tag for each of ``words``, the tokens of a text as spaCy cuts it ("do", "n't")."""
    judging = _Judging(words)
    for index in range(len(words)):
        judging.tags.append(judging.tag(index))
    return judging.tags


_NOMINAL: Final = frozenset({"NN", "NNS", "NNP"})
_BEFORE_NOUN: Final = frozenset({"DT", "PRP$", "JJ", "CD", "POS"})
_OBJECT_BEGINS: Final = frozenset({"DT", "PRP$", "PRP", "CD"})
_PAST_OR_PRESENT: Final = frozenset({"read", "reread"})
_BENT: Final = frozenset({"crooked", "ragged", "jagged", "dogged", "learned"})
"""Adjectives in -ed that sound otherwise as verbs."""


class _Judging:
    """A text under judgement, word by word; ``tags`` are of the words before the one that is judged."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.lower = [word.lower() for word in words]
        self.tags: list[str] = []
        self._inverted = False  # an auxiliary stands before its subject, and the verb is still to come
        self._verb = False  # the clause has one
        self._open = False  # a straight quotation mark is waiting for its other
        self._sentence = 0  # where this one begins

    def tag(self, at: int) -> str:
        """The tag of the word ``at``."""
        word = self.words[at]
        mark = _mark(word, opens=not self._open)
        if mark:
            self._open ^= word == '"'
            if mark in (".", ":") or word in "()[]":
                self._inverted = self._verb = False
                self._sentence = at + 1 if mark == "." else self._sentence
            if word in _CURRENCIES and at + 1 < len(self.words) and _NUMBER.fullmatch(self.words[at + 1]):
                return "$"
            return "NN" if mark == "SYM" and word != "/" else mark
        if _NUMBER.fullmatch(word):
            return "CD"
        tag = self._particular(at) or self._closed(at) or self._open_class(at)
        if self.lower[at] in SUBORDINATORS:
            self._verb = False
        if tag.startswith("VB"):
            self._verb = True
            self._inverted &= self.lower[at] in AUXILIARIES
        return tag

    # --- what stands around a word ---

    def _before(self, at: int, *, adverbs: bool = False) -> int:
        """The place of the word before ``at``, adverbs left out unless they count; -1 at a clause's start."""
        place = at - 1
        while place >= 0 and not adverbs and self.tags[place] == "RB":
            place -= 1
        if place < 0 or self.tags[place] in (".", ":", ",", "``", "''", "-LRB-", "-RRB-", "UH", "NFP"):
            return -1
        return place

    def _word(self, at: int) -> str:
        return self.lower[at] if 0 <= at < len(self.words) else ""

    def _tag(self, at: int) -> str:
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    def _next(self, at: int) -> str:
        """What follows ``at``: the tag of a word of the closed classes, "" at a clause's end, else "?"."""
        following = self._word(at + 1)
        if not following or _mark(following, opens=False):
            return ""
        return "PRP$" if following == "her" else CLOSED.get(following, "?")

    def _object_follows(self, at: int) -> bool:
        following = self._word(at + 1)
        return self._next(at) in _OBJECT_BEGINS or following == "that"

    def _complement_follows(self, at: int) -> bool:
        """An object, a preposition but "of", an adverb or a particle follows: what stands after verbs."""
        following = self._word(at + 1)
        return (
            self._object_follows(at)
            or (self._next(at) in ("IN", "TO", "RB") and following not in ("of", "as", "than"))
            or following in PARTICLES
            or following.endswith("ly")
        )

    def _starts(self, at: int) -> bool:
        """Whether ``at`` is the first word of its sentence, which has a capital whatever it is."""
        return all(
            self.tags[place] in ("``", "''", "-LRB-", "NFP", ":") for place in range(self._sentence, at)
        )

    # --- words with rules of their own ---

    def _particular(self, at: int) -> str:
        match self.lower[at]:
            case "a":
                return "NN" if self.words[at] == "A" and at and not self._next(at) else "DT"
            case "in" | "by" | "on" | "up" | "out" | "over" | "off" | "down" if self._next(at) in ("", "CC"):
                return "RB" if self._word(at) == "by" else "RP"
            case "that":
                return self._that(at)
            case "her":
                return (
                    "PRP$" if self._next(at) == "?" or self._word(at + 1) in ADJECTIVES_AND_OTHERS else "PRP"
                )
            case "'s":
                return self._apostrophe_s(at)
            case "used":
                return self._used(at)
            case "close" | "closer":
                return self._close(at)
            case "minute":
                return "JJ" if self._word(at + 1) in _MINUTE_THINGS else "NN"
        return ""

    def _that(self, at: int) -> str:
        """DT, which is stressed, where it points; IN or WDT, which is not, where it joins."""
        before, following = self._before(at), self._next(at)
        points = before < 0 or self._tag(before) in ("IN", "CC") and self._word(before) not in SUBORDINATORS
        if self._word(before) in ("so", "now", "such"):
            return "IN"
        return "DT" if not following or (points and following not in ("PRP", "DT", "PRP$")) else "IN"

    def _apostrophe_s(self, at: int) -> str:
        owner = self._word(at - 1)
        return "VBZ" if owner in SUBJECTS or owner in ("that", "there", "here", "what", "where") else "POS"

    def _used(self, at: int) -> str:
        """misaki says "used to" with an s after VBD and JJ; "was used to make" is VBN."""
        before = self._word(self._before(at))
        if before not in BE and before not in HAVE:
            return "VBD"
        accustomed = self._word(at + 2).endswith("ing") or CLOSED.get(self._word(at + 2)) in _OBJECT_BEGINS
        return "JJ" if accustomed else "VBN"

    def _close(self, at: int) -> str:
        """ "close" is near unless it is a verb or "the close of day"."""
        verb = self._verbal(at)
        if verb:
            return verb
        before = self._before(at)
        if self._tag(before) in ("DT", "PRP$", "POS") and self._next(at) != "?":
            return "NN"
        return "JJ"

    # --- words of the closed classes ---

    def _closed(self, at: int) -> str:
        word, before = self.lower[at], self._before(at)
        tag = CLOSED.get(word, "")
        if tag in ("MD", "VBP", "VB", "VBD", "VBZ") and self._tag(before) in ("DT", "PRP$", "JJ", "POS"):
            return "NN"  # his will, a must
        if word in AUXILIARIES and (before < 0 or self._tag(before) in ("WP", "CC")):
            self._inverted = True
        return tag

    # --- all others ---

    def _open_class(self, at: int) -> str:
        word = self.lower[at]
        if self.words[at][0].isupper() and not self._starts(at):
            return "NNP"
        if word.endswith("ly") and len(word) > 4:
            return "RB"
        verb = self._verbal(at)
        if verb:
            return verb
        if word in ADJECTIVES_AND_OTHERS and (
            self._next(at) == "?"
            or self._word(self._before(at)) in LINKING
            or self._tag(self._before(at)) == "WP"
        ):
            return "JJ"
        if word.endswith("ing"):
            return "VBG"
        if word.endswith("ed"):
            return "JJ" if word in _BENT or self._tag(at - 1) in _BEFORE_NOUN else "VBD"
        if word in PAST and self._tag(self._before(at)) not in _BEFORE_NOUN:
            return "VBD"
        return "NNS" if _is_plural(word) else "NN"

    def _verbal(self, at: int) -> str:
        """The tag of the word ``at`` if it is a verb, by what stands before it; else ""."""
        before = self._before(at)
        word, earlier, tag = self.lower[at], self._word(before), self._tag(before)
        if tag == "TO":
            return self._infinitive(at, before)
        if tag == "MD" or earlier in AUXILIARIES:
            return "VB"
        if earlier in HAVE:
            return "VBN" if _is_participle(word) else ""
        if earlier in BE:
            return self._after_be(at)
        if tag == "PRP" or earlier in ("who", "which") or (earlier == "that" and tag == "IN"):
            return self._after_pronoun(at, before)
        if tag in _NOMINAL:
            return self._after_noun(at, before)
        if tag == "CC":
            return self._joined(at, before)
        if before < 0 or tag.startswith("VB") and word in VERBS:
            return self._imperative(at)
        if earlier in QUANTITIES and not _is_plural(word) and self._complement_follows(at):
            return self._tensed(at)
        return ""

    def _infinitive(self, at: int, to: int) -> str:
        word = self.lower[at]
        if word.endswith("ing") or _is_plural(word) or self._word(to - 1) in (word, "next", "due", "close"):
            return ""  # from house to house, close to record levels
        return "" if word == "use" and self._word(to - 1).startswith("put") else "VB"

    def _after_be(self, at: int) -> str:
        word = self.lower[at]
        if word.endswith("ing"):
            return "VBG"
        if word in _BENT:
            return "VBN" if self._word(at + 1) == "by" else ""
        if _is_participle(word):
            return "VBN"
        return "VB" if self._inverted and not self._next(at) == "?" and self._word(at - 1) not in BE else ""

    def _after_pronoun(self, at: int, before: int) -> str:
        if self._inverted:
            return "VB"
        earlier = self._word(before)
        if earlier in OBJECTS or (earlier == "her" and self._tag(before) == "PRP"):
            return "VB" if self._word(before - 1) in CAUSATIVES and self.lower[at] not in PAST else ""
        if earlier in ("it", "you", "her") and self._word(before - 1) in CAUSATIVES:
            return "VB"
        return self._tensed(at)

    def _after_noun(self, at: int, before: int) -> str:
        """A verb after its subject, or no verb but the second half of a compound: music record."""
        word, plural = self.lower[at], self._tag(before) == "NNS" or self._word(before) in PLURAL
        if self._inverted and not _is_plural(word):
            return "VB" if not self._next(at) == "?" or self._word(before) in PLURAL else ""
        if self._caused(before) and (self._complement_follows(at) or not self._next(at)):
            return "VB"
        if word in _PAST_OR_PRESENT:
            return "" if self._verb else self._tensed(at)
        if word == "wound":
            return "VBD" if self._complement_follows(at) else ""
        if self._verb:
            return ""
        if _is_plural(word):
            ends = not self._next(at)
            return "VBZ" if not plural and (self._complement_follows(at) or ends) else ""
        if plural or self._tag(before - 1) == "CC":
            return self._tensed(at) if self._complement_follows(at) or not self._next(at) else ""
        return "VBD" if _is_past(word) else ""

    def _caused(self, noun: int) -> bool:
        """Whether the words up to ``noun`` are the object of a verb such as "let"."""
        place = noun
        while place >= 0 and self.tags[place] in (*_NOMINAL, *_BEFORE_NOUN):
            place -= 1
        return self._word(place) in CAUSATIVES and self._word(place) not in HAVE and place < noun

    def _joined(self, at: int, conjunction: int) -> str:
        """A verb joined to one before: work and live, sat down and read."""
        if not self._verb:
            return ""
        word, tag = self.lower[at], self._tag(self._before(conjunction))
        if self._complement_follows(at) or tag.startswith(("VB", "RP")):
            if _is_plural(word):
                return "VBZ" if self._object_follows(at) or tag == "VBZ" else ""
            if tag.startswith("VB") or self._object_follows(at) or self._word(at + 1) in PARTICLES:
                return "VB" if tag in ("VB", "VBP") else self._tensed(at)
        return ""

    def _imperative(self, at: int) -> str:
        word = self.lower[at]
        if _is_plural(word) or _is_past(word) and word not in _PAST_OR_PRESENT or word.endswith("ing"):
            return ""
        if word in VERBS or word in _PAST_OR_PRESENT:
            return "VB"
        return "VB" if self._object_follows(at) or self._word(at + 1) in ("up", "down", "it") else ""

    def _tensed(self, at: int) -> str:
        """The tag of a finite verb: past or present."""
        word = self.lower[at]
        if _is_plural(word):
            return "VBZ"
        if word not in _PAST_OR_PRESENT:
            return "VBD" if word == "wound" or _is_past(word) else "VBP"
        subject = self._word(self._before(at))
        if subject == "you" or subject in PLURAL or _is_plural(subject) or subject in ("i", "we", "they"):
            return "VBD" if self._is_told_in_past(at, otherwise=subject != "you") else "VB"
        return "VBD"  # he read; in the present he reads

    def _is_told_in_past(self, at: int, *, otherwise: bool) -> bool:
        """Whether the other verbs of the sentence are past forms; ``otherwise`` where there are none."""
        around = [word for place, word in enumerate(self.lower) if place >= self._sentence and place != at]
        past = sum(_is_past(word) for word in around)
        present = sum(word in PRESENT for word in around)
        return otherwise if past == present else past > present


_MINUTE_THINGS: Final = frozenset(
    "detail details particle particles portion portions quantity quantities account examination inspection"
    " description attention differences difference creature creatures insects fraction fragments".split()
)


def _is_plural(word: str) -> bool:
    return (
        word.endswith("s") and len(word) > 3 and word not in SINGULAR_IN_S and not word.endswith(("ss", "us"))
    )


def _is_past(word: str) -> bool:
    return word in PAST or (word.endswith("ed") and len(word) > 4 and not word.endswith("eed"))


def _is_participle(word: str) -> bool:
    return word in PARTICIPLES or word.endswith("ed") or (word.endswith("en") and len(word) > 4)
