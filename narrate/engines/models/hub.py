"""Models on this machine: where the files of a repository or a folder lie, and which commit they are of.

Nothing here touches the network: download.py does, when it is told to. Repositories lie in the cache that
huggingface_hub keeps for all programs (HF_HOME and HF_HUB_CACHE move it); it is read through its functions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from narrate.engines.models.hashes import sha256
from narrate.engines.models.weights import Pins, Weights, is_pattern, matches
from narrate.errors import MissingTool

OFFLINE: Mapping[str, str] = {"HF_HUB_OFFLINE": "1"}
"""The environment in which huggingface_hub, and transformers with it, leaves the network alone."""

_TENSORS = (".safetensors", ".npz", ".pth", ".bin", ".gguf", ".pt")
"""How names of files end that hold weights."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What of some weights is on this machine.

    ``place`` is the folder they lie in, or None; ``commit`` is "" for a folder of the author's. ``missing``
    are names and patterns for which there is no file; ``bytes`` counts the files that are there.
    """

    place: Path | None
    commit: str
    missing: tuple[str, ...]
    bytes: int

    @property
    def complete(self) -> bool:
        """Whether all of it is there."""
        return self.place is not None and not self.missing


def is_offline() -> bool:
    """Whether the environment forbids the network (HF_HUB_OFFLINE)."""
    from huggingface_hub import is_offline_mode

    return is_offline_mode()


def commit(source: str, revision: str | None = None) -> str:
    """The commit that a repository's ``revision`` (its main branch) was at when it was fetched, or ""."""
    place = _snapshot(source, revision)
    return place.name if place else ""


def standing(weights: Weights, pins: Pins) -> Standing:
    """What of ``weights`` is on this machine, by the listing of the repository where that was fetched."""
    if weights.local:
        place = Path(weights.source)
        return _standing(weights, place, "") if place.is_dir() else Standing(None, "", weights.files, 0)
    found = _snapshot(weights.source, revision_of(weights, pins))
    return _standing(weights, found, found.name) if found else Standing(None, "", weights.files, 0)


def folder(weights: Weights, pins: Pins) -> Path:
    """The folder in which the files of ``weights`` lie. Raises MissingTool unless all of them are there."""
    found = standing(weights, pins)
    if found.place is not None and not found.missing:
        return found.place
    if not weights.local:
        raise absent(weights)
    if found.place is None:
        raise MissingTool(f"there is no folder {weights.source}", hint=f"it should hold the {weights.what}")
    raise MissingTool(
        f"the folder {weights.source} lacks {', '.join(found.missing)}",
        hint=f"it should hold the {weights.what}",
    )


def absent(*wanted: Weights) -> MissingTool:
    """The error that parts of repositories are not on this machine."""
    named = (f"the {each.what} ({each.about})" for each in wanted)
    return MissingTool(
        f"not on this machine: {', '.join(named)}",
        hint="narrate models pull fetches all that the project needs",
    )


def revision_of(weights: Weights, pins: Pins) -> str | None:
    """What is wanted of a repository: the pinned commit, what the author asked for, or None for main."""
    return pins.get(weights.source, weights.revision)


def identity(weights: Weights, pins: Pins) -> str:
    """What of ``weights`` enters a key: the commit of a repository, or the hash of a folder's files."""
    if not weights.local:
        return f"{weights.source}@{revision_of(weights, pins) or 'main'}"
    digest = hashlib.sha256()
    for path, content in contents(weights).items():
        digest.update(f"{path}\0{content}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def contents(weights: Weights) -> dict[str, str]:
    """The files of ``weights`` in a folder: path within it → SHA-256, in order. Raises MissingTool."""
    return {path: _hash(file) for path, file in _files(weights, Path(weights.source)).items()}


def _hash(file: Path) -> str:
    try:
        return sha256(file)
    except OSError as error:
        raise MissingTool(f"cannot read {file}: {error.strerror}") from error


def _snapshot(source: str, revision: str | None) -> Path | None:
    """The folder of a commit of a repository, with as many of its files as were fetched."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(source, revision=revision, allow_patterns=[], local_files_only=True))
    except LocalEntryNotFoundError:
        return None


def _standing(weights: Weights, place: Path, commit: str) -> Standing:
    files = _files(weights, place)
    listed = _listing(weights.source, commit) if commit else None
    if listed is not None:
        missing = tuple(path for path in listed if weights.takes(path) and path not in files)
        missing += tuple(name for name in weights.names if name not in listed)
    else:
        missing = _missing(weights, files)
    return Standing(place, commit, missing, sum(file.stat().st_size for file in files.values()))


def _missing(weights: Weights, files: Mapping[str, Path]) -> tuple[str, ...]:
    """What can be told to be missing without a listing: names, weights of which there are none, shards."""
    if not files:
        return weights.files
    missing = [name for name in weights.names if name not in files]
    tensors = [file for file in weights.files if is_pattern(file) and file.endswith(_TENSORS)]
    if tensors and not any(matches(path, file) for path in files for file in tensors):
        missing.append(tensors[0])
    for path, file in files.items():
        if path.endswith(".index.json"):
            shards = _shards(path, file)
            if not files.keys().isdisjoint(shards):  # else it is left over from another form of the model
                missing += [shard for shard in shards if shard not in files and weights.takes(shard)]
    return tuple(missing)


def _shards(path: str, index: Path) -> tuple[str, ...]:
    """The files that the index of a divided checkpoint names."""
    try:
        named = {str(name) for name in json.loads(index.read_bytes())["weight_map"].values()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()  # whoever loads it can say what is wrong with it
    above = path.rpartition("/")[0]
    return tuple(f"{above}/{name}" if above else name for name in sorted(named))


def _listing(source: str, commit: str) -> frozenset[str] | None:
    """The names of all files of a commit, if they were written down when it was fetched."""
    from huggingface_hub import get_cached_repo_tree
    from huggingface_hub.errors import CachedRepoTreeNotFoundError

    try:
        return frozenset(file.path for file in get_cached_repo_tree(source, revision=commit))
    except CachedRepoTreeNotFoundError:
        return None


def _files(weights: Weights, place: Path) -> dict[str, Path]:
    """The files of ``weights`` that are in the folder ``place``: path within it → file, in order."""
    found = {
        file.relative_to(place).as_posix(): file
        for pattern in weights.files
        for file in ((place.glob(pattern)) if is_pattern(pattern) else (place / pattern,))
        if file.is_file()  # which a link whose file is gone is not
    }
    return dict(sorted(found.items()))
