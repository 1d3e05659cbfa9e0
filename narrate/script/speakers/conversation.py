"""Conversation: what the likely speakers of the turns around it say about a turn.

Each stage of the ranker looks at the shares that the stage before gave to every candidate of every turn. All
of it is arithmetic on arrays: a row for each pair of turn and candidate, a column for each sign.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrate.script.speakers.signs import NAME, Sheet
from narrate.script.speakers.turns import Reading, Turn

Floats = NDArray[np.float32]

_FAR = 99  # paragraphs: another conversation
_REACH = 4  # turns on either side whose speakers are signs one by one
_BEFORE, _AFTER, _WITHIN = 12, 12, 24  # turns and paragraphs of one conversation
_ANSWER = re.compile(
    r"\W*(?:yes|no|oh|well|but|and|why|ah|indeed|certainly|not|of course|never|what|very|thank|that|it|so)\b",
    re.IGNORECASE,
)
_ADDRESS = {
    "he": re.compile(
        r"\b(?:sir|my lord|papa|father|my boy|old man|old chap|old fellow|my dear fellow|uncle|my good man"
        r"|young man|gentlemen|monsieur|my son|dear boy|dear fellow)\b",
        re.IGNORECASE,
    ),
    "she": re.compile(
        r"\b(?:madam|ma['’]am|miss|mamma|mother|my lady|my girl|aunt|auntie|madame|mademoiselle|my good woman|mum"
        r"|dear girl|young lady)\b",
        re.IGNORECASE,
    ),
}
_WORD = re.compile(r"[a-z']+")
_SURE = 0.85  # a share from which a turn's words count as its speaker's own
_PRIOR = 200.0  # words: how strongly a character's words are drawn to everybody's
_FEWEST = 80  # words of a character before they tell anything


class Conversation:
    """The turns of a book as arrays. ``signs`` gives the columns for given shares."""

    def __init__(self, reading: Reading, sheets: list[Sheet]) -> None:
        turns = reading.turns
        self._count = len(turns)
        self.turn = np.repeat(np.arange(len(turns)), [len(sheet.candidates) for sheet in sheets])
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
        self._named = np.array([sheet.evidence == NAME for sheet in sheets], dtype=np.float32)
        self._tag_he = np.array([sheet.tag_pronoun == "he" for sheet in sheets])
        self._tag_she = np.array([sheet.tag_pronoun == "she" for sheet in sheets])
        self._opens = np.array([turn.opens for turn in turns])
        self._closes = np.array([turn.closes for turn in turns])
        self._answers = np.array([bool(_ANSWER.match(turn.words)) for turn in turns])
        self._asks = np.array([turn.words.rstrip("\"'”’»_ ").endswith("?") for turn in turns])
        self._called_he = np.array([bool(_ADDRESS["he"].search(turn.words)) for turn in turns])
        self._called_she = np.array([bool(_ADDRESS["she"].search(turn.words)) for turn in turns])
        self._mentioned = np.zeros((len(turns) + 2, self._width), dtype=np.float32)
        for index, turn in enumerate(turns, 1):
            for person in turn.mentioned - turn.addressed:
                if person in place:
                    self._mentioned[index, place[person]] = 1.0
        self._manner = _manner(reading.turns)
        self._echoes = _echoes(reading.turns)
        self._between = self._told_between(reading, place)
        self._nouns(reading, sheets)
        self._words(reading)

    def _told_between(self, reading: Reading, place: dict[int, int]) -> Floats:
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

    def _nouns(self, reading: Reading, sheets: list[Sheet]) -> None:
        """Which noun a turn's tag or beat calls its speaker by ("mother"), as a number; -1 for none."""
        known: dict[str, int] = {}
        found = []
        for turn in reading.turns:
            noun = next((clue.noun for clue in turn.clues if clue.noun), "")
            found.append(known.setdefault(noun, len(known)) if noun else -1)
        self._noun = np.array(found, dtype=np.int64)
        self._noun_count = len(known)

    def _words(self, reading: Reading) -> None:
        """The words of each turn: ``_turn_words`` are (turn, word, times), one row a different word."""
        vocabulary: dict[str, int] = {}
        turns: list[int] = []
        words: list[int] = []
        for index, turn in enumerate(reading.turns):
            found = _WORD.findall(turn.words.lower())
            words += [vocabulary.setdefault(word, len(vocabulary)) for word in found]
            turns += [index] * len(found)
        self._vocabulary = max(1, len(vocabulary))
        key = np.asarray(turns, dtype=np.int64) * self._vocabulary + np.asarray(words, dtype=np.int64)
        key, times = np.unique(key, return_counts=True)
        self._word_turn, self._word = np.divmod(key, self._vocabulary)
        self._times = times.astype(np.float32)
        self._length = np.bincount(self._word_turn, self._times, minlength=self._count)
        everyone = np.bincount(self._word, self._times, minlength=self._vocabulary)
        self._base = (everyone / max(1.0, everyone.sum())).astype(np.float32)
        # A row for each candidate of a turn and each word of that turn.
        first = np.searchsorted(self._word_turn, np.arange(self._count + 1))
        sizes = (first[1:] - first[:-1])[self.turn]
        self._pair = np.repeat(np.arange(len(self.turn)), sizes)
        starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._pair_word = np.arange(len(self._pair)) - starts + first[:-1][self.turn][self._pair]

    def signs(self, shares: Floats) -> tuple[list[str], Floats]:
        """The names of the columns, and their values for the pairs, for ``shares`` of all pairs (n,)."""
        turn, person, gap = self.turn, self.person, self._gap
        dense = np.zeros((self._count + 2 * _REACH, self._width), dtype=np.float32)
        dense[turn + _REACH, person] = shares
        names: list[str] = []
        values: list[Any] = []

        def add(name: str, where: Any, value: Any) -> None:
            names.append(name)
            values.append(np.where(where, value, np.float32(0)).astype(np.float32))

        def near(step: int) -> Any:
            return dense[turn + _REACH + step, person]

        def between(first: int, last: int) -> Any:
            """Paragraphs from the turn ``first`` steps away to the one ``last`` steps away."""
            total = sum(gap[np.arange(self._count) + _REACH + step] for step in range(first + 1, last + 1))
            return np.minimum(total, _FAR)[turn]

        one, two = between(-1, 0), between(-2, 0)
        three, four = between(-3, 0), between(-4, 0)
        next_one, next_two, next_three, next_four = (between(0, step) for step in range(1, 5))
        before, before_two, after = near(-1), near(-2), near(1)
        pure = one == 1
        distance = (one == 0, pure, one == 2, (one >= 3) & (one <= 5))
        for name, where in zip(("0", "1", "2", "3-5"), distance, strict=True):
            add(f"spoke before, {name} apart", where, before)
        closed = np.concatenate([[False], self._closes[:-1]])
        add("spoke before, nothing told", pure & (self._opens & closed)[turn], before)
        for name, least, most in (("0-2", 0, 2), ("3-4", 3, 4), ("5-7", 5, 7)):
            add(f"spoke two before, {name}", (two >= least) & (two <= most), before_two)
        add("spoke three before", three <= 3, near(-3))
        add("spoke four before", four <= 6, near(-4))
        for name in (0, 1, 2):
            add(f"speaks next, {name} apart", next_one == name, after)
        add("speaks two on, 0-2", next_two <= 2, near(2))
        add("speaks two on, 3-4", (next_two >= 3) & (next_two <= 4), near(2))
        add("speaks three on", next_three <= 4, near(3))
        add("speaks four on", next_four <= 6, near(4))
        active, named_active, whole, echo = self._activity(dense)
        total = active.sum(axis=1) + 1e-9
        pair = np.sort(active, axis=1)[:, -2:].sum(axis=1) / total
        add("active", True, active[turn, person] / total[turn])
        add("active much", True, np.log1p(active[turn, person]))
        add("active by name", True, named_active[turn, person])
        add("scene", True, whole[turn, person] / (whole.sum(axis=1) + 1e-9)[turn])
        add("here in these words", True, echo[turn, person])
        own = self._own_manner(dense)
        for column, name in enumerate(MANNER):
            add(f"ever {name}", True, own[:, column])
        add("of two, two before", two <= 3, pair[turn] * before_two)
        add("of two, two on", next_two <= 3, pair[turn] * near(2))
        fits = (self._tag_he[turn] & self._is_he[person]) | (self._tag_she[turn] & self._is_she[person])
        of_pronoun = (active * self._is_he).sum(axis=1) * self._tag_he + (active * self._is_she).sum(
            axis=1
        ) * self._tag_she
        add("active of the tag's pronoun", fits, active[turn, person] / (of_pronoun + 1e-3)[turn])
        add("answers who spoke", pure & self._answers[turn], before)
        asked = np.concatenate([[False], self._asks[:-1]])
        add("was asked", pure & asked[turn], before)
        add("asked", pure & asked[turn] & (two <= 3), before_two)
        last, last_but_one = self._last_of_pronoun(dense)
        for name, where in zip(("0", "1", "2", "3-5"), distance, strict=True):
            add(f"last of the tag's pronoun, {name} apart", where, last[turn, person])
        add("last but one of the tag's pronoun", True, last_but_one[turn, person])
        self._forms_of_address(add, one, next_one, before, after)
        add("mentioned before", one <= 2, self._mentioned[turn, person])
        add("mentioned next", next_one <= 2, self._mentioned[turn + 2, person])
        told = self._between.sum(axis=1)[turn]
        here = self._between[turn, person]
        add("told between", told > 0, here)
        add("another told between", told > 0, 1 - here)
        add("told alone between", told > 0, here / np.maximum(told, 1))
        add("called so elsewhere", self._noun[turn] >= 0, self._called_so(dense))
        add("own words", True, self._own_words(dense))
        return names, np.stack(values, axis=1)

    def _activity(self, dense: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Shares of the turns around each turn: near it, near it by name, and in its whole stretch."""
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
            shares = dense[_REACH : _REACH + self._count][of]
            weight = (self._named[of] * (apart <= _WITHIN) / (1 + abs(step) / 4)).astype(np.float32)
            named[to] += weight[:, None] * shares
            whole[to] += (apart <= _WITHIN).astype(np.float32)[:, None] * shares
            echoes = self._echoes.get(step)
            if echoes is not None:
                echo[to] += echoes[to][:, None] * shares
            if -8 <= step <= 5:
                near[to] += (apart <= 14).astype(np.float32)[:, None] * shares
        return near, named, whole, echo

    def _last_of_pronoun(self, dense: Floats) -> tuple[Floats, Floats]:
        """Who of the pronoun in a turn's tag spoke last before it, and who last but one."""
        fits = np.outer(self._tag_he, self._is_he) | np.outer(self._tag_she, self._is_she)
        last = np.zeros((self._count, self._width), dtype=np.float32)
        last_but_one = np.zeros_like(last)
        left = np.ones(self._count, dtype=np.float32)
        left_after = np.zeros_like(left)
        shares = dense[_REACH : _REACH + self._count]
        for step in range(1, 9):
            earlier = np.zeros_like(last)
            earlier[step:] = shares[:-step] if step < self._count else 0
            near = np.zeros(self._count, dtype=bool)
            near[step:] = self._paragraph[step:] - self._paragraph[:-step] <= 12
            mine = earlier * fits * near[:, None]
            total = mine.sum(axis=1)
            last += left[:, None] * mine
            last_but_one += left_after[:, None] * mine
            left_after = left_after * (1 - total) + left * total
            left = left * (1 - total)
        return last, last_but_one

    def _forms_of_address(self, add: Any, one: Any, next_one: Any, before: Any, after: Any) -> None:
        """'Sir' is said to a man: not by him, unless both are men, and he answers."""
        turn = self.turn
        he, she = self._is_he[self.person], self._is_she[self.person]
        for name, called_he, called_she, where, factor in (
            ("here", self._called_he, self._called_she, True, np.float32(1)),
            ("before", _later(self._called_he), _later(self._called_she), one <= 2, 1 - before),
            ("next", _sooner(self._called_he), _sooner(self._called_she), next_one <= 2, 1 - after),
        ):
            fits = (called_he[turn] & he) | (called_she[turn] & she)
            differs = ((called_he[turn] & she) | (called_she[turn] & he)) & ~fits
            add(f"form of address {name} fits", fits & where, factor)
            add(f"form of address {name} differs", differs & where, factor)

    def _called_so(self, dense: Floats) -> Any:
        """Of the other turns whose tags use the same noun, the share that the candidate speaks."""
        if not self._noun_count:
            return np.float32(0)
        shares = dense[_REACH : _REACH + self._count]
        with_noun = np.flatnonzero(self._noun >= 0)
        total = np.zeros((self._noun_count, self._width), dtype=np.float32)
        np.add.at(total, self._noun[with_noun], shares[with_noun])
        others = total[self._noun[self.turn], self.person] - shares[self.turn, self.person]
        return others / (total.sum(axis=1)[self._noun[self.turn]] + 1)

    def _own_manner(self, dense: Floats) -> Floats:
        """How well each manner of the turn is the candidate's in all of the book's other turns: (n, manners)."""
        shares = dense[_REACH : _REACH + self._count]
        total = shares.T @ self._manner
        mass = shares.sum(axis=0)
        own = shares[self.turn, self.person]
        others = total[self.person] - own[:, None] * self._manner[self.turn]
        mean = others / (mass[self.person] - own + 5.0)[:, None]
        result: Floats = (mean * self._manner[self.turn]).astype(np.float32)
        return result

    def _own_words(self, dense: Floats) -> Floats:
        """How much more the turn's words are the candidate's than everybody's, from -3 to 3."""
        shares = dense[_REACH : _REACH + self._count]
        if not len(self._pair) or not self._width:
            return np.zeros(len(self.turn), dtype=np.float32)
        speaker = shares.argmax(axis=1)
        sure = shares[np.arange(self._count), speaker] > _SURE
        owner = np.where(sure, speaker, -1)
        mine = owner[self._word_turn] >= 0
        said = np.bincount(
            owner[self._word_turn][mine] * self._vocabulary + self._word[mine],
            self._times[mine],
            minlength=self._width * self._vocabulary,
        ).astype(np.float32)
        size = np.bincount(owner[sure], self._length[sure], minlength=self._width)
        person, turn = self.person, self.turn
        itself = owner[turn] == person
        others = size[person] - np.where(itself, self._length[turn], 0)
        word = self._word[self._pair_word]
        said_else = said[person[self._pair] * self._vocabulary + word]
        said_else -= np.where(itself[self._pair], self._times[self._pair_word], 0)
        base = self._base[word]
        ratio = np.log((said_else + _PRIOR * base) / (others[self._pair] + _PRIOR).astype(np.float32) / base)
        score = np.bincount(self._pair, ratio, minlength=len(turn))
        length = self._length[turn]
        score = np.clip(score / np.sqrt(np.maximum(length, 1)), -3, 3)
        return np.where((others >= _FEWEST) & (length >= 3), score, 0).astype(np.float32)


def _later(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([[False], flags[:-1]])


def _sooner(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([flags[1:], [False]])


MANNER = (
    *("asking", "exclaiming", "long", "saying I", "saying you", "saying sir", "trailing off", "answering"),
    *(
        "long words",
        "clipping",
        "saying dear",
        "saying she",
        "saying he",
        "repeating",
        "in sentences",
        "saying we",
    ),
)
"""Manners of speaking that tell people apart."""

_MANNERS = (
    None,
    re.compile(r"!"),
    None,
    re.compile(r"\bI\b"),
    re.compile(r"\byou\b", re.IGNORECASE),
    re.compile(r"\b(?:sir|ma['’]am|madam|miss)\b", re.IGNORECASE),
    re.compile(r"(?:--|—|\.\.\.|…)"),
    _ANSWER,
    None,
    re.compile(r"\b\w+n['’](?!\w)|(?<!\w)['’]\w|\b(?:ain't|ye|d'ye|ay|aye)\b", re.IGNORECASE),
    re.compile(r"\bdear", re.IGNORECASE),
    re.compile(r"\b(?:she|her)\b", re.IGNORECASE),
    re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE),
    re.compile(r"\b(\w+)[,!.]? \1\b", re.IGNORECASE),
    None,
    re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE),
)


def _manner(turns: Sequence[Turn]) -> Floats:
    """The manners of each turn (turns, manners), each with mean 0 and variance 1 over the book."""
    rows = np.zeros((len(turns), len(MANNER)), dtype=np.float32)
    for index, turn in enumerate(turns):
        row = rows[index]
        for column, pattern in enumerate(_MANNERS):
            if pattern is not None:
                row[column] = bool(pattern.search(turn.words))
        row[0] = turn.words.rstrip("\"'”’»_ ").endswith("?")
        row[8] = len(turn.words) / (1 + turn.words.count(" "))
        row[14] = np.log1p(len(turn.words) / (1 + sum(map(turn.words.count, ".!?"))))
        row[2] = np.log1p(len(turn.words))
    rows -= rows.mean(axis=0)
    return rows / np.maximum(rows.std(axis=0), 1e-3)


def _echoes(turns: Sequence[Turn]) -> dict[int, Floats]:
    """How many rare words each turn shares with the one ``step`` turns away, weighted by how rare they are."""
    words = [{word for word in _WORD.findall(turn.words.lower()) if len(word) > 3} for turn in turns]
    spread = Counter(word for found in words for word in found)
    rare = {word: 1 / count for word, count in spread.items() if 1 < count <= max(4, len(turns) // 100)}
    kept = [found & rare.keys() for found in words]
    echoes: dict[int, Floats] = {}
    for step in (2, 3, 4, 5, 6):
        forward = np.zeros(len(turns), dtype=np.float32)
        for index in range(step, len(turns)):
            if kept[index] and kept[index - step]:
                shared = kept[index] & kept[index - step]
                if shared:
                    forward[index] = min(1.0, 2 * sum(rare[word] for word in shared))
        echoes[-step] = forward
        backward = np.zeros_like(forward)
        backward[:-step] = forward[step:]
        echoes[step] = backward
    return echoes
