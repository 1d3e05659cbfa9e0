"""How loud a voice is, and how much louder or softer it is made so that all voices of a book are alike."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from narrate.model import Measure

_LARGEST_GAIN_DB = 24.0  # a voice that needs more is noise, or a mistake; more would only raise its hiss
_ALIKE_LU = 3.0  # how far an utterance may lie from its voice: people speak up and drop their voices
_LARGEST_PULL_DB = 3.0


def voice_lufs(measures: Iterable[Measure]) -> float:
    """The gated loudness of a voice over all its takes, in 0.1 LU; -70 where there is nothing to measure.

    Over all of them, because one gain per utterance would shout what is whispered.
    """
    from narrate.sound.loudness import integrated_lufs

    return round(integrated_lufs(chain.from_iterable(measure.loudness for measure in measures)), 1)


def gain_db(loudness_lufs: float, target_lufs: float) -> float:
    """The gain in 0.1 dB, within 24 dB either way, that brings a voice of this loudness to the target.

    0 for a voice of which nothing could be measured.
    """
    if loudness_lufs <= -70.0:
        return 0.0
    return round(max(-_LARGEST_GAIN_DB, min(_LARGEST_GAIN_DB, target_lufs - loudness_lufs)), 1)


def pull_db(measure: Measure, loudness_lufs: float) -> float:
    """What an utterance is turned up or down besides its voice's gain, in 0.1 dB, within 3 dB either way.

    0 within 3 LU of its voice's ``loudness_lufs``; half the way back for what lies further off. Against the
    voice's settled level, and not its neighbours', so that no other utterance moves it.
    """
    from narrate.sound.loudness import integrated_lufs

    own_lufs = integrated_lufs(measure.loudness)
    away = own_lufs - loudness_lufs
    if not measure.loudness or loudness_lufs <= -70.0 or abs(away) <= _ALIKE_LU:
        return 0.0
    return round(max(-_LARGEST_PULL_DB, min(_LARGEST_PULL_DB, -away / 2)), 1)
