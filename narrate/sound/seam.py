"""The room tone of a segment: it begins alike everywhere, and ends so that the next one goes on from it.

Each segment has the room tone's loop from its beginning. In its last pause the tone is led over to the end of
the loop, whose continuation is its beginning: nobody hears a seam, and no segment depends on another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.sound.roomtone import RoomTone
from narrate.sound.settings import Mastering
from narrate.sound.timeline import LEAD_S, Segment

_LOOP_END_S = 0.07  # with the next, no more than TAIL_S
_CROSSFADE_S = 0.06


class SegmentTone:
    """The room tone under a segment, which begins at position 0."""

    def __init__(self, segment: Segment, settings: Mastering) -> None:
        rate_hz = settings.sample_rate_hz
        self._tone = RoomTone(rate_hz, settings.room_tone_db)
        self._end = segment.samples
        self._fade = round(_CROSSFADE_S * rate_hz)
        self._turn = self._end - round(_LOOP_END_S * rate_hz)
        self._goes_on = segment.last

    def at(self, position: int, samples: int) -> NDArray[np.float32]:
        """The tone under the samples ``position:position + samples`` of the segment: (samples,)."""
        going_on = self._tone.at(position, samples)
        if self._goes_on or position + samples <= self._turn - self._fade:
            return going_on
        leading_over = self._tone.at(position - self._end, samples)
        done = (np.arange(position, position + samples) - self._turn) / self._fade + 1
        angle = np.clip(done, 0, 1) * (np.pi / 2)  # two noises: it is their powers that add up
        return (going_on * np.cos(angle) + leading_over * np.sin(angle)).astype(np.float32)


def around(settings: Mastering) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The room tone on either side of every seam: 0.07 s before it, and 0.1 s after it, each (n,).

    Every segment but a chapter's last ends with the one, and every one but its first begins with the other.
    """
    tone = RoomTone(settings.sample_rate_hz, settings.room_tone_db)
    before, after = (round(seconds * settings.sample_rate_hz) for seconds in (_LOOP_END_S, LEAD_S))
    return tone.at(-before, before), tone.at(0, after)
