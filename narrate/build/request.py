"""What is to be built, and where a build of that kind keeps its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from narrate.build import lock
from narrate.project.project import Project
from narrate.takes.store import FOLDER as STORE

Memory = Literal["shelf", "stamp", "inspected"]
"""What each kind of build remembers for itself."""

_DRAFT_LOCK = "draft.lock"
_RETIRED = ("retired.json", "draft-retired.json")
"""Of the book, and of its draft."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: the whole book, or ``only`` one chapter of it (a preview, which freezes nothing).

    A preview makes do with flagged takes: an author is to hear what is wrong with them.

    ``draft`` says that the project's voices are embedded ones in place of those cast. ``offline`` leaves the
    network alone: a model that is not on this machine is then an error instead of a download. ``locked``
    leaves the lock file alone: what it does not settle, or settles otherwise, is an error. It is nothing for
    a draft, whose lock file is its own.
    """

    project: Project
    draft: bool = False
    only: int | None = None
    offline: bool = False
    locked: bool = False

    @property
    def mode(self) -> str:
        """What tells this kind of build's files from the others': "", "draft", "preview", "draft-preview"."""
        return _mode(draft=self.draft, preview=self.only is not None)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of the files; a preview is made in one, the lossless one."""
        return self.project.output.formats if self.only is None else ("flac",)

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self.project.output.folder / self.mode

    @property
    def lock(self) -> Path:
        """Where what is settled is kept: beside the project file, a draft's out of sight."""
        root = self.project.root
        return root / STORE / _DRAFT_LOCK if self.draft else root / lock.NAME

    @property
    def retired(self) -> Path:
        """Where the levels of voices that left the book wait for them, a draft's apart."""
        return self.project.root / STORE / _RETIRED[self.draft]

    def memory(self, name: Memory) -> Path:
        """A file of the tool's own memory for this mode of building."""
        return self.project.root / STORE / _memory(self.mode, name)


def memories() -> frozenset[str]:
    """The names of all files in the project's ``.narrate`` that a request of any kind names."""
    modes = [_mode(draft=draft, preview=preview) for draft in (False, True) for preview in (False, True)]
    return frozenset(
        {_DRAFT_LOCK, *_RETIRED, *(_memory(mode, name) for mode in modes for name in get_args(Memory))}
    )


def _mode(*, draft: bool, preview: bool) -> str:
    return "-".join(("draft",) * draft + ("preview",) * preview)


def _memory(mode: str, name: Memory) -> str:
    return f"{mode}-{name}.json".removeprefix("-")
