"""When each utterance of a chapter is heard: told from the takes' measures alone, without their sound."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from narrate.model import Measure, UtteranceMark
from narrate.sound.cuts import cuts
from narrate.sound.resample import resampled_length
from narrate.sound.settings import Mastering, Pauses

WHOLE_SAMPLES = 4096
"""A chapter's length is a multiple of this: libFLAC's blocks for sound of at most 48 kHz. So chapters become
one file without being encoded again, of the kind that every player knows: in blocks of one size.
"""

FRAME_S = Fraction(1152, 44_100)
"""A segment is as long as a whole number of MP3 frames, so that the frames of segments can follow each other
(ISO/IEC 11172-3: 1152 samples). The pause in which it ends is at most half a frame, 13 ms, longer or shorter.
"""

LEAD_S = 0.10
"""Of the pause between two segments, what belongs to the second."""

TAIL_S = 0.15
"""And the least that belongs to the first."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What decides how long an utterance is heard: its take's rate and measure, and the pause after it."""

    id: str
    sample_rate: int
    measure: Measure
    pause_s: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a chapter that sounds the same wherever it stands: ``samples`` from ``start`` on.

    ``marks`` are of its utterances, which are those from ``first`` on. It is as long as ``frames`` MP3 frames
    less a fraction of a sample; such fractions together make ``spare`` a whole one, 0 or 1, of room tone
    after it. The ``last`` of a chapter has no ``frames`` (0), and is of any length.
    """

    first: int
    start: int
    samples: int
    frames: int
    spare: int
    marks: tuple[UtteranceMark, ...]

    @property
    def opens(self) -> bool:
        """Whether the chapter begins with it."""
        return self.start == 0

    @property
    def last(self) -> bool:
        """Whether the chapter ends with it."""
        return not self.frames

    @property
    def shape(self) -> tuple[int, ...]:
        """All that decides how it sounds besides its utterances: its length, and where in it they are."""
        places = (place - self.start for mark in self.marks for place in (mark.start, mark.end))
        return (self.opens, self.frames, self.samples, *places)


def timeline(
    extents: Iterable[Extent], pauses: Pauses, settings: Mastering
) -> tuple[tuple[UtteranceMark, ...], int]:
    """Where each utterance stands in its chapter, and the chapter's length, in samples at the master's rate.

    Exactly what ``master`` makes of the same utterances, and what all formats have: in an MP3 file everything
    is at most a sample (at the master's rate) later, wherever in the chapter.
    """
    divided = segments(tuple(extents), pauses, settings)
    end = divided[-1]
    return tuple(mark for segment in divided for mark in segment.marks), end.start + end.samples


def segments(extents: Sequence[Extent], pauses: Pauses, settings: Mastering) -> tuple[Segment, ...]:
    """The chapter's segments; at least one. Of ``pauses`` only the head and the tail are used.

    Of several the last is room tone alone, where the tail has a place for a seam: how far it is to the end of
    the last of ``WHOLE_SAMPLES`` depends on the whole chapter, and nothing that is said should.
    """
    rate_hz = settings.sample_rate_hz
    least, lead = round((LEAD_S + TAIL_S) * rate_hz), round(LEAD_S * rate_hz)
    lengths = [_length(extent, rate_hz) for extent in extents]
    stills = [round(extent.pause_s * rate_hz) for extent in extents]
    ends = cuts(lengths, stills, [_name(extent) for extent in extents], rate_hz)
    tail = round(pauses.tail * rate_hz)
    if ends and stills[-1] + tail >= least:
        ends += (len(extents) - 1,)
        stills[-1] += tail
        tail = 0
    done: list[Segment] = []
    first = start = frames = 0
    at = round(pauses.head * rate_hz)  # within the segment
    for end in ends:
        marks, at = _marks(extents, lengths, stills, range(first, end + 1), start, at)
        spoken = at - stills[end]
        held = _frames(spoken + max(stills[end], least) - lead, spoken + least - lead, rate_hz)
        frames += held
        samples, following = _samples(held, rate_hz), _samples(frames, rate_hz)
        done.append(Segment(first, start, samples, held, following - start - samples, marks))
        first, start, at = end + 1, following, lead
    marks, at = _marks(extents, lengths, stills, range(first, len(extents)), start, at)
    samples = at + tail
    samples += -(start + samples) % WHOLE_SAMPLES
    return (*done, Segment(first, start, samples, 0, 0, marks))


def _marks(
    extents: Sequence[Extent],
    lengths: Sequence[int],
    stills: Sequence[int],
    which: range,
    start: int,
    at: int,
) -> tuple[tuple[UtteranceMark, ...], int]:
    """The marks of ``which`` utterances, the first of which is ``at`` there in the segment, and the end."""
    marks = []
    for index in which:
        marks.append(UtteranceMark(extents[index].id, start + at, start + at + lengths[index]))
        at += lengths[index] + stills[index]
    return tuple(marks), at


def _length(extent: Extent, rate_hz: int) -> int:
    return resampled_length(extent.measure.end - extent.measure.begin, extent.sample_rate, rate_hz)


def _name(extent: Extent) -> str:
    """What tells a take from most others, wherever it stands."""
    return f"{extent.sample_rate} {extent.measure.begin} {extent.measure.end} {extent.measure.peak}"


def _frames(samples: int, least: int, rate_hz: int) -> int:
    """As many MP3 frames as come nearest to ``samples``, but are no shorter than ``least``."""
    return max(round(samples / (FRAME_S * rate_hz)), math.ceil(least / (FRAME_S * rate_hz)))


def _samples(frames: int, rate_hz: int) -> int:
    return math.floor(frames * FRAME_S * rate_hz)
