"""The formats that narrate publishes. A new one is a file beside this and a line in ``FORMATS``."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from importlib import metadata

from narrate.errors import NarrateError, did_you_mean
from narrate.publish.format import Format

FORMATS: Mapping[str, str] = {
    "flac": "narrate.publish.flac:FLAC",
    "mp3": "narrate.publish.mp3:MP3",
}
"""Name in narration.toml → where its ``Format`` is. Encoders are imported when one is to be used."""


_ENCODERS = {"mp3": "lameenc"}


def suffix(name: str) -> str:
    """The suffix, with its dot, of files in the format called ``name``: its name."""
    return f".{name}"


@functools.cache
def encoder(name: str) -> str:
    """What encodes the format called ``name``, with its version, where that is a package for it alone.

    Other bytes may come from another.
    """
    package = _ENCODERS.get(name)
    return f"{package} {metadata.version(package)}" if package else ""


def find_format(name: str) -> Format:
    """The format called ``name``.

    Raises:
        NarrateError: there is none of that name.

    """
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS) or f"the formats are {', '.join(FORMATS)}"
        raise NarrateError(f'there is no format "{name}"', hint=hint)
    module, _, attribute = FORMATS[name].partition(":")
    found: Format = getattr(importlib.import_module(module), attribute)
    return found
