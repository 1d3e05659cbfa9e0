"""Models on this machine: where the files of a repository or a folder lie, and which commit they are of."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from narrate.engines.weights import Pins, Weights
from narrate.errors import MissingTool


def folder(weights: Weights, pins: Pins) -> Path:
    """The folder in which the files of ``weights`` lie. Touches no network; raises MissingTool."""
    if weights.local:
        place = Path(weights.source)
        if not place.is_dir():
            raise MissingTool(f"there is no folder {place}", hint=f"it should hold the {weights.what}")
        return place
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(
            snapshot_download(
                weights.source,
                revision=pins.get(weights.source, weights.revision),
                allow_patterns=list(weights.files),
                local_files_only=True,
            )
        )
    except LocalEntryNotFoundError as error:
        raise MissingTool(
            f"the {weights.what} are not on this machine: {weights.source}, about {weights.megabytes} MB",
            hint="narrate models pull fetches all that the project needs",
        ) from error


def identity(weights: Weights, pins: Pins) -> str:
    """What of ``weights`` enters a key: the commit of a repository, or the hash of a folder's files."""
    if not weights.local:
        return f"{weights.source}@{pins.get(weights.source, weights.revision or 'main')}"
    place = Path(weights.source)
    digest = hashlib.sha256()
    for path in sorted({path for pattern in weights.files for path in place.glob(pattern)}):
        status = path.stat()
        content = _sha256(path, status.st_size, status.st_mtime_ns)
        digest.update(f"{path.relative_to(place)}\0{content}\n".encode())
    return f"sha256:{digest.hexdigest()}"


@cache
def _sha256(path: Path, size: int, changed_ns: int) -> str:
    del size, changed_ns  # a file that changed is another file
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
