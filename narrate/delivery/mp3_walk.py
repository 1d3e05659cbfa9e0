"""An MP3 file of anybody's, frame by frame: its bit rates, what stands between frames, how it ends.

Unlike ``publish.mpeg``, which accounts for narrate's own files and refuses all others, this goes on behind
whatever is no frame and tells how much that was. Frame headers are ISO/IEC 11172-3, 2.4.2.3 and, at half the
rates, 13818-3; the layout of the gapless header is http://gabriel.mp3-tech.org/mp3infotag.html.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from narrate.delivery.unreadable import reading
from narrate.publish.id3 import tag_bytes

MODES = ("stereo", "joint stereo", "dual channel", "mono")

_BLOCK_BYTES = 1 << 20
_LONGEST_FRAME = 4096  # more than any frame, and what is looked ahead by
_RATES_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # layer III of MPEG-1
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # of MPEG-2 and 2.5
_ID3V1_BYTES = 128
_APE_BYTES = 32  # of its head and of its foot
_ENCODER, _DELAY, _LEAST = 120, 141, 144  # in the tag, from its name on
_FIELDS_WITH_ALL = 15


class Header(NamedTuple):
    """What the header of a frame says."""

    kbps: int
    rate_hz: int
    mode: str
    samples: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Gapless:
    """The Xing or Info frame: ``encoder``, the frames it counts, and the samples to drop at both ends.

    ``delay`` and ``padding`` are None where only the number of frames is told.
    """

    name: str
    encoder: str
    frames: int | None
    delay: int | None
    padding: int | None


@dataclass(frozen=True, slots=True)
class Walk:
    """All frames of a file, the gapless header not among them.

    ``kbps`` are the different bit rates, ``seconds`` how long each is heard by its place. ``junk_bytes`` are
    no frames, ``cut_bytes`` are missing of the last one.
    """

    kbps: tuple[int, ...]
    rates_hz: tuple[int, ...]
    modes: tuple[str, ...]
    frames: int
    samples: int
    junk_bytes: int
    cut_bytes: int
    gapless: Gapless | None

    @property
    def played(self) -> int:
        """The samples that a player plays."""
        gapless = self.gapless
        if gapless is None or gapless.delay is None or gapless.padding is None:
            return self.samples
        return max(0, self.samples - gapless.delay - gapless.padding)

    @property
    def clean(self) -> bool:
        """Whether there is nothing but whole frames, as many as the header counts."""
        counted = self.gapless.frames if self.gapless else None
        return (
            bool(self.frames)
            and not self.junk_bytes
            and not self.cut_bytes
            and counted in (None, self.frames)
        )


def walk(path: Path) -> Walk:
    """Read ``path`` through, a block at a time. Raises Unreadable."""
    with reading(path), path.open("rb") as file:
        end = _sound_end(file)
        walker = _Walker(file, _sound_start(file), end)
        walker.run()
    return walker.found()


def header_of(data: bytes) -> Header | None:
    """The frame header that ``data`` (4 bytes) is, of layer III; None if it is none."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return None
    version, layer = data[1] >> 3 & 3, data[1] >> 1 & 3
    rate, place = data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or place == 3:
        return None
    kbps = (_KBPS_1 if version == 3 else _KBPS_2)[rate]
    rate_hz = _RATES_HZ[version][place]
    samples = 1152 if version == 3 else 576
    length = samples * 125 * kbps // rate_hz + (data[2] >> 1 & 1)  # 125 = 1000 bits / 8
    return Header(kbps, rate_hz, MODES[data[3] >> 6], samples, length)


def _sound_start(file: BinaryIO) -> int:
    """Where the sound may begin: behind all ID3v2 tags, however long they say they are."""
    at = 0
    while True:
        file.seek(at)
        length = tag_bytes(file.read(10))
        if not length:
            return at
        at += length


def _sound_end(file: BinaryIO) -> int:
    """Where the sound must end: before an ID3v1 tag and an APE tag."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _ID3V1_BYTES))
    if file.read(3) == b"TAG":
        end = max(0, end - _ID3V1_BYTES)
    file.seek(max(0, end - _APE_BYTES))
    foot = file.read(_APE_BYTES)
    if foot.startswith(b"APETAGEX") and len(foot) == _APE_BYTES:
        size = int.from_bytes(foot[12:16], "little") + (_APE_BYTES if foot[23] & 0x80 else 0)
        end = max(0, end - size) if size <= end else end
    return end


class _Walker:
    """The walk under way."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file = file
        self._file.seek(start)
        self._left = max(0, end - start)
        self._window = b""
        self._at = 0
        self._known: dict[bytes, Header | None] = {}
        self._counts: dict[Header, int] = {}
        self._gapless: Gapless | None = None
        self._junk = 0
        self._cut = 0

    def run(self) -> None:
        padding = True  # some taggers leave zeros behind a tag
        while self._refill():
            header = self._header_at(self._at)
            if header is None:
                skipped = self._next_frame(self._at)
                blank = padding and not self._window[self._at : skipped].strip(b"\0")
                self._junk += 0 if blank else skipped - self._at
                self._at = skipped
                continue
            if self._at + header.bytes > len(self._window):  # the window ends with the sound
                self._cut = self._at + header.bytes - len(self._window)
                break
            if padding:
                padding = False
                self._gapless = _gapless(self._window[self._at : self._at + header.bytes], header)
                if self._gapless:
                    self._at += header.bytes
                    continue
            self._counts[header] = self._counts.get(header, 0) + 1
            self._at += header.bytes

    def found(self) -> Walk:
        heads = self._counts
        return Walk(
            kbps=tuple(sorted({head.kbps for head in heads})),
            rates_hz=tuple(sorted({head.rate_hz for head in heads})),
            modes=tuple(sorted({head.mode for head in heads})),
            frames=sum(heads.values()),
            samples=sum(head.samples * count for head, count in heads.items()),
            junk_bytes=self._junk,
            cut_bytes=self._cut,
            gapless=self._gapless,
        )

    def _refill(self) -> bool:
        """Have a whole frame and the next header in the window, or all that is left; False at the end."""
        if len(self._window) - self._at < 2 * _LONGEST_FRAME and self._left:
            more = self._file.read(min(_BLOCK_BYTES, self._left))
            self._left = self._left - len(more) if more else 0
            self._window, self._at = self._window[self._at :] + more, 0
        return self._at < len(self._window)

    def _header_at(self, at: int) -> Header | None:
        data = self._window[at : at + 4]
        if data not in self._known:
            if len(self._known) > _BLOCK_BYTES:  # noise has any number of them
                self._known.clear()
            self._known[data] = header_of(data)
        return self._known[data]

    def _next_frame(self, at: int) -> int:
        """The place behind ``at`` where a frame begins that another follows, or where the window ends.

        A little of the window is left, so that what begins at its end is looked at with the next.
        """
        last = len(self._window) - (_LONGEST_FRAME if self._left else 0)
        while (at := self._window.find(b"\xff", at + 1, last)) >= 0:
            header = self._header_at(at)
            if header is None:
                continue
            following = at + header.bytes
            if following + 4 > len(self._window):
                if following == len(self._window) and not self._left:
                    return at
                continue
            after = self._header_at(following)
            if after and (after.rate_hz, after.samples) == (header.rate_hz, header.samples):
                return at
        return max(last, self._at + 1)


def _gapless(frame: bytes, header: Header) -> Gapless | None:
    """What the first ``frame`` tells, if it is no sound but a Xing, Info or VBRI header."""
    if frame[36:40] == b"VBRI":
        return Gapless("VBRI", "", None, None, None)
    full = header.samples == 1152  # MPEG-1
    side = (17 if full else 9) if header.mode == "mono" else (32 if full else 17)
    tag = frame[4 + side :]
    if tag[:4] not in (b"Xing", b"Info"):
        return None
    flags = int.from_bytes(tag[4:8], "big")
    frames = int.from_bytes(tag[8:12], "big") if flags & 1 else None
    name = tag[:4].decode()
    encoder = tag[_ENCODER : _ENCODER + 9].split(b"\0")[0].decode("latin-1").strip()
    if flags != _FIELDS_WITH_ALL or len(tag) < _LEAST or not encoder.isprintable() or not encoder:
        return Gapless(name, "", frames, None, None)
    trims = int.from_bytes(tag[_DELAY : _DELAY + 3], "big")
    return Gapless(name, encoder, frames, trims >> 12, trims & 0xFFF)
