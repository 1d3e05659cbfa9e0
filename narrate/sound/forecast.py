"""What the level of a chapter will be, told from its takes' measures alone, and what is to be done about it.

Shops measure the plain RMS of a file, pauses included. In a chapter of a few words, of whispers or of many
scene breaks it lies under what they ask, though every voice in it is as loud as in the rest of the book.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from narrate.model import Measure
from narrate.sound.loudness import BIN_LU, QUIETEST_LUFS
from narrate.sound.settings import Mastering, Pauses

MOST_TRIM_DB = 3.0
"""More would make a chapter stand out."""

SHORTEST_TAIL_S = 1.0
"""What ACX asks for at the least (help.acx.com, "audio submission requirements")."""

_STEP_DB = 0.5
_TAIL_STEP_S = 0.1
_LIMITED_DB = 0.2  # what the limiter takes from a chapter in spite of all, where its target can be reached
_RMS_LESS_LUFS_DB = -0.2  # speech: plain level against K-weighted loudness; from -1.5 to 1 between voices
_NO_POWER = 1e-20


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance as it is to be heard: its take's measure and rate, and its gain."""

    measure: Measure
    sample_rate: int
    gain_db: float


@dataclass(frozen=True, slots=True)
class Fit:
    """``trim_db`` is for all of a chapter's utterances; ``tail_s`` the room tone after the last of them.

    ``rms_db`` is the chapter's with both, but for what the limiter takes from it.
    """

    trim_db: float
    tail_s: float
    rms_db: float


def fit(spoken: Sequence[Spoken], samples: int, pauses: Pauses, settings: Mastering) -> Fit:
    """What brings a chapter, ``samples`` long at the master's rate with its tail, to the RMS asked for.

    The least trim that does, in steps of 0.5 dB, 3 dB at the most; where that is not enough, a shorter tail
    besides, of no less than a second. Nothing, where no RMS is asked for or nothing is spoken.
    """
    energy = sum(map(_energy, spoken))
    tone = 10 ** (settings.room_tone_db / 10)
    but_tail_s = samples / settings.sample_rate_hz - pauses.tail

    def rms_db(trim_db: float, tail_s: float) -> float:
        seconds = max(but_tail_s + tail_s, 1 / settings.sample_rate_hz)
        return 10 * math.log10(energy * 10 ** (trim_db / 10) / seconds + tone)

    def made(trim_db: float, tail_s: float = pauses.tail) -> Fit:
        return Fit(trim_db, tail_s, round(rms_db(trim_db, tail_s), 2))

    if settings.rms_db is None or energy <= _NO_POWER:
        return made(0.0)
    low_db, high_db = settings.rms_db[0] + _LIMITED_DB, settings.rms_db[1]
    now_db = rms_db(0.0, pauses.tail)
    if now_db > high_db:
        return made(-_trim(now_db - high_db))
    if now_db >= low_db:
        return made(0.0)
    trim_db = _trim(low_db - now_db)
    if rms_db(trim_db, pauses.tail) >= low_db or pauses.tail <= SHORTEST_TAIL_S:
        return made(trim_db)
    loud_s = energy * 10 ** ((trim_db - low_db) / 10)  # for so long it is loud enough
    tail_s = math.floor((loud_s - but_tail_s) / _TAIL_STEP_S) * _TAIL_STEP_S
    return made(trim_db, max(SHORTEST_TAIL_S, round(tail_s, 1)))


def _trim(needed_db: float) -> float:
    steps = math.ceil(round(needed_db / _STEP_DB, 6))  # what is a step but for rounding is one
    return min(MOST_TRIM_DB, steps * _STEP_DB)


def _energy(spoken: Spoken) -> float:
    """The sum of the utterance's squares, in seconds of full scale, after its gain."""
    seconds = (spoken.measure.end - spoken.measure.begin) / spoken.sample_rate
    return seconds * 10 ** ((_rms_db(spoken.measure, seconds) + spoken.gain_db) / 10)


def _rms_db(measure: Measure, seconds: float) -> float:
    """The plain level of what is kept: as measured, or, where it was not, as loudness lets guess."""
    if measure.rms_db is not None:
        return measure.rms_db
    blocks = max(1.0, seconds * 10 - 3)
    levels = ((QUIETEST_LUFS + BIN_LU * (bin_ + 0.5), count) for bin_, count in measure.loudness)
    power = sum(count * 10 ** (level / 10) for level, count in levels) / blocks
    return 10 * math.log10(power + _NO_POWER) + _RMS_LESS_LUFS_DB
