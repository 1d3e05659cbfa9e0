"""Mastering a chapter: takes in order, cleaned, levelled and laid on room tone, block by block.

A chapter's sound is a function of its parts and the settings, and each utterance's of its own take: no
filter, gain or limiter remembers the one before. Only a few utterances are in memory at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.model import Master, Measure, UtteranceMark
from narrate.sound.decibels import amplitude_of
from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.limiter import limited
from narrate.sound.meter import Meter
from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled
from narrate.sound.roomtone import RoomTone
from narrate.sound.settings import Mastering, Pauses

_FADE_IN_S = 0.005
_FADE_OUT_S = 0.030
_LONGEST_BLOCK_S = 5  # of room tone, so that a long pause needs no memory

WHOLE_SAMPLES = 4096
"""A chapter's length is a multiple of this: libFLAC's blocks for sound of at most 48 kHz. So chapters become
one file without being encoded again, of the kind that every player knows: in blocks of one size.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """An utterance of the chapter: how to load its take, the take's measure, and what is done with it.

    ``gain_db`` is its voice's; ``pause_s`` is the room tone after it.
    """

    id: str
    load: Callable[[], Recording]
    measure: Measure
    gain_db: float
    pause_s: float


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
    with closing(_in_order(parts, settings, hands)) as mastered:
        for part, audio in mastered:
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
        yield from ((part, _mastered(part, settings)) for part in parts)
        return
    begun: deque[tuple[Part, Future[NDArray[np.float32]]]] = deque()
    with ThreadPoolExecutor(hands, thread_name_prefix="utterance") as pool:
        try:
            for part in parts:
                begun.append((part, pool.submit(_mastered, part, settings)))
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


def _mastered(part: Part, settings: Mastering) -> NDArray[np.float32]:
    """The utterance as it is heard, without room tone: (n,) at the master's rate."""
    take = part.load()
    (clean,) = filtered(
        at_rest(take.audio, take.sample_rate), high_pass(settings.highpass_hz, take.sample_rate)
    )
    spoken = clean[part.measure.begin : part.measure.end]
    spoken = resampled(spoken, take.sample_rate, settings.sample_rate_hz)
    loud = spoken * np.float32(amplitude_of(part.gain_db))
    return _faded(limited(loud, settings.sample_rate_hz, settings.ceiling_dbtp), settings.sample_rate_hz)


def _faded(audio: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """``audio`` (n,), begun and ended without a click. What is very short is faded over its halves."""
    rise = min(round(_FADE_IN_S * rate_hz), len(audio) // 2)
    fall = min(round(_FADE_OUT_S * rate_hz), len(audio) // 2)
    faded = audio.copy()
    faded[:rise] *= _swell(rise)
    faded[len(audio) - fall :] *= _swell(fall)[::-1]
    return faded


def _swell(samples: int) -> NDArray[np.float32]:
    """From 0 to 1 as a squared sine: (samples,)."""
    return (np.sin(np.linspace(0, np.pi / 2, samples)) ** 2).astype(np.float32)
