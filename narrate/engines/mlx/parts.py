"""The repositories that a voice is made of: its model, and what else that model asks the hub for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.engines.models import hub
from narrate.engines.models.weights import Pins, Weights
from narrate.errors import NarrateError
from narrate.model import Render

# Of all that mlx-audio loads from a repository (its own list, mlx_audio/utils.py), in any folder of it.
_KINDS = ("json", "safetensors", "model", "tiktoken", "txt", "jinja", "jsonl", "yaml", "npz", "pth")
FILES = tuple(f"**/*.{kind}" for kind in _KINDS)

_ALSO = re.compile(r"(?P<repository>[\w.-]+(?:/[\w.-]+)?)(?:@(?P<revision>[\w./-]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """A ``repository`` in a ``folder`` of this machine, and the ``revision`` by which it is asked for."""

    repository: str
    folder: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the model is, what it is called ("owner/name" or the folder's name), and what it may borrow.

    ``cache`` is a folder of our own in which mlx-audio finds the ``lent`` repositories, and nothing else.
    """

    name: str
    folder: str
    lent: tuple[Part, ...]
    cache: str


@dataclass(frozen=True, slots=True)
class Order:
    """What the performer is given: a request, and where its model lies."""

    render: Render
    parts: Parts


def weights_of(model: str, revision: str | None, also: tuple[str, ...]) -> tuple[Weights, ...]:
    """The model and what else it needs. Raises NarrateError where ``also`` names no repository."""
    for wrong in misspelt(also):
        raise NarrateError(wrong)
    what = f"files of {Path(model).name}"
    return Weights(model, ("config.json", *FILES), what, 0, revision), *map(_borrowed, also)


def folders_of(weights: tuple[Weights, ...], pins: Pins) -> tuple[Path, ...]:
    """Where each of ``weights`` lies. Raises MissingTool where one is not on this machine."""
    return tuple(hub.folder(each, pins) for each in weights)


def parts_of(weights: tuple[Weights, ...], folders: tuple[Path, ...], cache: Path) -> Parts:
    """``weights``, the model first, which lie in ``folders``."""
    model, *_ = weights
    lent = tuple(
        Part(each.source, str(folder), each.revision)
        for each, folder in zip(weights, folders, strict=True)
        if not each.local
    )
    name = Path(model.source).name if model.local else model.source
    return Parts(name, str(folders[0]), lent, str(cache))


def misspelt(also: tuple[str, ...]) -> Iterator[str]:
    """What in ``also`` is no repository, as sentences."""
    for each in also:
        if not _ALSO.fullmatch(each):
            yield f'also: {each!r} is no repository; write "owner/name" or "owner/name@revision"'


def _borrowed(also: str) -> Weights:
    match = _ALSO.fullmatch(also)
    assert match  # noqa: S101 - just looked at
    repository, revision = match.group("repository", "revision")
    return Weights(repository, FILES, f"files of {repository}", 0, revision)
