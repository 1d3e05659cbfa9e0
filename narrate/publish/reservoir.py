"""MPEG frames cut out of a stream so that others can follow them: what is theirs goes with them.

The data of a frame may begin before its header, in what earlier frames have left free: the bit reservoir
(ISO/IEC 11172-3, 2.4.3.4 and annex C.1.5.2.2). ``main_data_begin`` says how many bytes before, headers and
side information not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.publish.mpeg import frame_bytes, side_bytes

_HEADER_BYTES = 4


@dataclass(slots=True)
class Frame:
    """A frame of layer III: its header, its side information, and the room for data behind them."""

    header: bytes
    side: bytes
    room: bytearray

    @property
    def begins_before(self) -> int:
        """How many bytes of its data stand before it."""
        return self.side[0] << 1 | self.side[1] >> 7

    def silence(self) -> None:
        """Let it sound of nothing, and need no data."""
        self.side = bytes(len(self.side))

    def __bytes__(self) -> bytes:
        return self.header + self.side + bytes(self.room)


def frames(data: bytes) -> Iterator[Frame]:
    """The frames that ``data`` consists of."""
    at = 0
    while at < len(data):
        header = data[at : at + _HEADER_BYTES]
        side = at + _HEADER_BYTES
        room = side + side_bytes(header)
        at += frame_bytes(header)
        yield Frame(header, data[side:room], bytearray(data[room:at]))


def before(earlier: Sequence[Frame], frame: Frame) -> bytes:
    """The data of ``frame`` that stands before it, in the ``earlier`` ones; they are those just before it."""
    room = b"".join(bytes(each.room) for each in earlier)
    return room[len(room) - frame.begins_before :]


def make_room(kept: Sequence[Frame], following: Frame, data: bytes) -> None:
    """Write ``data`` to the end of the ``kept`` frames, in place of that of the one ``following`` them.

    Where that one has left less room, the last of them are silenced.
    """
    free = following.begins_before
    for frame in reversed(kept):
        if free >= len(data):
            break
        free = frame.begins_before + len(frame.room)
        frame.silence()
    ending = bytes(max(0, free - len(data))) + data
    for frame in reversed(kept):
        if not ending:
            break
        own = ending[-len(frame.room) :]
        frame.room[len(frame.room) - len(own) :] = own
        ending = ending[: -len(own)]
