"""Whom an audition is about: a voice of the project, or a profile of the library, and its recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from narrate.audition.stage import Stage
from narrate.engines.registry import engine_class
from narrate.errors import NarrateError, Severity, did_you_mean
from narrate.model import Character, Transform, Voice
from narrate.project.finding import quoted
from narrate.project.profiles import provenance
from narrate.project.voices import check_voices
from narrate.voices.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class Subject:
    """The voice called ``name``. ``voice`` is in no style, and nothing is done to its sound.

    ``cast`` is how the book has it, where that is otherwise: called "" as it stands in [voices], by the names
    of characters who have it in a manner of their own, and by those of its styles. ``reference`` is the
    recording that all are held against: the one that it is cloned from, or else that of its first style;
    ``cloned`` says which. ``words`` are what is said in it, where they are known.
    """

    name: str
    voice: Voice
    cast: tuple[tuple[str, Voice], ...]
    reference: Path | None
    cloned: bool
    words: str = ""


def find(stage: Stage, name: str) -> Subject:
    """The voice of the project, or the profile, called ``name``. Raises NarrateError where there is none."""
    if name in stage.voices:
        return _of_voice(stage, stage.voices[name])
    profile = stage.library.find(name)
    if profile is not None:
        voice = clone_of(stage, profile)
        return Subject(name, voice, (), profile.reference, cloned=True, words=profile.transcript)
    raise unknown(stage, name)


def unknown(stage: Stage, name: str) -> NarrateError:
    """That nothing is called ``name``, with what is called nearly so."""
    character = stage.project.cast.find(name) if stage.written else None
    if character is not None and character.voice.name in stage.voices:
        hint = f"{character.name} has the voice {quoted(character.voice.name)}"
        return NarrateError(f"there is no voice {quoted(name)}", hint=hint)
    known = (*stage.voices, *(profile.name for profile in stage.library.profiles()))
    hint = did_you_mean(name, known) or "narrate voice list shows the profiles, [voices] has the project's"
    return NarrateError(f"there is no voice and no profile {quoted(name)}", hint=hint)


def clone_of(stage: Stage, profile: Profile) -> Voice:
    """The voice that CSM clones from ``profile``, of the model that the project's other clones are of."""
    table = {"engine": "csm", "reference": str(profile.reference), "transcript": profile.transcript}
    voice = made(stage, profile.name, {**table, **model_of(stage, "csm")})
    return replace(voice, provenance=provenance(stage.root, profile))


def made(stage: Stage, name: str, table: Mapping[str, object]) -> Voice:
    """The voice that ``table`` describes, as one of [voices]. Raises NarrateError where it cannot be."""
    checked = check_voices(stage.root, {name: table}, {})
    for finding in checked.findings:
        if finding.severity is Severity.ERROR:
            raise NarrateError(finding.message, hint=finding.hint)
    (voice,) = checked.sound()
    for fault in engine_class(voice.engine).faults(voice.settings):
        raise NarrateError(f"{name}: {fault}")
    return voice


def model_of(stage: Stage, engine: str) -> dict[str, object]:
    """The model that the project's voices of ``engine`` are of, as keys of a voice; else its own default."""
    for voice in stage.like(engine):
        keys = {key: getattr(voice.settings, key, None) for key in ("model", "revision")}
        return {key: value for key, value in keys.items() if value is not None}
    return {}


def plain(voice: Voice) -> Voice:
    """``voice`` in no style, and nothing done to its sound."""
    return replace(voice, style=None, transform=Transform())


def _of_voice(stage: Stage, voice: Voice) -> Subject:
    characters = [each for each in stage.project.cast.characters if each.voice.name == voice.name]
    named = [*voice.styles, *(own for each in characters for own in each.styles)]
    wanted = [
        ("", voice),
        *((each.name, replace(voice, **_cast_as(each))) for each in characters),
        *((called, replace(voice, style=style)) for called, style in named),
    ]
    once: dict[Voice, str] = {}
    for called, cast in wanted:
        if cast != plain(voice):
            once.setdefault(cast, called)
    recordings = engine_class(voice.engine).recordings(voice.settings)
    models = (cast.style.reference for cast in once if cast.style and cast.style.reference)
    return Subject(
        name=voice.name,
        voice=plain(voice),
        cast=tuple((called, cast) for cast, called in once.items()),
        reference=next(iter((*recordings, *models)), None),
        cloned=bool(recordings),
        words=(getattr(voice.settings, "transcript", None) or "") if recordings else "",
    )


def _cast_as(character: Character) -> dict[str, Any]:
    """In what a character's copy of a voice may differ from it."""
    return {
        "style": character.style or character.voice.style,
        "transform": character.voice.transform,
    }
