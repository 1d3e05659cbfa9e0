"""How loud a voice is, and how much louder or softer it is made so that all voices of a book are alike."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from narrate.model import Measure

_LARGEST_GAIN_DB = 24.0  # a voice that needs more is noise, or a mistake; more would only raise its hiss


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
