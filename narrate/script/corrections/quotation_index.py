"""The quotations of a book, found by their anchors.

Two decisions make that safe. An anchor is written so that each of its sides tells the quotation from all
others of the same words (``anchoring``), and it is found only where one place alone fits: in doubt, nowhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from narrate.model import Chapter, Utterance
from narrate.script.corrections.anchors import SHORTEST, Anchor, Wanted, likeness, own_words, words
from narrate.script.quotations.passages import Passage
from narrate.script.stage import Staged

_STANDS = 0.75  # of a side's words, in their order: one word in four may have been edited
_TELLING = 8  # words that must stand for one side to prove a place alone, of which up to
_OWN = 4  # may be the quotation's own
_BETWEEN = 4  # words at least on each side of a quotation whose own words were edited
_ALIKE = 0.6  # similarity of a quotation to what it was, between two sides that are unchanged
_SEARCHED = 24  # words of a quotation by which one like it is sought
_RAREST = 4  # of these words: those that the fewest quotations hold
_COMPARED = 40  # of the quotations that hold such a word
_LIKELY = 4  # of those that hold the most of them
_SLACK = 2  # words that may have been put in beside the quotation
_FAR = 4000  # characters of a paragraph in which the words of a side are sought


@dataclass(frozen=True, slots=True)
class Quotation:
    """Passage ``passage`` of block ``block`` of chapter ``chapter``, all counted from 0.

    ``words`` are its own, normalised; they are the words ``start:end`` of its chapter.
    """

    chapter: int
    block: int
    passage: int
    words: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of looking for an anchor: the quotation, or else the several that fit, or the nearest."""

    found: Quotation | None = None
    several: tuple[Quotation, ...] = ()
    nearest: Quotation | None = None


class Quotations:
    """All quotations of a book, found by their words: ``chapters`` as ``written`` and staged."""

    def __init__(self, chapters: Sequence[Sequence[Staged]], written: Sequence[Chapter]) -> None:
        self._chapters = chapters
        self._written = written
        self._titles = [words(chapter.title) for chapter in written]
        self._words: list[list[str]] = []
        self.all: list[Quotation] = []
        self._by_words: defaultdict[tuple[str, ...], list[Quotation]] = defaultdict(list)
        for chapter, items in enumerate(chapters):
            spoken: list[str] = []
            for block, item in enumerate(items):
                if item.told:
                    self._read(chapter, block, item, spoken)
            self._words.append(spoken)

    def _read(self, chapter: int, block: int, item: Staged, spoken: list[str]) -> None:
        for index, passage in enumerate(item.directed.passages):
            text = item.block.text[passage.start : passage.end]
            found, start = words(text), len(spoken)
            spoken += found
            if passage.speech and (own := found or own_words(text)):
                quotation = Quotation(chapter, block, index, own, start, len(spoken))
                self.all.append(quotation)
                self._by_words[own].append(quotation)

    @cached_property
    def _by_opening(self) -> dict[tuple[str, ...], list[Quotation]]:
        found: defaultdict[tuple[str, ...], list[Quotation]] = defaultdict(list)
        for quotation in self.all:
            found[quotation.words[:SHORTEST]].append(quotation)
        return found

    @cached_property
    def _by_place(self) -> dict[tuple[str, ...], list[Quotation]]:
        found: defaultdict[tuple[str, ...], list[Quotation]] = defaultdict(list)
        for quotation in self.all:
            found[self._side(quotation, -_BETWEEN)].append(quotation)
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[Quotation]]:
        found: defaultdict[str, list[Quotation]] = defaultdict(list)
        for quotation in self.all:
            for word in dict.fromkeys(quotation.words[:_SEARCHED]):
                found[word].append(quotation)
        return found

    def passage(self, quotation: Quotation) -> tuple[Staged, Passage]:
        """The block that ``quotation`` stands in, and its passage."""
        item = self._chapters[quotation.chapter][quotation.block]
        return item, item.directed.passages[quotation.passage]

    def of(self, utterance: Utterance) -> Quotation | None:
        """The quotation that ``utterance``, of a script of this book, is a part of; credits are of none."""
        number, block, _ = (int(part[1:]) for part in utterance.id.split("."))
        chapter = self._numbers.get(number)
        if chapter is None:
            return None
        item = self._chapters[chapter][block - 1]
        passages = item.directed.passages
        index = bisect_right(
            passages, utterance.span.start, key=lambda each: item.block.span(each.start, each.end).start
        )
        return self.at.get((chapter, block - 1, index - 1))

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {chapter.number: index for index, chapter in enumerate(self._written)}

    @cached_property
    def at(self) -> dict[tuple[int, int, int], Quotation]:
        """Every quotation by its chapter, block and passage."""
        return {(each.chapter, each.block, each.passage): each for each in self.all}

    def title(self, quotation: Quotation) -> str:
        """The title of its chapter, as it is written."""
        return self._written[quotation.chapter].title

    def texts_beside(self, quotation: Quotation, direction: int) -> Iterator[str]:
        """The text before (-1) or after (1) the quotation, paragraph by paragraph, nearest first, cropped."""
        item, passage = self.passage(quotation)
        start, end, text = passage.start, passage.end, item.block.text
        yield text[max(0, start - _FAR) : start] if direction < 0 else text[end : end + _FAR]
        items = self._chapters[quotation.chapter]
        at = quotation.block + direction
        while 0 <= at < len(items):
            if items[at].told:
                yield items[at].block.text[-_FAR:] if direction < 0 else items[at].block.text[:_FAR]
            at += direction

    # --- from an anchor to its quotation ---------------------------------------------------------------

    def find(self, anchor: Anchor) -> Sought:
        """The one quotation that ``anchor`` fits; nothing where none does or where several do."""
        wanted = Wanted.of(anchor)
        twins = self.saying(wanted)
        if not wanted.after and not wanted.before:
            return self._by_words_alone(anchor, wanted, twins)
        exact = [twin for twin in twins if self._fits(twin, wanted)]
        if anchor.which is not None:
            return self._counted(anchor.which, exact) or Sought(nearest=self._nearest(wanted, twins))
        if exact:
            return self._one_of(exact, anchor)
        if not wanted.beside_a_twin:
            standing = [twin for twin in twins if self._stands(twin, wanted)]
            if standing:
                return self._one_of(standing, anchor)
        edited = self._edited(wanted)
        if edited:
            return self._one_of(edited, anchor)
        return Sought(nearest=self._nearest(wanted, twins))

    def saying(self, wanted: Wanted) -> Sequence[Quotation]:
        """The quotations whose words are the wanted ones."""
        if wanted.whole:
            return self._by_words.get(wanted.says, ())
        length = len(wanted.says)
        opening = self._by_opening.get(wanted.says[:SHORTEST], ())
        return [quotation for quotation in opening if quotation.words[:length] == wanted.says]

    def _by_words_alone(self, anchor: Anchor, wanted: Wanted, twins: Sequence[Quotation]) -> Sought:
        here = self._in_chapter(anchor.chapter, twins)
        if anchor.which is not None and here:
            return self._counted(anchor.which, here) or Sought(nearest=here[0])
        return self._one_of(here, anchor) if here else Sought(nearest=self._nearest(wanted, twins))

    def alike(self, anchor: Anchor) -> Sequence[Quotation]:
        """The quotations that nothing in ``anchor`` but ``which`` tells apart."""
        wanted = Wanted.of(anchor)
        twins = self.saying(wanted)
        if not wanted.after and not wanted.before:
            return self._in_chapter(anchor.chapter, twins)
        return [twin for twin in twins if self._fits(twin, wanted)]

    def _in_chapter(self, chapter: str, twins: Sequence[Quotation]) -> Sequence[Quotation]:
        """Those of ``twins`` that are in the chapter, if there is still one of that title."""
        title = words(chapter)
        if not title or title not in self._titles:
            return twins
        return [twin for twin in twins if self._titles[twin.chapter] == title]

    @staticmethod
    def _counted(which: tuple[int, int], alike: Sequence[Quotation]) -> Sought | None:
        """The nth of as many as there were; where there are more or fewer now, nobody knows which is gone."""
        number, of = which
        return Sought(alike[number - 1]) if len(alike) == of else None

    def _one_of(self, fitting: Sequence[Quotation], anchor: Anchor) -> Sought:
        if len(fitting) > 1:
            title = words(anchor.chapter)
            hinted = [each for each in fitting if self._titles[each.chapter] == title]
            if len(hinted) != 1:
                return Sought(several=tuple(fitting))
            fitting = hinted
        return Sought(fitting[0])

    def _side(self, quotation: Quotation, count: int) -> tuple[str, ...]:
        """The ``count`` words after the quotation, or for a negative count those before it."""
        spoken = self._words[quotation.chapter]
        if count < 0:
            return tuple(spoken[max(0, quotation.start + count) : quotation.start])
        return tuple(spoken[quotation.end : quotation.end + count])

    def _fits(self, quotation: Quotation, wanted: Wanted) -> bool:
        """Whether both sides are word for word what they were."""
        return (
            self._side(quotation, -len(wanted.after)) == wanted.after if wanted.after else True
        ) and self._side(quotation, len(wanted.before)) == wanted.before

    def _stands(self, quotation: Quotation, wanted: Wanted) -> bool:
        """Whether one side is still enough like what it was to prove the place alone."""
        needed = _TELLING - min(_OWN, len(wanted.says))
        return any(
            share >= _STANDS and share * length >= needed
            for share, length in (
                (self._share(quotation, wanted.after, -1), len(wanted.after)),
                (self._share(quotation, wanted.before, 1), len(wanted.before)),
            )
        )

    def stands_beside(self, quotation: Quotation, side: tuple[str, ...], direction: int) -> bool:
        """Whether the words of ``side`` stand, give or take a few, before (-1) or after (1) the quotation."""
        return self._share(quotation, side, direction) >= _STANDS

    def _share(self, quotation: Quotation, side: tuple[str, ...], direction: int) -> float:
        """The share of the words of ``side`` that stand, in their order, beside ``quotation`` now."""
        if not side:
            return 0.0
        now = self._side(quotation, direction * (len(side) + _SLACK))
        there = frozenset(now)
        if sum(word in there for word in side) < _STANDS * len(side):
            return 0.0
        blocks = SequenceMatcher(None, side, now, autojunk=False).get_matching_blocks()
        return sum(block.size for block in blocks) / len(side)

    def _edited(self, wanted: Wanted) -> list[Quotation]:
        """Quotations between the very words of both sides whose own words are only a little different."""
        if min(len(wanted.after), len(wanted.before)) < _BETWEEN:
            return []
        here = self._by_place.get(wanted.after[-_BETWEEN:], ())
        return [each for each in here if self._fits(each, wanted) and likeness(wanted, each.words) >= _ALIKE]

    def _nearest(self, wanted: Wanted, twins: Sequence[Quotation]) -> Quotation | None:
        """The quotation that an anchor without one resembles most; for a message, not for a decision."""
        if twins:
            return max(
                twins[:_COMPARED],
                key=lambda twin: (
                    self._share(twin, wanted.after, -1) + self._share(twin, wanted.before, 1),
                    -twin.start,
                ),
            )
        postings = sorted(
            (self._by_word[word] for word in wanted.says[:_SEARCHED] if word in self._by_word), key=len
        )
        shared = Counter(each for posting in postings[:_RAREST] for each in posting[:_COMPARED])
        if not shared:
            return None
        alikeness, nearest = max(
            ((likeness(wanted, each.words), each) for each, _ in shared.most_common(_LIKELY)),
            key=lambda pair: (pair[0], -pair[1].chapter, -pair[1].start),
        )
        return nearest if alikeness >= _ALIKE else None
