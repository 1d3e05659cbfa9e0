"""Published files that others are made from, and that turn out not to be what was published."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from narrate.build.entries import Entry
from narrate.build.shelf import Shelf
from narrate.errors import NarrateError, Problem, Severity


class DamagedFiles(Exception):
    """Published files are no longer what was written, and not to be used: they are to be made again."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.problems = tuple(
            Problem(
                "file-damaged",
                f"{name} was damaged since it was published; it is made again from its takes",
                severity=Severity.WARNING,
            )
            for name in names
        )


class Doubts:
    """Looks at files on the ``shelf`` again where what is made from them fails."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._doubted: set[str] = set()

    @contextlib.contextmanager
    def over(self, entries: Sequence[Entry]) -> Iterator[None]:
        """Where the block fails over the files of ``entries``, look whether they are what was published.

        If not, they are forgotten, and DamagedFiles is raised; once for each, for what is damaged again as
        soon as it is written will be so for ever.
        """
        try:
            yield
        except NarrateError as error:
            damaged = [entry.path for entry in self._shelf.doubt(entries)]
            if self._doubted.issuperset(damaged):
                raise
            self._doubted.update(damaged)
            raise DamagedFiles([f"{self._shelf.folder.name}/{path}" for path in damaged]) from error
