"""The formats that narrate publishes. A new one is a file beside this and a line in ``FORMATS``."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping

from narrate.errors import NarrateError, did_you_mean
from narrate.publish.format import Format

FORMATS: Mapping[str, str] = {
    "flac": "narrate.publish.flac:FLAC",
    "mp3": "narrate.publish.mp3:MP3",
    "m4b": "narrate.publish.m4b:M4B",
    "opus": "narrate.publish.opus:OPUS",
    "wav": "narrate.publish.wav:WAV",
}
"""Name in narration.toml → where its ``Format`` is. Encoders are imported when one is to be used."""


def suffix(name: str) -> str:
    """The suffix, with its dot, of files in the format called ``name``: its name."""
    return f".{name}"


def require(names: Iterable[str]) -> None:
    """Raise MissingTool where one of the formats called ``names`` cannot be made on this machine."""
    for name in names:
        find_format(name).require()


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
