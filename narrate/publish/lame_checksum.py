"""LAME's checksum in MP3 files: CRC-16 with the polynomial x^16 + x^15 + x^2 + 1, bits reversed, from 0."""

from __future__ import annotations

from narrate.publish.checksums import CRC_BYTES, MIRRORED, remainder

_POLYNOMIAL = 0xA001


def crc16(data: bytes) -> int:
    """The checksum of ``data`` (short: this takes a microsecond per byte)."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc


def music_crc(remaining: int) -> int:
    """The checksum of data that leaves ``remaining``, as ``remainder`` finds it, ``mirrored``."""
    whole = remainder(bytes(CRC_BYTES), remaining, mirrored=True)  # a checksum leaves room for itself
    return int.from_bytes(whole.to_bytes(CRC_BYTES, "little").translate(MIRRORED))


def joined_crc(first: int, second: int, second_bytes: int) -> int:
    """The checksum of two stretches of data from theirs, without reading them again.

    A CRC is a remainder of polynomials: that of the first is moved up by the length of the second.
    """
    power, factor = 1 << 15, 1 << 7  # x^0 and x^8: the highest bit is x^0
    while second_bytes:
        if second_bytes & 1:
            power = _product(power, factor)
        factor = _product(factor, factor)
        second_bytes >>= 1
    return _product(power, first) ^ second


def _product(left: int, right: int) -> int:
    product = 0
    for bit in range(15, -1, -1):
        if left >> bit & 1:
            product ^= right
        right = right >> 1 ^ (_POLYNOMIAL if right & 1 else 0)
    return product
