"""What is measured of a clip, and of all that a candidate says: figures, likeness, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from narrate.audition.artefacts import Artefact
from narrate.audition.likeness import likeness
from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled
from narrate.voices.prosody import Prosody, measure

BUCKETS = 240
"""Of a picture of a clip, from its beginning to its end."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures of a clip, or of all clips of a candidate; None is what could not be measured.

    As in ``narrate.voices.prosody``: median ``pitch_hz``, ``range_st`` from the 5th to the 95th percentile,
    ``rate`` in syllables a second, ``energy_db`` as the standard deviation of the level, ``pause_share`` of
    the time and ``pause_s`` on average. ``loudness_lufs`` is that of the take, before it was matched.
    ``likeness`` to the reference and ``word_errors`` are 0 to 1 (the latter may be more).
    """

    seconds: float
    loudness_lufs: float
    pitch_hz: float | None = None
    range_st: float | None = None
    rate: float | None = None
    energy_db: float | None = None
    pause_share: float | None = None
    pause_s: float | None = None
    likeness: float | None = None
    word_errors: float | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """A line as a candidate says it: number ``line`` from 1, in ``file``, ``gain_db`` louder than its take.

    ``shape`` are the peaks of the sound, 0 to 100, in ``BUCKETS`` stretches of equal length. ``faults`` are
    what the take was found wrong with, in words that complete "the sound is …".
    """

    line: int
    file: str
    key: str
    gain_db: float
    measures: Measures
    artefacts: tuple[Artefact, ...]
    faults: tuple[str, ...]
    shape: tuple[int, ...]


def measured(
    recording: Recording,
    loudness_lufs: float,
    reference: Prosody | None,
    word_errors: float | None = None,
) -> Measures:
    """The measures of ``recording``, held against the ``reference`` where there is one."""
    found = measure(recording)
    if found is None:
        return Measures(recording.duration_s, loudness_lufs, word_errors=word_errors)
    return Measures(
        seconds=recording.duration_s,
        loudness_lufs=loudness_lufs,
        pitch_hz=found.pitch_hz.value,
        range_st=found.range_st.value,
        rate=found.rate.value,
        energy_db=found.energy_db.value,
        pause_share=found.pause_share.value,
        pause_s=found.pause_s.value,
        likeness=None if reference is None else likeness(found, reference),
        word_errors=word_errors,
    )


def together(recordings: Sequence[Recording]) -> Recording:
    """``recordings`` one after the other, at the rate of the first, to be measured as one.

    They are cut to what is spoken: what silence is left between them is shorter than a pause.
    """
    rate_hz = recordings[0].sample_rate
    parts = [resampled(each.audio, each.sample_rate, rate_hz) for each in recordings]
    return Recording(np.concatenate(parts), rate_hz)


def shape(recording: Recording) -> tuple[int, ...]:
    """The peaks of ``recording`` for a picture, the highest at 100: ``BUCKETS``, or none of silence."""
    loud = np.abs(recording.audio)
    highest = float(loud.max(initial=0))
    if not highest:
        return ()
    edges = np.linspace(0, len(loud), BUCKETS + 1).astype(int)
    peaks = [loud[start : max(stop, start + 1)].max() for start, stop in pairwise(edges)]
    return tuple(round(100 * float(each) / highest) for each in peaks)
