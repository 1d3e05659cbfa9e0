"""Whom an audition is about: a voice of the project, or a profile of the library, and its recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.audition.stage import Stage
from narrate.engines.registry import engine_class
from narrate.errors import NarrateError, Severity, did_you_mean
from narrate.model import Style, Voice
from narrate.project.finding import quoted
from narrate.project.profiles import provenance
from narrate.project.voices import check_voices
from narrate.voices.profile import Profile


@dataclass(frozen=True, slots=True)
class Subject:
    """The voice called ``name``. ``voice`` has no style.

    ``styles`` are those that it is cast with, called "", and those of its own and of its characters by their
    names. ``reference`` is the recording that all are held against: the one that it is cloned from, or else
    that of its first style; ``cloned`` says which. ``words`` are what is said in it, where they are known.
    """

    name: str
    voice: Voice
    styles: tuple[tuple[str, Style], ...]
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


def _of_voice(stage: Stage, voice: Voice) -> Subject:
    cast = [each for each in stage.project.cast.characters if each.voice.name == voice.name]
    always = [style for style in (voice.style, *(each.style for each in cast)) if style is not None]
    named = [*voice.styles, *(own for each in cast for own in each.styles)]
    styles = tuple(dict.fromkeys([*(("", style) for style in always), *named]))
    recordings = engine_class(voice.engine).recordings(voice.settings)
    models = (style.reference for _, style in styles if style.reference is not None)
    return Subject(
        name=voice.name,
        voice=replace(voice, style=None),
        styles=styles,
        reference=next(iter((*recordings, *models)), None),
        cloned=bool(recordings),
        words=(getattr(voice.settings, "transcript", None) or "") if recordings else "",
    )
