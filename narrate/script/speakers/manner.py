"""Manner: how people speak, so that a turn can be told by its words: what they ask, call others, repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import eq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from narrate.script import saying

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

ANSWER = re.compile(
    r"\W*(?:yes|no|oh|well|but|and|why|ah|indeed|certainly|not|of course|never|what|very|thank|that|it|so)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z']+")
_RUN = re.compile(r"\w+")
_SURE = 0.7  # a share from which a turn's words count as its speaker's own
_PRIOR = 500.0  # words: how strongly a character's words are drawn to everybody's
_FEWEST = 80  # words of a character before they tell anything
_FEW_TURNS = 5.0  # how strongly a character's manner is drawn to the book's
_LARGEST = 20_000_000  # persons times words: more is not counted, to bound the memory


class Said(NamedTuple):
    """What is said in a turn, taken apart once, since one look at its words often spares a search.

    ``words`` are in lower case and hold apostrophes. ``runs`` are the letters and digits that stand together,
    in one case: "don't" is two. The word boundaries of a pattern are where they begin and end.
    """

    text: str
    words: tuple[str, ...]
    runs: tuple[str, ...]
    different: frozenset[str]  # runs

    @classmethod
    def of(cls, text: str) -> Said:
        """``text`` taken apart."""
        runs = tuple(_RUN.findall(text.casefold()))
        return cls(text, tuple(_WORD.findall(text.lower())), runs, frozenset(runs))


def asks(said: Said) -> bool:
    """Whether ``said`` ends in a question."""
    return said.text.rstrip("\"'”’»_ ").endswith("?")


_ADDRESS = {
    "he": re.compile(
        r"\b(?:sir|my lord|papa|father|my boy|old man|old chap|old fellow|my dear fellow|uncle|my good man"
        r"|young man|gentlemen|monsieur|my son|dear boy|dear fellow)\b",
        re.IGNORECASE,
    ),
    "she": re.compile(
        r"\b(?:madam|ma['’]am|miss|mamma|mother|my lady|my girl|aunt|auntie|madame|mademoiselle|my good woman"
        r"|mum|dear girl|young lady)\b",
        re.IGNORECASE,
    ),
}
# What such a form of address ends with: where none of these is said, there is none.
_ADDRESSED = {
    "he": saying.words("sir lord papa father boy man chap fellow uncle gentlemen monsieur son"),
    "she": saying.words("madam am miss mamma mother lady girl aunt auntie madame mademoiselle woman mum"),
}


def calls(pronoun: str, said: Said) -> bool:
    """Whether somebody of ``pronoun`` is spoken to as one: "sir", "my lady"."""
    possible = not _ADDRESSED[pronoun].isdisjoint(said.different)
    return possible and _ADDRESS[pronoun].search(said.text) is not None


Measure = Callable[[Said], float]


def _has(pattern: str, *among: str) -> Measure:
    """Whether ``pattern`` is found, for which one of the runs ``among`` must be there, if any are given."""
    search, needed = re.compile(pattern, re.IGNORECASE).search, frozenset(among)
    return lambda said: float(
        (not needed or not needed.isdisjoint(said.different)) and search(said.text) is not None
    )


def _says(*words: str) -> Measure:
    wanted = frozenset(words)
    return lambda said: float(not wanted.isdisjoint(said.different))


def _clips(said: Said) -> float:
    """Whether letters are left out: "goin'", "'tis", "ain't"; or "aye" is said."""
    apostrophe = "'" in said.text or "’" in said.text
    return float((apostrophe and _CLIPPED.search(said.text) is not None) or _says_aye(said))


_CLIPPED = re.compile(r"\b\w+n['’](?!\w)|(?<!\w)['’]\w|\b(?:ain't|d'ye)\b", re.IGNORECASE)
_says_aye = _says("ye", "ay", "aye")
_twice = _has(r"\b(\w+)[,!.]? \1\b")
_MANNERS: dict[str, Measure] = {
    "asking": asks,
    "exclaiming": lambda said: float("!" in said.text),
    "long": lambda said: float(np.log1p(len(said.text))),
    "saying I": lambda said: float("i" in said.different and re.search(r"\bI\b", said.text) is not None),
    "saying you": _says("you"),
    "saying sir": _has(r"\b(?:sir|ma['’]am|madam|miss)\b", "sir", "am", "madam", "miss"),
    "trailing off": _has(r"--|—|\.\.\.|…"),
    "answering": lambda said: float(ANSWER.match(said.text) is not None),
    "long words": lambda said: len(said.text) / (1 + said.text.count(" ")),
    "clipping": _clips,
    "saying dear": _has(r"\bdear"),
    "saying she": _says("she", "her"),
    "saying he": _says("he", "him", "his"),
    "repeating": lambda said: any(map(eq, said.runs, said.runs[1:])) and _twice(said),
    "in sentences": lambda said: float(np.log1p(len(said.text) / (1 + sum(map(said.text.count, ".!?"))))),
    "saying we": _says("we", "us", "our"),
}
MANNERS = tuple(_MANNERS)
"""Manners of speaking that tell people apart."""


class Manner:
    """How the turns of a book are spoken, for pairs of a ``turn`` and a ``person`` of ``width`` persons."""

    def __init__(self, turns: Sequence[Said], turn: Integers, person: Integers, width: int) -> None:
        self._turn, self._person, self._width = turn, person, width
        self._count = len(turns)
        rows = np.array(
            [[measure(said) for measure in _MANNERS.values()] for said in turns], dtype=np.float32
        )
        rows -= rows.mean(axis=0)
        self._manner = rows / np.maximum(rows.std(axis=0), 1e-3)
        self._count_words(turns)

    def own(self, shares: Floats) -> Floats:
        """How well each manner of a turn is the person's in the book's other turns: (pairs, manners).

        ``shares`` are who speaks what: (turns, persons).
        """
        turn, person = self._turn, self._person
        mine = shares[turn, person][:, None]
        others = (shares.T @ self._manner)[person] - mine * self._manner[turn]
        mean = others / (shares.sum(axis=0)[person][:, None] - mine + _FEW_TURNS)
        result: Floats = (mean * self._manner[turn]).astype(np.float32)
        return result

    def words(self, shares: Floats) -> Floats:
        """How much more a turn's words are the person's than everybody's, from -3 to 3: (pairs,).

        The mean log ratio of a unigram model of the person's other turns to that of the whole book.
        """
        if not len(self._pair) or self._width * self._vocabulary > _LARGEST:
            return np.zeros(len(self._turn), dtype=np.float32)
        speaker = shares.argmax(axis=1)
        sure = shares[np.arange(self._count), speaker] > _SURE
        owner = np.where(sure, speaker, -1)
        owned = owner[self._word_turn] >= 0
        said = np.bincount(
            owner[self._word_turn][owned] * self._vocabulary + self._word[owned],
            self._times[owned],
            minlength=self._width * self._vocabulary,
        ).astype(np.float32)
        size = np.bincount(owner[sure], self._length[sure], minlength=self._width)
        itself = owner[self._turn] == self._person
        others = size[self._person] - np.where(itself, self._length[self._turn], 0)
        word = self._word[self._pair_word]
        elsewhere = said[self._person[self._pair] * self._vocabulary + word]
        elsewhere -= np.where(itself[self._pair], self._times[self._pair_word], 0)
        base = self._base[word]
        total = (others[self._pair] + _PRIOR).astype(np.float32)
        score = np.bincount(
            self._pair, np.log((elsewhere + _PRIOR * base) / total / base), minlength=len(self._turn)
        )
        length = self._length[self._turn]
        score = np.clip(score / np.sqrt(np.maximum(length, 1)), -3, 3)
        told: Floats = np.where((others >= _FEWEST) & (length >= 3), score, 0).astype(np.float32)
        return told

    def _count_words(self, turns: Sequence[Said]) -> None:
        """The different words of each turn, and a row for each of them with each candidate of the turn."""
        vocabulary: dict[str, int] = {}
        spoken: list[int] = []
        words: list[int] = []
        for index, said in enumerate(turns):
            words += [vocabulary.setdefault(word, len(vocabulary)) for word in said.words]
            spoken += [index] * len(said.words)
        self._vocabulary = max(1, len(vocabulary))
        key = np.asarray(spoken, dtype=np.int64) * self._vocabulary + np.asarray(words, dtype=np.int64)
        key, times = np.unique(key, return_counts=True)
        self._word_turn, self._word = np.divmod(key, self._vocabulary)
        self._times = times.astype(np.float32)
        self._length = np.bincount(self._word_turn, self._times, minlength=self._count)
        everyone = np.bincount(self._word, self._times, minlength=self._vocabulary)
        self._base = (everyone / max(1.0, everyone.sum())).astype(np.float32)
        first = np.searchsorted(self._word_turn, np.arange(self._count + 1))
        sizes = (first[1:] - first[:-1])[self._turn]
        self._pair = np.repeat(np.arange(len(self._turn)), sizes)
        begins = np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._pair_word = np.arange(len(self._pair)) - begins + first[:-1][self._turn][self._pair]


def echoes(turns: Sequence[Said]) -> dict[int, Floats]:
    """By step, how many rare words each turn shares with the turn so many steps away; 1 is a lot.

    A word counts the more the rarer it is in the book.
    """
    words = [{word for word in said.words if len(word) > 3} for said in turns]
    spread = Counter(word for said in words for word in said)
    rare = {word: 1 / count for word, count in spread.items() if 1 < count <= max(4, len(turns) // 100)}
    kept = [said & rare.keys() for said in words]
    found: dict[int, Floats] = {}
    for step in (2, 3, 4, 5, 6):
        forward = np.zeros(len(turns), dtype=np.float32)
        for index in range(step, len(turns)):
            if kept[index] and kept[index - step]:
                shared = kept[index] & kept[index - step]
                if shared:
                    forward[index] = min(1.0, 2 * sum(rare[word] for word in shared))
        found[-step] = forward
        backward = np.zeros_like(forward)
        backward[:-step] = forward[step:]
        found[step] = backward
    return found
