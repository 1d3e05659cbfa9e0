"""The shape of narration.toml: one pydantic model for each table. pydantic ends at this package.

The tables of voices, pauses and mastering are made from the frozen dataclasses that own those settings, so
that an engine's file alone says which keys it knows and in which ranges.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from annotated_types import Interval
from pydantic import ConfigDict, Field, create_model

from narrate.engines.base import written
from narrate.engines.models.weights import Origin
from narrate.engines.registry import engine_class
from narrate.manuscript.readers import READERS
from narrate.project.schema_values import Band, Language, Matter, Titles, WrittenSource
from narrate.project.tables import Line, Lines, Table
from narrate.sound.settings import PRESETS, Mastering, Pause, Pauses
from narrate.voices.manner import LIMITS, MOST_ST
from narrate.voices.transform import LIMITS as _DONE

MANUSCRIPTS = tuple(READERS)
"""How the name of a manuscript may end."""

_SOURCE = 'A repository of the hub, "owner/name", or a folder, which begins with ".", "/" or "~".'


class BookTable(Table):
    """The book: what is read, and what the audiobook is called."""

    title: Line = Field(description="The title of the book.")
    author: Line | None = Field(None, description="Who wrote it.")
    language: Language | None = Field(None, description='A language tag: "en", "en-gb", "de".')
    manuscript: Line | Titles = Field(
        description="A file (.md, .epub, .docx and so on) or a folder of them, or a list in reading order."
    )
    cover: Line | None = Field(None, description="A picture file.")
    told_by: Line | None = Field(None, description='The character who says "I" in the narration.')
    narrator: Line | None = Field(None, description="Who is credited as the narrator; changes no voice.")
    series: Line | None = Field(None, description="The series the book belongs to.")
    part: int | Line | None = Field(None, description="Which part of the series it is.")
    publisher: Line | None = Field(None, description="Who publishes the audiobook.")
    year: int | Line | None = Field(None, description="The year of publication.")
    description: Lines | None = Field(None, description="What the book is about; may have several lines.")
    notes: Literal["skip", "chapter", "inline"] = Field(
        "skip", description="Whether footnotes are read: at the end of their chapter, or where they belong."
    )
    images: Literal["skip", "alt"] = Field(
        "skip", description='"alt" reads what describes a picture, where the manuscript says it.'
    )
    matter: list[Matter] = Field([], description="Kinds of front and back matter to narrate.")
    read: list[Line] = Field([], description="Titles of chapters to narrate that narrate would leave out.")
    skip: list[Line] = Field([], description="Titles of chapters to leave out that narrate would narrate.")


class StyleTable(Table):
    """A manner of speaking: from recordings, in figures or in words, as the engine can take it on."""

    reference: Line | None = Field(
        None,
        description="A recording whose melody, pace and energy to take on; for csm, of the same speaker.",
    )
    transcript: Line | None = Field(None, description="The words that are said in reference.")
    neutral: Line | None = Field(
        None,
        description="The same reader at rest: how reference differs from it is taken on, pitch too.",
    )
    neutral_transcript: Line | None = Field(None, description="The words that are said in neutral.")
    strength: Annotated[float, Interval(ge=0, le=1)] = Field(1.0, description="How much of it is taken on.")
    pitch: Annotated[float, Interval(ge=-MOST_ST, le=MOST_ST)] | None = Field(
        None, description="Semitones up or down."
    )
    range: Annotated[float, Interval(ge=LIMITS["range"][0], le=LIMITS["range"][1])] | None = Field(
        None, description="A factor: how far the voice goes up and down."
    )
    rate: Annotated[float, Interval(ge=LIMITS["rate"][0], le=LIMITS["rate"][1])] | None = Field(
        None, description="A factor: how fast it speaks, pauses apart."
    )
    energy: Annotated[float, Interval(ge=LIMITS["energy"][0], le=LIMITS["energy"][1])] | None = Field(
        None, description="A factor: how far it gets louder and softer, in dB."
    )
    pauses: Annotated[float, Interval(ge=LIMITS["pauses"][0], le=LIMITS["pauses"][1])] | None = Field(
        None, description="A factor: how long the pauses within a sentence are."
    )
    instruct: Line | None = Field(None, description="How to speak, in words, for mlx models that are told.")
    options: dict[str, str | int | float | bool] = Field(
        {}, description="Parameters of an mlx model's own, instead of the voice's."
    )


WrittenStyle = (
    Annotated[Line, Field(description="A recording to be like, or a name of [styles].")] | StyleTable
)


class TransformTable(Table):
    """What is done to the sound of a voice after its engine has spoken."""

    pitch_shift: Annotated[float, Interval(ge=_DONE["pitch_shift"][0], le=_DONE["pitch_shift"][1])] = Field(
        0.0, description="Semitones up or down; the formants stay."
    )
    formant: Annotated[float, Interval(ge=_DONE["formant"][0], le=_DONE["formant"][1])] = Field(
        0.0, description="Semitones by which the formants move, up as of a smaller body; the pitch stays."
    )
    speed: Annotated[float, Interval(ge=_DONE["speed"][0], le=_DONE["speed"][1])] = Field(
        1.0, description="A factor: how fast it is, pauses and all."
    )


class VoiceTable(Table):
    """A voice: an engine and that engine's own settings."""

    transform: TransformTable | None = Field(
        None, description="What is done to its sound once the engine has spoken."
    )
    style: WrittenStyle | None = Field(None, description="A manner of speaking to take on.")
    styles: dict[str, WrittenStyle] = Field(
        {}, description="The voice's own manners, by the names that the manuscript has for them."
    )
    style_fallback: Literal["ignore"] | None = Field(
        None, description="What the engine cannot take of a style is left out; else it is an error."
    )


PROFILE = "profile"
"""The key of a voice that stands for the two that it says: the recording to clone, and its words."""

STANDS_FOR = RECORDING, WORDS = "reference", "transcript"


def clones(engine: str) -> bool:
    """Whether a voice of ``engine`` may be made from a profile."""
    keys = {field.name for field in dataclasses.fields(engine_class(engine).settings_type)}
    return keys.issuperset(STANDS_FOR)


def _either(schema: dict[str, Any]) -> None:
    """In the JSON Schema, that a recording may be named by its profile; what is checked has both."""
    required = [key for key in schema.get("required", ()) if key not in STANDS_FOR]
    if required != schema.get("required"):
        schema["required"] = required
        schema["oneOf"] = [{"required": [PROFILE]}, {"required": [RECORDING]}]


class CloneTable(VoiceTable):
    """A voice that may be made from a profile."""

    model_config = ConfigDict(json_schema_extra=_either)

    profile: Line | None = Field(None, description="A voice profile: it stands for reference and transcript.")


class CharacterPauses(Table):
    """Seconds of silence in and after a character's lines, where they differ from [pauses]."""

    clause: Pause | None = Field(None, description="Where a long sentence was divided.")
    sentence: Pause | None = Field(None, description="Between two utterances of the character's.")
    speaker: Pause | None = Field(None, description="Before another speaks, in the same paragraph.")
    paragraph: Pause | None = Field(None, description="Before the next paragraph.")


class CharacterTable(Table):
    """A character: who speaks, with which voice, and what else the manuscript calls them."""

    voice: Line | None = Field(None, description="A voice of [voices]; left out, an embedded one is chosen.")
    aliases: list[Line] = Field([], description="Other names that the manuscript has for the character.")
    pronouns: Literal["he", "she", "they", "it"] | None = Field(
        None, description="Helps to find the speaker and to choose an embedded voice."
    )
    style: WrittenStyle | None = Field(None, description="A manner of speaking to take on, as in a voice.")
    styles: dict[str, WrittenStyle] = Field(
        {}, description="The character's own manners, by name; they win over those of the voice."
    )
    transform: TransformTable | None = Field(
        None,
        description="What is done to the sound of the voice for this character, instead of the voice's own.",
    )
    pauses: CharacterPauses | None = Field(None, description="Pauses in and after what the character says.")


class CastTable(Table):
    """Who reads what. Every key besides narrator and others is a character: a voice's name, or a table."""

    narrator: Line | None = Field(None, description="The voice that reads everything that nobody says.")
    others: Line | None = Field(
        None, description='The voice for speech whose speaker is unknown or not cast: a voice, or "narrator".'
    )


class PronunciationTable(Table):
    """How a word is said, where a respelling alone is not enough: by whom, or in which language."""

    say: Line | None = Field(None, description="A respelling, which is read instead of the word.")
    ipa: Line | None = Field(
        None, description="Phonemes, without slashes. A voice that takes none reads say, or the word."
    )
    only: Annotated[list[Line], Field(min_length=1)] | None = Field(
        None, description='The characters, or "narrator", who say it so; left out, everybody does.'
    )
    language: Language | None = Field(
        None, description="The language of the book in which it holds; left out, any."
    )


@cache
def voice_table(engine: str) -> type[VoiceTable]:
    """The table of a voice of ``engine``, one of the registry's; it imports no model."""
    fields = {"engine": (Literal[engine], ...), **_fields(engine_class(engine).settings_type)}
    return create_model(
        f"{engine} voice",
        __base__=CloneTable if clones(engine) else VoiceTable,
        __doc__=f"A voice: {engine_class(engine).summary}.",
        **fields,
    )


@cache
def pauses_table() -> type[Table]:
    """[pauses]: seconds of silence after each thing."""
    return create_model("pauses", __base__=Table, __doc__=pauses_table.__doc__, **_fields(Pauses))


class MasterTable(Table):
    """[master]: a preset, and what differs from it."""

    preset: str


@cache
def master_table() -> type[MasterTable]:
    """The table with a key for each of the settings of ``Mastering``."""
    preset = Field("acx", description="The levels to aim for; the other keys change single ones.")
    fields: dict[str, Any] = {name: (kind | None, None) for name, (kind, _) in _fields(Mastering).items()}
    fields["rms_db"] = (Band | None, None)  # as TOML can write it: [] for none
    fields["preset"] = (Literal[tuple(PRESETS)], preset)
    return create_model(
        "master",
        __base__=MasterTable,
        __doc__=MasterTable.__doc__,
        **fields,
    )


def _fields(settings: type[Any]) -> Mapping[str, Any]:
    """The fields of a settings dataclass as pydantic wants them: name → (type, default)."""
    types = get_type_hints(settings, include_extras=True)
    return {field.name: (_written(types[field.name]), _default(field)) for field in written(settings)}


def file_keys(settings: type[Any]) -> tuple[str, ...]:
    """The keys of a settings dataclass that name files."""
    kinds = get_type_hints(settings)
    keys = (field.name for field in written(settings))
    return tuple(key for key in keys if kinds[key] is Path or Path in get_args(kinds[key]))


def source_keys(settings: type[Any]) -> tuple[str, ...]:
    """The keys of a settings dataclass that say where a model comes from."""
    hints = get_type_hints(settings, include_extras=True)
    return tuple(key for key, kind in hints.items() if _is_source(kind))


def _is_source(kind: Any) -> bool:
    return get_origin(kind) is Annotated and any(isinstance(note, Origin) for note in kind.__metadata__)


def _written(kind: Any) -> Any:
    """The type as an author writes it: the name of a file is text."""
    if kind is Path:
        return Line
    if _is_source(kind):
        return Annotated[WrittenSource, Field(description=_SOURCE)]
    return Line | None if Path in get_args(kind) else kind


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        return Field(default_factory=field.default_factory)
    return ...
