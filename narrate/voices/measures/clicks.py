"""Clicks in the pauses of a recording: lips and tongues, a chair, a digital tick. Best effort.

Only where nobody speaks: a "t" is as short, and inside speech no click can be told from one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.filters import filtered, high_pass
from narrate.voices.measures.levels import SILENT_DB, Places, frames_db, stretches

_LOWEST_HZ = 1000.0
_HOP_S = 0.001
_ABOVE_DB = 20.0  # the noise around it
_LONGEST_S = 0.012
_QUIET_DB = 10.0  # above the noise is still no sound
_QUIET_S = 0.060  # before and after: speech does not begin or end so near
_FAINTEST_DB = -75.0  # nobody hears it, however quiet the rest
_BELOW_SPEECH_DB = 45.0
_NOISE_PERCENTILE = 10


def clicks(audio: NDArray[np.float32], rate_hz: int, speech_db: float) -> Places:
    """Where there is a click in ``audio`` (n,), whose speech is at ``speech_db``: (start, end) in seconds."""
    (clean,) = filtered(audio, high_pass(_LOWEST_HZ, rate_hz))
    hop = max(1, round(_HOP_S * rate_hz))
    level_db = frames_db(clean, hop)
    heard = level_db[level_db > SILENT_DB]
    if not len(heard):
        return ()
    noise_db = float(np.percentile(heard, _NOISE_PERCENTILE))
    least_db = max(noise_db + _ABOVE_DB, _FAINTEST_DB, speech_db - _BELOW_SPEECH_DB)
    hop_s = hop / rate_hz
    quiet = round(_QUIET_S / hop_s)
    found = []
    for start, stop in stretches(level_db > noise_db + _QUIET_DB):
        alone = not (level_db[max(0, start - quiet) : start] > noise_db + _QUIET_DB).any()
        alone = alone and not (level_db[stop : stop + quiet] > noise_db + _QUIET_DB).any()
        inside = start >= quiet and stop + quiet <= len(level_db)
        if inside and alone and stop - start <= _LONGEST_S / hop_s and level_db[start:stop].max() > least_db:
            found.append((start * hop_s, (stop + 1) * hop_s))
    return tuple(found)
