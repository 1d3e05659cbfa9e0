"""Surroundings: who is named, spoken of and in the reader's mind around a turn, and so could speak it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from narrate.script.speakers.reading import Reading, Turn

_BACK = 6000  # characters in which a candidate must have been named: three pages
_AHEAD = 700
_NEAR = 3000
_MOST = 14  # candidates from what is told; tags and vocatives nearby add their own


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is told around a turn; persons are indexes into ``Reading.persons``.

    ``seen`` ranks who was named before it (1: last), ``distance`` says how many characters back, ``count``
    how often; ``after`` how many characters after its beginning somebody is named next. ``rank_in`` ranks
    the seen among those of the same pronouns. ``subjects`` says how many named subjects ago somebody was
    one, ``focus`` whom "he" and "she" would mean, and how many subjects ago that was; ``last_pronoun`` was
    a subject nearby.
    """

    candidates: list[int]
    seen: Mapping[int, int]
    distance: Mapping[int, int]
    count: Mapping[int, int]
    after: Mapping[int, int]
    rank_in: Mapping[int, int]
    inside: Mapping[int, int]  # named in what is said
    quoted_near: Mapping[int, int]  # named in what was said before
    subjects: Mapping[int, int]
    next_subjects: tuple[int, ...]
    focus: Mapping[str, tuple[int, int]]
    last_pronoun: str


class Surveyor:
    """Finds the surroundings of the turns of a reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._told_at = [named.at for named in reading.told]
        self._quoted_at = [named.at for named in reading.quoted]
        self._subject_at = [subject.at for subject in reading.subjects]
        self._ids = {name: index for index, name in enumerate(reading.persons) if name}

    def survey(self, index: int) -> Surroundings:
        """The surroundings of turn ``index``."""
        turn = self._reading.turns[index]
        seen, distance, count = self._told_before(turn.start)
        after = self._told_after(turn)
        quoted_near = self._quoted(turn.start - _NEAR, turn.start)
        ago, focus, last_pronoun = self._focus(turn)
        return Surroundings(
            candidates=self._candidates(index, distance, after, quoted_near),
            seen=seen,
            distance=distance,
            count=count,
            after=after,
            rank_in=self._rank_in(distance),
            inside=self._quoted(turn.start, turn.end),
            quoted_near=quoted_near,
            subjects=ago,
            next_subjects=self._next_subjects(turn),
            focus=focus,
            last_pronoun=last_pronoun,
        )

    def _rank_in(self, distance: Mapping[int, int]) -> dict[int, int]:
        ranks: dict[int, int] = {}
        for pronoun in ("he", "she"):
            persons = [person for person in distance if self._reading.pronouns[person] == pronoun]
            persons.sort(key=lambda person: distance[person])
            ranks.update((person, rank) for rank, person in enumerate(persons, 1))
        return ranks

    def _told_before(self, at: int) -> tuple[dict[int, int], dict[int, int], Counter[int]]:
        """Persons named before ``at``: rank of the last time (1 is nearest), distance, how often."""
        told = self._reading.told
        seen: dict[int, int] = {}
        distance: dict[int, int] = {}
        count: Counter[int] = Counter()
        for index in range(bisect_left(self._told_at, at) - 1, -1, -1):
            named_at, person = told[index]
            if named_at <= at - _BACK:
                break
            count[person] += 1
            if person not in seen:
                seen[person] = len(seen) + 1
                distance[person] = at - named_at
        return seen, distance, count

    def _told_after(self, turn: Turn) -> dict[int, int]:
        told = self._reading.told
        after: dict[int, int] = {}
        for index in range(bisect_left(self._told_at, turn.start), len(told)):
            named_at, person = told[index]
            if named_at >= turn.end + _AHEAD:
                break
            after.setdefault(person, named_at - turn.start)
        return after

    def _quoted(self, start: int, end: int) -> Counter[int]:
        quoted = self._reading.quoted
        first, last = bisect_left(self._quoted_at, start), bisect_left(self._quoted_at, end)
        return Counter(named.person for named in quoted[first:last])

    def _candidates(
        self, index: int, distance: Mapping[int, int], after: Mapping[int, int], quoted_near: Counter[int]
    ) -> list[int]:
        reading = self._reading
        far = 1 << 30
        near = sorted(
            {*distance, *after},
            key=lambda person: min(distance.get(person, far), 2 * after.get(person, far)),
        )[:_MOST]
        must: set[int] = set()
        if reading.teller >= 0:
            must.add(reading.teller)
        for other in range(max(0, index - 2), min(len(reading.turns), index + 3)):
            must |= reading.turns[other].tagged
            given = self._ids.get(reading.turns[other].given or "")
            if given is not None:
                must.add(given)
            if other != index:
                must |= reading.turns[other].addressed
        for clue in reading.turns[index].clues:
            must.update(self._ids[name] for name in clue.who)
        often = [person for person, _ in quoted_near.most_common(3)]
        found = list(dict.fromkeys([*near, *sorted(must), *often]))
        if not found:
            found = [person for person, _ in reading.frequency.most_common(5)]
        return found

    def _focus(self, turn: Turn) -> tuple[dict[int, int], dict[str, tuple[int, int]], str]:
        """Whom sentences before ``turn`` were about.

        By person how many named subjects ago; by pronoun who holds it and how many subjects ago; and the
        last pronoun that was a subject nearby.
        """
        subjects, pronouns = self._reading.subjects, self._reading.pronouns
        until = bisect_left(self._subject_at, turn.start)
        ago: dict[int, int] = {}
        number = 0
        for index in range(until - 1, -1, -1):
            at, persons, _ = subjects[index]
            if at <= turn.start - _NEAR or number >= 30:
                break
            if persons:
                for person in persons:
                    ago.setdefault(person, number)
                number += 1
        focus: dict[str, tuple[int, int]] = {}
        last = ""
        for index in range(max(0, until - 25), until):
            at, persons, pronoun = subjects[index]
            if turn.start - at > 4000:
                continue
            if len(persons) == 1 and pronouns[persons[0]]:
                focus[pronouns[persons[0]]] = (persons[0], until - index)
            elif pronoun in focus:
                focus[pronoun] = (focus[pronoun][0], until - index)
            if pronoun in ("he", "she") and turn.start - at < 600 and until - index <= 3:
                last = pronoun
        return ago, focus, last

    def _next_subjects(self, turn: Turn) -> tuple[int, ...]:
        index = bisect_left(self._subject_at, turn.end)
        subjects = self._reading.subjects
        if index < len(subjects) and subjects[index].at < turn.end + 300:
            return subjects[index].persons
        return ()
