"""Mastering a chapter: takes in order, cleaned, levelled and laid on room tone, segment by segment.

A segment's sound is a function of its parts and the settings, and each utterance's of its own take: no
filter, gain or limiter remembers the one before. Only a few segments are in memory at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from narrate.model import Master
from narrate.sound.meter import Meter, Tally, together
from narrate.sound.roomtone import RoomTone
from narrate.sound.seam import SegmentTone
from narrate.sound.settings import Mastering, Pauses
from narrate.sound.timeline import Extent, Segment, segments
from narrate.sound.utterance import Part, mastered

_LONGEST_BLOCK_S = 5  # of room tone, so that a long pause needs no memory

Write = Callable[[NDArray[np.float32]], None]
"""Takes the next block of sound: (n,) float32 at the master's rate."""

Listen = Callable[[Segment], Sequence[Write] | Tally]
"""Who wants to have a segment's sound; asked, and given it, in the thread that makes it.

Where nobody does and its tally is known, that: then it is not made.
"""


def master(
    parts: Sequence[Part], pauses: Pauses, settings: Mastering, write: Write, *, hands: int = 1
) -> Master:
    """Hand one chapter's finished sound to ``write``, block by block, and return what is known of it.

    ``hands`` segments at a time are worked on; the sound is the same with any number.

    Of ``pauses`` only the head and the tail are used; each part brings its own. The tail is lengthened to the
    end of the last of ``WHOLE_SAMPLES``.
    """
    tone = RoomTone(settings.sample_rate_hz, settings.room_tone_db)
    made: dict[int, list[NDArray[np.float32]]] = {}
    work = by_segment(
        parts, pauses, settings, lambda segment: [made.setdefault(segment.first, []).append], hands=hands
    )
    while True:
        try:
            segment, _ = next(work)
        except StopIteration as end:
            known: Master = end.value
            return known
        for block in made.pop(segment.first):
            write(block)
        if segment.spare:
            write(tone.at(0, segment.spare))


def by_segment(
    parts: Sequence[Part],
    pauses: Pauses,
    settings: Mastering,
    listen: Listen,
    *,
    hands: int = 1,
) -> Generator[tuple[Segment, Tally], None, Master]:
    """As ``master``, but give each segment's sound to those who ``listen``, and yield it once it is done.

    They are yielded in order. What a segment has ``spare`` after it, who puts them together adds.
    """
    divided = segments([_extent(part) for part in parts], pauses, settings)
    tallies = []

    def make(segment: Segment) -> Tally:
        heard = listen(segment)
        return heard if isinstance(heard, Tally) else _make(segment, parts, settings, heard)

    for segment, tally in _in_order(divided, make, hands):
        tallies.append(tally)
        yield segment, tally
    levels = together(tallies).levels()
    return Master(
        sample_rate=settings.sample_rate_hz,
        samples=divided[-1].start + divided[-1].samples,
        marks=tuple(mark for segment in divided for mark in segment.marks),
        rms_db=levels.rms_db,
        peak_db=levels.peak_db,
        loudness_lufs=levels.loudness_lufs,
    )


def _extent(part: Part) -> Extent:
    return Extent(part.id, part.sample_rate, part.measure, part.pause_s)


def _in_order(
    divided: Sequence[Segment], make: Callable[[Segment], Tally], hands: int
) -> Iterator[tuple[Segment, Tally]]:
    """Each segment, made, and its tally; the next ones are begun meanwhile, where hands are free."""
    if hands == 1 or len(divided) == 1:
        for segment in divided:
            yield segment, make(segment)
        return
    waiting = deque(divided)
    begun: deque[tuple[Segment, Future[Tally]]] = deque()
    with ThreadPoolExecutor(hands, thread_name_prefix="segment") as pool:
        try:
            while waiting or begun:
                while waiting and len(begun) <= hands:  # one waits, so that no hand does
                    following = waiting.popleft()
                    begun.append((following, pool.submit(make, following)))
                segment, tally = begun.popleft()
                yield segment, tally.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _make(segment: Segment, parts: Sequence[Part], settings: Mastering, takers: Sequence[Write]) -> Tally:
    """Hand the sound of ``segment`` to all ``takers``; returns its tally."""
    meter = Meter(settings.sample_rate_hz)
    for block in _sound(segment, parts, settings):
        meter.add(block)
        for take in takers:
            take(block)
    return meter.tally()


def _sound(segment: Segment, parts: Sequence[Part], settings: Mastering) -> Iterator[NDArray[np.float32]]:
    """The segment's sound over its room tone, block by block."""
    tone = SegmentTone(segment, settings)
    longest = _LONGEST_BLOCK_S * settings.sample_rate_hz
    at = 0
    for part, mark in zip(parts[segment.first :], segment.marks, strict=False):
        begin, end = mark.start - segment.start, mark.end - segment.start
        while at < begin:
            count = min(begin - at, longest)
            yield tone.at(at, count)
            at += count
        audio = mastered(part, settings)
        if len(audio) != end - begin:
            raise ValueError(f"{part.id} has {len(audio)} samples, and its measure says {end - begin}")
        if len(audio):
            yield audio + tone.at(at, len(audio))
        at = end
    while at < segment.samples:
        count = min(segment.samples - at, longest)
        yield tone.at(at, count)
        at += count
