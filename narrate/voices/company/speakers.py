"""Whether more than one person speaks in a recording, after one another or at the same time.

Best effort. After one another: the windows of speech are parted into two groups, and two people lie further
apart than one reader does who changes the voice. At the same time: what the encoder's layers hold of a
window tells one voice from two, by weights learned from mixtures.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.voices.company.identity import WINDOW_S, Floats, Heard, hear, unit
from narrate.voices.company.suspicion import NONE, Suspicion, Weights, suspicion, weights

_TOGETHER_ALL, _TOGETHER_SOME = 1.4, 3.0  # the mean score of all windows, and that of the two highest
_TOGETHER_SOFT = 0.7
_APART, _APART_SOFT = 0.76, 0.03  # cosine between two people's prints
_ONE_WINDOW = 0.15  # of cosine: a group that is a single window must be further away
_ROUNDS = 10  # of parting; two or three are enough
_HERE = 0.5  # the score from which on a window has two voices, where the recording has


def second_speaker(recording: Recording) -> Suspicion:
    """How likely somebody else is heard in ``recording`` too, and where.

    Silence, and less than 1.6 s of speech, say nothing. Found, of people from whom nothing was learned: 95 %
    of those who speak once after the reader, 83 % of those who take turns of 1.5 to 4 s, and of those who
    speak all the while 81 % at the reader's level, 78 % at 5 dB below, 54 % at 10 and 22 % at 15. Accused:
    none of 143 recordings of one reader, 1 % of those under noise or hum, 4 % in a room that rings, and a
    quarter of those with music as loud as the voice. Not told from one reader: somebody who says a word.
    """
    heard = hear(recording)
    return NONE if heard is None else judge(heard, weights()["second_speaker"])


def judge(heard: Heard, learned: Weights) -> Suspicion:
    """What ``heard`` says of a second speaker, by the weights ``learned``."""
    scores = learned.score(heard.states)
    highest = np.sort(scores)[-2:]
    together = max(scores.mean() - _TOGETHER_ALL, highest.mean() - _TOGETHER_SOME) / _TOGETHER_SOFT
    fewer, cosine = _parted(heard.prints)
    apart = (_APART - cosine) / _APART_SOFT
    where = np.zeros(len(scores), np.bool_)
    if together > 0:
        where |= scores > min(_HERE, highest[0])
        where[scores.argmax()] = True
    if apart > 0:
        where |= fewer
    return suspicion(float(max(together, apart)), _places(heard, where))


def _parted(prints: Floats) -> tuple[NDArray[np.bool_], float]:
    """``prints`` (n, 256) in two groups: which are in the smaller one, and the cosine between them.

    Means on the sphere (I. Dhillon, D. Modha, Machine Learning 42, 2001), beginning with the two that are
    furthest apart.
    """
    nothing = np.zeros(len(prints), np.bool_)
    if len(prints) < 3:
        return nothing, 1.0
    first, second = divmod(int((prints @ prints.T).argmin()), len(prints))
    middles = prints[[first, second]]
    other = nothing
    for _ in range(_ROUNDS):
        before, other = other, (prints @ middles.T).argmax(axis=1) == 1
        if other.all() or not other.any():
            return nothing, 1.0
        if (other == before).all():
            break
        middles = unit(np.stack([prints[~other].sum(axis=0), prints[other].sum(axis=0)]))
    fewer = other if other.sum() * 2 <= len(other) else ~other
    return fewer, float(middles[0] @ middles[1]) + (_ONE_WINDOW if fewer.sum() == 1 else 0.0)


def _places(heard: Heard, where: NDArray[np.bool_]) -> Iterator[tuple[float, float]]:
    """The middles of the windows: their edges belong as much to what is beside them."""
    last = len(where) - 1
    for at in np.flatnonzero(where):
        start, end = heard.places[at].tolist()
        edge = min(WINDOW_S / 4, (end - start) / 4)
        yield start + (edge if at else 0.0), end - (edge if at < last else 0.0)
