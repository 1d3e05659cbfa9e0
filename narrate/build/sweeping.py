"""What killed builds and failing disks left behind: unfinished files go, and memory that is damaged."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from narrate import atomic, sealed
from narrate.build.taking import RECORDINGS
from narrate.errors import Problem, Severity
from narrate.project.project import Project
from narrate.takes.inventory import WORK
from narrate.takes.store import Store


def sweep(store: Store, project: Project) -> None:
    """Remove what killed processes left unfinished in the ``store`` and beside it."""
    with atomic.explained(store.folder):
        shutil.rmtree(store.folder / WORK, ignore_errors=True)
        atomic.sweep(store.folder)
        for path in unfinished(project):
            path.unlink(missing_ok=True)


def unfinished(project: Project) -> tuple[Path, ...]:
    """The temporaries outside the store that nobody writes any more.

    They lie among the publications, among recordings that were copied, and beside the author's own files.
    """
    published = atomic.unfinished(project.output.folder)
    recorded = atomic.unfinished(project.root / RECORDINGS, below=False)
    return (*published, *recorded, *atomic.unfinished(project.root, below=False))


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
