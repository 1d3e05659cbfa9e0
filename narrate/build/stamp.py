"""Whether anything could have changed since a build that completed: the quick answer before the exact one.

A build is a function of the project's files, of narrate itself and of the packages beside it. Where the hash
of all of them is the one that a complete build left, and its files still stand, there is nothing to do, and
no need to compose a script of ten thousand utterances to find that out.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from narrate import sealed
from narrate.build import program, report
from narrate.build.events import Finished, Inspected
from narrate.build.pins import needs, voices_of
from narrate.build.shelf import Shelf
from narrate.digest import sha256_of
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS
from narrate.errors import NarrateError, Problem
from narrate.manuscript import readers
from narrate.model import canonical_json
from narrate.project.project import Project


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a complete build found: the hashes of its inputs and its lock file, its end and its warnings.

    ``inspected`` is what its files measure, all of which could be read.
    """

    inputs: str
    lock: str
    inspected: Inspected
    finished: Finished
    warnings: tuple[Problem, ...]


def inputs_of(project: Project) -> str:
    """The hash of everything that an author gives to a build, and of the program that reads it.

    The project file counts as it was loaded, all others as they are now.
    """
    digest = hashlib.sha256(project.digest.encode())
    manuscript, told = _manuscript(project)
    for path in sorted({*_paths(project), *manuscript} - {project.file}):
        digest.update(canonical_json([str(path), hash_of(path)]).encode())
    digest.update(canonical_json(told).encode())
    for need in needs(voices_of(project.cast)):
        if need.weights.local:
            digest.update(canonical_json([need.weights.source, hub.identity(need.weights, NO_PINS)]).encode())
    digest.update(program.identity().encode())
    return digest.hexdigest()


def _manuscript(project: Project) -> tuple[tuple[Path, ...], object]:
    """The files of the manuscript, those in its folders too, and what lists and folders say besides."""
    try:
        files, told = readers.files(project.book.manuscript, project.root)
    except NarrateError as error:  # with which a build ends, sooner or later
        return (), str(error)
    return files, [asdict(each) for each in told]


def standing(path: Path, inputs: str, lock: Path, shelf: Shelf) -> Stamp | None:
    """The stamp in ``path``, if it was left by a build of these inputs whose files all still stand."""
    try:
        document = sealed.read(path)
        made = {"inputs": inputs, "lock": hash_of(lock), "report": hash_of(shelf.folder / report.NAME)}
        if document["made"] != made or not shelf.stands():
            return None
        end = document["finished"]
        finished = Finished(
            **{**end, "folder": Path(end["folder"]), "files": tuple(Path(file) for file in end["files"])}
        )
        warnings = tuple(Problem.of(warning) for warning in document["warnings"])
        measured = document["inspected"]
        meet = tuple((name, files) for name, files in measured["meet"])
        inspected = Inspected(meet, tuple(measured["faults"]), ())
    except (OSError, ValueError, KeyError, TypeError):
        return None  # absent or damaged: the exact answer is always there
    return Stamp(inputs, made["lock"], inspected, finished, warnings)


def leave(path: Path, stamp: Stamp, shelf: Shelf) -> None:
    """Write the stamp of a complete build."""
    again = dataclasses.replace(
        stamp.finished,
        rendered=0,
        transformed=0,
        cached=stamp.finished.utterances,
        chapters_written=0,
    )
    document = {
        "made": {
            "inputs": stamp.inputs,
            "lock": stamp.lock,
            "report": hash_of(shelf.folder / report.NAME),
        },
        "inspected": asdict(stamp.inspected),
        "finished": asdict(again),
        "warnings": [asdict(warning) for warning in stamp.warnings],
    }
    sealed.write(path, json.loads(json.dumps(document, default=str)))


def hash_of(path: Path) -> str:
    """The hash of what is in the file ``path``; "absent" where nothing can be read."""
    try:
        return sha256_of(path)
    except OSError:
        return "absent"


def _paths(value: object) -> Iterator[Path]:
    """Every file named anywhere in a value made of dataclasses, tuples and mappings."""
    if isinstance(value, Path):
        if value.is_file():
            yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _paths(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _paths(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _paths(item)
