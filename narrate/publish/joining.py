"""What all formats do before they join chapters into a book: see that the chapters are of one kind."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TypeVar

from narrate.errors import NarrateError
from narrate.publish.tags import Part

T = TypeVar("T")


def alike(
    parts: Sequence[Part], dst: Path, read: Callable[[Path], T], coding: Callable[[T], Hashable]
) -> list[T]:
    """What ``read`` finds in each of ``parts``, whose ``coding`` is one and the same.

    Raises NarrateError when there is nothing to join to ``dst``, or the parts differ; and what ``read`` does.
    """
    if not parts:
        raise NarrateError(f"cannot write {dst}: there are no chapters to join")
    found = [read(part.path) for part in parts]
    for part, each in zip(parts, found, strict=True):
        if coding(each) != coding(found[0]):
            raise NarrateError(
                f"cannot join {part.path} to {parts[0].path}: they are encoded differently",
                hint="delete both files and build again",
            )
    return found
