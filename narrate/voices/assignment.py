"""Who gets which voice: those who talk to each other are to sound as different as can be.

What counts, in this order: that nobody has the voice of somebody they talk to; that nobody who comes back
shares a voice; that those who say most have the accent of the book; and then the sum of contrast, weighted by
how much two say to each other, of how good the voices are, weighted by how much they have to say, and of how
well all who come back can be told apart.

There are too many assignments to try them all. Whoever says most first, everybody takes what is best as
things are; then voices are moved and exchanged as long as that makes it better. That is done from several
beginnings, and the best end counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.model import NARRATOR
from narrate.script.people.conversations import Talk
from narrate.voices.portrait import Offer, Portrait, contrast

_SEXES = {"he": "m", "she": "f"}

_WORTH = 2.0
"""Units of contrast that the best voice is worth more than the worst, to somebody who says everything."""

_APART = 1.0
"""Units of contrast from which on two who come back are told apart, also where they never talk."""

_RARELY = 2
"""Turns up to which a person may share the voice of another who speaks as rarely, if they never talk."""

_BEGINNINGS = 6
"""Voices with which whoever says most begins, one after the other. On three novels four are enough."""

_LEAST = 1e-9  # by which something must be better
_ROUNDS = 50  # three or four are enough

Score = tuple[float, float, float, float]
"""What counts, in order; more is better."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who needs a voice, and ``words`` to say. ``pronouns`` may be ""."""

    name: str
    pronouns: str = ""
    words: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody who has a voice."""

    name: str
    portrait: Portrait


def fits(part: Part, offer: Offer) -> bool:
    """Whether the voice is one for the part: a man's for "he", a woman's for "she", any for whoever else."""
    return offer.portrait.sex == _SEXES.get(part.pronouns, offer.portrait.sex)


def rare(name: str, talk: Talk) -> bool:
    """Whether somebody speaks so rarely that a shared voice will do."""
    return name != NARRATOR and talk.turns.get(name, 0) <= _RARELY


def assign(
    parts: Sequence[Part], offers: Sequence[Offer], talk: Talk, given: Sequence[Given] = ()
) -> tuple[Offer | None, ...]:
    """A voice for each of ``parts``; None where none of ``offers`` fits. Those ``given`` stay as they are.

    Whoever speaks rarely comes last: they share a voice that others who speak as rarely have, or else take a
    free one. The same for the same input, in whatever order the ``parts`` are.
    """
    order = sorted(range(len(parts)), key=lambda at: (-parts[at].words, parts[at].name))
    often = [at for at in order if not rare(parts[at].name, talk)]
    table = _Table(parts, offers, talk, given)
    table.settle(often)
    for at in order:
        if rare(parts[at].name, talk):
            table.chosen[at] = table.shared(at)
    return tuple(None if choice is None else offers[choice] for choice in table.chosen)


class _Table:
    """Parts at a table with the offers: who has chosen what, and what each choice is worth."""

    def __init__(
        self, parts: Sequence[Part], offers: Sequence[Offer], talk: Talk, given: Sequence[Given]
    ) -> None:
        self._parts, self._talk = parts, talk
        self.chosen: list[int | None] = [None] * len(parts)
        self._fitting = [[o for o, offer in enumerate(offers) if fits(part, offer)] for part in parts]
        self._apart = [[contrast(a.portrait, b.portrait).apart for b in offers] for a in offers]
        self._often = [not rare(part.name, talk) for part in parts]
        names = {part.name: at for at, part in enumerate(parts)}
        self._partners = [
            [(names[name], words) for name, words in talk.partners(part.name) if name in names]
            for part in parts
        ]
        self._whole = sum(talk.words[pair] for pair in talk.words if not names.keys().isdisjoint(pair)) or 1.0
        self._said = sum(part.words for part in parts) or 1
        self._holders = [
            {person.name for person in given if person.portrait.same(offer.portrait)} for offer in offers
        ]
        self._alone = [
            {o: self._by_itself(part, offers[o], given) for o in self._fitting[at]}
            for at, part in enumerate(parts)
        ]

    def settle(self, parts: Sequence[int]) -> None:
        """Let all of ``parts`` choose, and choose again, whoever says most first."""
        if not parts:
            return
        leading = parts[0]
        ranked = sorted(self._fitting[leading], key=lambda o: (self._alone[leading][o], -o), reverse=True)
        beginnings: list[int | None] = [*ranked[:_BEGINNINGS]]
        ends = []
        for beginning in beginnings or [None]:
            self.chosen = [None] * len(self._parts)
            self.chosen[leading] = beginning
            for at in parts[1:]:
                self.chosen[at] = self._best(at)
            self._improve(parts)
            ends.append((self._total(parts), self.chosen))
        best, self.chosen = ends[0]
        for total, chosen in ends[1:]:
            if _more(total, best):
                best, self.chosen = total, chosen
        for _ in range(_ROUNDS):
            better = [self._driven_out(at, parts) for at in parts]
            if not any(better):
                return
            self._improve(parts)

    def shared(self, at: int) -> int | None:
        """What a part takes that may share: a voice of others who speak rarely, or else one of nobody's."""

        def rank(o: int) -> tuple[object, ...]:
            among, _, accent, value = self._score(at, o)
            chosen = {self._parts[other].name for other, choice in enumerate(self.chosen) if choice == o}
            holders = self._holders[o] | chosen
            rarely = bool(holders) and all(rare(name, self._talk) for name in holders)
            return among, rarely, not holders, accent, value, -o

        return max(self._fitting[at], key=rank, default=None)

    def _best(self, at: int) -> int | None:
        """What is best for the part ``at`` as things are; the first of equals."""
        return max(self._fitting[at], key=lambda o: (self._score(at, o), -o), default=None)

    def _improve(self, parts: Sequence[int]) -> None:
        """Move and exchange the voices of ``parts`` until nothing gets better by it."""
        pairs = list(itertools.combinations(parts, 2))
        for _ in range(_ROUNDS):
            moved = [self._moved(at) for at in parts]
            exchanged = [self._exchanged(one, other) for one, other in pairs]
            if not any((*moved, *exchanged)):
                return

    def _moved(self, at: int) -> bool:
        best, now = self._best(at), self.chosen[at]
        if best is None or now is None or not _more(self._score(at, best), self._score(at, now)):
            return False
        self.chosen[at] = best
        return True

    def _exchanged(self, one: int, other: int) -> bool:
        a, b = self.chosen[one], self.chosen[other]
        if a is None or b is None or a == b or b not in self._alone[one] or a not in self._alone[other]:
            return False
        before = _sum(self._score(one, a), self._score(other, b))
        self.chosen[one], self.chosen[other] = b, a
        if _more(_sum(self._score(one, b), self._score(other, a)), before):
            return True
        self.chosen[one], self.chosen[other] = a, b
        return False

    def _driven_out(self, at: int, parts: Sequence[int]) -> bool:
        """Let the part ``at`` take what others have, and them something else, where that is better."""
        now = self.chosen
        before = self._total(parts)
        for o in sorted({choice for choice in now if choice in self._alone[at]} - {now[at], None}):
            self.chosen = [*now]
            self.chosen[at] = o
            for other in parts:
                if other != at and now[other] == o:
                    self.chosen[other] = self._best(other)
            if _more(self._total(parts), before):
                return True
        self.chosen = now
        return False

    def _score(self, at: int, o: int) -> Score:
        """What it is worth that the part ``at`` has the offer ``o``, as all others have chosen."""
        among, shared, accent, value = self._alone[at][o]
        row = self._apart[o]
        for other, words in self._partners[at]:
            choice = self.chosen[other]
            if choice == o:
                among -= words
            elif choice is not None:
                value += words / self._whole * row[choice]
        if self._often[at]:
            for other, choice in enumerate(self.chosen):
                if choice is not None and other != at and self._often[other]:
                    shared -= choice == o
                    value -= max(0.0, 1 - row[choice] / _APART) / len(self._parts)
        return among, shared, accent, value

    def _by_itself(self, part: Part, offer: Offer, given: Sequence[Given]) -> Score:
        """The same as far as it is a matter of those whose voices are given, and of the voice itself."""
        share = part.words / self._said
        among, shared, value = 0.0, 0.0, _WORTH * share * offer.worth
        for person in given:
            words = self._talk.between(part.name, person.name)
            same = person.portrait.same(offer.portrait)
            apart = 0.0 if same else contrast(offer.portrait, person.portrait).apart
            among -= words * same
            shared -= same
            value += words / self._whole * apart
            if not rare(person.name, self._talk) and not rare(part.name, self._talk):
                value -= max(0.0, 1 - apart / _APART) / len(self._parts)
        return among, shared, 0.0 if offer.at_home else -share, value

    def _total(self, parts: Sequence[int]) -> Score:
        """What all choices are worth together: between two of ``parts`` counts once."""
        total: Score = (0.0, 0.0, 0.0, 0.0)
        for at in parts:
            choice = self.chosen[at]
            if choice is not None:
                both = _sum(self._score(at, choice), self._alone[at][choice])
                total = _sum(total, (both[0] / 2, both[1] / 2, both[2] / 2, both[3] / 2))
        return total


def _more(one: Score, other: Score) -> bool:
    """Whether ``one`` is more than ``other``, by more than what rounding makes."""
    return next((a > b for a, b in _pairs(one, other) if abs(a - b) > _LEAST), False)


def _sum(one: Score, other: Score) -> Score:
    a, b, c, d = (x + y for x, y in _pairs(one, other))
    return a, b, c, d


def _pairs(one: Score, other: Score) -> Iterator[tuple[float, float]]:
    return zip(one, other, strict=True)
