"""Mastering a chapter: takes in order, cleaned, levelled and laid on room tone, segment by segment.

A segment's sound is a function of its parts and the settings, and each utterance's of its own take: no
filter, gain or limiter remembers the one before. Only a few segments are in memory at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.model import Master
from narrate.sound.meter import Meter
from narrate.sound.roomtone import RoomTone
from narrate.sound.seam import SegmentTone
from narrate.sound.settings import Mastering, Pauses
from narrate.sound.timeline import Extent, Segment, segments
from narrate.sound.utterance import Part, mastered

_LONGEST_BLOCK_S = 5  # of room tone, so that a long pause needs no memory

Write = Callable[[NDArray[np.float32]], None]
"""Takes the next block of sound: (n,) float32 at the master's rate."""

Listen = Callable[[Segment], Sequence[Write]]
"""Who wants to have a segment's sound apart; asked, and given it, in the thread that makes it."""


def master(
    parts: Sequence[Part], pauses: Pauses, settings: Mastering, write: Write, *, hands: int = 1
) -> Master:
    """Hand one chapter's finished sound to ``write``, block by block, and return what is known of it.

    ``hands`` segments at a time are worked on; the sound is the same with any number.

    Of ``pauses`` only the head and the tail are used; each part brings its own. The tail is lengthened to the
    end of the last of ``WHOLE_SAMPLES``.
    """
    work = by_segment(parts, pauses, settings, write, hands=hands)
    while True:
        try:
            next(work)
        except StopIteration as end:
            known: Master = end.value
            return known


def by_segment(
    parts: Sequence[Part],
    pauses: Pauses,
    settings: Mastering,
    write: Write | None,
    listen: Listen = lambda _: (),
    *,
    hands: int = 1,
) -> Generator[Segment, None, Master]:
    """As ``master``, but yield each segment as soon as it is done, in order.

    ``write`` gets all of them one after the other, those who ``listen`` get theirs.
    """
    divided = segments([_extent(part) for part in parts], pauses, settings)
    tone = RoomTone(settings.sample_rate_hz, settings.room_tone_db)
    chapter = Meter(settings.sample_rate_hz)
    for segment, meter in _in_order(divided, parts, settings, write, listen, hands):
        if segment.spare and write:
            write(tone.at(0, segment.spare))
        chapter.include(meter)
        yield segment
    levels = chapter.levels()
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


@dataclass(slots=True)
class _Begun:
    segment: Segment
    blocks: list[NDArray[np.float32]]
    meter: Future[Meter]


def _in_order(
    divided: Sequence[Segment],
    parts: Sequence[Part],
    settings: Mastering,
    write: Write | None,
    listen: Listen,
    hands: int,
) -> Iterator[tuple[Segment, Meter]]:
    """Each segment, written, and its levels; the next ones are begun meanwhile, where hands are free."""

    def make(segment: Segment, own: Sequence[Write]) -> Meter:
        return _make(segment, parts, settings, (*own, *listen(segment)))

    if hands == 1 or len(divided) == 1:
        for segment in divided:
            yield segment, make(segment, (write,) if write else ())
        return
    waiting = deque(divided)
    begun: deque[_Begun] = deque()
    with ThreadPoolExecutor(hands, thread_name_prefix="segment") as pool:
        try:
            while waiting or begun:
                while waiting and len(begun) < hands:
                    segment, blocks = waiting.popleft(), list[NDArray[np.float32]]()
                    takers = (blocks.append,) if write else ()
                    begun.append(_Begun(segment, blocks, pool.submit(make, segment, takers)))
                first = begun.popleft()
                meter = first.meter.result()
                if write:
                    for block in first.blocks:
                        write(block)
                    first.blocks.clear()
                yield first.segment, meter
        finally:
            pool.shutdown(cancel_futures=True)


def _make(segment: Segment, parts: Sequence[Part], settings: Mastering, takers: Sequence[Write]) -> Meter:
    """Hand the sound of ``segment`` to all ``takers``; returns its levels."""
    meter = Meter(settings.sample_rate_hz)
    for block in _sound(segment, parts, settings):
        meter.add(block)
        for take in takers:
            take(block)
    return meter


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
