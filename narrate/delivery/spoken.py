"""Who is heard when in a file, for its picture: from the timing manifest beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from narrate.model import NARRATOR

SUFFIX = ".timings.json"
"""How the name of a timing manifest ends."""

_LARGEST = 256_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of speech, in seconds from the start of the file. ``speaker`` is None where nobody knows.

    ``flaw`` says what is wrong with its take, which the author accepted.
    """

    start_s: float
    end_s: float
    speaker: str | None
    flaw: str = ""


def speakers(stretches: Iterable[Stretch]) -> tuple[str, ...]:
    """Who is heard in ``stretches``, "" for those whom nobody knows: the narrator, then by how long."""
    seconds: dict[str, float] = {}
    for each in stretches:
        seconds[each.speaker or ""] = seconds.get(each.speaker or "", 0.0) + each.end_s - each.start_s
    return tuple(sorted(seconds, key=lambda name: (name != NARRATOR, -seconds[name], name)))


def later(stretches: tuple[Stretch, ...], by_s: float) -> tuple[Stretch, ...]:
    """``stretches`` in a file in which they come so much later."""
    return tuple(replace(each, start_s=each.start_s + by_s, end_s=each.end_s + by_s) for each in stretches)


def of_book(
    known: Mapping[Path, tuple[Stretch, ...]], chapters: Sequence[Path], starts_s: Sequence[float]
) -> tuple[Stretch, ...]:
    """Who is heard when in a file of all ``chapters``, which begin in it at ``starts_s``."""
    if len(chapters) != len(starts_s):
        return ()
    parts = (later(known.get(path, ()), start_s) for path, start_s in zip(chapters, starts_s, strict=True))
    return tuple(stretch for part in parts for stretch in part)


def stretches_in(folder: Path) -> Mapping[Path, tuple[Stretch, ...]]:
    """What the timing manifests in ``folder``, and the folders in it, tell of each sound file."""
    found: dict[Path, tuple[Stretch, ...]] = {}
    for manifest in sorted((*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*/*{SUFFIX}"))):
        try:
            if manifest.stat().st_size <= _LARGEST:
                for path, stretches in _told(json.loads(manifest.read_bytes())):
                    found[folder / path] = (*found.get(folder / path, ()), *stretches)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue  # a picture without colours, which says so
    return {path: tuple(sorted(each, key=lambda one: one.start_s)) for path, each in found.items()}


def _told(document: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Stretch, ...]]]:
    for chapter in document["chapters"]:
        spoken = tuple(
            Stretch(float(each["begin_s"]), float(each["end_s"]), each["speaker"])
            for each in chapter["utterances"]
        )
        if "starts_s" in chapter:  # a book's, in which each file has times of its own
            for path, start_s in chapter["starts_s"].items():
                yield str(path), later(spoken, float(start_s))
            continue
        for path in chapter["files"]:
            yield str(path), spoken
