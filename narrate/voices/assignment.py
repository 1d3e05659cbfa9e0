"""Who gets which voice: those who talk to each other are to sound as different as can be.

What counts, in this order: that nobody has the voice of somebody they talk to; that nobody who comes back
shares a voice; that those who say most have the accent of the book; and then contrast, weighted by how much two
say to each other, and how good a voice is, weighted by how much it has to say. Everybody in turn, whoever says
most first, takes the best that is free; then voices are moved and exchanged as long as that makes it better.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.script.people.conversations import Talk
from narrate.voices.portrait import Offer, Portrait, contrast

_SEXES = {"he": "m", "she": "f"}
_WORTH = 1.0
"""Units of contrast that the best voice is worth more than the worst, to somebody who says everything."""

_LEAST = 1e-9  # by which something must be better
_ROUNDS = 50  # three or four are enough
_RARELY = 2
"""Turns up to which a person may share a voice with another who speaks as rarely, and with whom they never talk."""

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
    return talk.turns.get(name, 0) <= _RARELY


def assign(
    parts: Sequence[Part], offers: Sequence[Offer], talk: Talk, given: Sequence[Given] = ()
) -> tuple[Offer | None, ...]:
    """A voice for each of ``parts``; None where none of ``offers`` fits. Those ``given`` stay as they are.

    Whoever speaks rarely comes last: they share a voice that others who speak as rarely have, or else take a
    free one. The same for the same input; the order of ``parts`` does not matter.
    """
    order = sorted(range(len(parts)), key=lambda at: (-parts[at].words, parts[at].name))
    table = _Table(parts, offers, talk, given)
    often = [at for at in order if not rare(parts[at].name, talk)]
    for at in often:
        table.take(at, table.best(at))
    table.improve(often)
    for at in order:
        if rare(parts[at].name, talk):
            table.take(at, table.shared(at))
    return tuple(None if choice is None else offers[choice] for choice in table.chosen)


class _Table:
    """Parts at a table with the offers: who has chosen what, and what each choice is worth."""

    def __init__(
        self, parts: Sequence[Part], offers: Sequence[Offer], talk: Talk, given: Sequence[Given]
    ) -> None:
        self._parts, self._offers, self._talk = parts, offers, talk
        self.chosen: list[int | None] = [None] * len(parts)
        self._fitting = [[o for o, offer in enumerate(offers) if fits(part, offer)] for part in parts]
        self._apart = [[contrast(a.portrait, b.portrait).apart for b in offers] for a in offers]
        self._rare = [rare(part.name, talk) for part in parts]
        names = {part.name: at for at, part in enumerate(parts)}
        self._partners = [
            [(names[name], words) for name, words in talk.partners(part.name) if name in names]
            for part in parts
        ]
        held = {person.name: person for person in given}
        whole = sum(talk.between(*pair) for pair in talk.words if pair[0] in names or pair[1] in names)
        self._whole = whole or 1.0
        self._words = sum(part.words for part in parts) or 1
        self._alone = [
            {o: self._by_itself(part, offers[o], held) for o in self._fitting[at]}
            for at, part in enumerate(parts)
        ]
        self._held = {
            o: {person.name for person in given if person.portrait.same(offer.portrait)}
            for o, offer in enumerate(offers)
        }

    def take(self, at: int, choice: int | None) -> None:
        self.chosen[at] = choice

    def best(self, at: int) -> int | None:
        """What is best for the part ``at`` as things are; the first of equals."""
        return max(self._fitting[at], key=lambda o: (self.score(at, o), -o), default=None)

    def shared(self, at: int) -> int | None:
        """The same for a part that may share: a voice of others who speak rarely, or else one of nobody's."""

        def rank(o: int) -> tuple[object, ...]:
            among, _, accent, value = self.score(at, o)
            holders = self._held[o] | {
                self._parts[p].name for p, choice in enumerate(self.chosen) if choice == o
            }
            minor = bool(holders) and all(rare(name, self._talk) for name in holders)
            return among, minor, not holders, accent, value, -o

        return max(self._fitting[at], key=rank, default=None)

    def improve(self, parts: Sequence[int]) -> None:
        """Move and exchange the voices of ``parts`` until nothing gets better by it."""
        pairs = list(itertools.combinations(parts, 2))
        for _ in range(_ROUNDS):
            moved = [self._moved(at) for at in parts]
            exchanged = [self._exchanged(one, other) for one, other in pairs]
            if not any((*moved, *exchanged)):
                return

    def _moved(self, at: int) -> bool:
        best, now = self.best(at), self.chosen[at]
        if best is None or now is None or not _more(self.score(at, best), self.score(at, now)):
            return False
        self.chosen[at] = best
        return True

    def _exchanged(self, one: int, other: int) -> bool:
        a, b = self.chosen[one], self.chosen[other]
        if a is None or b is None or a == b or b not in self._alone[one] or a not in self._alone[other]:
            return False
        before = _sum(self.score(one, a), self.score(other, b))
        self.chosen[one], self.chosen[other] = b, a
        if _more(_sum(self.score(one, b), self.score(other, a)), before):
            return True
        self.chosen[one], self.chosen[other] = a, b
        return False

    def score(self, at: int, o: int) -> Score:
        """What it is worth that the part ``at`` has the offer ``o``, as all others have chosen."""
        among, alone, accent, value = self._alone[at][o]
        for other, words in self._partners[at]:
            choice = self.chosen[other]
            if choice == o:
                among -= words
            elif choice is not None:
                value += words / self._whole * self._apart[o][choice]
        alone -= sum(
            choice == o and other != at and not self._rare[other] for other, choice in enumerate(self.chosen)
        )
        return among, alone, accent, value

    def _by_itself(self, part: Part, offer: Offer, held: dict[str, Given]) -> Score:
        """The same as far as it is a matter of those whose voices are given, and of the voice itself."""
        share = part.words / self._words
        among, value = 0.0, _WORTH * share * offer.worth
        for name, words in self._talk.partners(part.name):
            if name not in held:
                continue
            if held[name].portrait.same(offer.portrait):
                among -= words
            else:
                value += words / self._whole * contrast(offer.portrait, held[name].portrait).apart
        taken = any(person.portrait.same(offer.portrait) for person in held.values())
        return among, -float(taken), 0.0 if offer.at_home else -share, value


def _more(one: Score, other: Score) -> bool:
    """Whether ``one`` is more than ``other``, by more than what rounding makes."""
    for a, b in _pairs(one, other):
        if abs(a - b) > _LEAST:
            return a > b
    return False


def _sum(one: Score, other: Score) -> Score:
    a, b, c, d = (x + y for x, y in _pairs(one, other))
    return a, b, c, d


def _pairs(one: Score, other: Score) -> Iterator[tuple[float, float]]:
    return zip(one, other, strict=True)
