"""What lies in the take store: records, sounds, what a killed build left, and what is not narrate's.

By the names of files alone; damage.py looks into them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.atomic import TEMPORARY
from narrate.errors import NarrateError
from narrate.takes.store import BLOBS, OWN, TAKES

_RECORD = re.compile(r"([0-9a-f]{64})(\.flagged)?\.json")
_BLOB = re.compile(r"([0-9a-f]{64})\.flac")

_OBSOLETE = re.compile(r"(?:draft-)?performed\.json")
"""What earlier narrates remembered; builds/ tells more."""

BUILDS = ("builds", "draft-builds")
"""Where earlier builds are kept, of the book and of its drafts, each under its number."""

BUILD = re.compile(r"(\d{6,})\.json")

WORK = "work"
"""Where builds keep sound that is not yet tagged."""


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a take: where it lies, by its name whose it is, and whether it is a flagged one."""

    path: Path
    key: str
    flagged: bool
    bytes: int
    misplaced: bool


@dataclass(frozen=True, slots=True)
class Blob:
    """A sound: where it lies, and the hash that is its name."""

    path: Path
    digest: str
    bytes: int
    misplaced: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """All files of a store. ``leftovers`` are of builds that were killed, ``strangers`` nobody knows."""

    records: tuple[Record, ...] = ()
    blobs: tuple[Blob, ...] = ()
    leftovers: tuple[Path, ...] = ()
    strangers: tuple[Path, ...] = ()

    def in_place(self) -> Inventory:
        """The same, where what lies in a folder in which nobody looks for it is a stranger."""
        away = [record.path for record in self.records if record.misplaced]
        away += [blob.path for blob in self.blobs if blob.misplaced]
        return Inventory(
            tuple(record for record in self.records if not record.misplaced),
            tuple(blob for blob in self.blobs if not blob.misplaced),
            self.leftovers,
            (*self.strangers, *away),
        )


def look(folder: Path, memory: Collection[str]) -> Inventory:
    """What lies in the store ``folder``; files named in ``memory`` are what builds remember beside it.

    Raises NarrateError where a part of it cannot be looked into.
    """
    try:
        return _toured(folder, memory)
    except OSError as error:
        raise NarrateError(f"cannot look into {error.filename}: {error.strerror}") from error


def _toured(folder: Path, memory: Collection[str]) -> Inventory:
    tour = _Tour()
    known = {TAKES: tour.takes, BLOBS: tour.blobs, WORK: tour.work, **dict.fromkeys(BUILDS, tour.builds)}
    for entry in _entries(folder):
        if entry.name in known and entry.is_dir():
            known[entry.name](Path(entry.path))
        elif _OBSOLETE.fullmatch(entry.name):
            tour.leftovers.append(Path(entry.path))
        elif entry.name not in memory and entry.name not in OWN:
            tour.sort(entry)
    return Inventory(tuple(tour.records), tuple(tour.sounds), tuple(tour.leftovers), tuple(tour.strangers))


class _Tour:
    """A walk through a store, and what it has come by."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.sounds: list[Blob] = []
        self.leftovers: list[Path] = []
        self.strangers: list[Path] = []

    def takes(self, folder: Path) -> None:
        for shard, file in self._sharded(folder):
            if found := _RECORD.fullmatch(file.name):
                key, size = found[1], file.stat().st_size
                self.records.append(Record(Path(file.path), key, bool(found[2]), size, key[:2] != shard))
            else:
                self.sort(file)

    def blobs(self, folder: Path) -> None:
        for shard, file in self._sharded(folder):
            if found := _BLOB.fullmatch(file.name):
                digest, size = found[1], file.stat().st_size
                self.sounds.append(Blob(Path(file.path), digest, size, digest[:2] != shard))
            else:
                self.sort(file)

    def builds(self, folder: Path) -> None:
        for file in _entries(folder):
            if not BUILD.fullmatch(file.name):
                self.sort(file)

    def work(self, folder: Path) -> None:
        self.leftovers += (Path(file.path) for file in _entries(folder) if file.is_file())

    def sort(self, entry: os.DirEntry[str]) -> None:
        """A temporary of ours, or a stranger."""
        ours = entry.name.startswith(TEMPORARY) and entry.is_file()
        (self.leftovers if ours else self.strangers).append(Path(entry.path))

    def _sharded(self, folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """The files in the folders of ``folder``, each with the name of its own."""
        for shard in _entries(folder):
            if shard.is_dir():
                yield from ((shard.name, file) for file in _entries(Path(shard.path)))
            else:
                self.sort(shard)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)
