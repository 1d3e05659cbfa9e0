"""The formats that narrate publishes. A new one is a file beside this and a line in ``FORMATS``."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from narrate.errors import NarrateError, did_you_mean
from narrate.publish.format import Format

FORMATS: Mapping[str, str] = {
    "flac": "narrate.publish.flac:FLAC",
    "mp3": "narrate.publish.mp3:MP3",
    "opus": "narrate.publish.opus:OPUS",
    "wav": "narrate.publish.wav:WAV",
}
"""Name in narration.toml → where its ``Format`` is. Encoders are imported when one is to be used."""


def suffix(name: str) -> str:
    """The suffix, with its dot, of files in the format called ``name``: its name."""
    return f".{name}"


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
