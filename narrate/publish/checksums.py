"""The checksums of FLAC's frames: remainders of polynomials, the highest power first (RFC 9639, 9.1.8, 9.3).

LAME's, of MP3 files, are the same but for the order of bits. They are linear, and so what is known of two
stretches of data gives that of both, without reading them.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

CRC_BYTES = 2
"""Of the CRC-16 behind a frame."""

MIRRORED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))
"""Each byte with its bits the other way round."""

_POLYNOMIAL = 0x18005  # x^16 + x^15 + x^2 + 1
_DEGREE = 16


def _table(polynomial: int, bits: int) -> NDArray[np.uint32]:
    """The checksums of each byte alone: (256,)."""
    crcs = np.arange(256, dtype=np.uint32) << (bits - 8)
    for _ in range(8):
        crcs = np.where(crcs >> (bits - 1), crcs << 1 ^ polynomial, crcs << 1)
    return (crcs & (1 << bits) - 1).astype(np.uint32)


CRC8 = _table(0x107, 8)  # x^8 + x^2 + x + 1
CRC16 = _table(_POLYNOMIAL, 16)
_REDUCED: list[int] = CRC16.tolist()


def checksums(rows: NDArray[np.uint8], table: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    """The checksum of each row of ``rows`` (n, width): (n,)."""
    crcs = np.zeros(len(rows), np.uint32)
    for column in rows.T:
        crcs = (crcs << 8 & (1 << bits) - 1) ^ table[crcs >> (bits - 8) ^ column]
    return crcs


def product(left: NDArray[np.uint32], right: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Products modulo the polynomial of the CRC-16."""
    found = np.zeros_like(left)
    for bit in range(_DEGREE - 1, -1, -1):
        found <<= np.uint32(1)
        found ^= (found >> np.uint32(_DEGREE)) * np.uint32(_POLYNOMIAL)
        found ^= (left >> np.uint32(bit) & np.uint32(1)) * right
    return found


@functools.lru_cache(maxsize=4)
def powers(bits: int) -> NDArray[np.uint32]:
    """How a checksum changes with the bytes behind it: x to the 8 n for each n below 2^``bits``."""
    found, step = np.ones(1, np.uint32), np.array([1 << 8], np.uint32)
    for _ in range(bits):
        found = np.concatenate([found, product(found, np.broadcast_to(step, found.shape))])
        step = product(step, step)
    return found


def remainder(data: bytes | bytearray, before: int = 0, *, mirrored: bool = False) -> int:
    """What is left of ``data``, behind what left ``before``, modulo the polynomial of the CRC-16.

    In each byte the highest bit is of the highest power or, ``mirrored``, the lowest.

    It is 0 for a whole frame, and so for any number of them. The polynomial has four terms, and so have its
    powers to powers of two: x^16s = x^15s + x^2s + 1. With them a long stretch is folded onto its end by few
    operations on much of it at once, about as fast as memory allows.
    """
    length = CRC_BYTES + len(data)
    step = 1 << max(0, (length // (8 * 2 * _DEGREE)).bit_length() - 1)
    words = np.zeros(-(-length // (8 * step)) * step, np.uint64)
    octets = words.view(np.uint8)
    first = before.to_bytes(CRC_BYTES, "big")
    octets[-length : len(octets) - len(data)] = tuple(first.translate(MIRRORED) if mirrored else first)
    octets[len(octets) - len(data) :] = np.frombuffer(data, np.uint8)
    while len(words) > _DEGREE:
        for at in range(0, len(words) - _DEGREE * step, step):
            top = words[at : at + step]
            for below in (1, 14, 16):
                words[at + below * step : at + (below + 1) * step] ^= top
        words = words[-_DEGREE * step :]
        step //= 2
    crc = 0
    for octet in words.tobytes().translate(MIRRORED) if mirrored else words.tobytes():  # sums know no order
        crc = (crc << 8 & 0xFFFF | octet) ^ _REDUCED[crc >> 8]
    return crc
