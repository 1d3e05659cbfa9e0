"""Waiting for the other build of a project: only one at a time writes what it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.build.events import Waiting
from narrate.takes.store import Lock


def obtained(lock: Lock) -> Iterator[Waiting]:
    """Take ``lock``, which is then held; tell who else holds it where that has to be waited for."""
    if holder := lock.busy():
        yield Waiting(holder)
        lock.wait()
