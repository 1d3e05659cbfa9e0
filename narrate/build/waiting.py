"""Waiting for the other build of a project: only one at a time writes what it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.build.events import Waiting
from narrate.takes.store import Hold


def obtained(hold: Hold) -> Iterator[Waiting]:
    """Take ``hold``, and tell who else has it where that has to be waited for."""
    if holder := hold.busy():
        yield Waiting(holder)
        hold.wait()
