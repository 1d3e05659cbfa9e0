"""Whether there is music in a recording, alone or under somebody's voice.

Best effort: signs measured in windows of two seconds, weighted by what was learned from recordings of
readers, alone and with music under them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.voices.company.music_signs import STEP_S, WINDOW_S, signs
from narrate.voices.company.suspicion import NONE, Suspicion, Weights, suspicion, weights

_ALL, _SOME = 1.2, 2.7  # the mean score of all windows, and that of the three highest
_SOFT = 0.6
_HERE = 0.5  # the score from which on a window has music, where the recording has


def music(recording: Recording) -> Suspicion:
    """How likely there is music in ``recording``, and where.

    Silence, and less than a second, say nothing. Found, of tunes that nothing was learned from: 86 % alone or
    as loud as a voice, 73 % at 10 to 15 dB below it, 50 % at 20. Taken for music: none of 143 recordings of
    one reader, none under noise, 4 % in a room that rings, 10 % under a loud hum or fan. Drums under speech
    are hardly ever told.
    """
    return judge(*signs(recording), weights()["music"])


def judge(found: NDArray[np.float64], places: Sequence[tuple[float, float]], learned: Weights) -> Suspicion:
    """What the signs ``found`` (n, k) in windows at ``places`` say of music, by the weights ``learned``."""
    if not len(found):
        return NONE
    scores = learned.score(found)
    highest = np.sort(scores)[-3:]
    score = max(scores.mean() - _ALL, highest.mean() - _SOME) / _SOFT
    edge = (WINDOW_S - STEP_S) / 2
    last = len(places) - 1
    here = np.flatnonzero(scores > min(_HERE, highest[-1] - 1e-9)).tolist()
    return suspicion(
        float(score),
        (
            (places[at][0] + (edge if at else 0.0), places[at][1] - (edge if at < last else 0.0))
            for at in here
        ),
    )
