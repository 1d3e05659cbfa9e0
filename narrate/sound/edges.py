"""Where speech begins and ends in a take: engines put silence and faint noise around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FRAME_S = 0.005
_QUIETEST_DB = -56.0  # of full scale; nothing below is speech, whatever the voice
_BELOW_ACTIVE_DB = 38.0  # unvoiced consonants lie up to 30 dB under the vowels
_ACTIVE_PERCENTILE = 90
_LEAD_S = 0.030  # plosives begin before they are loud
_TAIL_S = 0.090  # and vowels fade after they are
_NO_POWER = 1e-12


def speech(audio: NDArray[np.float32], rate_hz: int) -> slice[int, int, None]:
    """The samples of ``audio`` (n,), already without rumble, that are worth keeping; empty if none is.

    Frames of 5 ms count that are louder than -56 dB and than the loud parts less 38 dB; a little is kept
    around them.
    """
    frame = max(1, round(_FRAME_S * rate_hz))
    frames = -(-len(audio) // frame)
    if not frames:
        return slice(0, 0)
    power = np.add.reduceat(np.square(audio), np.arange(0, len(audio), frame)) / frame
    level_db = 10 * np.log10(power + _NO_POWER)
    place = (frames - 1) * _ACTIVE_PERCENTILE // 100
    active_db = float(np.partition(level_db, place)[place])
    loud = np.flatnonzero(level_db > max(_QUIETEST_DB, active_db - _BELOW_ACTIVE_DB))
    if not len(loud):
        return slice(0, 0)
    begin = int(loud[0]) * frame - round(_LEAD_S * rate_hz)
    end = (int(loud[-1]) + 1) * frame + round(_TAIL_S * rate_hz)
    return slice(max(0, begin), min(len(audio), end))
