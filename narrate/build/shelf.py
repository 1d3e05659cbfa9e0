"""What stands published: for each output file, what its sound and its tags were made from.

Private to the tool, in ``.narrate/shelf.json``. A file counts as fresh when it was made from the same things
and still is the file that was written: by size and time as a quick look, by SHA-256 when those differ, or
when it turns out not to be usable. Whether one time is before another is never asked: a clock may jump.

A file is remembered before it stands, as one that is *coming*: however a build ends, no file of narrate's
stands that is not known to be its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from pathlib import Path

from narrate import atomic
from narrate.build import shelf_memory
from narrate.build.entries import Entry, Piece, Sounding, StandingSegment
from narrate.digest import sha256_of
from narrate.errors import NarrateError
from narrate.publish.tags import ChapterMark

REPORT = "build.json"
"""What the folder of publications says of itself, to everybody."""


class Shelf:
    """The published files in ``folder``, remembered in ``memory`` (a JSON file)."""

    def __init__(self, folder: Path, memory: Path) -> None:
        self.folder = folder
        self._memory = memory
        remembered = shelf_memory.remembered(memory)
        entries, coming = remembered or (shelf_memory.reported(folder / REPORT), [])
        self._entries = {entry.path: entry for entry in entries}
        self._coming: dict[str, Entry] = {}
        for entry in coming:
            if came := self._intact(entry):
                self._entries[entry.path] = came
        self._behind = bool(coming)  # what the memory says is coming has come by now, or never will
        self._putting = threading.Lock()

    def fresh(self, piece: Piece) -> Entry | None:
        """The entry of ``piece`` if its file stands there, made from exactly that; else None."""
        entry = self._entries.get(piece.path)
        if entry is None or (entry.sound, entry.dress) != (piece.sound, piece.dress):
            return None
        return self._intact(entry)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that was put here, by its paths; whether it still stands, ``stands`` tells."""
        return tuple(entry for _, entry in sorted(self._entries.items()))

    def remembered(self, path: str) -> Entry | None:
        """What was published as ``path``, whether or not it still stands there."""
        return self._entries.get(path)

    def same_sound(self, format_name: str, sound: str) -> Entry | None:
        """A standing file of this format with the same audio under other tags or another name, if any."""
        for entry in self._entries.values():
            if (entry.format, entry.sound) == (format_name, sound) and self._intact(entry):
                return entry
        return None

    def holding(self, identity: str) -> tuple[Path, tuple[StandingSegment, ...]] | None:
        """The file in which a segment should stand, if any does, which ends with it and those after it."""
        for entry in self.entries:
            for at, segment in enumerate(entry.sounding.segments):
                if segment.identity == identity:
                    return self.folder / entry.path, entry.sounding.segments[at:]
        return None

    def making(self, piece: Piece) -> AbstractContextManager[Path]:
        """Where to make the file for ``piece``, beside its place, before it is put there."""
        return atomic.scratch(self.folder / piece.path)

    def put(
        self,
        piece: Piece,
        sounding: Sounding,
        marks: Sequence[ChapterMark] = (),
        *,
        made: Path | None = None,
    ) -> Entry:
        """Remember the file for ``piece``. Raises NarrateError where it cannot be put or read back.

        It is the file ``made``, which is now put in its place; None says that it stands there already.
        Several threads may put at a time.
        """
        file = self.folder / piece.path
        with atomic.explained(made or file, "read"):
            status = (made or file).stat()
            digest = sha256_of(made or file)
        entry = Entry(
            **{field.name: getattr(piece, field.name) for field in fields(piece)},
            bytes=status.st_size,
            sha256=digest,
            mtime_ns=status.st_mtime_ns,
            sounding=sounding,
            marks=tuple(marks),
        )
        with self._putting:
            (self._coming if made else self._entries)[piece.path] = entry
            self._save()
        if made:
            with atomic.replacing(file) as temporary:
                made.replace(temporary)
            with self._putting:
                self._entries[piece.path] = self._coming.pop(piece.path)
                self._behind = True
        return entry

    def write(self, files: Sequence[tuple[Piece, bytes, Sounding]]) -> tuple[Entry, ...]:
        """Write small files, those that this changes, and remember all: at once, for there may be many.

        Returns the entries of those that were written. Raises NarrateError.
        """
        new = {
            piece.path: Entry(
                **{field.name: getattr(piece, field.name) for field in fields(piece)},
                bytes=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                mtime_ns=0,
                sounding=sounding,
            )
            for piece, data, sounding in files
        }
        with self._putting:
            self._coming |= new
            self._save()
        written = []
        for piece, data, _ in files:
            path = self.folder / piece.path
            changes = not _holds(path, data)
            if changes:
                atomic.write(path, data)
            with atomic.explained(path, "read"):
                entry = replace(new[piece.path], mtime_ns=path.stat().st_mtime_ns)
            written += [entry] if changes else []
            with self._putting:
                self._entries[piece.path] = entry
                self._coming.pop(piece.path)
                self._behind = True
        return tuple(written)

    def doubt(self, entries: Iterable[Entry]) -> list[Entry]:
        """Forget those of ``entries`` whose files are, by SHA-256, not those that were put; returns them.

        What may not be read here and now is not doubted.
        """
        altered = [entry for entry in entries if self._altered(entry)]
        for entry in altered:
            self._entries.pop(entry.path, None)
        return altered

    def standing(self, piece: Piece) -> Entry:
        """The entry of ``piece``, which was just brought up to date; NarrateError if it no longer stands."""
        entry = self.fresh(piece)
        if entry is None:
            raise NarrateError(
                f"{self.folder / piece.path} was changed, or cannot be read, while the book was built",
                hint="build again",
            )
        return entry

    def stands(self) -> bool:
        """Whether every file that was put here still is the file that was put."""
        return bool(self._entries) and all(map(self._intact, self.entries))

    def clear_all_but(self, paths: Iterable[str]) -> tuple[Path, ...]:
        """Remove files that narrate published and that the book no longer has; returns them.

        A file that somebody changed since is left where it is.
        """
        strays = [entry for path, entry in self._entries.items() if path not in set(paths)]
        removed = []
        for entry in strays:
            file = self.folder / entry.path
            with atomic.explained(file, "remove"), contextlib.suppress(FileNotFoundError):
                if self._look(entry):
                    file.unlink()
                    removed.append(file)
                    if file.parent != self.folder:
                        with contextlib.suppress(OSError):  # something else is in it
                            file.parent.rmdir()
            del self._entries[entry.path]
        if strays or self._behind:
            self._save()
        return tuple(removed)

    def _altered(self, entry: Entry) -> bool:
        try:
            return sha256_of(self.folder / entry.path) != entry.sha256
        except OSError as error:
            return not atomic.refused(error)

    def _intact(self, entry: Entry) -> Entry | None:
        try:
            return self._look(entry)
        except OSError:  # not there, or not to be read: it is written again
            return None

    def _look(self, entry: Entry) -> Entry | None:
        file = self.folder / entry.path
        status = file.stat()
        if status.st_size != entry.bytes:
            return None
        if status.st_mtime_ns != entry.mtime_ns and sha256_of(file) != entry.sha256:
            return None
        if status.st_mtime_ns != entry.mtime_ns:
            entry = replace(entry, mtime_ns=status.st_mtime_ns)
            self._entries[entry.path] = entry
        return entry

    def _save(self) -> None:
        files, coming = (
            [entry for _, entry in sorted(entries.items())] for entries in (self._entries, self._coming)
        )
        shelf_memory.remember(self._memory, files, coming)
        self._behind = False


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:  # absent, or what is wrong with it is told by writing it
        return False
