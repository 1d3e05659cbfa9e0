"""Pauses inside an utterance: no louder than shops let any pause of a book be.

ACX wants no more than -60 dB RMS in a pause, any pause (help.acx.com, "audio submission requirements"), and a
voice that was soft is noisy once it is as loud as the others. What is turned down is a whole pause, by as
much as it needs and no more, and nothing of the words around it: no gate opens and shuts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.decibels import amplitude_of, decibels
from narrate.sound.settings import LOUDEST_PAUSE_DB

_FRAME_S = 0.020
_BELOW_TARGET_DB = 28.0  # of no frame of a pause more: words have hardly any that soft, breaths are louder
_SHORTEST = 12  # frames: at a comma, not inside a word
_AFTER = 4  # frames that are left alone: the word before fades
_BEFORE = 2  # and the next begins
_MOST_DB = 12.0  # what needs more is no pause
_RAMP_S = 0.020


def quietened(audio: NDArray[np.float32], rate_hz: int, target_lufs: float) -> NDArray[np.float32]:
    """``audio`` (n,), an utterance at its final loudness of about ``target_lufs``, with quiet pauses.

    Of pauses from a quarter of a second on those that are louder than -62 dB are turned down to that, by
    12 dB at the most. All else is returned as it is.
    """
    frame = round(_FRAME_S * rate_hz)
    frames = len(audio) // frame
    power = np.square(audio[: frames * frame]).reshape(frames, frame).mean(axis=1, dtype=np.float64)
    soft = power < amplitude_of(target_lufs - _BELOW_TARGET_DB) ** 2
    turns = np.flatnonzero(np.diff(soft, prepend=False, append=False))
    result = audio
    for first, last in turns.reshape(-1, 2).tolist():
        if last - first < _SHORTEST:
            continue
        begin, end = (first + _AFTER) * frame, (last - _BEFORE) * frame
        level_db = decibels(float(np.sqrt(power[first + _AFTER : last - _BEFORE].mean())))
        if level_db > LOUDEST_PAUSE_DB:
            if result is audio:
                result = audio.copy()
            down = amplitude_of(-min(_MOST_DB, level_db - LOUDEST_PAUSE_DB))
            result[begin:end] *= _dip(end - begin, down, round(_RAMP_S * rate_hz))
    return result


def _dip(samples: int, down: float, ramp: int) -> NDArray[np.float32]:
    """From 1 to ``down`` and back within ``ramp`` samples at each end: (samples,)."""
    fall = (1 + down) / 2 + (1 - down) / 2 * np.cos(np.linspace(0, np.pi, ramp))
    dip = np.full(samples, down)
    dip[:ramp] = fall
    dip[samples - ramp :] = fall[::-1]
    return dip.astype(np.float32)
