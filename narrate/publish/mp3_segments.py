"""Segments of a chapter encoded apart, so that their frames, one after the other, play as if they were one.

Before a segment LAME is given two frames of the room tone that the segment before it ends with, and after it
some of that which the next one begins with. Those frames are left out. What is kept on either side of a seam
so overlaps with what it was made to overlap with, and no gap, silence or click is between them.

A frame's data may begin in frames before it, here in ones that are left out. What comes to a segment's first
frames is the same room tone everywhere, and so is that data: each segment ends with the data for the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from math import gcd

import numpy as np
from numpy.typing import NDArray

from narrate.publish.format import Encoded, Tone
from narrate.publish.lame import RATE_HZ, Lame, identity
from narrate.publish.mpeg import SAMPLES_PER_FRAME, frame_bytes
from narrate.publish.reservoir import before, frames, make_room
from narrate.sound.encodings import Encoding

_LEFT_OUT = 2
"""Frames before a segment: the first is LAME's beginning, the second overlaps with the first that is kept."""

_LAST = 8
"""Frames in which there is always room for a frame's data, which begins 511 bytes before it at the most."""


@dataclass(frozen=True, slots=True, eq=False)
class Seam:
    """What all seams of a chapter are like: the tone on either side, and the data of the frame after it."""

    rate_hz: int
    how: Encoding
    tone: Tone
    data: bytes

    @classmethod
    def of(cls, rate_hz: int, how: Encoding, tone: Tone) -> Seam:
        """The seam between any two segments. It has no data where there is no tone: then there is no seam."""
        if not len(tone.before):
            return cls(rate_hz, how, tone, b"")
        # Whole periods of both rates, so that the samples of both segments lie in the same places.
        period = rate_hz // gcd(rate_hz, RATE_HZ)
        whole = len(tone.before) // period * period or len(tone.before)
        tone = Tone(tone.before[len(tone.before) - whole :], tone.after)
        lame, heard = cls(rate_hz, how, tone, b"").begun()
        made = heard + lame.encode(tone.after) + lame.finish()
        first = list(islice(frames(made), _LEFT_OUT + 1))
        return cls(rate_hz, how, tone, before(first[:-1], first[-1]))

    @property
    def identity(self) -> str:
        """What encodes, and how."""
        return f"{identity()}, {self.how.kbps} kbit/s, {self.how.channels} channels"

    def begun(self) -> tuple[Lame, bytes]:
        """An encoder that has been given the tone before the seam, and what it made of that so far."""
        lame = Lame(self.rate_hz, self.how)
        heard = round(len(self.tone.before) * RATE_HZ / self.rate_hz)
        lame.leave_out(heard - _LEFT_OUT * SAMPLES_PER_FRAME)
        return lame, lame.encode(self.tone.before)


class SegmentEncoder:
    """Encodes one segment: the chapter's first if it ``opens``, its last if it has no ``frames``."""

    def __init__(self, seam: Seam, *, opens: bool, frames: int) -> None:
        self._seam = seam
        self._left_out = 0 if opens else _LEFT_OUT
        self._wanted = frames
        self._lame, made = (Lame(seam.rate_hz, seam.how), b"") if opens else seam.begun()
        self._made = [made]

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``: mono, shape (n,), float32, -1 to 1; louder samples are clipped."""
        self._made.append(self._lame.encode(block))

    def finish(self) -> Encoded:
        """The segment's frames. Raises OSError where nothing was written."""
        if self._wanted:
            self._made.append(self._lame.encode(self._seam.tone.after))
        self._made.append(self._lame.finish())
        data = b"".join(self._made)
        self._made.clear()
        places = _places(data)
        first = self._left_out
        if len(places) <= first + 1:
            raise OSError(0, "there is no sound to put into it")
        end = first + self._wanted if self._wanted else len(places) - 1
        begin = first + 1
        last = max(begin, end - _LAST) if self._wanted else end
        kept = (self._beginning(data, places), memoryview(data)[places[begin] : places[last]])
        ending = self._ending(data, places, last, end) if self._wanted else b""
        played = self._wanted * SAMPLES_PER_FRAME or self._lame.samples - first * SAMPLES_PER_FRAME
        return Encoded(b"".join((*kept, ending)), end - first, played)

    def _beginning(self, data: bytes, places: list[int]) -> bytes:
        """The first frame that is kept; silent where its data is not what the segment before ends with."""
        *left_out, kept = frames(data[: places[self._left_out + 1]])
        if left_out and before(left_out, kept) != self._seam.data:  # LAME looked farther ahead than it does
            kept.silence()
        return bytes(kept)

    def _ending(self, data: bytes, places: list[int], last: int, end: int) -> bytes:
        """The frames from ``last`` to before ``end``, with the data of the frame that follows the seam."""
        ending = list(frames(data[places[last] : places[end]]))
        (following,) = frames(data[places[end] : places[end + 1]])
        make_room(ending, following, self._seam.data)
        return b"".join(map(bytes, ending))


def _places(data: bytes) -> list[int]:
    """Where each frame begins, and where the last one ends."""
    places = [0]
    while places[-1] < len(data):
        places.append(places[-1] + frame_bytes(data[places[-1] : places[-1] + 4]))
    return places
