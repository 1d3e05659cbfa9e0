"""What a profile may be called: a folder on any machine, and a key of TOML without quotation marks."""

from __future__ import annotations

import re
import unicodedata

from narrate.errors import NarrateError

LONGEST = 64

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""What no folder may be called on Windows, where a project may be unpacked one day."""


def plain(name: str) -> str:
    """``name`` as the folder of its profile is called: names are compared without case.

    Raises NarrateError where it cannot be one.
    """
    folded = name.lower()
    if _NAME.fullmatch(folded) and len(folded) <= LONGEST and not _RESERVED.fullmatch(folded):
        return folded
    shown = name if name.isprintable() and len(name) <= LONGEST else repr(name[:LONGEST])
    close = _close(name)
    raise NarrateError(
        f"“{shown}” cannot be the name of a profile",
        hint=f"names are letters from a to z, digits, - and _, at most {LONGEST}"
        + (f': for example "{close}"' if close else ""),
    )


def _close(name: str) -> str:
    """``name`` without its accents, spaces and signs; "" where nothing is left."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    close = re.sub(r"[^a-z0-9_]+", "-", letters).strip("-_")[:LONGEST]
    return close if close and not _RESERVED.fullmatch(close) else ""
