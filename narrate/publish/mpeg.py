"""MPEG layer III as LAME writes it: a file's frames, counted one by one, and the Info frame before them.

The Info frame tells a player how many samples to drop at both ends, so that none is gained or lost. Its
layout is http://gabriel.mp3-tech.org/mp3infotag.html; frame headers are ISO/IEC 11172-3, 2.4.2.3.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from narrate.errors import NarrateError
from narrate.publish.checksums import remainder
from narrate.publish.id3 import tag_bytes
from narrate.publish.lame_checksum import crc16, music_crc
from narrate.publish.reading import cut_short, reading

SAMPLES_PER_FRAME = 1152
_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_HZ = (44100, 48000, 32000)
_MPEG1_LAYER3 = 0xFFFA0000  # with the sync bits; the last bit is about a checksum
_MONO = 3
_CODING_MASK = 0xFFFFFDCF  # all of a header but the padding bit and the use of joint stereo
_BLOCK_BYTES = 1 << 20

# Offsets in the Info tag, from its name on
_FLAGS, _FRAMES, _SIZE, _TOC, _QUALITY, _ENCODER, _METHOD, _KIND, _KBPS_SAID, _DELAY, _SOURCE, _LENGTH = (
    4, 8, 12, 16, 116, 120, 129, 139, 140, 141, 144, 148,
)  # fmt: skip
_MUSIC_CRC, _TAG_CRC, _TAG_END = 152, 154, 156
_ALL_FIELDS = 15
_LAME = b"LAME3.100"
_CONSTANT = 1  # revision 0 of the tag, and the first method: a constant bit rate
_USUAL_QUALITY = 57  # 100 - 10 V - q, as LAME says it of its quality 3 (and of V 4, which then means nothing)
_NO_GAPS = 0x14  # psychoacoustics, and the fourth model of what is too soft to hear
_FROM_44100_HZ = 0x41  # and with the first noise shaping
_JOINT_STEREO = 0x0C


def info_of(header: bytes, delay: int) -> Info:
    """The Info frame of no sound yet, for audio frames like the one that begins with ``header``.

    ``delay`` is how many samples the encoder puts before the sound.
    """
    plain = bytes((*header[:2], header[2] & ~2, header[3] & ~0x30))
    frame = bytearray(plain.ljust(frame_bytes(plain), b"\0"))
    tag = _tag_at(plain)
    struct.pack_into(">4sI", frame, tag, b"Info", _ALL_FIELDS)
    struct.pack_into(">I", frame, tag + _QUALITY, _USUAL_QUALITY)
    frame[tag + _ENCODER : tag + _METHOD] = _LAME
    frame[tag + _METHOD] = _CONSTANT
    frame[tag + _KIND] = _NO_GAPS
    frame[tag + _KBPS_SAID] = min(255, _KBPS[header[2] >> 4])
    frame[tag + _DELAY : tag + _DELAY + 2] = (delay << 4).to_bytes(2, "big")
    frame[tag + _SOURCE] = _FROM_44100_HZ | (0 if plain[3] >> 6 == _MONO else _JOINT_STEREO)
    return Info(bytes(frame), tag)


@dataclass(frozen=True, slots=True)
class Info:
    """The Info frame of an MP3 file. ``tag`` is where its tag starts in ``frame``.

    ``size`` counts the bytes of the file from this frame on; ``delay`` and ``padding`` are the samples to
    drop at the start and at the end; ``music_crc`` is the checksum of all that follows the frame.
    """

    frame: bytes
    tag: int

    @property
    def frames(self) -> int:
        """How many audio frames follow."""
        return self._number(_FRAMES, 4)

    @property
    def size(self) -> int:
        """The bytes from this frame to the end of the file."""
        return self._number(_SIZE, 4)

    @property
    def delay(self) -> int:
        """The samples that the encoder put before the sound."""
        return self._number(_DELAY, 3) >> 12

    @property
    def padding(self) -> int:
        """The samples that the encoder put after the sound."""
        return self._number(_DELAY, 3) & 0xFFF

    @property
    def music_crc(self) -> int:
        """The checksum of the audio frames."""
        return self._number(_MUSIC_CRC, 2)

    @property
    def tag_crc(self) -> int:
        """The checksum of this frame up to it."""
        return self._number(_TAG_CRC, 2)

    def recounted(self, frames: int, size: int, padding: int, music_crc: int) -> bytes:
        """The same frame, but describing ``frames`` audio frames of the same coding and constant bit rate."""
        frame = bytearray(self.frame)
        tag = self.tag
        struct.pack_into(">II", frame, tag + _FRAMES, frames, size)
        frame[tag + _TOC : tag + _TOC + 100] = bytes(percent * 256 // 100 for percent in range(100))
        frame[tag + _DELAY : tag + _DELAY + 3] = (self.delay << 12 | padding).to_bytes(3, "big")
        struct.pack_into(">IH", frame, tag + _LENGTH, size, music_crc)
        struct.pack_into(">H", frame, tag + _TAG_CRC, crc16(bytes(frame[: tag + _TAG_CRC])))
        return bytes(frame)

    def _number(self, offset: int, length: int) -> int:
        at = self.tag + offset
        return int.from_bytes(self.frame[at : at + length], "big")


@dataclass(frozen=True, slots=True)
class Stream:
    """A whole MP3 file: its Info frame, and its audio frames at the bytes ``start:end``.

    Streams of equal ``coding`` (bit rate, sample rate, channels) can follow one another.
    """

    path: Path
    info: Info
    start: int
    end: int
    coding: int

    @property
    def rate_hz(self) -> int:
        """Samples per second."""
        return _RATES_HZ[self.coding >> 10 & 3]

    @property
    def samples(self) -> int:
        """The samples that a player plays: those that were encoded, no more and no fewer."""
        return self.info.frames * SAMPLES_PER_FRAME - self.info.delay - self.info.padding


class _NotAFrameError(ValueError):
    """Where a frame should start, none does."""


def scan(path: Path) -> Stream:
    """Read ``path`` through, a block at a time, and account for its every byte.

    Raises NarrateError when it cannot be read, is not an MP3 file of constant bit rate with LAME's Info
    frame, or holds fewer, more or other frames than that says.
    """
    with reading(path), path.open("rb") as file:
        at = tag_bytes(file.read(10))
        file.seek(at)
        header = file.read(4)
        try:
            coding = _coding(header)
            frame = header + file.read(frame_bytes(header) - len(header))
            info = _info(frame)
        except _NotAFrameError:
            raise NarrateError(
                f"{path} is not an MP3 file as narrate writes them",
                hint="delete the file and build again",
            ) from None
        start = file.tell()
        try:
            frames, crc = _count(file, coding)
        except _NotAFrameError:
            raise cut_short(path) from None
        end = file.tell()
    if (frames, crc, end - start + len(frame)) != (info.frames, info.music_crc, info.size):
        raise cut_short(path)
    return Stream(path, info, start, end, coding)


def _coding(header: bytes) -> int:
    word = int.from_bytes(header, "big")
    bitrate, rate = word >> 12 & 15, word >> 10 & 3
    if len(header) < 4 or word & 0xFFFE0000 != _MPEG1_LAYER3 or bitrate in (0, 15) or rate == 3:
        raise _NotAFrameError
    return word & _CODING_MASK


def frame_bytes(header: bytes) -> int:
    """How long the frame is that begins with ``header``, with it."""
    kbps, rate_hz, padded = _KBPS[header[2] >> 4], _RATES_HZ[header[2] >> 2 & 3], header[2] >> 1 & 1
    return 144_000 * kbps // rate_hz + padded  # 1152 samples / 8 bits, of 1000 bits


def side_bytes(header: bytes) -> int:
    """How long the side information is in the frame that begins with ``header``."""
    return 17 if header[3] >> 6 == _MONO else 32


def _tag_at(header: bytes) -> int:
    return len(header) + side_bytes(header)


def _info(frame: bytes) -> Info:
    tag = _tag_at(frame[:4])
    flags = int.from_bytes(frame[tag + _FLAGS : tag + _FLAGS + 4], "big")
    if frame[tag : tag + 4] != b"Info" or flags != _ALL_FIELDS or len(frame) < tag + _TAG_END:
        raise _NotAFrameError
    if frame[tag + _ENCODER : tag + _ENCODER + 4] != b"LAME":
        raise _NotAFrameError
    info = Info(frame, tag)
    if info.tag_crc != crc16(frame[: tag + _TAG_CRC]):
        raise _NotAFrameError
    return info


def _count(file: BinaryIO, coding: int) -> tuple[int, int]:
    """The frames from the file's position to its end, where one must end, and the checksum of them all."""
    lengths: dict[bytes, int] = {}  # by header; at a constant bit rate there are two or three
    frames = at = crc = 0
    block = b""
    while more := file.read(_BLOCK_BYTES):
        crc = remainder(more, crc, mirrored=True)
        block, at = block[at:] + more, max(0, at - len(block))
        last = len(block) - 4
        while at <= last:
            header = block[at : at + 4]
            length = lengths.get(header)
            if length is None:
                if _coding(header) != coding:
                    raise _NotAFrameError
                length = lengths[header] = frame_bytes(header)
            at += length
            frames += 1
    if at != len(block):
        raise _NotAFrameError
    return frames, music_crc(crc)
