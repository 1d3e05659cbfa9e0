"""Names of files and folders: the order people number them in, and what is left without the number."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")
_ORDER = re.compile(r"\d+[\s._)–-]*")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts "2" before "10", and names in any case."""
    parts = _DIGITS.split(name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def order_number(name: str) -> int:
    """How many characters at the beginning of ``name`` only number it: 3 of "01 Part 1"."""
    match = _ORDER.match(name)
    return match.end() if match else 0


def letters(name: str) -> str:
    """``name`` for comparing: letters and digits alone, in one case."""
    return "".join(character for character in name.casefold() if character.isalnum())
