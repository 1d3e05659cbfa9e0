"""Telling verse from prose by the shape of its lines."""

from __future__ import annotations

from collections.abc import Sequence

_OPENING = "\"'“‘«_*([—–-"
_LONGEST_LINE = 60
"""Characters: a pentameter has about 45; wrapped prose runs to 65 and more."""


def looks_like_verse(lines: Sequence[str], longest: int = _LONGEST_LINE) -> bool:
    """Whether ``lines`` are lines of a poem: several, none long, most beginning as lines of verse do."""
    stripped = [line.strip() for line in lines]
    if len(stripped) < 2 or max(map(len, stripped)) > longest:
        return False
    capital = sum(line.lstrip(_OPENING)[:1].isupper() for line in stripped)
    return capital >= 0.7 * len(stripped)
