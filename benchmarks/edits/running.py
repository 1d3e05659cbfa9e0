"""narrate, run as a person runs it, and what it then has done to a folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.edits.books import Book


@dataclass(frozen=True)
class Built:
    """What a build did: the ids it rendered, its new keys, the files it wrote; what it says of all files."""

    rendered: tuple[str, ...]
    keys: frozenset[str]
    written: frozenset[str]
    sums: Mapping[str, str]
    seconds: float


def copy(source: Path, target: Path) -> None:
    """Copy a project; takes and published files, which are replaced and never written to, as links."""

    def copied(old: str, new: str) -> None:
        if old.endswith((".flac", ".mp3")) or "takes-v1" in old:
            os.link(old, new)
        else:
            shutil.copy2(old, new)

    shutil.copytree(source, target, copy_function=copied)


def _narrate(*arguments: object) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "narrate", *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
    )
    if ran.returncode:
        sys.exit(f"narrate {arguments[0]} ended with {ran.returncode}: {ran.stderr.decode()[-2000:]}")
    return ran.stdout.decode()


def script(folder: Path) -> list[dict[str, Any]]:
    """What narrate tells of each utterance of the project in ``folder``."""
    return [json.loads(line) for line in _narrate("script", "--json", "--project", folder).splitlines()]


def plan(folder: Path) -> tuple[frozenset[str], str]:
    """The keys that a plan wants rendered, and the reason that it gives most often."""
    _, *lines = map(json.loads, _narrate("plan", "--json", folder).splitlines())
    wanted = {
        line["key"]: "; ".join(line["reasons"]) or line["status"]
        for line in lines
        if line["status"] != "cached"
    }
    reasons = Counter(wanted.values()).most_common(1)
    return frozenset(wanted), reasons[0][0][:60] if reasons else ""


def assign(folder: Path, book: Book) -> None:
    """Correct the speaker of the first quotation that somebody in the cast says: somebody else in it does."""
    cast = [name for name in book.toml["cast"] if name not in ("narrator", "others")]
    first = next(line for line in script(folder) if line["speaker"] in cast and line["quotation"])
    other = next(name for name in cast if name != first["speaker"])
    _narrate("assign", first["id"], other, "--project", folder)


def build(folder: Path) -> Built:
    """Build the project in ``folder``."""
    known, places = _keys(folder), _places(folder)
    begun = time.perf_counter()
    events = [json.loads(line) for line in _narrate("build", "--json", folder).splitlines()]
    seconds = time.perf_counter() - begun
    now = _places(folder)
    report = json.loads((folder / "dist" / "build.json").read_bytes())
    entries = [file for chapter in report["chapters"] for file in chapter["files"]] + report["book"]
    return Built(
        tuple(event["id"] for event in events if event["event"] == "rendered"),
        frozenset(_keys(folder) - known),
        frozenset(_short(name) for name in now if places.get(name) != now[name]),
        {_short(file["path"]): file["sha256"] for file in entries},
        seconds,
    )


def _short(name: str) -> str:
    """A published file without its title: "flac/03" of a chapter, "flac" of the book."""
    path = Path(name)
    return f"{path.parent}/{path.name.split(' ')[0]}" if len(path.parts) > 1 else path.suffix[1:]


def _keys(folder: Path) -> set[str]:
    return {path.name.partition(".")[0] for path in (folder / ".narrate" / "takes-v1").glob("*/*.json")}


def _places(folder: Path) -> dict[str, tuple[int, int]]:
    """Each published sound with its inode and time: a file that is written anew has others."""
    dist = folder / "dist"
    found = ((path, path.stat()) for path in dist.rglob("*") if path.suffix in (".flac", ".mp3"))
    return {str(path.relative_to(dist)): (status.st_ino, status.st_mtime_ns) for path, status in found}
