"""The process that talks to the hub: it asks what there is, fetches it, and tells how far it is.

A process of its own, because huggingface_hub fetches in threads that nothing can stop: this one can be ended
at any moment and leaves nothing half-done behind. It reads one request as JSON from its input and writes one
message a line. What libraries print goes to its errors.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from narrate.engines.models.weights import is_pattern, matches

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoSibling

_CHUNK_BYTES = 2**18
"""How much is read before it is counted; huggingface_hub's own 10 MB is a long silence on a slow line."""


class Asked:
    """A set of files of one repository, as the hub has it."""

    def __init__(self, source: str, revision: str | None, files: list[str]) -> None:
        from huggingface_hub import HfApi, constants
        from huggingface_hub.file_download import repo_folder_name

        self.source = source
        self.revision = revision
        info = HfApi().model_info(source, revision=revision, files_metadata=True)
        self.commit = str(info.sha)
        self.sizes: dict[str, int] = {}
        self._blobs: dict[str, str] = {}
        for file in info.siblings or ():
            if any(matches(file.rfilename, pattern) for pattern in files):
                self.sizes[file.rfilename] = file.size or 0
                self._blobs[file.rfilename] = _blob(file)
        self.unknown = [file for file in files if not is_pattern(file) and file not in self.sizes]
        folder = repo_folder_name(repo_id=source, repo_type="model")
        self.store = Path(constants.HF_HUB_CACHE).expanduser() / folder
        self.missing = [path for path in self.sizes if not self._here(path)]

    def fetch(self) -> str:
        """Fetch what is missing; the commit that it is of."""
        from huggingface_hub import snapshot_download

        place = snapshot_download(
            self.source, revision=self.revision, allow_patterns=[glob.escape(path) for path in self.sizes]
        )
        return Path(place).name

    def received(self) -> int:
        """Bytes of what was missing that have come."""
        snapshot = self.store / "snapshots" / self.commit
        whole = sum(_size(snapshot / path) for path in self.missing)
        return whole + sum(_size(path) for path in _ours(self.store))

    def _here(self, path: str) -> bool:
        places = (self.store / "snapshots" / self.commit / path, self.store / "blobs" / self._blobs[path])
        return any(place.is_file() for place in places)


def main() -> None:
    """Serve one request."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.read())
    wanted: list[dict[str, Any]] = request["wanted"]
    lock = threading.Lock()

    def tell(**message: object) -> None:
        with lock:
            _write(out, message)

    asked: list[Asked] = []
    index = 0
    try:
        from huggingface_hub import constants

        constants.DOWNLOAD_CHUNK_SIZE = _CHUNK_BYTES
        for index, each in enumerate(wanted):
            asked.append(Asked(each["source"], each["revision"], each["files"]))
            if unknown := asked[-1].unknown:
                tell(failed=f"{each['source']} has no file {', '.join(unknown)}", hint="", index=index)
                return
        tell(
            offers=[
                {
                    "commit": each.commit,
                    "bytes": sum(each.sizes.values()),
                    "missing_bytes": sum(each.sizes[path] for path in each.missing),
                }
                for each in asked
            ]
        )
        signal.signal(signal.SIGTERM, lambda *_: _leave(asked))
        for index, files in enumerate(asked if request["fetch"] else ()):
            with _told(files, partial(_receive, tell, index)):
                commit = files.fetch()
            tell(index=index, fetched=commit)
        tell(done=True)
    except Exception as error:  # whatever it is, a person is told by the other process
        reason, hint = explain(error, wanted[index]["source"], wanted[index]["revision"])
        tell(failed=reason, hint=hint, index=index)


def _receive(tell: Callable[..., None], index: int, count: int) -> None:
    tell(index=index, received=count)


@contextlib.contextmanager
def _told(asked: Asked, tell: Callable[[int], None]) -> Iterator[None]:
    """Tell several times a second, while the block runs, how many bytes have come."""
    done = threading.Event()

    def watch() -> None:
        told = -1
        while not done.wait(0.2):
            if (count := asked.received()) != told:
                tell(count)
                told = count

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _write(out: TextIO, message: Mapping[str, object]) -> None:
    try:
        print(json.dumps(message), file=out, flush=True)
    except BrokenPipeError:  # nobody listens any more
        os.kill(os.getpid(), signal.SIGTERM)


def _leave(asked: list[Asked]) -> NoReturn:
    """End at once, without the halves of files: huggingface_hub never takes them up again."""
    for each in asked:
        for path in _ours(each.store):
            path.unlink(missing_ok=True)
    os._exit(128 + signal.SIGTERM)


def _ours(store: Path) -> list[Path]:
    """The unfinished files in a repository's folder that this process is writing."""
    ours = set()
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            status = os.fstat(descriptor)
            ours.add((status.st_dev, status.st_ino))
    found = []
    for path in store.glob("blobs/*.incomplete"):
        with contextlib.suppress(OSError):
            status = path.stat()
            if (status.st_dev, status.st_ino) in ours:
                found.append(path)
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _blob(file: RepoSibling) -> str:
    """The name of the file's content in the cache: SHA-256 of large ones, git's hash of the others."""
    return (file.lfs.sha256 if file.lfs else file.blob_id) or ""


def explain(error: Exception, source: str, revision: str | None) -> tuple[str, str]:
    """Why ``source`` could not be fetched, and what to do, in words."""
    from huggingface_hub import constants, errors

    hub, reason = constants.ENDPOINT, str(error).partition("\n")[0]
    match error:
        case errors.GatedRepoError():
            found = (
                f"{source} wants its terms accepted",
                f"accept them at {hub}/{source}, then: hf auth login",
            )
        case errors.RevisionNotFoundError():
            found = (f"{source} has no revision {revision}", "a revision is a branch, a tag or a commit")
        case errors.RepositoryNotFoundError():
            found = (
                f"the hub has no repository {source}, or shows it to nobody without a token",
                "check its name; for one of your own: hf auth login",
            )
        case errors.HfHubHTTPError() if error.response is not None:
            found = (f"{hub} answered {error.response.status_code} for {source}", "try again later")
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            found = ("the disk is full", "free some space, or set HF_HOME to a folder on another disk")
        case OSError(errno=int()) if not isinstance(error, (ConnectionError, TimeoutError, socket.gaierror)):
            place = error.filename or constants.HF_HUB_CACHE
            found = (f"cannot write {place}: {error.strerror}", "set HF_HOME to a folder that can be written")
        case _:
            found = (f"{hub} cannot be reached ({type(error).__name__}: {reason})", "check the connection")
    return found


if __name__ == "__main__":
    main()
