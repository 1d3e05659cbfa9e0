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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.model import NARRATOR
from narrate.script.people.conversations import Talk
from narrate.voices.casting.portrait import Offer, Portrait, contrast

_SEXES = {"he": "m", "she": "f"}

_WORTH = 2.0
"""Units of contrast that the best voice is worth more than the worst, to somebody who says everything."""

_APART = 1.0
"""Units of contrast from which on two who come back are told apart, also where they never talk."""

_RARELY = 2
"""Turns up to which a person may share the voice of another who speaks as rarely, if they never talk."""

_LEADING, _BEGINNINGS = 3, 6
"""How many of those who say most begin, one after the other, and with how many voices each."""

_LEAST = 1e-9  # by which something must be better
_ROUNDS = 50  # three or four are enough
_NONE = -1  # what somebody has chosen who has not chosen yet
_UNFIT = -1e9  # words: nobody says so many that a man's part would rather have a woman's voice

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

Scores = Floats
"""(…, 4): what counts, in order, more being better. Words to somebody with the same voice; others with it;
the share of words in another accent; and contrast, worth and being told apart in one figure.
"""


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
    return _SEXES.get(part.pronouns, "") in offer.portrait.sex


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
    order = [at for at in order if any(fits(parts[at], offer) for offer in offers)]
    if not order:
        return (None,) * len(parts)
    table = _Table(parts, offers, talk, given)
    table.settle([at for at in order if not rare(parts[at].name, talk)])
    for at in order:
        if rare(parts[at].name, talk):
            table.share(at)
    return tuple(None if choice == _NONE else offers[choice] for choice in table.chosen.tolist())


class _Table:
    """Parts at a table with the offers: which each has ``chosen``, (n,), and what every choice is worth."""

    def __init__(
        self, parts: Sequence[Part], offers: Sequence[Offer], talk: Talk, given: Sequence[Given]
    ) -> None:
        voices = [offer.portrait for offer in offers]
        held = [person.portrait for person in given]
        said = np.array([part.words for part in parts], float)
        share = said / max(1.0, said.sum())
        often = _often(parts, talk)
        self._rare = ~often
        self._both = np.outer(often, often).astype(float)  # (n, n): whether two are to be told apart
        np.fill_diagonal(self._both, 0.0)
        self._words = _between(parts, parts, talk)
        self._whole = self._words.sum() / 2 + _between(parts, given, talk).sum() or 1.0
        self._apart = _apart(voices, voices)
        np.fill_diagonal(self._apart, 0.0)
        self._alike = np.maximum(0.0, 1 - self._apart / _APART) / len(parts)

        same = np.array([[one.same(other) for other in held] for one in voices], bool)
        same = same.reshape(len(offers), len(given))
        apart = np.where(same, 0.0, _apart(voices, held))
        alike = np.maximum(0.0, 1 - apart / _APART) @ _often(given, talk) / len(parts)
        words = _between(parts, given, talk)
        fitting = np.array([[fits(part, offer) for offer in offers] for part in parts], bool)
        abroad = np.array([not offer.at_home for offer in offers], float)
        worth = np.array([offer.worth for offer in offers])
        self._held = [bool(row.any()) for row in same]
        self._held_often = [bool(row.any()) for row in same & _often(given, talk)]
        self._alone: Scores = np.stack(
            [
                np.where(fitting, -(words @ same.T), _UNFIT),
                np.broadcast_to(-same.sum(axis=1), fitting.shape),
                -np.outer(share, abroad),
                words / self._whole @ apart.T + _WORTH * np.outer(share, worth) - np.outer(often, alike),
            ],
            axis=-1,
        )
        self.chosen: Integers = np.full(len(parts), _NONE)
        self._scores = self._alone.copy()  # (n, m, 4): what each offer is worth to each part, as things are

    def settle(self, parts: Sequence[int]) -> None:
        """Let all of ``parts`` choose, and choose again, whoever says most first."""
        if not parts:
            return
        ends: list[tuple[Scores, list[int]]] = []
        for leading, beginning in self._beginnings(parts):
            self._choose_all(parts, [])
            self._choose(leading, beginning)
            for at in parts:
                if at != leading:
                    self._choose(at, _first_best(self._scores[at]))
            self._improve(parts)
            ends.append((self._total(parts), self.chosen[[*parts]].tolist()))
        best, chosen = ends[0]
        for end, others in ends[1:]:
            if _more(end - best):
                best, chosen = end, others
        self._choose_all(parts, chosen)
        for _ in range(_ROUNDS):
            better = [self._driven_out(at, parts) for at in parts]
            if not any(better):
                return
            self._improve(parts)

    def share(self, at: int) -> None:
        """Let a part choose that may share: a voice of others who speak rarely, or else one of nobody's."""
        chosen_by_rare = set(self.chosen[self._rare].tolist())
        chosen_by_others = set(self.chosen[~self._rare].tolist())

        def rank(o: int) -> tuple[float, ...]:
            taken = self._held[o] or o in chosen_by_rare or o in chosen_by_others
            by_rare = taken and o not in chosen_by_others and not self._held_often[o]
            among, _, accent, value = self._scores[at, o].tolist()
            return among, by_rare, not taken, accent, value, -o

        self._choose(at, max(self._fitting(at), key=rank))

    def _beginnings(self, parts: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The voices with which each of those who say most may begin, as if there was nobody else."""
        for leading in parts[:_LEADING]:
            alone = self._alone[leading]
            ranked = sorted(self._fitting(leading), key=lambda o: (*(-alone[o]).tolist(), o))
            yield from ((leading, o) for o in ranked[:_BEGINNINGS])

    def _fitting(self, at: int) -> list[int]:
        fitting: list[int] = np.flatnonzero(self._alone[at, :, 0] > _UNFIT).tolist()
        return fitting

    def _choose(self, at: int, o: int) -> None:
        """Let the part ``at`` have the offer ``o``, whatever it had."""
        everybody = np.arange(len(self.chosen))
        if self.chosen[at] != _NONE:
            self._scores -= self._effect(everybody, at, int(self.chosen[at]))
        self.chosen[at] = o
        self._scores += self._effect(everybody, at, o)

    def _choose_all(self, parts: Sequence[int], chosen: Sequence[int]) -> None:
        """Begin anew: ``parts`` have ``chosen``, and all others nothing."""
        self.chosen[:] = _NONE
        self._scores = self._alone.copy()
        for at, o in zip(parts, chosen, strict=False):
            self._choose(at, o)

    def _effect(self, whom: Integers, at: int, o: int) -> Scores:
        """What it does to the scores of the parts ``whom`` (k,) that the part ``at`` has ``o``: (k, m, 4)."""
        words, both = self._words[whom, at], self._both[whom, at]
        effect = np.zeros((len(whom), len(self._apart), 4))
        effect[:, o, 0] = -words
        effect[:, o, 1] = -both
        effect[:, :, 3] = np.outer(words / self._whole, self._apart[:, o]) - np.outer(both, self._alike[:, o])
        return effect

    def _improve(self, parts: Sequence[int]) -> None:
        """Move and exchange the voices of ``parts`` until nothing gets better by it."""
        for _ in range(_ROUNDS):
            moved = [self._moved(at) for at in parts]
            exchanged = [self._exchanged(one, parts[place + 1 :]) for place, one in enumerate(parts)]
            if not any((*moved, *exchanged)):
                return

    def _moved(self, at: int) -> bool:
        best = _first_best(self._scores[at])
        if not _more(self._scores[at, best] - self._scores[at, self.chosen[at]]):
            return False
        self._choose(at, best)
        return True

    def _exchanged(self, one: int, others: Sequence[int]) -> bool:
        """Exchange the voice of ``one`` with each of ``others`` with whom that is better."""
        exchanged = False
        left = np.array(others, np.intp)
        while len(left):
            a, theirs = int(self.chosen[one]), self.chosen[left]
            gains = self._scores[one, theirs] - self._scores[one, a]
            gains += self._scores[left, a] - self._scores[left, theirs]
            # which were reckoned as if the other kept the voice it has
            gains += 2 * self._between(one, a, left, theirs)
            gains -= self._between(one, a, left, np.full_like(left, a)) + self._between(
                one, theirs, left, theirs
            )
            first = next((place for place, gain in enumerate(gains) if _more(gain)), None)
            if first is None:
                break
            other, b = int(left[first]), int(theirs[first])
            self._choose(one, b)
            self._choose(other, a)
            exchanged = True
            left = left[first + 1 :]
        return exchanged

    def _between(self, one: int, a: int | Integers, others: Integers, b: Integers) -> Scores:
        """What of a score is a matter of ``one`` with ``a`` and ``others`` (k,) with ``b`` each: (k, 4)."""
        words, both, same = self._words[one, others], self._both[one, others], a == b
        value = words / self._whole * self._apart[a, b] - both * self._alike[a, b]
        return np.stack([-words * same, -both * same, np.zeros(len(others)), value], axis=-1)

    def _driven_out(self, at: int, parts: Sequence[int]) -> bool:
        """Let the part ``at`` take what one other has, and that one something else, where that is better."""
        a = int(self.chosen[at])
        for other in parts:
            o = int(self.chosen[other])
            if other == at or o == a or self._alone[at, o, 0] <= _UNFIT:
                continue
            whom = np.array([other])
            theirs = self._scores[other] + (self._effect(whom, at, o) - self._effect(whom, at, a))[0]
            instead = _first_best(theirs)
            if _more(self._scores[at, o] - self._scores[at, a] + theirs[instead] - theirs[o]):
                self._choose(at, o)
                self._choose(other, instead)
                return True
        return False

    def _total(self, parts: Sequence[int]) -> Scores:
        """What all choices are worth together: between two of ``parts`` counts once."""
        at, o = np.array(parts), self.chosen[[*parts]]
        total: Scores = (self._scores[at, o] + self._alone[at, o]).sum(axis=0) / 2
        return total


def _between(parts: Sequence[Part], people: Sequence[Part] | Sequence[Given], talk: Talk) -> Floats:
    """How many words each of ``parts`` and each of ``people`` say to each other: (n, k)."""
    words = [[talk.between(part.name, person.name) for person in people] for part in parts]
    return np.array(words, float).reshape(len(parts), len(people))


def _often(people: Sequence[Part] | Sequence[Given], talk: Talk) -> NDArray[np.bool_]:
    return np.array([not rare(person.name, talk) for person in people], bool)


def _apart(ones: Sequence[Portrait], others: Sequence[Portrait]) -> Floats:
    """How far each of ``ones`` is from each of ``others``: (m, k)."""
    apart = [[contrast(one, other).apart for other in others] for one in ones]
    return np.array(apart, float).reshape(len(ones), len(others))


def _first_best(scores: Scores) -> int:
    """The row of ``scores`` (m, 4) that is best; the first of equals, as far as rounding can tell."""
    left = np.arange(len(scores))
    for column in range(scores.shape[1]):
        worth = scores[left, column]
        left = left[worth >= worth.max() - _LEAST]
    return int(left[0])


def _more(gain: Scores) -> bool:
    """Whether ``gain`` (4,) is one, by more than what rounding makes."""
    return next((each > 0 for each in gain.tolist() if abs(each) > _LEAST), False)
