"""What detectors listen to of a recording, however long it is and at whatever rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled

RATE_HZ = 16_000
LISTENED_S = 120.0
"""A reference has 2 to 30 s; a whole chapter, given by mistake, need not be listened to."""


def beginning(recording: Recording) -> Recording:
    """The first ``LISTENED_S`` of ``recording``."""
    most = round(LISTENED_S * recording.sample_rate)
    return Recording(recording.audio[:most], recording.sample_rate)


def heard(recording: Recording) -> NDArray[np.float32]:
    """The ``beginning`` of ``recording`` at 16 kHz: (n,). Nothing of what holds anything but numbers."""
    audio = beginning(recording).audio
    if not np.isfinite(audio).all():
        return np.empty(0, np.float32)
    return resampled(audio, recording.sample_rate, RATE_HZ)
