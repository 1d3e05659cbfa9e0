"""The author's own files that voices are made from: models in folders, and recordings.

The lock file has them by their paths as narration.toml has them, so that it stays the same wherever the
project lies; those of profiles are known by the profile, whose sound may come to have another name. What
counts is their content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from narrate.build import styles
from narrate.build.lock import MeasuredRecording
from narrate.build.pins import needs
from narrate.engines.models import hub
from narrate.engines.models.hashes import sha256
from narrate.engines.registry import engine_class
from narrate.errors import NarrateError
from narrate.model import Voice
from narrate.project import document
from narrate.project.project import Project
from narrate.project.schema import RECORDING, file_keys, source_keys


def models(project: Project, voices: Iterable[Voice]) -> dict[str, str]:
    """The files of models in folders that ``voices`` need: path → SHA-256. Raises MissingTool."""
    spoken = tuple(voices)
    spelling = _Spelling(project, spoken)
    return {
        spelling.of(Path(need.weights.source, path)): digest
        for need in needs(spoken)
        if need.weights.local
        for path, digest in hub.contents(need.weights).items()
    }


def recordings(project: Project, voices: Iterable[Voice]) -> dict[str, Path]:
    """The recordings that ``voices`` are made from, by their paths as the author writes them."""
    spoken = tuple(voices)
    spelling = _Spelling(project, spoken)
    cloned = [file for voice in spoken for file in engine_class(voice.engine).recordings(voice.settings)]
    return {spelling.of(file): file for file in (*cloned, *styles.recordings(project.cast, spoken))}


def measured(
    project: Project, voices: Iterable[Voice], known: Mapping[str, MeasuredRecording]
) -> dict[str, MeasuredRecording]:
    """The ``recordings`` as the lock file is to have them; what is ``known`` of one is not measured again."""
    before = {each.sha256: each for each in known.values()}
    styled = styles.spoken_in(styles.measured_styles(project.cast))
    found: dict[str, MeasuredRecording] = {}
    for path, file in recordings(project, voices).items():
        digest = sha256(file)
        row = before.get(digest) or _measure(file, digest)
        if file in styled:
            row = styles.figured(row, file, styled[file], project.book.language)
        found[path] = row
    return found


def hashes(references: Mapping[str, MeasuredRecording]) -> dict[str, str]:
    """The contents of ``references`` alone, by their paths."""
    return {path: each.sha256 for path, each in references.items()}


def users(project: Project, voices: Iterable[Voice]) -> dict[str, tuple[str, ...]]:
    """The author's own files, by their paths as above, each with the names of the voices made from it."""
    found: dict[str, dict[str, None]] = {}
    for voice in voices:
        for path in (*models(project, [voice]), *recordings(project, [voice])):
            found.setdefault(path, {})[voice.name] = None
    return {path: tuple(names) for path, names in found.items()}


class _Spelling:
    """Absolute paths of ``voices`` as the author writes them."""

    def __init__(self, project: Project, voices: Iterable[Voice]) -> None:
        tables = document.read(project.root).values.get("voices")
        written = tables if isinstance(tables, dict) else {}
        self._root = project.root
        self._known: dict[Path, str] = {}
        for voice in voices:
            if (made := voice.provenance) is not None:
                folder = made.file.parent
                spelled = folder.relative_to(self._root).as_posix() if made.own else f"library:{made.name}"
                self._known[Path(getattr(voice.settings, RECORDING))] = spelled
            settings_type = engine_class(voice.engine).settings_type
            table = written.get(voice.name, {})
            for key in (*file_keys(settings_type), *source_keys(settings_type)):
                if isinstance(table, dict) and isinstance(text := table.get(key), str):
                    self._known[Path(getattr(voice.settings, key))] = text

    def of(self, path: Path) -> str:
        """``path``, by the nearest folder around it that the author names."""
        for above in (path, *path.parents):
            if above in self._known:
                rest = path.relative_to(above).as_posix()
                return self._known[above] if rest == "." else f"{self._known[above].rstrip('/')}/{rest}"
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else str(path)


def _measure(file: Path, digest: str) -> MeasuredRecording:
    """What is measured of a recording; of one that cannot be decoded here, its hash alone."""
    from narrate.voices import quality
    from narrate.voices.decode import read

    try:
        whole = read(file)
    except NarrateError:
        return MeasuredRecording(digest)
    found = quality.measure(whole.recording, whole.lasts_s)
    return MeasuredRecording(digest, **quality.rounded(found))
