"""The stage: the project that an audition is held for, or none, and the voices that are known there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.build.prepare import language_of
from narrate.errors import NarrateError
from narrate.model import NARRATOR, Cast, Character, Voice
from narrate.project import document
from narrate.project.project import Book, Output, Project
from narrate.project.styles import check_styles
from narrate.project.voices import check_voices
from narrate.sound.settings import Mastering, Pauses
from narrate.voices.profiles import library
from narrate.voices.profiles.library import Library

_LONGEST_NAME = 60
"""Letters, of at most four bytes each: file systems take 255."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an audition is held. ``voices`` are all of [voices], by name; ``language`` is the lines'.

    ``written``: the project is an author's, with a narration.toml. Without one it is an empty one in the
    folder that the audition is written to, which so keeps its own takes.
    """

    project: Project
    written: bool
    language: str
    voices: Mapping[str, Voice]
    library: Library

    @property
    def root(self) -> Path:
        """The folder that files are named from."""
        return self.project.root if self.written else Path.cwd()

    def like(self, engine: str) -> tuple[Voice, ...]:
        """The voices of ``engine`` in the project: others of it are of the same model."""
        return tuple(voice for voice in self.voices.values() if voice.engine == engine)


def of_project(project: Project) -> Stage:
    """The stage of an author's ``project``."""
    values = document.read(project.root).values
    tables = {
        name: table if isinstance(table := values.get(name), dict) else {} for name in ("styles", "voices")
    }
    named = check_styles(project.root, ("styles",), tables["styles"], {}).sound()
    voices = check_voices(project.root, tables["voices"], named).sound()
    language = language_of(project)
    return Stage(
        replace(project, book=replace(project.book, language=language)),
        written=True,
        language=language,
        voices={voice.name: voice for voice in voices},
        library=library.of(project.root),
    )


def alone(folder: Path) -> Stage:
    """A stage outside of any project, which keeps its takes in ``folder``. Its lines are English."""
    nobody = Voice(NARRATOR, "espeak", None)
    project = Project(
        root=folder,
        file=folder / document.FILE_NAME,
        digest="",
        book=Book("", (), language="en"),
        cast=Cast(nobody),
        lexicon=(),
        pauses=Pauses(),
        mastering=Mastering(),
        output=Output((), folder),
    )
    return Stage(project, written=False, language="en", voices={}, library=library.of(None))


def folder_name(name: str) -> str:
    """What the folder of an audition of ``name`` is called: so, where every file system takes that.

    Other signs become "_", and a hash of the name follows, so that no two names have one folder.
    """
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)[:_LONGEST_NAME]
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def with_cast(project: Project, voices: tuple[Voice, ...]) -> Project:
    """``project`` cast with ``voices`` and nobody else. Raises NarrateError where there are none."""
    if not voices:
        raise NarrateError("nobody is left to be heard")
    others = tuple(Character(f"voice {number}", voice) for number, voice in enumerate(voices[1:], 2))
    return replace(project, cast=Cast(voices[0], others))
