"""Which files of which model a voice needs: a repository of the hub, or a folder on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

Pins = Mapping[str, str]
"""Repository id → the commit that a project has settled on."""

NO_PINS: Pins = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Origin:
    """The mark of a setting that says where a model comes from."""


Source = Annotated[str, Origin()]
"""The id of a repository ("owner/name"), or a folder.

An author writes a folder as text that begins with ".", "/" or "~"; here it has become an absolute path.
"""


def names_folder(text: str) -> bool:
    """Whether an author who writes ``text`` for a Source means a folder."""
    return text.startswith((".", "/", "~"))


@dataclass(frozen=True, slots=True)
class Weights:
    """A part of a model: the ``files`` of ``source``.

    ``files`` are names, all of which must be there, and glob patterns, which take what there is: ``*`` stays
    within a folder, ``**/`` goes into all. ``source`` is a repository id ("owner/name") or the absolute path
    of a folder. ``revision`` is a branch, tag or commit that the author asked for. ``what`` is for people
    ("Kokoro voices"), as is ``megabytes``, about how much there is to download; 0 where only the hub knows.
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

    @property
    def about(self) -> str:
        """Where it is from and how much there is to download: "owner/name, about 330 MB"."""
        return f"{self.source}, about {self.megabytes} MB" if self.megabytes else self.source

    @property
    def names(self) -> tuple[str, ...]:
        """The files that are named outright."""
        return tuple(file for file in self.files if not is_pattern(file))

    def takes(self, path: str) -> bool:
        """Whether the file ``path`` of the repository or folder ("voices/af_heart.safetensors") is meant."""
        return any(matches(path, file) for file in self.files)


def is_pattern(file: str) -> bool:
    """Whether an entry of ``Weights.files`` may stand for several files."""
    return any(sign in file for sign in "*?[")


def matches(path: str, pattern: str) -> bool:
    """Whether ``path`` is one that ``pattern`` stands for, folder by folder."""
    return _matches(path.split("/"), pattern.split("/"))


def _matches(parts: Sequence[str], patterns: Sequence[str]) -> bool:
    if not patterns:
        return not parts
    first, *rest = patterns
    if first == "**":
        return any(_matches(parts[skipped:], rest) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], first) and _matches(parts[1:], rest)
