"""The frames of FLAC files under new numbers: several files become one without encoding again (RFC 9639).

A frame begins with a header, which ends in a CRC-8 of itself, and ends in a CRC-16 of the whole. In a stream
of blocks of one size all headers are alike but for the frame's number, so the header of every frame is known
beforehand. A checksum is linear: what a new header does to the CRC-16 follows from the header and the frame's
length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.publish.checksums import CRC8, CRC16, CRC_BYTES, checksums, powers, product, remainder
from narrate.publish.reading import cut_short, read_blocks
from narrate.publish.vorbis import StreamInfo

_FIXED_BLOCKS = b"\xff\xf8"
"""How the header of a frame begins, in a stream of blocks of one size; 9.1.1."""

_BLOCK_SIZES = {
    1: 192,
    **{code: 144 << code for code in range(2, 6)},
    **{code: 1 << code for code in range(8, 16)},
}
"""Samples in a block by their code in the header; 9.1.1. Other sizes stand in the header themselves."""

_LEAST_CODED = (0, 1 << 7, 1 << 11, 1 << 16, 1 << 21, 1 << 26, 1 << 31)
"""The least number that takes more than 0, 1, 2, … bytes as it is coded; 9.1.5."""

_FIRST_UNCOMMON_RATE = 12
"""From this code on, the sample rate stands in the header itself; 9.1.2."""

_MOST_HEADER_BYTES = 16
_READ_BYTES = 1 << 22


class UnclearFrames(Exception):
    """Where the frames of a file begin is not certain: it can only be decoded and encoded again."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a file: ``count`` blocks of ``samples`` each. ``prefix`` begins every frame's header."""

    path: Path
    stream: StreamInfo
    prefix: bytes
    samples: int
    count: int


@dataclass(slots=True)
class Sizes:
    """The smallest and the largest frame so far, in bytes."""

    least: int = 1 << 24
    most: int = 0


def frames_of(path: Path, stream: StreamInfo) -> Frames | None:
    """The frames of the file ``path``; None where they are not all of one size, or that is no common size."""
    prefix = b"".join(read_blocks(path, stream.start, min(stream.start + 4, stream.end)))
    if len(prefix) < 4 or prefix[:2] != _FIXED_BLOCKS or prefix[2] & 15 >= _FIRST_UNCOMMON_RATE:
        return None
    samples = _BLOCK_SIZES.get(prefix[2] >> 4, 0)
    if not samples or stream.block_samples != (samples, samples) or stream.samples % samples:
        return None
    return Frames(path, stream, prefix, samples, stream.samples // samples)


def renumbered(frames: Frames, first: int, sizes: Sizes) -> Iterator[bytes]:
    """The ``frames``, numbered from ``first`` on, a few megabytes at a time; their new sizes go to ``sizes``.

    A frame is found by its whole header, and every header must be there exactly once: so no part of the sound
    that happens to read like one can be taken for it.

    Raises NarrateError when the file cannot be read, a frame is missing, or the checksums are not those of
    the frames; UnclearFrames where something reads like a header that is none.
    """
    old, new = (_headers(frames.prefix, number, frames.count) for number in (0, first))
    finder = _Finder(frames, old)
    start, end = frames.stream.start, frames.stream.end
    copied, rest, data, crc = 0, end - start, b"", 0
    for block in read_blocks(frames.path, start, end, _READ_BYTES):
        crc = remainder(block, crc)
        rest -= len(block)
        data += block
        starts = finder.starts(data, copied, len(data) - _MOST_HEADER_BYTES if rest else len(data))
        if not rest:
            starts.append(len(data))
        whole = slice(copied, copied + len(starts) - 1)
        yield _under(old.part(whole), new.part(whole), data, starts, sizes)
        copied = whole.stop
        data = data[starts[-1] :]  # the beginning of a frame: it is found again
    if crc or copied != frames.count:
        raise cut_short(frames.path)


class _Finder:
    """Finds the frames of a file by their headers."""

    def __init__(self, frames: Frames, headers: _Headers) -> None:
        self._path = frames.path
        self._pattern = re.compile(re.escape(frames.prefix))
        self._headers = headers.coded
        self._numbers = {header: number for number, header in enumerate(headers.coded)}
        self._widths = {len(header) for header in headers.coded}

    def starts(self, data: bytes, number: int, stop: int) -> list[int]:
        """Where before ``stop`` the frames from ``number`` on begin in ``data``, the first at its start."""
        found: list[int] = []
        for match in self._pattern.finditer(data):
            at = match.start()
            if at >= stop:
                break
            if number < len(self._headers) and data.startswith(self._headers[number], at):
                found.append(at)
                number += 1
            elif not found:
                raise cut_short(self._path)
            else:
                self._doubt(data, found[-1], at, number)
        if found[:1] != [0]:
            raise cut_short(self._path)
        return found

    def _doubt(self, data: bytes, start: int, at: int, wanted: int) -> None:
        """Raise if what stands ``at`` a place may be a header, although frame ``wanted`` has not begun."""
        numbers = (self._numbers.get(data[at : at + width]) for width in self._widths)
        number = next((number for number in numbers if number is not None), None)
        if number is not None and number < wanted:
            raise UnclearFrames  # it, or the one before that was taken for it
        if number is not None and not remainder(data[start:at]):
            raise cut_short(self._path)  # a whole frame ends here, and another follows than the next


def _under(old: _Headers, new: _Headers, data: bytes, bounds: Sequence[int], sizes: Sizes) -> bytes:
    """The frames between the ``bounds`` in ``data``, with ``new`` headers in place of the ``old``."""
    edges = np.array(bounds, np.int64)
    bodies = np.diff(edges) - old.widths - CRC_BYTES
    if not len(bodies):
        return b""
    if bodies.min() < 1:
        raise UnclearFrames
    octets = np.frombuffer(data, np.uint8)
    crcs = octets[edges[1:] - 2].astype(np.uint32) << 8 | octets[edges[1:] - 1]
    moved = powers(int(bodies.max()).bit_length())[bodies]
    crcs ^= product(old.crcs ^ new.crcs, moved)
    footers = crcs.astype(">u2").tobytes()
    lengths = bodies + new.widths + CRC_BYTES
    sizes.least, sizes.most = min(sizes.least, int(lengths.min())), max(sizes.most, int(lengths.max()))
    view = memoryview(data)
    pieces: list[bytes | memoryview] = []
    for index, header in enumerate(new.coded):
        begin, end = bounds[index] + len(old.coded[index]), bounds[index + 1] - CRC_BYTES
        pieces += (header, view[begin:end], footers[2 * index : 2 * index + 2])
    return b"".join(pieces)


# --- headers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Headers:
    """Headers of frames, whole, with their lengths in bytes and their CRC-16s: (n,) each."""

    coded: list[bytes]
    widths: NDArray[np.int64]
    crcs: NDArray[np.uint32]

    def part(self, which: slice) -> _Headers:
        """Those of some of the frames."""
        return _Headers(self.coded[which], self.widths[which], self.crcs[which])


def _headers(prefix: bytes, first: int, count: int) -> _Headers:
    """The headers of the frames numbered ``first`` to before ``first + count``."""
    coded: list[bytes] = []
    crcs = [np.empty(0, np.uint32)]
    for width in range(1, len(_LEAST_CODED)):
        numbers = np.arange(
            max(first, _LEAST_CODED[width - 1]), min(first + count, _LEAST_CODED[width]), dtype=np.int64
        )
        if len(numbers):
            alike = np.tile(np.frombuffer(prefix, np.uint8), (len(numbers), 1))
            rows = np.hstack([alike, _coded(numbers, width)])
            rows = np.hstack([rows, checksums(rows, CRC8, 8)[:, None].astype(np.uint8)])
            crcs.append(checksums(rows, CRC16, 16))
            coded += map(bytes, rows)
    if len(coded) != count:
        raise UnclearFrames  # more frames than have a number
    return _Headers(coded, np.array([len(each) for each in coded], np.int64), np.concatenate(crcs))


def _coded(numbers: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
    """``numbers`` in ``width`` bytes each, coded as UTF-8 codes characters: (n, width)."""
    if width == 1:
        return numbers[:, None].astype(np.uint8)
    shifts = 6 * np.arange(width - 1, -1, -1)
    digits = numbers[:, None] >> shifts & 0x3F | 0x80
    digits[:, 0] = numbers >> shifts[0] | 0xFF00 >> width & 0xFF
    return digits.astype(np.uint8)
