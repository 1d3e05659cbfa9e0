"""Conversation: what the likely speakers of the turns around it say about a turn.

Each stage of the ranker looks at the shares that the stage before gave to every candidate of every turn. All
of it is arithmetic on arrays: a row for each pair of turn and candidate, a column for each sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrate.script.speakers.manner import (
    ANSWER,
    MANNERS,
    Floats,
    Integers,
    Manner,
    Said,
    asks,
    calls,
    echoes,
)
from narrate.script.speakers.reading import Reading
from narrate.script.speakers.signs import NAME, Sheet

_FAR = 99  # paragraphs: another conversation
_REACH = 4  # turns on either side whose speakers are signs one by one
_BEFORE, _AFTER, _WITHIN = 12, 12, 24  # turns and paragraphs of one conversation


class _Columns:
    """Columns of signs as they are found."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.values: list[Floats] = []

    def add(self, name: str, where: Any, value: Any) -> None:
        """A column that is ``value`` where ``where`` holds, and 0 elsewhere."""
        self.names.append(name)
        self.values.append(np.where(where, value, np.float32(0)).astype(np.float32))


class Conversation:
    """The turns of a book as arrays. ``signs`` gives the columns for given shares.

    A pair is a turn and one of its candidates: ``turn`` and ``person`` have a row for each (n,). The pairs of
    turn ``t`` are the ``sizes[t]`` rows from ``first[t]``.
    """

    def __init__(self, reading: Reading, sheets: list[Sheet]) -> None:
        turns = reading.turns
        self._count = len(turns)
        self.sizes = np.array([len(sheet.candidates) for sheet in sheets], dtype=np.int64)
        self.turn = np.repeat(np.arange(len(turns)), self.sizes)
        persons = [person for sheet in sheets for person in sheet.candidates]
        kept, columns = np.unique(np.asarray(persons, dtype=np.int64), return_inverse=True)
        self.person = columns.astype(np.int64)
        self._width = len(kept)
        self.first = np.searchsorted(self.turn, np.arange(len(turns)))
        place = {int(person): column for column, person in enumerate(kept)}
        pronouns = np.array([reading.pronouns[int(person)] for person in kept] or [""])
        self._is_he, self._is_she = pronouns == "he", pronouns == "she"
        paragraph = np.array([turn.paragraph for turn in turns], dtype=np.int64)
        scene = np.array([reading.paragraphs[turn.paragraph].scene for turn in turns], dtype=np.int64)
        self._paragraph = paragraph
        ended = np.array([-_FAR, *(turn.last for turn in turns[:-1])], dtype=np.int64)
        gap = paragraph - ended
        gap[1:][scene[1:] != scene[:-1]] = _FAR
        self._gap = np.concatenate([np.full(_REACH, _FAR), gap, np.full(_REACH + 1, _FAR)])
        self._named = np.array(
            [
                sheet.evidence == NAME or turn.given is not None
                for sheet, turn in zip(sheets, turns, strict=True)
            ],
            dtype=np.float32,
        )
        self._tag_he = np.array([sheet.tag_pronoun == "he" for sheet in sheets])
        self._tag_she = np.array([sheet.tag_pronoun == "she" for sheet in sheets])
        self._opens = np.array([turn.opens for turn in turns])
        self._closes = np.array([turn.closes for turn in turns])
        said = [Said.of(turn.words) for turn in turns]
        self._answers = np.array([bool(ANSWER.match(each.text)) for each in said])
        self._asks = np.array([asks(each) for each in said])
        self._called_he = np.array([calls("he", each) for each in said])
        self._called_she = np.array([calls("she", each) for each in said])
        self._mentioned = np.zeros((len(turns) + 2, self._width), dtype=np.float32)
        for index, turn in enumerate(turns, 1):
            for person in turn.mentioned - turn.addressed:
                if person in place:
                    self._mentioned[index, place[person]] = 1.0
        self._manner = Manner(said, self.turn, self.person, self._width)
        self._echoes = echoes(said)
        self._told_between = self._named_between(reading, place)
        self._nouns(reading)

    def _named_between(self, reading: Reading, place: dict[int, int]) -> Floats:
        """Who is named in the narration between a turn's paragraph and that of the turn before."""
        told = np.zeros((self._count, self._width), dtype=np.float32)
        named = reading.told
        at = 0
        for index in range(1, self._count):
            before, turn = reading.turns[index - 1], reading.turns[index]
            if turn.paragraph - before.last < 2:
                continue
            start, end = reading.starts[before.last + 1], reading.starts[turn.paragraph]
            while at < len(named) and named[at].at < start:
                at += 1
            further = at
            while further < len(named) and named[further].at < end:
                if named[further].person in place:
                    told[index, place[named[further].person]] = 1.0
                further += 1
        return told

    def _nouns(self, reading: Reading) -> None:
        """Which noun a turn's tag or beat calls its speaker by ("mother"), as a number; -1 for none."""
        known: dict[str, int] = {}
        found = []
        for turn in reading.turns:
            noun = next((clue.noun for clue in turn.clues if clue.noun), "")
            found.append(known.setdefault(noun, len(known)) if noun else -1)
        self._noun = np.array(found, dtype=np.int64)
        self._noun_count = len(known)

    def signs(self, shares: Floats) -> tuple[list[str], Floats]:
        """The names of the columns, and their values for the pairs, for ``shares`` of all pairs (n,)."""
        columns = _Columns()
        dense = np.zeros((self._count + 2 * _REACH, self._width), dtype=np.float32)
        dense[self.turn + _REACH, self.person] = shares
        spoken = dense[_REACH : _REACH + self._count]
        by_step = {step: dense[self.turn + _REACH + step, self.person] for step in range(-_REACH, _REACH + 1)}
        back = [self._between(-step, 0) for step in range(_REACH + 1)]
        ahead = [self._between(0, step) for step in range(_REACH + 1)]
        self._turn_taking(columns, by_step, back, ahead)
        self._company(columns, spoken, by_step, back, ahead)
        self._last_of_pronoun(columns, spoken, back[1])
        self._forms_of_address(columns, back[1], ahead[1], by_step)
        self._told(columns, back[1], ahead[1])
        columns.add("called so elsewhere", self._noun[self.turn] >= 0, self._called_so(spoken))
        own = self._manner.own(spoken)
        for number, name in enumerate(MANNERS):
            columns.add(f"ever {name}", True, own[:, number])
        columns.add("own words", True, self._manner.words(spoken))
        return columns.names, np.stack(columns.values, axis=1)

    def _between(self, first: int, last: int) -> Integers:
        """Paragraphs from the turn ``first`` steps away to the one ``last`` steps away, for each pair."""
        turns = np.arange(self._count) + _REACH
        total = np.zeros(self._count, dtype=np.int64)
        for step in range(first + 1, last + 1):
            total += self._gap[turns + step]
        apart: Integers = np.minimum(total, _FAR)[self.turn]
        return apart

    def _turn_taking(
        self, columns: _Columns, by_step: Mapping[int, Floats], back: list[Integers], ahead: list[Integers]
    ) -> None:
        """Who speaks the four turns before and the four after, by how far away they are."""
        turn, pure = self.turn, back[1] == 1
        for name, where in _distances(back[1]):
            columns.add(f"spoke before, {name} apart", where, by_step[-1])
        closed = _later(self._closes)
        columns.add("spoke before, nothing told", pure & (self._opens & closed)[turn], by_step[-1])
        for name, least, most in (("0-2", 0, 2), ("3-4", 3, 4), ("5-7", 5, 7)):
            columns.add(f"spoke two before, {name}", (back[2] >= least) & (back[2] <= most), by_step[-2])
        columns.add("spoke three before", back[3] <= 3, by_step[-3])
        columns.add("spoke four before", back[4] <= 6, by_step[-4])
        for gap in (0, 1, 2):
            columns.add(f"speaks next, {gap} apart", ahead[1] == gap, by_step[1])
        columns.add("speaks two on, 0-2", ahead[2] <= 2, by_step[2])
        columns.add("speaks two on, 3-4", (ahead[2] >= 3) & (ahead[2] <= 4), by_step[2])
        columns.add("speaks three on", ahead[3] <= 4, by_step[3])
        columns.add("speaks four on", ahead[4] <= 6, by_step[4])
        columns.add("answers who spoke", pure & self._answers[turn], by_step[-1])
        asked = _later(self._asks)
        columns.add("was asked", pure & asked[turn], by_step[-1])
        columns.add("asked", pure & asked[turn] & (back[2] <= 3), by_step[-2])

    def _company(
        self,
        columns: _Columns,
        spoken: Floats,
        by_step: Mapping[int, Floats],
        back: list[Integers],
        ahead: list[Integers],
    ) -> None:
        """Who takes part in the conversation, and whether it is one of two."""
        turn, person = self.turn, self.person
        active, named_active, whole, echo = self._activity(spoken)
        total = active.sum(axis=1) + 1e-9
        of_two = np.sort(active, axis=1)[:, -2:].sum(axis=1) / total
        columns.add("active", True, active[turn, person] / total[turn])
        columns.add("active much", True, np.log1p(active[turn, person]))
        columns.add("active by name", True, named_active[turn, person])
        columns.add("scene", True, whole[turn, person] / (whole.sum(axis=1) + 1e-9)[turn])
        columns.add("here in these words", True, echo[turn, person])
        columns.add("of two, two before", back[2] <= 3, of_two[turn] * by_step[-2])
        columns.add("of two, two on", ahead[2] <= 3, of_two[turn] * by_step[2])
        fits = (self._tag_he[turn] & self._is_he[person]) | (self._tag_she[turn] & self._is_she[person])
        men, women = (active * self._is_he).sum(axis=1), (active * self._is_she).sum(axis=1)
        of_pronoun = men * self._tag_he + women * self._tag_she
        columns.add("active of the tag's pronoun", fits, active[turn, person] / (of_pronoun + 1e-3)[turn])

    def _told(self, columns: _Columns, one: Integers, next_one: Integers) -> None:
        """Who is named in the turns beside it, and in the narration since the turn before."""
        turn, person = self.turn, self.person
        columns.add("mentioned before", one <= 2, self._mentioned[turn, person])
        columns.add("mentioned next", next_one <= 2, self._mentioned[turn + 2, person])
        told = self._told_between.sum(axis=1)[turn]
        here = self._told_between[turn, person]
        columns.add("told between", told > 0, here)
        columns.add("another told between", told > 0, 1 - here)
        columns.add("told alone between", told > 0, here / np.maximum(told, 1))

    def _activity(self, spoken: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Shares of the turns around each turn: near it, by name, in its whole stretch, in its rare words."""
        near = np.zeros((self._count, self._width), dtype=np.float32)
        named = np.zeros_like(near)
        whole = np.zeros_like(near)
        echo = np.zeros_like(near)
        paragraph = self._paragraph
        for step in range(-_BEFORE, _AFTER + 1):
            if step == 0 or abs(step) >= self._count:
                continue
            to = slice(max(0, -step), self._count - max(0, step))
            of = slice(max(0, step), self._count - max(0, -step))
            apart = np.abs(paragraph[of] - paragraph[to])
            shares = spoken[of]
            weight = (self._named[of] * (apart <= _WITHIN) / (1 + abs(step) / 4)).astype(np.float32)
            named[to] += weight[:, None] * shares
            whole[to] += (apart <= _WITHIN).astype(np.float32)[:, None] * shares
            echoes = self._echoes.get(step)
            if echoes is not None:
                echo[to] += echoes[to][:, None] * shares
            if -8 <= step <= 5:
                near[to] += (apart <= 14).astype(np.float32)[:, None] * shares
        return near, named, whole, echo

    def _last_of_pronoun(self, columns: _Columns, spoken: Floats, one: Integers) -> None:
        """Who of the pronoun in a turn's tag spoke last before it, and who last but one."""
        fits = np.outer(self._tag_he, self._is_he) | np.outer(self._tag_she, self._is_she)
        last = np.zeros((self._count, self._width), dtype=np.float32)
        last_but_one = np.zeros_like(last)
        left = np.ones(self._count, dtype=np.float32)
        left_after = np.zeros_like(left)
        for step in range(1, 9):
            earlier = np.zeros_like(last)
            earlier[step:] = spoken[:-step] if step < self._count else 0
            near = np.zeros(self._count, dtype=bool)
            near[step:] = self._paragraph[step:] - self._paragraph[:-step] <= 12
            mine = earlier * fits * near[:, None]
            total = mine.sum(axis=1)
            last += left[:, None] * mine
            last_but_one += left_after[:, None] * mine
            left_after = left_after * (1 - total) + left * total
            left = left * (1 - total)
        for name, where in _distances(one):
            columns.add(f"last of the tag's pronoun, {name} apart", where, last[self.turn, self.person])
        columns.add("last but one of the tag's pronoun", True, last_but_one[self.turn, self.person])

    def _forms_of_address(
        self, columns: _Columns, one: Integers, next_one: Integers, by_step: Mapping[int, Floats]
    ) -> None:
        """'Sir' is said to a man: not by him, unless both are men, and he answers."""
        turn = self.turn
        he, she = self._is_he[self.person], self._is_she[self.person]
        for name, called_he, called_she, where, factor in (
            ("here", self._called_he, self._called_she, True, np.float32(1)),
            ("before", _later(self._called_he), _later(self._called_she), one <= 2, 1 - by_step[-1]),
            ("next", _sooner(self._called_he), _sooner(self._called_she), next_one <= 2, 1 - by_step[1]),
        ):
            fits = (called_he[turn] & he) | (called_she[turn] & she)
            differs = ((called_he[turn] & she) | (called_she[turn] & he)) & ~fits
            columns.add(f"form of address {name} fits", fits & where, factor)
            columns.add(f"form of address {name} differs", differs & where, factor)

    def _called_so(self, spoken: Floats) -> Any:
        """Of the other turns whose tags use the same noun, the share that the candidate speaks."""
        if not self._noun_count:
            return np.float32(0)
        with_noun = np.flatnonzero(self._noun >= 0)
        total = np.zeros((self._noun_count, self._width), dtype=np.float32)
        np.add.at(total, self._noun[with_noun], spoken[with_noun])
        others = total[self._noun[self.turn], self.person] - spoken[self.turn, self.person]
        return others / (total.sum(axis=1)[self._noun[self.turn]] + 1)


def _distances(apart: Integers) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    yield "0", apart == 0
    yield "1", apart == 1
    yield "2", apart == 2
    yield "3-5", (apart >= 3) & (apart <= 5)


def _later(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([[False], flags[:-1]])


def _sooner(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([flags[1:], [False]])
