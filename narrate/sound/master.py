"""Mastering a chapter: takes in order, cleaned, levelled and laid on room tone, block by block.

A chapter's sound is a function of its parts and the settings, and each utterance's of its own take: no
filter, gain or limiter remembers the one before. Only a few utterances are in memory at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from narrate.model import Master, UtteranceMark
from narrate.sound.meter import Meter
from narrate.sound.roomtone import RoomTone
from narrate.sound.settings import Mastering, Pauses
from narrate.sound.timeline import WHOLE_SAMPLES
from narrate.sound.utterance import Part, mastered

_LONGEST_BLOCK_S = 5  # of room tone, so that a long pause needs no memory

Write = Callable[[NDArray[np.float32]], None]
"""Takes the next block of a chapter: (n,) float32 at the master's rate."""


def master(
    parts: Iterable[Part], pauses: Pauses, settings: Mastering, write: Write, *, hands: int = 1
) -> Master:
    """Hand one chapter's finished sound to ``write``, block by block, and return what is known of it.

    ``hands`` utterances at a time are worked on; the sound is the same with any number.

    Of ``pauses`` only the head and the tail are used; each part brings its own. The tail is lengthened to the
    end of the last of ``WHOLE_SAMPLES``.
    """
    chapter = _Chapter(settings, write)
    marks = []
    chapter.silence(pauses.head)
    with closing(_in_order(parts, settings, hands)) as sounds:
        for part, audio in sounds:
            start = chapter.samples
            chapter.sound(audio)
            marks.append(UtteranceMark(part.id, start, chapter.samples))
            chapter.silence(part.pause_s)
    chapter.silence(pauses.tail)
    chapter.fill()
    levels = chapter.meter.levels()
    return Master(
        sample_rate=settings.sample_rate_hz,
        samples=chapter.samples,
        marks=tuple(marks),
        rms_db=levels.rms_db,
        peak_db=levels.peak_db,
        loudness_lufs=levels.loudness_lufs,
    )


def _in_order(
    parts: Iterable[Part], settings: Mastering, hands: int
) -> Generator[tuple[Part, NDArray[np.float32]], None, None]:
    """Each part and its sound; the next few are begun meanwhile, where there are more hands than one."""
    if hands == 1:
        yield from ((part, mastered(part, settings)) for part in parts)
        return
    begun: deque[tuple[Part, Future[NDArray[np.float32]]]] = deque()
    with ThreadPoolExecutor(hands, thread_name_prefix="utterance") as pool:
        try:
            for part in parts:
                begun.append((part, pool.submit(mastered, part, settings)))
                if len(begun) > hands:
                    first, audio = begun.popleft()
                    yield first, audio.result()
            while begun:
                first, audio = begun.popleft()
                yield first, audio.result()
        finally:
            pool.shutdown(cancel_futures=True)


class _Chapter:
    """The chapter as far as it is written: sound goes in, sound over room tone goes out."""

    def __init__(self, settings: Mastering, write: Write) -> None:
        self.samples = 0
        self.meter = Meter(settings.sample_rate_hz)
        self._rate_hz = settings.sample_rate_hz
        self._tone = RoomTone(settings.sample_rate_hz, settings.room_tone_db)
        self._write = write

    def silence(self, duration_s: float) -> None:
        self._still(round(duration_s * self._rate_hz))

    def fill(self) -> None:
        self._still(-self.samples % WHOLE_SAMPLES)

    def _still(self, left: int) -> None:
        while left > 0:
            count = min(left, _LONGEST_BLOCK_S * self._rate_hz)
            self._put(self._tone.at(self.samples, count))
            left -= count

    def sound(self, audio: NDArray[np.float32]) -> None:
        if len(audio):
            self._put(audio + self._tone.at(self.samples, len(audio)))

    def _put(self, block: NDArray[np.float32]) -> None:
        self.meter.add(block)
        self.samples += len(block)
        self._write(block)
