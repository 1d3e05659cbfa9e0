"""``narration.lock``: what a project has settled on, written by narrate and kept with the project.

How loud each voice is, which commit of each model's repository is used, and what is said in recordings whose
words narrate wrote down itself. One document, read whole and written whole; levels.py, pins.py and
transcripts.py know what its parts mean.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from narrate import atomic
from narrate.errors import NarrateError
from narrate.model import canonical_json

NAME = "narration.lock"

_VOICES = """\
# Written by narrate; keep it with the project. How loud each voice is (LUFS), measured over the whole book
# when the voice was new and frozen since, so that an edit changes only the chapters it is in.
# Delete an entry to have its voice measured anew.
version = 1
"""
_MODELS = """
# The commit of each model that the book is rendered with. Delete an entry to move to the newest that
# narrate models pull fetches; its voices are then rendered anew.
"""
_TRANSCRIPTS = """
# What is said in recordings, as a model heard it. Correct the words here if it misheard.
"""
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


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
class Lock:
    """The document: levels by the voice's identity, pins by repository, words by a recording's SHA-256."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    models: Mapping[str, Pin] = field(default_factory=dict)
    transcripts: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> Lock:
    """The lock file ``path``; empty if there is no such file. Raises NarrateError if it is damaged."""
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
        if document["version"] != 1:
            raise NarrateError(
                f"{path.name} was written by a newer narrate", hint="update narrate, or delete the file"
            )
        return Lock(
            levels={each["identity"]: _level(each) for each in document.get("voice", [])},
            models={each["repository"]: _pin(each) for each in document.get("model", [])},
            transcripts=dict(_transcript(each) for each in document.get("transcript", [])),
        )
    except FileNotFoundError:
        return Lock()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise NarrateError(
            f"{path.name} is damaged: {error}",
            hint="restore it, or delete it to have the voices measured and the models chosen anew",
        ) from error


def write(path: Path, lock: Lock) -> None:
    """Write ``lock`` to the file ``path``, if that changes it; nothing is written where there is nothing."""
    data = text(lock).encode()
    try:
        if path.read_bytes() == data:
            return
    except FileNotFoundError:
        if lock == Lock():
            return
    atomic.write(path, data)


def text(lock: Lock) -> str:
    """The document as TOML; the same lock gives the same text."""
    voices = sorted(lock.levels.items(), key=lambda item: (item[1].name, item[0]))
    parts = [_VOICES]
    parts += (
        _entry("voice", name=level.name, identity=identity, loudness_lufs=level.loudness_lufs)
        for identity, level in voices
    )
    parts += _section(
        _MODELS,
        (
            _entry("model", repository=repository, revision=pin.revision, asked=pin.asked or None)
            for repository, pin in sorted(lock.models.items())
        ),
    )
    parts += _section(
        _TRANSCRIPTS,
        (
            _entry("transcript", reference=reference, words=words)
            for reference, words in sorted(lock.transcripts.items())
        ),
    )
    return "".join(parts)


def _section(comment: str, entries: Iterable[str]) -> list[str]:
    found = list(entries)
    return [comment, found[0].lstrip("\n"), *found[1:]] if found else []


def _entry(table: str, **values: str | float | None) -> str:
    # A JSON string without characters that JSON may leave as they are and TOML may not is a TOML string.
    lines = (
        f"{key} = {_string(value) if isinstance(value, str) else value}\n"
        for key, value in values.items()
        if value is not None
    )
    return f"\n[[{table}]]\n{''.join(lines)}"


def _string(value: str) -> str:
    return canonical_json(value).replace("\x7f", "\\u007f")


def _level(entry: Mapping[str, Any]) -> Level:
    return Level(str(entry["name"]) if "name" in entry else "", float(entry["loudness_lufs"]))


def _pin(entry: Mapping[str, Any]) -> Pin:
    revision = entry["revision"]
    if not _COMMIT.fullmatch(revision):
        raise ValueError(f"{canonical_json(revision)} is not a commit")
    return Pin(revision, str(entry.get("asked", "")))


def _transcript(entry: Mapping[str, Any]) -> tuple[str, str]:
    reference, words = entry["reference"], entry["words"]
    if not _SHA256.fullmatch(reference) or not isinstance(words, str):
        raise ValueError("a transcript belongs to the SHA-256 of a recording")
    return reference, words
