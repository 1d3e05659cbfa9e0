"""What the last complete build was made of, line by line: what a plan compares itself with, to say why."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from narrate import atomic, sealed

_VERSION = 1


class Performed(NamedTuple):
    """A line as it was performed: its id, the author's name of its voice, and the key of its take."""

    id: str
    voice: str
    key: str


def read(path: Path) -> tuple[Performed, ...]:
    """The lines in the order of the book; none where there is no such file, or it is damaged."""
    try:
        document = sealed.read(path)
        if document["version"] != _VERSION:
            return ()
        return tuple(Performed(str(id_), str(voice), str(key)) for id_, voice, key in document["lines"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()  # then nothing is told to have changed, only to be new


def write(path: Path, lines: Iterable[Performed]) -> None:
    """Keep ``lines`` in ``path``, if that changes it."""
    data = sealed.sealed({"version": _VERSION, "lines": [list(line) for line in lines]})
    with contextlib.suppress(OSError):  # absent, or what is wrong with it is told by writing it
        if path.read_bytes() == data:
            return
    atomic.write(path, data)
