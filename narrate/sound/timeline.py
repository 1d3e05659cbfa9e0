"""When each utterance of a chapter is heard: told from the takes' measures alone, without their sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from narrate.model import Measure, UtteranceMark
from narrate.sound.resample import resampled_length
from narrate.sound.settings import Mastering, Pauses

WHOLE_SAMPLES = 4096
"""A chapter's length is a multiple of this: libFLAC's blocks for sound of at most 48 kHz. So chapters become
one file without being encoded again, of the kind that every player knows: in blocks of one size.
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """What decides how long an utterance is heard: its take's rate and measure, and the pause after it."""

    id: str
    sample_rate: int
    measure: Measure
    pause_s: float


def timeline(
    extents: Iterable[Extent], pauses: Pauses, settings: Mastering
) -> tuple[tuple[UtteranceMark, ...], int]:
    """Where each utterance stands in its chapter, and the chapter's length, in samples at the master's rate.

    Exactly what ``master`` makes of the same utterances.
    """
    rate_hz = settings.sample_rate_hz
    at = round(pauses.head * rate_hz)
    marks = []
    for extent in extents:
        taken = extent.measure.end - extent.measure.begin
        end = at + resampled_length(taken, extent.sample_rate, rate_hz)
        marks.append(UtteranceMark(extent.id, at, end))
        at = end + round(extent.pause_s * rate_hz)
    at += round(pauses.tail * rate_hz)
    return tuple(marks), at + -at % WHOLE_SAMPLES
