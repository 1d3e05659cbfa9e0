"""Fetching models from the hub: asked what there is and how large, then fetched with progress.

The only part of the engines that uses the network, and only when it is called. HF_ENDPOINT, HF_HOME,
HF_HUB_CACHE and tokens are honoured, because huggingface_hub does the work, in a process of its own
(download_worker.py). A file is in the cache whole or not at all, so whatever ends a download, the files that
had come are kept, and the next one fetches the others.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from narrate.engines.models import hub
from narrate.engines.models.weights import Pins, Weights
from narrate.errors import MissingTool

_ENVIRONMENT = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_VERBOSITY": "error"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the hub has of ``weights``: the commit, the bytes in all, and those that are still to fetch."""

    weights: Weights
    commit: str
    bytes: int
    missing_bytes: int


@dataclass(frozen=True, slots=True)
class Received:
    """How many of the missing bytes have come."""

    weights: Weights
    bytes: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """All of ``weights`` is on this machine, of this commit."""

    weights: Weights
    commit: str


Message = Offer | Received | Fetched


def ask(wanted: Sequence[Weights], pins: Pins) -> tuple[Offer, ...]:
    """What the hub has of ``wanted``, in that order. Raises MissingTool."""
    return tuple(each for each in _serve(wanted, pins, fetch=False) if isinstance(each, Offer))


def fetch(wanted: Sequence[Weights], pins: Pins) -> Generator[Message, None, None]:
    """Fetch ``wanted``: first an offer of each, and if the disk has room, how each of them comes.

    Raises MissingTool when the network or the disk fails. Closed or interrupted, it stops at once; the files
    that are whole are kept.
    """
    messages = _serve(wanted, pins, fetch=True)
    try:
        offers: list[Offer] = []
        for message in messages:
            if isinstance(message, Offer):
                offers.append(message)
                if len(offers) == len(wanted):
                    _require_room(sum(offer.missing_bytes for offer in offers))
            yield message
    finally:
        messages.close()


def _serve(wanted: Sequence[Weights], pins: Pins, *, fetch: bool) -> Generator[Message, None, None]:
    if hub.is_offline():
        raise cannot(wanted[0], "the network is switched off by HF_HUB_OFFLINE", "")
    request = {
        "fetch": fetch,
        "wanted": [
            {"source": each.source, "revision": hub.revision_of(each, pins), "files": each.files}
            for each in wanted
        ],
    }
    with tempfile.TemporaryFile() as noise:
        process = subprocess.Popen(
            [sys.executable, "-m", "narrate.engines.models.download_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=noise,
            env={**os.environ, **_ENVIRONMENT},
            start_new_session=True,  # Ctrl-C is ours to handle: the process is then told to tidy up
        )
        try:
            assert process.stdin  # noqa: S101 - both are pipes
            assert process.stdout  # noqa: S101
            process.stdin.write(json.dumps(request).encode())
            process.stdin.close()
            yield from _read(process.stdout, wanted, noise)
        finally:
            _end(process)


def _read(
    lines: IO[bytes], wanted: Sequence[Weights], noise: IO[bytes]
) -> Iterator[Offer | Received | Fetched]:
    for line in lines:
        match json.loads(line):
            case {"offers": offers}:
                for weights, offer in zip(wanted, offers, strict=True):
                    yield Offer(weights, offer["commit"], offer["bytes"], offer["missing_bytes"])
            case {"index": index, "received": count}:
                yield Received(wanted[index], count)
            case {"index": index, "fetched": commit}:
                yield Fetched(wanted[index], commit)
            case {"index": index, "failed": reason, "hint": hint}:
                raise cannot(wanted[index], reason, hint)
            case {"done": True}:
                return
    noise.seek(0)
    printed = noise.read().decode("utf-8", "replace").strip().splitlines()
    raise cannot(wanted[0], f"the download stopped: {printed[-1] if printed else 'it says nothing'}", "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, giving it the time to remove what is unfinished."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def cannot(weights: Weights, reason: str, hint: str) -> MissingTool:
    """The error that ``weights`` could not be fetched."""
    way = "narrate models pull fetches all that the project needs, where there is a network"
    return MissingTool(
        f"cannot fetch the {weights.what} ({weights.about}): {reason}",
        hint=f"{hint}; {way}" if hint else way,
    )


def _require_room(needed: int) -> None:
    """Raise MissingTool if the disk of the cache has less than ``needed`` bytes left."""
    from huggingface_hub import constants

    place = Path(constants.HF_HUB_CACHE).expanduser().absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if needed > free:
        raise MissingTool(
            f"the disk is too full: {needed / 1e6:,.0f} MB are to be fetched to {constants.HF_HUB_CACHE}, "
            f"which has {free / 1e6:,.0f} MB left",
            hint="free some space, or set HF_HOME to a folder on another disk",
        )
