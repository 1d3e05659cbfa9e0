"""AAC-LC by FFmpeg's own encoder, through PyAV."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from narrate.errors import MissingTool
from narrate.publish.encoder import require_mono
from narrate.publish.mp4 import PACKET_SAMPLES, Aac
from narrate.sound.decibels import amplitude_of

if TYPE_CHECKING:
    from narrate.sound.encodings import Encoding

INSTALL = "install PyAV: pip install 'narrate[m4b]'"
"""The way out where it is missing."""

_OPTIONS = {"aac_coder": "fast", "aac_tns": "0", "aac_pns": "0"}
"""What keeps peaks where the master put them. With the encoder's usual search ("twoloop"), and with noise in
place of sound (PNS), single peaks of speech came out up to 4 dB higher, at 64 to 128 kbit/s; like this, of
four minutes of 25 voices, no more than ``_ROOM_DB``, at twice the speed.
"""

_ROOM_DB = {64: 0.35, 80: 0.2, 96: 0.15}
_ROOM_ABOVE_DB = 0.1
"""By how much the sound is lowered before it is encoded, by kbit/s: what encoding added at most to the true
peaks of voices limited by 5 dB and more, and a little. (LAME lowers MP3 files by itself, by 0.26 dB.)
"""

_FRAME_PACKETS = 64
"""So many packets are encoded at a time: always as many, so that blocks of any size give the same bytes."""


def require_encoder() -> None:
    """Raise MissingTool where there is no AAC encoder."""
    _av()


def _av() -> Any:
    try:
        import av
    except ImportError as error:
        raise MissingTool(f"M4B files need PyAV, which cannot be loaded: {error}", hint=INSTALL) from None
    return av


class AacEncoder:
    """Encodes mono sound at ``rate_hz`` into packets, one after the other in ``file``."""

    def __init__(self, file: BinaryIO, rate_hz: int, how: Encoding) -> None:
        self._av = _av()
        self._file = file
        self._rate_hz = rate_hz
        self._channels = how.channels
        self._layout = "mono" if how.channels == 1 else "stereo"
        codec = self._av.CodecContext.create("aac", "w")
        codec.sample_rate = rate_hz
        codec.layout = self._layout
        codec.format = "fltp"
        codec.bit_rate = 1000 * (how.kbps or 0)
        codec.time_base = Fraction(1, rate_hz)
        codec.thread_count = 1
        codec.options = dict(_OPTIONS)
        self._codec = codec
        self._factor = np.float32(amplitude_of(-_ROOM_DB.get(how.kbps or 0, _ROOM_ABOVE_DB)))
        self._waiting = np.empty(0, np.float32)
        self._sizes: list[int] = []
        self.samples = 0

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``: mono, shape (n,), float32, -1 to 1.

        Raises OSError when the file cannot be written, and ValueError when the block is of another shape or
        type or holds a sample that is not a number.
        """
        require_mono(block)
        self._waiting = np.concatenate([self._waiting, block])
        length = _FRAME_PACKETS * PACKET_SAMPLES
        while len(self._waiting) >= length:
            self._encode(self._waiting[:length])
            self._waiting = self._waiting[length:]

    def finish(self) -> Aac:
        """Encode the rest, and tell what stands in the file. Raises OSError if there is no sound in it.

        What fills up the last packet, which some players play, is the end of the sound backwards: no silence.
        """
        if len(self._waiting):
            unasked = -len(self._waiting) % PACKET_SAMPLES
            self._encode(np.pad(self._waiting, (0, unasked), "symmetric"))
            self.samples -= unasked
        if not self.samples:
            raise OSError(0, "there is no sound to put into it")
        self._keep(self._codec.encode(None))
        sizes = np.array(self._sizes, np.uint32)
        aac = Aac(
            bytes(self._codec.extradata), self._rate_hz, self._channels, sizes, PACKET_SAMPLES, self.samples
        )
        if not 0 <= aac.whole - aac.skip - aac.samples < PACKET_SAMPLES:
            raise OSError(0, f"the encoder kept {aac.whole - aac.skip} samples of {aac.samples}")
        return aac

    def _encode(self, audio: NDArray[np.float32]) -> None:
        alike = np.tile(audio * self._factor, (self._channels, 1))
        frame = self._av.AudioFrame.from_ndarray(alike, format="fltp", layout=self._layout)
        frame.sample_rate = self._rate_hz
        frame.time_base = self._codec.time_base
        frame.pts = self.samples
        self.samples += len(audio)
        self._keep(self._codec.encode(frame))

    def _keep(self, packets: list[Any]) -> None:
        for packet in packets:
            data = bytes(packet)
            self._file.write(data)
            self._sizes.append(len(data))
