"""The formats that narrate publishes. A new one is a file beside this and a line in ``FORMATS``."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable, Mapping
from importlib import metadata

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


_ENCODERS = {"mp3": "lameenc", "m4b": "av"}


def suffix(name: str) -> str:
    """The suffix, with its dot, of files in the format called ``name``: its name."""
    return f".{name}"


def require(names: Iterable[str]) -> None:
    """Raise MissingTool where one of the formats called ``names`` cannot be made on this machine."""
    for name in names:
        find_format(name).require()


@functools.cache
def encoder(name: str) -> str:
    """What encodes the format called ``name``, with its version, where that is a package for it alone.

    Other bytes may come from another. It is "" where the package is not installed.
    """
    package = _ENCODERS.get(name)
    try:
        return f"{package} {metadata.version(package)}" if package else ""
    except metadata.PackageNotFoundError:
        return ""


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
