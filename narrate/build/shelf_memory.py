"""How a shelf is written down: its own memory, sealed JSON, and what a build.json still tells without it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from narrate import sealed
from narrate.build.entries import Entry, Sounding, StandingSegment
from narrate.publish.tags import ChapterMark

_VERSION = 2
"""2: with the chapter marks of books."""


def remember(memory: Path, files: Iterable[Entry], coming: Iterable[Entry]) -> None:
    """Write down what was put, and what is about to be. Raises NarrateError."""
    document = {"version": _VERSION, "files": list(map(asdict, files)), "coming": list(map(asdict, coming))}
    sealed.write(memory, document)


def remembered(memory: Path) -> tuple[list[Entry], list[Entry]] | None:
    """The entries in ``memory``, and those that were coming; None if it is absent or damaged.

    Then everything is written again.
    """
    try:
        document = sealed.read(memory)
        if document["version"] != _VERSION:
            return None
        files, coming = ([_entry(each) for each in document[key]] for key in ("files", "coming"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return files, coming


def _entry(fields: Mapping[str, Any]) -> Entry:
    marks = tuple(ChapterMark(**mark) for mark in fields["marks"])
    return Entry(**{**fields, "sounding": _sounding(fields["sounding"]), "marks": marks})


def _sounding(fields: Mapping[str, Any]) -> Sounding:
    segments = tuple(StandingSegment(**each) for each in fields.get("segments", ()))
    return Sounding(**{**fields, "segments": segments})


def reported(report: Path) -> list[Entry]:
    """The files that ``report``, a build.json, lists: narrate's own, though from what is not known."""
    unknown = Sounding(0.0, 0.0, 0.0, 0.0)
    try:
        document = json.loads(report.read_bytes())
        files = [
            *(file for each in document["chapters"] for file in (*each["files"], *each.get("timings", ()))),
            *(*document["book"], *document.get("timings", ()), *document.get("packages", ())),
            *document.get("sample", {}).get("files", ()),
        ]
        return [
            Entry(file["path"], file["format"], "", "", file["bytes"], file["sha256"], 0, unknown)
            for file in files
            if ".." not in Path(file["path"]).parts
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
