"""Reading the files that a publication is made of, a block at a time and with plain words for failure."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from narrate.errors import NarrateError

_BLOCK_BYTES = 1 << 20


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn an OSError in the block into a NarrateError that says why ``path`` cannot be read."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise NarrateError(f"cannot read {path}: {reason}", hint="build again") from error


def read_blocks(path: Path, start: int, end: int, size: int = _BLOCK_BYTES) -> Iterator[bytes]:
    """The bytes ``start:end`` of ``path``, ``size`` at a time.

    Raises NarrateError when the file cannot be read or ends earlier.
    """
    with reading(path), path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left:
            block = file.read(min(size, left))
            if not block:
                raise NarrateError(f"cannot read {path}: it became shorter meanwhile", hint="build again")
            yield block
            left -= len(block)


def proved_blocks(path: Path, start: int, end: int, md5: bytes) -> Iterator[bytes]:
    """The same; raises NarrateError behind the last if they are not those of ``md5``, b"" for unknown."""
    whole = hashlib.md5(usedforsecurity=False)
    for block in read_blocks(path, start, end):
        whole.update(block)
        yield block
    if md5 and whole.digest() != md5:
        raise cut_short(path)


def cut_short(path: Path) -> NarrateError:
    """The error for a file that does not hold what its own head says."""
    return NarrateError(f"{path} is cut short or damaged", hint="delete the file and build again")
