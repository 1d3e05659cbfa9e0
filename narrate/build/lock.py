"""``narration.lock``: what a project has settled on, written by narrate and kept with the project.

How loud each voice is; which commit of each model's repository, which files of models in folders and which
recordings are used; what reads the words; and what is said in recordings whose words narrate wrote down
itself. One document, read whole and written whole; levels.py, pins.py, own_files.py, readers.py and
transcripts.py know what its parts mean, and settling.py when they are written.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from narrate import atomic
from narrate.errors import Problem, ProblemsFound, count
from narrate.model import canonical_json

NAME = "narration.lock"

LARGEST = 2_000_000
"""Bytes: more than ten thousand entries."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A key of TOML that needs no quotation marks."""

_COMMENTS = {
    "voice": """\
# Written by narrate; keep it with the project. How loud each voice is (LUFS), measured over the whole book
# when the voice was new and frozen since, so that an edit changes only the chapters it is in.
# narrate lock --upgrade NAME has a voice measured anew.
""",
    "model": """
# The commit of each model that the book is rendered with. narrate lock --upgrade moves to the newest.
""",
    "file": """
# The files of models in folders that the book is rendered with.
""",
    "reference": """
# The recordings that voices are made from, as they were measured.
""",
    "reader": """
# What turned the words of the book into sounds when they were last rendered.
""",
    "transcript": """
# What is said in recordings, as a model heard it. Correct the words here if it misheard.
""",
}


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a voice is; ``name`` is what the author calls it."""

    name: str
    loudness_lufs: float


@dataclass(frozen=True, slots=True)
class Pin:
    """The commit of a repository, and the branch, tag or commit that the author ``asked`` for, or ""."""

    revision: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredRecording:
    """A recording by the hash of its bytes, and what was measured of it, rounded; None is not known.

    Times in seconds, levels in dB of full scale; ``high_db`` is as in ``narrate.voices.quality``, and the
    five after it, of recordings for styles, are as in ``narrate.voices.manner.Figures``, as is
    ``phonemes_s``, which was counted in the words (and their language) whose hash is ``words_sha256``.
    """

    sha256: str
    duration_s: float | None = None
    speech_s: float | None = None
    rate_hz: int | None = None
    level_db: float | None = None
    peak_db: float | None = None
    clipped_ms: float | None = None
    high_db: float | None = None
    pitch_hz: float | None = None
    spread_st: float | None = None
    energy_db: float | None = None
    syllables_s: float | None = None
    pause_s: float | None = None
    phonemes_s: float | None = None
    words_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """The document.

    Levels by the voice's identity, pins by repository, hashes of models' files and recordings by their paths
    as the author writes them, versions of what reads by engine, and words by a recording's SHA-256.
    """

    levels: Mapping[str, Level] = field(default_factory=dict)
    models: Mapping[str, Pin] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, MeasuredRecording] = field(default_factory=dict)
    readers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    transcripts: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> Lock:
    """The lock file ``path``; empty if there is no such file.

    Raises ProblemsFound with everything that is wrong with it, and NarrateError where it cannot be read.
    """
    from narrate.build.lock_tables import checked
    from narrate.project.document import parse

    if not path.exists():
        return Lock()
    try:
        document = parse(path, LARGEST, f"it is none that narrate wrote; {_WAY_OUT}")
    except ProblemsFound as found:
        raise _damaged(found.problems) from found
    tables = checked(document)
    if tables.findings:
        raise _damaged(document.problems(tables.findings))
    return _lock(tables.sound())


_WAY_OUT = "restore the file, or delete it to have the voices measured and the models chosen anew"


_MOST_PROBLEMS = 20
"""Beyond, a file is no lock file, and a list of what it is not helps nobody."""


def _damaged(problems: Sequence[Problem]) -> ProblemsFound:
    """The error, in which every problem has a way out."""
    told = [each if each.hint else dataclasses.replace(each, hint=_WAY_OUT) for each in problems]
    if len(told) > _MOST_PROBLEMS:
        more = f"and {count(len(told) - _MOST_PROBLEMS, 'problem')} more"
        told[_MOST_PROBLEMS:] = [Problem("lock-damaged", more, told[0].where, _WAY_OUT)]
    return ProblemsFound(told)


def _lock(entries: Mapping[str, tuple[Any, ...]]) -> Lock:
    return Lock(
        levels={each.identity: Level(each.name, each.loudness_lufs) for each in entries["voice"]},
        models={each.repository: Pin(each.revision, each.asked) for each in entries["model"]},
        files={each.path: each.sha256 for each in entries["file"]},
        references={
            each.path: MeasuredRecording(**each.model_dump(exclude={"path"})) for each in entries["reference"]
        },
        readers={each.engine: dict(each.versions) for each in entries["reader"]},
        transcripts={each.reference: each.words for each in entries["transcript"]},
    )


def write(path: Path, lock: Lock) -> None:
    """Write ``lock`` to the file ``path``, if it says anything else; nothing where there is nothing.

    Raises NarrateError where it cannot be written, or is not to be: a file without permission to write is
    somebody's wish.
    """
    if read(path) == lock:
        return
    if path.exists() and not path.stat().st_mode & 0o222:
        raise atomic.CannotWrite(
            f"cannot write {path}: it is read-only",
            hint="make it writable, or narrate build --locked, which changes nothing in it",
        )
    atomic.write(path, text(lock).encode())


def text(lock: Lock) -> str:
    """The document as TOML; the same lock gives the same text."""
    from narrate.build.lock_tables import VERSION

    parts = []
    for kind, entries in tables(lock).items():
        if kind == "voice":
            parts.append(f"{_COMMENTS[kind]}version = {VERSION}\n\n")
        elif entries:
            parts.append(f"{_COMMENTS[kind]}")
        parts += "\n".join(_entry(kind, entry) for entry in entries)
    return "".join(parts).rstrip("\n") + "\n"


def tables(lock: Lock) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """The document as values: kind of table → its entries, in the order in which they are written."""
    levels = sorted(lock.levels.items(), key=lambda item: (item[1].name, item[0]))
    found: dict[str, Iterator[Mapping[str, Any]]] = {
        "voice": (
            {"name": level.name, "identity": identity, "loudness_lufs": level.loudness_lufs}
            for identity, level in levels
        ),
        "model": (
            {"repository": repository, "revision": pin.revision, "asked": pin.asked or None}
            for repository, pin in sorted(lock.models.items())
        ),
        "file": ({"path": path, "sha256": digest} for path, digest in sorted(lock.files.items())),
        "reference": (
            {"path": path, **dataclasses.asdict(measured)}
            for path, measured in sorted(lock.references.items())
        ),
        "reader": (
            {"engine": engine, "versions": dict(sorted(versions.items()))}
            for engine, versions in sorted(lock.readers.items())
        ),
        "transcript": (
            {"reference": reference, "words": words} for reference, words in sorted(lock.transcripts.items())
        ),
    }
    return {
        kind: tuple({key: value for key, value in entry.items() if value is not None} for entry in entries)
        for kind, entries in found.items()
    }


def _entry(table: str, values: Mapping[str, Any]) -> str:
    lines = (f"{key} = {_value(value)}\n" for key, value in values.items())
    return f"[[{table}]]\n{''.join(lines)}"


def _value(value: str | float | Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        pairs = (
            f"{key if _BARE.fullmatch(key) else _string(key)} = {_string(each)}"
            for key, each in value.items()
        )
        return f"{{ {', '.join(pairs)} }}"
    return _string(value) if isinstance(value, str) else str(value)


def _string(value: str) -> str:
    # A JSON string without characters that JSON may leave as they are and TOML may not is a TOML string.
    return canonical_json(value).replace("\x7f", "\\u007f")
