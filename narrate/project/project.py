"""The project: its TOML files as frozen values, every file resolved, every character with a voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from narrate.engines.espeak.draft_voices import Person, choose
from narrate.errors import Problem, Where
from narrate.manuscript.selection import Choice
from narrate.model import NARRATOR, Cast, Pronunciation
from narrate.project.takes_toml import Choices
from narrate.script.corrections.correction import Correction
from narrate.script.credit_templates import Credits
from narrate.sound.encodings import DEFAULTS, Encoding
from narrate.sound.settings import Mastering, Pauses


@dataclass(frozen=True, slots=True)
class Book:
    """What [book] says. ``manuscript`` is in reading order and, as ``cover``, absolute; unsaid text is "".

    ``language`` is a lower-cased tag ("en", "en-gb"), or "" for what the manuscript declares.
    """

    title: str
    manuscript: tuple[Path, ...]
    author: str = ""
    language: str = ""
    cover: Path | None = None
    narrator: str = ""
    series: str = ""
    part: str = ""
    publisher: str = ""
    year: str = ""
    description: str = ""
    choice: Choice = field(default_factory=Choice)


@dataclass(frozen=True, slots=True)
class Sample:
    """The part of the book that is the retail sample: at most ``minutes`` of the chapter with this number.

    It begins where the words ``start`` are, or with the chapter for "". ``where`` it is asked for.
    """

    chapter: int = 1
    minutes: float = 5.0
    start: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """Which audio files are made ("flac", "mp3"), and the absolute folder they are written to.

    ``book`` asks for a file of the whole book besides those of the chapters, ``credits`` for what is said
    before and after it, and ``sample`` for a part of it that a shop lets people hear. ``timings`` are the
    kinds of file made besides that say when each word is heard ("srt", "json"), ``packages`` what the MP3
    chapters are put into ("epub", "lpf"). ``encodings`` says how each format encodes, by its name; those that
    are not made are there as well.
    """

    formats: tuple[str, ...]
    folder: Path
    book: bool = True
    credits: Credits | None = None
    sample: Sample | None = None
    timings: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    encodings: Mapping[str, Encoding] = field(default_factory=lambda: DEFAULTS, hash=False)


@dataclass(frozen=True, slots=True)
class Project:
    """A narration.toml without errors. ``root`` is its folder, absolute; ``warnings`` are in file order.

    ``digest`` is the SHA-256 of the texts that were loaded, which the files may no longer hold.
    ``character_pauses`` are those of characters who have their own, by name. ``corrections`` are those of
    speakers.toml, ``choices`` those of takes.toml. ``preset`` is the one of [master], by which finished files
    are judged.
    """

    root: Path
    file: Path
    digest: str
    book: Book
    cast: Cast
    lexicon: tuple[Pronunciation, ...]
    pauses: Pauses
    mastering: Mastering
    output: Output
    warnings: tuple[Problem, ...] = ()
    corrections: tuple[Correction, ...] = ()
    choices: Choices = field(default_factory=Choices)
    preset: str = "acx"
    character_pauses: Mapping[str, Pauses] = field(default_factory=dict, hash=False)

    def pauses_of(self, speaker: str | None) -> Pauses:
        """The pauses in and after what ``speaker`` says."""
        character = self.cast.find(speaker) if speaker else None
        return self.character_pauses.get(character.name, self.pauses) if character else self.pauses


def draft(project: Project) -> Project:
    """The same project with an embedded voice for everyone and in no style: it renders with no download."""
    cast = project.cast
    people = [
        Person(NARRATOR),
        *(Person(character.name, character.pronouns) for character in cast.characters),
    ]
    if cast.others not in (None, cast.narrator):
        people.append(Person("others"))
    voices = choose(people)
    characters = tuple(
        replace(character, voice=voice, style=None)
        for character, voice in zip(cast.characters, voices[1:], strict=False)
    )
    others = None if cast.others is None else voices[0 if cast.others == cast.narrator else -1]
    drafted = replace(
        cast, narrator=voices[0], characters=characters, others=others, credits=None, plain=True
    )
    return replace(project, cast=drafted)
