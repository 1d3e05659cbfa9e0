"""The sound in an M4B file of narrate's: which bytes it is, and what its head says of it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from narrate.errors import NarrateError
from narrate.publish.boxes import boxes, inside
from narrate.publish.mp4 import SEAL, Aac
from narrate.publish.reading import cut_short, reading

_MD5_BYTES = 16
_DECODER_CONFIG, _DECODER_SPECIFIC = 4, 5  # tags of descriptors; ISO/IEC 14496-1, 7.2.2.1
_MOST_HEAD_BYTES = 1 << 28  # no book is so long


@dataclass(frozen=True, slots=True, eq=False)
class M4bFile:
    """An M4B file: the packets of ``aac`` are its bytes ``start:end``, and ``md5`` is theirs."""

    path: Path
    aac: Aac
    start: int
    end: int
    md5: bytes


def read_m4b(path: Path) -> M4bFile:
    """Find the sound in ``path``.

    Raises NarrateError when it cannot be read, is not an M4B file as narrate writes them, or is shorter or
    longer than it says.
    """
    with reading(path), path.open("rb") as file:
        try:
            return _read(path, file)
        except (ValueError, KeyError, IndexError, struct.error):
            raise NarrateError(
                f"{path} is not an M4B file as narrate writes them", hint="delete the file and build again"
            ) from None


def _read(path: Path, file: BinaryIO) -> M4bFile:
    left = path.stat().st_size
    heads: dict[str, bytes] = {}
    while True:
        size, name, header_bytes = _header(file)
        if size > left:
            raise cut_short(path)
        left -= size
        if name == "mdat":
            break
        if size > _MOST_HEAD_BYTES:
            raise ValueError(name)
        heads[name] = file.read(size - header_bytes)
    end = file.tell() + size - header_bytes
    aac, start = _sound(heads["moov"])
    seal = heads["free"]
    if left or start + aac.bytes != end or not seal.startswith(SEAL):
        raise cut_short(path)
    return M4bFile(path, aac, start, end, seal[len(SEAL) :][:_MD5_BYTES])


def _header(file: BinaryIO) -> tuple[int, str, int]:
    """The size and the name of the box that begins here, and how long its header is."""
    size, name = struct.unpack(">I4s", file.read(8))
    if size == 1:
        (size,) = struct.unpack(">Q", file.read(8))
        return size, name.decode("latin-1"), 16
    return size, name.decode("latin-1"), 8


def _sound(movie: bytes) -> tuple[Aac, int]:
    """The sound that ``movie`` tells of in its first track, and where its first packet is."""
    track = inside(movie, "trak")
    edit = inside(track, "edts", "elst")
    samples, skip = struct.unpack_from(">QQ" if edit[0] else ">II", edit, 8)
    table = dict(boxes(inside(track, "mdia", "minf", "stbl")))
    entry = inside(table["stsd"][8:], "mp4a")
    channels, rate_hz = struct.unpack_from(">16xH6xI", entry)
    sizes = np.frombuffer(table["stsz"], ">u4", offset=12).astype(np.uint32)
    wide = "co64" in table
    (start,) = struct.unpack_from(">8xQ" if wide else ">8xI", table["co64" if wide else "stco"])
    config = _config(inside(entry[28:], "esds")[4:])
    return Aac(config, rate_hz >> 16, channels, sizes, skip, samples), start


def _config(descriptor: bytes) -> bytes:
    """What the decoder is told, in the descriptors as ``mp4`` writes them: each of less than 128 bytes."""
    at = descriptor.index(bytes((_DECODER_CONFIG,)), 5) + 2 + 13
    if descriptor[at] != _DECODER_SPECIFIC:
        raise ValueError("no configuration of the decoder")
    return descriptor[at + 2 :][: descriptor[at + 1]]
