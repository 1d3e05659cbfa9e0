"""The SHA-256 of big files, remembered: a plan must not read gigabytes to find that nothing changed.

A memory is of one path and holds as long as the file's size, times and inode do. There is one small file for
each, written whole; what is damaged, absent or about another state of the file is a miss.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from functools import cache
from pathlib import Path

from narrate import places, sealed
from narrate.digest import sha256_of
from narrate.errors import NarrateError

_SETTLED_S = 2.0
"""How old a change must be for the times of a file to tell it from the next: FAT counts in two seconds."""

State = tuple[int, int, int, int]
"""Size, the times of the last change of content and of inode (ns), and inode."""


def sha256(path: Path) -> str:
    """The SHA-256 of the file ``path`` in hexadecimal. Raises OSError where it cannot be read."""
    return _sha256(path.absolute(), _state(path))


def _state(path: Path) -> State:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


@cache
def _sha256(path: Path, state: State) -> str:
    memory = places.cache() / "hashes" / f"{hashlib.sha256(os.fsencode(path)).hexdigest()}.json"
    known = _recall(memory, state)
    if known is not None:
        return known
    found = sha256_of(path)
    settled = time.time() - max(state[1], state[2]) / 1e9 > _SETTLED_S
    if settled and _state(path) == state:
        _remember(memory, state, found)
    return found


def _recall(memory: Path, state: State) -> str | None:
    try:
        document = sealed.read(memory)
        if document["state"] != list(state):
            return None
        digest = str(document["sha256"])
        bytes.fromhex(digest)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return digest if len(digest) == 64 else None


def _remember(memory: Path, state: State, digest: str) -> None:
    with contextlib.suppress(NarrateError):  # a home that may not be written costs time, not truth
        sealed.write(memory, {"state": state, "sha256": digest})
