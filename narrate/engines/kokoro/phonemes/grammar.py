"""A tagger for English by rules: whether "record" is a noun or a verb, and "read" the past or the present.

Only what changes a sound in misaki's dictionaries has to be right: nouns against verbs, the past against the
present, the article "a". A word is judged by what stands before it and by what follows; what is not needed
to judge others has no rule. It is used where spaCy's trained model is not on this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from narrate.engines.kokoro.phonemes.marks import tag_of
from narrate.engines.kokoro.phonemes.surroundings import OBJECT_BEGINS, Surroundings
from narrate.engines.kokoro.phonemes.word_classes import (
    ADJECTIVES_AND_OTHERS,
    AUXILIARIES,
    BE,
    CAUSATIVES,
    CLOSED,
    HAVE,
    LINKING,
    MINUTE_THINGS,
    NOUNS_IN_ING,
    OBJECTS,
    PARTICLES,
    PAST,
    PLURAL,
    PRESENT,
    QUANTITIES,
    SUBJECTS,
    SUBORDINATORS,
    VERBS,
    is_participle,
    is_past,
    is_plural,
)

_NOMINAL: Final = frozenset({"NN", "NNS", "NNP"})
_BEFORE_NOUN: Final = frozenset({"DT", "PRP$", "JJ", "CD", "POS"})
_NEARBY: Final = frozenset({"at", "by", "to", "behind", "beside", "enough", "together"})
_PAST_OR_PRESENT: Final = frozenset({"read", "reread"})
_BENT: Final = frozenset({"crooked", "ragged", "jagged", "dogged", "learned"})
"""Adjectives in -ed that sound otherwise as verbs."""


class Judging(Surroundings):
    """A text under judgement."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(words)
        self._inverted = False  # an auxiliary stands before its subject, and the verb is still to come
        self._verb = False  # the clause has one
        self._open = False  # a straight quotation mark is waiting for its other

    def tag(self, at: int) -> str:
        """The tag of the word ``at``."""
        word, following = self.words[at], self.words[at + 1] if at + 1 < len(self.words) else ""
        mark = tag_of(word, following, opens=not self._open)
        if mark:
            self._open ^= word == '"'
            if mark in (".", ":", "-LRB-", "-RRB-"):
                self._inverted = self._verb = False
            if mark == ".":
                self._sentence = at + 1
            return mark
        own = _OWN_RULES.get(self.lower[at])
        tag = (own(self, at) if own else "") or self._closed(at) or self._open_class(at)
        if self.lower[at] in SUBORDINATORS:
            self._verb = False
        if tag.startswith("VB") and tag != "VBG":
            self._verb = True
            self._inverted &= self.lower[at] in AUXILIARIES
        return tag

    # --- words with rules of their own ---

    def _a(self, at: int) -> str:
        return "NN" if self.words[at] == "A" and at and not self._next(at) else "DT"

    def _particle(self, at: int) -> str:
        ends = self._next(at) in ("", "CC")
        return "" if not ends else "RB" if self.lower[at] == "by" else "RP"

    def _her(self, at: int) -> str:
        return "PRP$" if self._next(at) in ("?", "JJ") else "PRP"

    def _minute(self, at: int) -> str:
        return "JJ" if self._word(at + 1) in MINUTE_THINGS else "NN"

    def _that(self, at: int) -> str:
        """DT, which is stressed, where it points; IN or WDT, which is not, where it joins."""
        before, following = self._before(at), self._next(at)
        points = before < 0 or (self._tag(before) in ("IN", "CC") and self._word(before) not in SUBORDINATORS)
        if self._word(before) in ("so", "now", "such"):
            return "IN"
        return "DT" if not following or (points and following not in ("PRP", "DT", "PRP$")) else "IN"

    def _apostrophe_s(self, at: int) -> str:
        owner = self._word(at - 1)
        return "VBZ" if owner in SUBJECTS or owner in ("that", "there", "here", "what", "where") else "POS"

    def _used(self, at: int) -> str:
        """Misaki says "used to" with an s after VBD and JJ; "was used to make" is VBN."""
        before = self._word(self._before(at))
        if before not in BE and before not in HAVE:
            return "VBD"
        accustomed = self._word(at + 2).endswith("ing") or CLOSED.get(self._word(at + 2)) in OBJECT_BEGINS
        return "JJ" if accustomed else "VBN"

    def _close(self, at: int) -> str:
        """Near, unless it is a verb or "the close of day"."""
        before = self._before(at)
        verb = self._verbal(at)
        if verb and not (self._tag(before) in _NOMINAL and self._word(at + 1) in _NEARBY):
            return verb
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
        return self._verbal(at) or self._by_form(at)

    def _by_form(self, at: int) -> str:
        """The tag of a word that nothing before it makes a verb: by its own form."""
        word, before = self.lower[at], self._before(at)
        tag, stands = self._tag(before), self._word(before) in LINKING or self._word(at - 1) == "not"
        if (word in ADJECTIVES_AND_OTHERS or word.endswith("ate")) and (
            stands or self._next(at) == "?" or tag in ("WP", "CC")
        ):
            return "JJ"
        if word.endswith("ing"):
            return "NN" if word in NOUNS_IN_ING or tag in _BEFORE_NOUN else "VBG"
        if word.endswith("ed"):
            bent = word in _BENT and word != "learned"
            return "JJ" if bent or self._tag(at - 1) in _BEFORE_NOUN else "VBD"
        if word in PAST and (tag not in _BEFORE_NOUN or self._word(before) in ("that", "this")):
            return "VBD"
        return "NNS" if is_plural(word) else "NN"

    def _verbal(self, at: int) -> str:
        """The tag of the word ``at`` if it is a verb, by what stands before it; else ""."""
        before = self._before(at)
        earlier, tag = self._word(before), self._tag(before)
        joins = earlier in ("who", "which") or (earlier == "that" and tag == "IN")
        rules = (
            (self._word(at + 1) == "'s", _no_verb),
            (tag == "TO", self._infinitive),
            (tag == "MD" or earlier in AUXILIARIES, self._bare),
            (earlier in HAVE, self._after_have),
            (earlier in BE, self._after_be),
            (tag == "PRP" or joins, self._after_pronoun),
            (tag in _NOMINAL, self._after_noun),
            (tag == "CC", self._joined),
            (before < 0 or (tag.startswith("VB") and self.lower[at] in VERBS), self._imperative),
            (earlier in QUANTITIES, self._after_quantity),
        )
        rule = next((rule for holds, rule in rules if holds), _no_verb)
        return rule(at, before)

    def _bare(self, at: int, auxiliary: int) -> str:
        del at, auxiliary
        return "VB"

    def _after_have(self, at: int, have: int) -> str:
        del have
        return "VBN" if is_participle(self.lower[at]) else ""

    def _after_quantity(self, at: int, quantity: int) -> str:
        alone = self._before(quantity) < 0 and not is_plural(self.lower[at])
        return self._tensed(at) if alone and self._complement_follows(at) else ""

    def _infinitive(self, at: int, to: int) -> str:
        word = self.lower[at]
        if word.endswith("ing") or is_plural(word) or self._word(to - 1) in (word, "next", "due", "close"):
            return ""  # from house to house, close to record levels
        return "" if word == "use" and self._word(to - 1).startswith("put") else "VB"

    def _after_be(self, at: int, be: int) -> str:
        del be
        word = self.lower[at]
        if word.endswith("ing"):
            return "VBG"
        if word in _BENT:
            return "VBN" if self._word(at + 1) == "by" else ""
        if is_participle(word):
            return "VBN"
        return "VB" if self._inverted and self._next(at) != "?" and self._word(at - 1) not in BE else ""

    def _after_pronoun(self, at: int, before: int) -> str:
        if self._inverted:
            return "VB"
        earlier = self._word(before)
        if earlier in OBJECTS or (earlier == "her" and self._tag(before) == "PRP"):
            return "VB" if self._word(before - 1) in CAUSATIVES and self.lower[at] not in PAST else ""
        if earlier in ("it", "you", "her") and self._word(before - 1) in CAUSATIVES:
            return "VB"
        adjective = self.lower[at] in ADJECTIVES_AND_OTHERS and self.lower[at] != "live"
        if adjective and self._tag(before - 1).startswith("VB") and not self._complement_follows(at):
            return ""  # I think you perfect
        return self._tensed(at)

    def _after_noun(self, at: int, before: int) -> str:
        """A verb after its subject, or no verb but the second half of a compound: music record."""
        word, subject = self.lower[at], self._word(before)
        the_collinses = self._tag(before) == "NNP" and is_plural(subject) and self._word(before - 1) == "the"
        plural = self._tag(before) == "NNS" or subject in PLURAL or the_collinses
        if self._inverted and not is_plural(word):
            return "VB" if self._next(at) != "?" or self._word(before) in PLURAL else ""
        if self._caused(before) and (plural or self._complement_follows(at) or not self._next(at)):
            return "VB"
        if self._verb:
            return ""
        return self._of_subject(at, plural=plural, several=self._tag(before - 1) == "CC")

    def _of_subject(self, at: int, *, plural: bool, several: bool) -> str:
        """The first verb of a clause after the noun that is its subject, if the word is that."""
        word = self.lower[at]
        if word in _PAST_OR_PRESENT:
            return self._tensed(at)
        if word == "wound":
            return "VBD" if self._complement_follows(at) else ""
        ends = self._complement_follows(at) or not self._next(at)
        if is_plural(word):
            return "VBZ" if ends and not plural else ""
        if plural or several:
            return self._tensed(at) if ends else ""
        return "VBD" if is_past(word) else ""

    def _caused(self, noun: int) -> bool:
        """Whether the words up to ``noun`` are the object of a verb such as "let"."""
        place = noun
        while place >= 0 and self.tags[place] in (*_NOMINAL, *_BEFORE_NOUN):
            place -= 1
        return self._word(place) in CAUSATIVES and self._word(place) not in HAVE and place < noun

    def _joined(self, at: int, conjunction: int) -> str:
        """A verb joined to one before: work and live, sat down and read."""
        if not self._verb:
            return self._imperative(at, -1) if self._before(conjunction) < 0 else ""
        word, tag = self.lower[at], self._tag(self._before(conjunction))
        if word in _PAST_OR_PRESENT:
            return "VB" if tag in ("VB", "VBP") else self._tensed(at)
        if self._complement_follows(at) or tag.startswith(("VB", "RP")):
            if is_plural(word):
                return "VBZ" if self._object_follows(at) or tag == "VBZ" else ""
            if tag.startswith("VB") or self._object_follows(at) or self._word(at + 1) in PARTICLES:
                return "VB" if tag in ("VB", "VBP") else self._tensed(at)
        return ""

    def _imperative(self, at: int, before: int) -> str:
        del before
        word = self.lower[at]
        if is_plural(word) or (is_past(word) and word not in _PAST_OR_PRESENT) or word.endswith("ing"):
            return ""
        if word in VERBS or word in _PAST_OR_PRESENT:
            return "VB"
        return "VB" if self._object_follows(at) or self._word(at + 1) in ("up", "down", "it") else ""

    def _tensed(self, at: int) -> str:
        """The tag of a finite verb: past or present."""
        word = self.lower[at]
        if is_plural(word):
            return "VBZ"
        if word not in _PAST_OR_PRESENT:
            return "VBD" if word == "wound" or is_past(word) else "VBP"
        subject = self._word(self._before(at))
        if subject == "you" or subject in PLURAL or is_plural(subject) or subject in ("i", "we", "they"):
            return "VBD" if self._is_told_in_past(at, otherwise=subject != "you") else "VB"
        return "VBD"  # he read; in the present he reads

    def _is_told_in_past(self, at: int, *, otherwise: bool) -> bool:
        """Whether the other verbs of the sentence are past forms; ``otherwise`` where there are none."""
        around = [word for place, word in enumerate(self.lower) if place >= self._sentence and place != at]
        past = sum(is_past(word) for word in around)
        present = sum(word in PRESENT for word in around)
        return otherwise if past == present else past > present


_OWN_RULES: Final[Mapping[str, Callable[[Judging, int], str]]] = {
    "a": Judging._a,
    **dict.fromkeys(("in", "by", "on", "up", "out", "over", "off", "down"), Judging._particle),
    "that": Judging._that,
    "her": Judging._her,
    "'s": Judging._apostrophe_s,
    "used": Judging._used,
    "close": Judging._close,
    "closer": Judging._close,
    "minute": Judging._minute,
}
"""Words with rules of their own."""


def tags(words: Sequence[str]) -> list[str]:
    """A tag for each of ``words``, the tokens of a text as spaCy cuts it ("do", "n't")."""
    judging = Judging(words)
    for index in range(len(words)):
        judging.tags.append(judging.tag(index))
    return judging.tags


def _no_verb(at: int, before: int) -> str:
    del at, before
    return ""
