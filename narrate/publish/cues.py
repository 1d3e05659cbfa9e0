"""A chapter as subtitles: cues of at most two lines, cut where a reader would take a breath.

The rules are those of broadcasters (Netflix, Timed Text Style Guide: English, I.9 and general requirements;
BBC, Subtitle Guidelines, 5 to 7): 42 columns and two lines, from about a second to seven, cut at the ends of
sentences and clauses, with no flicker between two that follow each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, zip_longest

from narrate.publish.captions import WIDTH, Bit, Ends, paragraphs
from narrate.publish.timing import TimedChapter
from narrate.script.languages import language

LONGEST_S = 7.0
SHORTEST_S = 1.0
READ_PER_S = 17.0
"""Columns that a reader takes in a second; a cue stays longer for it, where there is silence after it."""

NO_TIME_S = 0.002
"""Nothing is shown for less: the formats count thousandths."""

CLOSED_S = 0.1
"""A shorter gap between two cues is seen as a flicker."""

# What is lost by ending a cue there; a cue more is 1.
_CUT = {Ends.SENTENCE: 0.0, Ends.CLAUSE: 0.5, Ends.PHRASE: 0.8, Ends.NOTHING: 2.0}
_SHORT_WORD = 3  # letters: an article or a preposition, which belongs to what follows
_AFTER_SHORT_WORD = 1.0
_SENTENCE_WITHIN = 1.1
_SPEAKER_WITHIN = 1.6
_TOO_SHORT = 3.0
_SHORT = 0.4
_COMFORTABLE_S = 1.4
_TOO_FAST_PER_S = 20.0  # columns
_FASTER_BY_ONE = 0.1


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from ``start_s`` to ``end_s``: one or two lines, neither empty."""

    start_s: float
    end_s: float
    lines: tuple[tuple[Bit, ...], ...]


def cues(chapter: TimedChapter, tongue: str) -> tuple[Cue, ...]:
    """The cues of ``chapter`` in order; each lasts a while, and none overlaps the next.

    Every word of the chapter is in one of them. ``tongue`` is the tag of the book's language ("en-gb").
    """
    found = list(paragraphs(chapter.utterances, language(tongue)))
    cut = [bits for run, next_s in _nexts(found, chapter.duration_s) for bits in _cut(run, next_s)]
    return tuple(_timed(_lasting(cut, chapter.duration_s), chapter.duration_s))


def _nexts(shown: Sequence[Sequence[Bit]], duration_s: float) -> Iterator[tuple[Sequence[Bit], float]]:
    """Each of ``shown`` and when the next begins, or the chapter is over."""
    for bits, following in zip_longest(shown, shown[1:]):
        yield bits, following[0].start_s if following else duration_s


def _lasting(shown: Sequence[Sequence[Bit]], duration_s: float) -> list[Sequence[Bit]]:
    """``shown``, where what there is no time for, since nobody says it, is shown with its neighbour."""
    lasting: list[Sequence[Bit]] = []
    waiting: list[Bit] = []
    for bits, next_s in _nexts(shown, duration_s):
        waiting += bits
        if next_s - waiting[0].start_s >= NO_TIME_S:
            lasting.append(waiting)
            waiting = []
    if waiting and lasting:
        lasting[-1] = [*lasting[-1], *waiting]
    return lasting


def _timed(shown: Sequence[Sequence[Bit]], duration_s: float) -> Iterator[Cue]:
    for bits, next_s in _nexts(shown, duration_s):
        start_s = bits[0].start_s
        most_s = min(next_s, start_s + LONGEST_S)
        wanted_s = start_s + max(SHORTEST_S, _Paragraph(bits).width(0, len(bits)) / READ_PER_S)
        end_s = min(max(bits[-1].end_s, wanted_s), most_s)
        if most_s - end_s < CLOSED_S:
            end_s = most_s
        yield Cue(start_s, end_s, _lines(bits))


def _cut(bits: Sequence[Bit], next_s: float) -> list[Sequence[Bit]]:
    """The ``bits`` of a paragraph in cues, at the least loss; the next paragraph begins at ``next_s``."""
    paragraph = _Paragraph(bits)
    cuts = _phrases(paragraph)
    starts = [*(bits[cut].start_s for cut in cuts[:-1]), next_s]
    best = [0.0] + [float("inf")] * (len(cuts) - 1)
    cut_at = [0] * len(cuts)
    for first in range(len(cuts) - 1):
        begin, within = cuts[first], 0.0
        for after in range(first + 1, len(cuts)):
            end = cuts[after]
            if after > first + 1:
                if not paragraph.fits(begin, end):
                    break
                within += _loss_within(bits[cuts[after - 1] - 1], bits[cuts[after - 1]])
            stays_s = max(bits[end - 1].end_s - starts[first], min(SHORTEST_S, starts[after] - starts[first]))
            loss = best[first] + 1.0 + within + _hurry(stays_s, paragraph.width(begin, end))
            if end < len(bits):
                loss += _loss(bits[end - 1], bits[end])
            if loss <= best[after]:  # of equals the one whose earlier cues hold more
                best[after], cut_at[after] = loss, first
    found: list[Sequence[Bit]] = []
    after = len(cuts) - 1
    while after:
        found.append(bits[cuts[cut_at[after]] : cuts[after]])
        after = cut_at[after]
    return found[::-1]


class _Paragraph:
    """The bits of a paragraph, or of a cue, measured."""

    def __init__(self, bits: Sequence[Bit]) -> None:
        self.bits = bits
        self._edges = [*accumulate((bit.width + len(bit.before) for bit in bits), initial=0)]
        self._breaks = [index for index, bit in enumerate(bits) if bit.before == "\n"]

    def width(self, begin: int, end: int) -> int:
        """Of the bits ``begin:end`` on one line, in columns."""
        return self._edges[end] - self._edges[begin] - len(self.bits[begin].before)

    def fits(self, begin: int, end: int) -> bool:
        """Whether a cue of the bits ``begin:end`` can be read in two lines and seven seconds."""
        if self.bits[end - 1].end_s - self.bits[begin].start_s > LONGEST_S:
            return False
        if self._breaks:
            breaks = self._breaks[bisect_right(self._breaks, begin) : bisect_left(self._breaks, end)]
            if breaks:
                lines = [(begin, breaks[0]), (breaks[0], end)]
                return len(breaks) == 1 and all(self.width(*line) <= WIDTH for line in lines)
        if self.width(begin, end) <= WIDTH:
            return True
        most = self._edges[begin] + len(self.bits[begin].before) + WIDTH
        second = (
            bisect_right(self._edges, most, begin + 1, end) - 1
        )  # where the second line begins at the latest
        return second > begin and self.width(second, end) <= WIDTH

    def unevenness(self, at: int) -> float:
        """How bad it is for a second line to begin ``at`` that bit."""
        upper, lower = self.width(0, at), self.width(at, len(self.bits))
        over = max(0, upper - WIDTH) + max(0, lower - WIDTH)
        uneven = 3 * abs(upper - lower) / WIDTH + 0.5 * (upper > lower)
        return 100 * over + uneven + _loss(self.bits[at - 1], self.bits[at])


def _phrases(paragraph: _Paragraph) -> list[int]:
    """Where cues may begin and end: after every mark and at every line's end.

    After every word where what is between marks is too long for a cue, or could lend some words to a
    neighbour that is too short for one.
    """
    bits = paragraph.bits
    cuts = [0]
    for index, (before, bit) in enumerate(pairwise(bits), 1):
        if before.ends < Ends.NOTHING or before.speaker != bit.speaker or bit.before == "\n":
            cuts.append(index)
    cuts.append(len(bits))
    short = [bits[end - 1].end_s - bits[begin].start_s < SHORTEST_S for begin, end in pairwise(cuts)]
    beside = zip([False, *short], [*short[1:], False], strict=False)
    fine = {0}
    for (begin, end), neighbours in zip(pairwise(cuts), beside, strict=True):
        whole = paragraph.fits(begin, end) and not any(neighbours)
        fine.update([end] if whole else range(begin + 1, end + 1))
    return sorted(fine)


def _loss(before: Bit, after: Bit) -> float:
    """What is lost by a cut between the two."""
    if before.speaker != after.speaker:
        return 0.0
    if after.before == "\n":
        return 0.2
    short = before.ends is Ends.NOTHING and len(before.text) <= _SHORT_WORD
    return _CUT[before.ends] + (_AFTER_SHORT_WORD if short else 0.0)


def _loss_within(before: Bit, after: Bit) -> float:
    """What is lost by not cutting between the two."""
    if before.speaker != after.speaker:
        return _SPEAKER_WITHIN
    return _SENTENCE_WITHIN if before.ends is Ends.SENTENCE else 0.0


def _hurry(stays_s: float, width: int) -> float:
    """What is lost by showing a cue of ``width`` columns for so short a time."""
    if stays_s < SHORTEST_S:
        return _TOO_SHORT + 5 * (SHORTEST_S - stays_s)
    fast = _FASTER_BY_ONE * max(0.0, width / stays_s - _TOO_FAST_PER_S)
    return fast + (_SHORT if stays_s < _COMFORTABLE_S else 0.0)


def _lines(bits: Sequence[Bit]) -> tuple[tuple[Bit, ...], ...]:
    """``bits`` on one line, or on two of about the same length that part where it makes sense."""
    must = next((index for index, bit in enumerate(bits) if index and bit.before == "\n"), 0)
    whole = _Paragraph(bits)
    if len(bits) == 1 or (not must and whole.width(0, len(bits)) <= WIDTH):
        return (tuple(bits),)
    at = must or min(range(1, len(bits)), key=whole.unevenness)
    return tuple(bits[:at]), tuple(bits[at:])
