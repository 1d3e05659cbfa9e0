"""Which line of a book replaces which line of the book as it was before. Pure.

Ids and positions move with every edit, so lines are found again by what is said in them: first those that are
the same where they stand, then those that were moved, then those with the same words and another sound, and
last those whose words are alike. Every step takes time in proportion to the lines, not to their square: a
novel has ten thousand, and every second one may differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from narrate.takes.manifest import Spoken

_ALIKE = 0.5
"""Words in common, as a share of all words of both: with less, the one is no version of the other."""

_ALIKE_ELSEWHERE = 0.7
"""The same of lines that do not stand at the same place."""

_NEARBY = 0.1
"""How much more alike two lines count at the same place."""

_TELLING = 25
"""Characters of a text that is hardly said twice by chance."""

_RARE = 6
"""Lines that a word may be in to tell lines by it."""

_AROUND = 6
"""Lines to either side that a line is compared with, where a long stretch was written anew."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """``was`` has for each new line the old line that it replaces, by index.

    ``part_of`` has for new lines that replace none the old line that their words were a part of, and
    ``joined`` the old lines whose words are now a part of another.
    """

    was: tuple[int | None, ...]
    part_of: dict[int, int]
    joined: frozenset[int]


def pair(old: Sequence[Spoken], new: Sequence[Spoken]) -> Pairs:
    """The lines of ``new`` and the lines of ``old`` that they replace."""
    pairing = _Pairing(_Side(old), _Side(new))
    pairing.same_words()
    pairing.like_words()
    return Pairs(tuple(pairing.new.partner), dict(pairing.parts()), frozenset(pairing.joined()))


@dataclass(slots=True)
class _Side:
    """The lines of one book, the partner of each in the other, and the indices of those without one."""

    lines: Sequence[Spoken]
    partner: list[int | None] = field(init=False)
    free: list[int] = field(init=False)
    texts: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.partner = [None] * len(self.lines)
        self.free = list(range(len(self.lines)))
        self.texts = Counter(line.render.text for line in self.lines)

    def beside(self, index: int, step: int) -> Spoken | None:
        """The line before (-1) or after (1) in the same chapter."""
        at = index + step
        if not 0 <= at < len(self.lines) or self.lines[at].chapter != self.lines[index].chapter:
            return None
        return self.lines[at]

    def anchors(self, step: int) -> dict[int, int]:
        """For each free line the nearest line before (-1) or after (1) that has a partner; or -1."""
        found: dict[int, int] = {}
        nearest = -1
        indices = range(len(self.lines))
        for index in indices if step < 0 else reversed(indices):
            if self.partner[index] is None:
                found[index] = nearest
            else:
                nearest = index
        return found


_Name = Callable[[_Side, int], Hashable]
"""What a line is known by; None where it is not to be found by that."""


def _key(side: _Side, index: int) -> Hashable:
    return side.lines[index].key


def _key_in_place(side: _Side, index: int) -> Hashable:
    before, after = side.beside(index, -1), side.beside(index, 1)
    return before and before.key, side.lines[index].key, after and after.key


def _text_before(side: _Side, index: int) -> Hashable:
    before = side.beside(index, -1)
    return before and before.render.text, side.lines[index].render.text


def _text_after(side: _Side, index: int) -> Hashable:
    after = side.beside(index, 1)
    return side.lines[index].render.text, after and after.render.text


def _text_in_place(side: _Side, index: int) -> Hashable:
    return _text_before(side, index), _text_after(side, index)


def _telling_text(side: _Side, index: int) -> Hashable:
    text = side.lines[index].render.text
    return text if len(text) >= _TELLING else None


class _Pairing:
    """Two books, and what was found so far."""

    def __init__(self, old: _Side, new: _Side) -> None:
        self.old = old
        self.new = new

    def same_words(self) -> None:
        """Pair lines that have the same words.

        A text that is said once is found wherever it stands. Of two equal ones, that which stands between the
        same lines goes first: a “Yes.” before another makes that another take, and is itself what is new.
        """
        self._by(_key_in_place)
        self._by(self._only_one)
        for name in (_text_in_place, _text_before, _text_after, _key, _telling_text):
            self._by(name)

    def like_words(self) -> None:
        """Pair lines whose words are alike, best first; then what stands alone between the same lines."""
        places = _Places(self.old, self.new)
        words, old_words = _words(self.new), _words(self.old)
        rare = _rare(old_words)
        rated: list[tuple[float, int, int]] = []
        for index in self.new.free:
            near = places.near(index)
            for other in dict.fromkeys(chain(near, _likely(words[index], rare))):
                share = _share(words[index], old_words[other])
                here = other in near
                if share >= (_ALIKE if here else _ALIKE_ELSEWHERE):
                    rated.append((-share - _NEARBY * here, index, other))
        for _, index, other in sorted(rated):
            self._pair(index, other)
        self._settle()
        places = _Places(self.old, self.new)
        for index in self.new.free:
            alone = places.between(index)
            if len(alone) == 1 and self._one_speaker(index, alone[0]):
                self._pair(index, alone[0])
        self._settle()

    def parts(self) -> Iterator[tuple[int, int]]:
        """New lines without a partner, each with the old line beside it that its words were in."""
        yield from _within(self.new, self.old)

    def joined(self) -> Iterator[int]:
        """Old lines without a partner whose words are in a line that now stands there."""
        for index, _ in _within(self.old, self.new):
            yield index

    def _only_one(self, side: _Side, index: int) -> Hashable:
        text = side.lines[index].render.text
        once = self.old.texts[text] == 1 == self.new.texts[text]
        return side.lines[index].key if once else None

    def _one_speaker(self, index: int, other: int) -> bool:
        return self.new.lines[index].speaker == self.old.lines[other].speaker

    def _by(self, name: _Name) -> None:
        """Pair the free lines that are known by the same ``name``, in their order."""
        if not self.old.free or not self.new.free:
            return
        waiting: dict[Hashable, list[int]] = {}
        for other in reversed(self.old.free):
            if (known := name(self.old, other)) is not None:
                waiting.setdefault(known, []).append(other)
        for index in self.new.free:
            if others := waiting.get(name(self.new, index)):
                self._pair(index, others.pop())
        self._settle()

    def _pair(self, index: int, other: int) -> None:
        if self.new.partner[index] is None and self.old.partner[other] is None:
            self.new.partner[index], self.old.partner[other] = other, index

    def _settle(self) -> None:
        for side in (self.old, self.new):
            side.free = [index for index in side.free if side.partner[index] is None]


class _Places:
    """Which free lines stand between the same lines, as far as those are known."""

    def __init__(self, old: _Side, new: _Side) -> None:
        self._new = new
        self._before, self._after = new.anchors(-1), new.anchors(1)
        old_before, old_after = old.anchors(-1), old.anchors(1)
        self._behind: dict[int, list[int]] = {}
        self._ahead: dict[int, list[int]] = {}
        for other in old.free:
            self._behind.setdefault(old_before[other], []).append(other)
            self._ahead.setdefault(old_after[other], []).append(other)

    def near(self, index: int) -> set[int]:
        """The old lines after the line that went before, or before the one that came after; a few of many."""
        before, after = self._before[index], self._after[index]
        behind = self._behind.get(self._partner(before), [])
        ahead = self._ahead.get(self._partner(after), [])
        since = index - before - 1
        until = len(ahead) - (after - index) if after >= 0 else len(ahead) - (len(self._new.lines) - index)
        return {*_window(behind, since), *_window(ahead, until)}

    def between(self, index: int) -> tuple[int, ...]:
        """The old lines between the same two lines, if this is the only new one there."""
        before, after = self._before[index], self._after[index]
        alone = index - 1 == before and after in (index + 1, -1) and (after >= 0 or self._last(index))
        if not alone:
            return ()
        ahead = set(self._ahead.get(self._partner(after), ()))
        return tuple(other for other in self._behind.get(self._partner(before), ()) if other in ahead)

    def _last(self, index: int) -> bool:
        return index + 1 == len(self._new.lines)

    def _partner(self, anchor: int) -> int:
        partner = self._new.partner[anchor] if anchor >= 0 else -1
        return -1 if partner is None else partner


def _window(lines: Sequence[int], at: int) -> Sequence[int]:
    return lines[max(0, at - _AROUND) : max(0, at + _AROUND + 1)]


def _words(side: _Side) -> dict[int, Counter[str]]:
    return {index: Counter(side.lines[index].render.text.split()) for index in side.free}


def _rare(words: dict[int, Counter[str]]) -> dict[str, list[int]]:
    """The words that are in few lines, with those lines."""
    found: dict[str, list[int]] = {}
    for index, counts in words.items():
        for word in counts:
            found.setdefault(word, []).append(index)
    return {word: lines for word, lines in found.items() if len(lines) <= _RARE}


def _likely(words: Iterable[str], rare: dict[str, list[int]]) -> Iterator[int]:
    """The lines that have most rare words in common with ``words``."""
    counts = Counter(line for word in words for line in rare.get(word, ()))
    return (line for line, _ in counts.most_common(3))


def _share(one: Counter[str], other: Counter[str]) -> float:
    """How much two texts have in common: Dice's coefficient of their words, 0 to 1."""
    common = sum(min(count, other[word]) for word, count in one.items() if word in other)
    return 2 * common / ((one.total() + other.total()) or 1)


def _within(side: _Side, others: _Side) -> Iterator[tuple[int, int]]:
    """The free lines of ``side``, each with the line of ``others`` that has its words as a part.

    That is the partner of a line beside it which does not have them itself.
    """
    before, after = side.anchors(-1), side.anchors(1)
    for index in side.free:
        words = side.lines[index].render.text
        for anchor in (before[index], after[index]):
            partner = side.partner[anchor] if anchor >= 0 else None
            if partner is None or _has(side.lines[anchor], words):
                continue
            if _has(others.lines[partner], words):
                yield index, partner
                break


def _has(line: Spoken, words: str) -> bool:
    return f" {words} " in f" {line.render.text} "
