"""Which files of which model a voice needs: a repository of the hub, or a folder on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

Pins = Mapping[str, str]
"""Repository id → the commit that a project has settled on."""

NO_PINS: Pins = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Weights:
    """A part of a model: the ``files`` (glob patterns) of ``source``.

    ``source`` is a repository id ("owner/name") or the absolute path of a folder. ``revision`` is a branch,
    tag or commit that the author asked for. ``what`` is for people ("Kokoro voices"), as is ``megabytes``,
    about how much there is to download.
    """

    source: str
    files: tuple[str, ...]
    what: str
    megabytes: int
    revision: str | None = None

    @property
    def local(self) -> bool:
        """Whether this is a folder on this machine."""
        return Path(self.source).is_absolute()
