"""A chapter as subtitles: cues of at most two lines, cut where a reader would take a breath.

The rules are those of broadcasters (Netflix, Timed Text Style Guide: English, I.9 and general requirements;
BBC, Subtitle Guidelines, 5 to 7): 42 columns and two lines, from about a second to seven, cut at the ends of
sentences and clauses, with no flicker between two that follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    starts = [bits[0].start_s for bits in found[1:]] + [chapter.duration_s]
    cut = [bits for run, next_s in zip(found, starts, strict=True) for bits in _cut(run, next_s)]
    return tuple(_timed(_lasting(cut, chapter.duration_s), chapter.duration_s))


def _lasting(shown: Sequence[Sequence[Bit]], duration_s: float) -> list[Sequence[Bit]]:
    """``shown``, where what there is no time for, since nobody says it, is shown with its neighbour."""
    lasting: list[Sequence[Bit]] = []
    waiting: list[Bit] = []
    starts = [*(bits[0].start_s for bits in shown[1:]), duration_s]
    for bits, next_s in zip(shown, starts, strict=True):
        waiting += bits
        if next_s - waiting[0].start_s >= NO_TIME_S:
            lasting.append(waiting)
            waiting = []
    if waiting and lasting:
        lasting[-1] = [*lasting[-1], *waiting]
    return lasting


def _timed(shown: Sequence[Sequence[Bit]], duration_s: float) -> Iterator[Cue]:
    for bits, following in zip(shown, [*shown[1:], None], strict=True):
        start_s = bits[0].start_s
        most_s = min(following[0].start_s if following else duration_s, start_s + LONGEST_S)
        wanted_s = start_s + max(SHORTEST_S, _width(bits) / READ_PER_S)
        end_s = min(max(bits[-1].end_s, wanted_s), most_s)
        if most_s - end_s < CLOSED_S:
            end_s = most_s
        yield Cue(start_s, end_s, _lines(bits))


def _cut(bits: Sequence[Bit], next_s: float) -> list[Sequence[Bit]]:
    """The ``bits`` of a paragraph in cues, at the least loss; the next paragraph begins at ``next_s``."""
    units = _phrases(bits)
    starts = [*(unit[0].start_s for unit in units), next_s]
    best = [0.0] + [float("inf")] * len(units)
    cut_at = [0] * (len(units) + 1)
    for first in range(len(units)):
        shown: list[Bit] = []
        within = 0.0
        for after in range(first + 1, len(units) + 1):
            if shown:
                within += _loss_within(shown[-1], units[after - 1][0])
            shown += units[after - 1]
            if after > first + 1 and not _fits(shown):
                break
            stays_s = max(shown[-1].end_s - shown[0].start_s, min(SHORTEST_S, starts[after] - starts[first]))
            loss = best[first] + 1.0 + within + _hurry(stays_s, _width(shown))
            if after < len(units):
                loss += _loss(shown[-1], units[after][0])
            if loss < best[after]:
                best[after], cut_at[after] = loss, first
    cues_: list[Sequence[Bit]] = []
    after = len(units)
    while after:
        first = cut_at[after]
        cues_.append([bit for unit in units[first:after] for bit in unit])
        after = first
    return cues_[::-1]


def _phrases(bits: Sequence[Bit]) -> list[Sequence[Bit]]:
    """``bits`` cut after every mark and at every line's end.

    After every word where what is between marks is too long for a cue, or could lend some words to a
    neighbour that is too short for one.
    """
    phrases: list[list[Bit]] = [[bits[0]]]
    for before, bit in pairwise(bits):
        if before.ends < Ends.NOTHING or before.speaker != bit.speaker or bit.before == "\n":
            phrases.append([])
        phrases[-1].append(bit)
    short = [False, *(phrase[-1].end_s - phrase[0].start_s < SHORTEST_S for phrase in phrases), False]
    units: list[Sequence[Bit]] = []
    for index, phrase in enumerate(phrases):
        if _fits(phrase) and not short[index] and not short[index + 2]:
            units.append(phrase)
        else:
            units += ([bit] for bit in phrase)
    return units


def _fits(bits: Sequence[Bit]) -> bool:
    """Whether a cue of ``bits`` can be read in two lines and seven seconds."""
    if bits[-1].end_s - bits[0].start_s > LONGEST_S:
        return False
    breaks = [index for index, bit in enumerate(bits) if index and bit.before == "\n"]
    if len(breaks) > 1:
        return False
    if breaks:
        return max(_width(bits[: breaks[0]]), _width(bits[breaks[0] :])) <= WIDTH
    width = 0
    for index, bit in enumerate(bits):
        width += bit.width + (len(bit.before) if index else 0)
        if width > WIDTH:
            return _width(bits[index:]) <= WIDTH
    return True


def _width(bits: Sequence[Bit]) -> int:
    return sum(bit.width + len(bit.before) for bit in bits) - len(bits[0].before)


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
    if not must and _width(bits) <= WIDTH:
        return (tuple(bits),)
    at = must or min(range(1, len(bits)), key=lambda index: _unevenness(bits, index), default=0)
    return (tuple(bits[:at]), tuple(bits[at:])) if at else (tuple(bits),)


def _unevenness(bits: Sequence[Bit], at: int) -> float:
    upper, lower = _width(bits[:at]), _width(bits[at:])
    over = max(0, upper - WIDTH) + max(0, lower - WIDTH)
    return 100 * over + 3 * abs(upper - lower) / WIDTH + 0.5 * (upper > lower) + _loss(bits[at - 1], bits[at])
