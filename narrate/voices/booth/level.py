"""How loud a microphone's sound is, moment by moment, and whether a reader has begun and has ended."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from narrate.voices.quality import SILENT_DB

TARGET_DB = (-30.0, -14.0)
"""RMS of full scale at which speech is well recorded: far above a converter's noise, with room to shout."""

HIGHEST_PEAK_DB = -3.0

LOUD_ROOM_DB = -50.0
"""RMS of a room above which its noise is heard beside speech in ``TARGET_DB``."""

_CLIPPED = 0.999  # of full scale
_NO_POWER = 1e-14
_ABOVE_ROOM_DB = 6.0  # what is not that far above the noise of the room is of the room
_BELOW_LOUD_DB = 28.0  # breath, and the room's answer
_BEGUN_S = 0.15  # a knock is shorter
_PAUSE_S = 1.4  # the longest that a reader makes within a line, and a little
_HESITATION_S = 3.0  # of somebody who has not read half of it
_HALF = 0.5
_UNHEARD_S = 10.0  # in which nobody begins


@dataclass(frozen=True, slots=True)
class Level:
    """RMS and largest sample of a sound, in dB of full scale; whether it is ``clipped``, or only zeros."""

    rms_db: float
    peak_db: float
    clipped: bool
    nothing: bool


def level(audio: NDArray[np.float32]) -> Level:
    """The level of ``audio`` (n,): a constant in it, which cheap converters add, is none of the sound."""
    if not len(audio):
        return Level(-140.0, -140.0, clipped=False, nothing=True)
    power = float(np.var(audio, dtype=np.float64))
    peak = float(np.abs(audio).max())
    return Level(
        rms_db=10 * float(np.log10(power + _NO_POWER)),
        peak_db=10 * float(np.log10(peak * peak + _NO_POWER)),
        clipped=peak >= _CLIPPED,
        nothing=peak == 0,
    )


def room_db(levels: list[Level]) -> float:
    """The noise of a room in which ``levels`` were measured while nobody spoke; a single knock is not its."""
    return median(each.rms_db for each in levels)


class Ear:
    """Listens to somebody who reads a line, in a room of ``room_db``, that takes about ``expected_s``."""

    def __init__(self, room_db: float, expected_s: float) -> None:
        self._floor_db = max(room_db + _ABOVE_ROOM_DB, SILENT_DB)
        self._expected_s = expected_s
        self._loudest_db = -140.0
        self._speech_s = 0.0
        self._silence_s = 0.0
        self._all_s = 0.0

    def hear(self, rms_db: float, seconds: float) -> None:
        """The next ``seconds`` of sound, fewer than 0.1."""
        self._all_s += seconds
        if rms_db > max(self._floor_db, self._loudest_db - _BELOW_LOUD_DB):
            self._loudest_db = max(self._loudest_db, rms_db)
            self._speech_s += seconds + (self._silence_s if self.begun else 0.0)
            self._silence_s = 0.0
        else:
            self._silence_s += seconds
            if not self.begun:
                self._speech_s = 0.0  # it was a knock

    @property
    def begun(self) -> bool:
        """Whether somebody has begun to read."""
        return self._speech_s >= _BEGUN_S

    @property
    def ended(self) -> bool:
        """Whether they have read, and stopped."""
        half = self._speech_s >= _HALF * self._expected_s
        return self.begun and self._silence_s >= (_PAUSE_S if half else _HESITATION_S)

    @property
    def waits(self) -> bool:
        """Whether nobody has begun for so long that it is time to ask why."""
        return not self.begun and self._all_s >= _UNHEARD_S
