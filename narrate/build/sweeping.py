"""What killed builds and failing disks left behind: unfinished files go, and memory that is damaged."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from narrate import atomic, sealed
from narrate.build.request import Request
from narrate.errors import Problem, Severity
from narrate.takes.inventory import WORK
from narrate.takes.store import Store


def sweep(store: Store, request: Request) -> None:
    """Remove what a killed build left unfinished."""
    with atomic.explained(store.folder):
        shutil.rmtree(store.folder / WORK, ignore_errors=True)
        atomic.sweep(store.folder)
        atomic.sweep(request.folder)
        atomic.sweep(request.project.root, below=False)


def mend(store: Store) -> Iterator[Problem]:
    """Remove what is damaged of the tool's own memory; it is found out anew, and told."""
    for path in sorted(store.folder.glob("*.json")):
        reason = sealed.damage(path)
        if reason:
            atomic.remove(path)
            yield Problem(
                "memory-damaged",
                f"{store.folder.name}/{path.name}: {reason}; what it told is found out anew",
                severity=Severity.WARNING,
            )
