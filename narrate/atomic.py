"""Files that appear whole or not at all: a temporary in the same folder, flushed to disk, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from narrate.errors import Exit, NarrateError

TEMPORARY = ".narrate-tmp-"
"""How every temporary's name begins, so that what a kill left behind can be found and swept."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``: it becomes ``path`` when the block ends well, else it goes.

    Raises NarrateError when the disk is full or the place cannot be written.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, suffix=path.suffix, dir=path.parent)
        os.close(descriptor)
        temporary = Path(name)
        try:
            yield temporary
            temporary.chmod(0o644)  # mkstemp's 0600 is for secrets
            _flush(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # some network drives cannot; the file itself is safe by now
            _flush(path.parent)


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def sweep(folder: Path) -> int:
    """Remove the temporaries below ``folder`` that a killed build left; returns how many."""
    found = 0
    for path in folder.rglob(TEMPORARY + "*"):
        path.unlink(missing_ok=True)
        found += 1
    return found


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError inside the block into a NarrateError that says what to do about ``path``."""
    try:
        yield
    except OSError as error:
        raise _explanation(path, error) from error


class CannotWrite(NarrateError):
    """The machine, not the project, is at fault: a full disk, a folder that may not be written."""

    exit_code = Exit.OUR_FAULT


_HINTS = {
    errno.ENOSPC: (
        "the disk is full",
        "free some space and run the same command again: finished takes are kept",
    ),
    errno.EDQUOT: ("your disk quota is used up", "free some space and run the same command again"),
    errno.EACCES: ("permission denied", "make the folder writable, or work on a copy of the project"),
    errno.EPERM: ("permission denied", "make the folder writable, or work on a copy of the project"),
    errno.EROFS: ("the file system is read-only", "work on a copy of the project on another disk"),
    errno.ENOTDIR: ("something in its path is a file, not a folder", "move that file out of the way"),
    errno.EEXIST: ("something in its path is a file, not a folder", "move that file out of the way"),
    errno.EISDIR: ("there is a folder of that name", "move the folder out of the way"),
    errno.EFBIG: (
        "the file is larger than the disk or the shell allows",
        "check ulimit, or use another disk",
    ),
    errno.ENAMETOOLONG: ("its name is too long", "shorten the title"),
}


def _explanation(path: Path, error: OSError) -> CannotWrite:
    reason, hint = _HINTS.get(error.errno or 0, (error.strerror or str(error), ""))
    return CannotWrite(f"cannot write {path}: {reason}", hint=hint)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
