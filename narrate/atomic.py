"""Files that appear whole or not at all: a temporary in the same folder, flushed to disk, then renamed.

What the tool wrote is also read here, since something else may have taken its place.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from narrate.errors import Exit, NarrateError

TEMPORARY = ".narrate-tmp-"
"""How every temporary's name begins, so that what a kill left behind can be found and swept."""


def opened(path: Path) -> BufferedReader:
    """The file ``path``, opened to be read. Raises OSError where there is none, and never waits.

    To open a pipe that stands in a file's place may wait for ever, for somebody to write into it.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    kind = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(kind):
        os.close(descriptor)
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise OSError(errno.EINVAL, "it is no file", str(path))
    return os.fdopen(descriptor, "rb")


def read(path: Path) -> bytes:
    """What is in the file ``path``. Raises OSError where there is none, but a pipe or a device."""
    with opened(path) as file:
        return file.read()


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``: it becomes ``path`` when the block ends well, else it goes.

    Raises NarrateError when the disk is full or the place cannot be written.
    """
    with explained(path):
        with _temporary(path) as temporary:
            yield temporary
            temporary.chmod(0o644)  # mkstemp's 0600 is for secrets
            _flush(temporary)
            temporary.replace(path)
        with contextlib.suppress(OSError):  # some network drives cannot; the file itself is safe by now
            _flush(path.parent)


@contextlib.contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``, for what is needed on the way to it: it goes with the block.

    Raises NarrateError when the disk is full or the place cannot be written.
    """
    with explained(path), _temporary(path) as temporary:
        yield temporary
        with contextlib.suppress(OSError):  # it is swept another time
            temporary.unlink(missing_ok=True)


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield a temporary folder beside ``path``: it becomes ``path`` when the block ends well, else it goes.

    Raises FileExistsError where something that is no empty folder is there by then, and NarrateError when the
    disk is full or the place cannot be written.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=path.parent))
        descriptor = os.open(temporary, os.O_RDONLY)
    try:
        with explained(path):
            _lock(descriptor)
            yield temporary
            for file in temporary.iterdir():
                file.chmod(0o644)
                _flush(file)
            temporary.chmod(0o755)  # mkdtemp's 0700 is for secrets
            if _renamed(temporary, path):
                with contextlib.suppress(OSError):  # as in ``replacing``
                    _flush(path.parent)
                return
    finally:
        os.close(descriptor)
        shutil.rmtree(temporary, ignore_errors=True)  # what did not become the folder
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _renamed(folder: Path, path: Path) -> bool:
    """Give ``folder`` the name ``path``, unless something of that name is in the way."""
    try:
        folder.rename(path)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            return False
        raise
    return True


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold ``folder``, which is made if need be, for the block: whoever else wants to waits.

    Raises NarrateError where it cannot be written.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network drives cannot
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sweep_folders(folder: Path) -> None:
    """Remove the temporary folders in ``folder`` that a kill left: no living process writes into them."""
    for path in folder.glob(TEMPORARY + "*"):
        if path.is_dir() and not _in_use(path):
            shutil.rmtree(path, ignore_errors=True)


def sweep(folder: Path) -> int:
    """Remove the temporaries in ``folder``, and below it, that a kill left; returns how many."""
    found = unfinished(folder)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def unfinished(folder: Path, *, below: bool = True) -> tuple[Path, ...]:
    """The temporaries in ``folder``, and ``below`` it, that a kill left: no living process writes them."""
    paths = folder.rglob(TEMPORARY + "*") if below else folder.glob(TEMPORARY + "*")
    return tuple(path for path in sorted(paths) if path.is_file() and not _in_use(path))


def remove(path: Path) -> None:
    """Remove what is at ``path``, if there is anything: even a folder, where there should be a file.

    Only for what is the tool's own. Raises NarrateError.
    """
    with explained(path):
        try:
            path.unlink(missing_ok=True)
        except (IsADirectoryError, PermissionError):  # the latter is what macOS says
            if not path.is_dir():
                raise
            shutil.rmtree(path)


@contextlib.contextmanager
def explained(path: Path, doing: str = "write") -> Iterator[None]:
    """Turn an OSError inside the block into a NarrateError: "cannot write ``path``", why, and what to do."""
    try:
        yield
    except OSError as error:
        raise _explanation(f"{doing} {path}", error) from error


def refused(error: OSError) -> bool:
    """Whether ``error`` tells that a file may not be read here and now, and nothing of what is in it."""
    return error.errno in _REFUSALS


def explanation(error: OSError) -> NarrateError | None:
    """``error`` in words, where it is the machine's and nobody foresaw it; None for what may be our fault."""
    if error.errno not in _HINTS or error.errno in _OURS:
        return None
    return _explanation(f"use {error.filename or 'a file'}", error)


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
    errno.EIO: (
        "the disk reported an error",
        "run the same command again; if it happens again, copy the project to another disk",
    ),
    errno.ESTALE: ("the network drive has lost it", "run the same command again: finished takes are kept"),
    errno.ENODEV: ("the disk is gone", "connect it and run the same command again: finished takes are kept"),
    errno.ENOLCK: ("the file system cannot lock files", "work on a copy of the project on a local disk"),
    errno.ENOMEM: ("there is no memory left", "close other programs: finished takes are kept"),
    errno.EMFILE: ("too many files are open", "check ulimit"),
    errno.ENFILE: ("too many files are open", "close other programs: finished takes are kept"),
    errno.EFBIG: (
        "the file is larger than the disk or the shell allows",
        "check ulimit, or use another disk",
    ),
    errno.ENAMETOOLONG: ("its name is too long", "shorten the title"),
}


_REFUSALS = {
    *(errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE, errno.ENODEV),
    errno.ETIMEDOUT,
}

_OURS = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG}
"""What a mistake in narrate looks like as well: unforeseen, it is taken for one."""


def _explanation(what: str, error: OSError) -> CannotWrite:
    reason, hint = _HINTS.get(error.errno or 0, (error.strerror or str(error), ""))
    return CannotWrite(f"cannot {what}: {reason}", hint=hint)


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """Yield a new file beside ``path``: nobody sweeps it while the block runs; it goes if that ends badly."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, suffix=path.suffix, dir=path.parent)
    temporary = Path(name)
    try:
        _lock(descriptor)  # until it is closed
        yield temporary
    except BaseException:
        with contextlib.suppress(OSError):  # what went wrong before is what is to be told
            temporary.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    with contextlib.suppress(OSError):  # some network drives cannot
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _in_use(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
