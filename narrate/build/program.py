"""The program that builds: which narrate this is, on which Python, and with which packages beside it.

What is remembered of a computation is good only for the program that made it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import narrate
from narrate.model import canonical_json

_PROGRAM = (".py", ".json")
"""How the files of narrate itself end: its code, and what it has learned."""


def identity() -> str:
    """A hash that is another one as soon as a file of narrate, Python or a package beside it is another."""
    own = sorted(_files(Path(narrate.__file__).parent))
    return hashlib.sha256(canonical_json([sys.version, own, _installed()]).encode()).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for entry in os.scandir(folder):
        if entry.name.endswith(_PROGRAM):
            status = entry.stat()
            yield entry.path, status.st_size, status.st_mtime_ns
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _files(Path(entry.path))


def _installed() -> list[str]:
    """The packages beside narrate with their versions: another reader of Markdown may read another script."""
    names: set[str] = set()
    for folder in filter(None, sys.path):
        with contextlib.suppress(OSError):
            names.update(each.name for each in os.scandir(folder) if each.name.endswith(".dist-info"))
    return sorted(names)
