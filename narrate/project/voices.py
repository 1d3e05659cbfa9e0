"""[voices]: each a name, an engine and that engine's settings, with its files resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from narrate.engines.base import written
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, names_folder
from narrate.engines.registry import DRAFT, ENGINES, engine_class
from narrate.errors import did_you_mean
from narrate.model import Voice
from narrate.project.files import check_file, check_source, expanded
from narrate.project.finding import Checked, Finding, KeyPath, listed, quoted, spelled
from narrate.project.profiles import check_profile, provenance, unconsented
from narrate.project.schema import PROFILE, STANDS_FOR, VoiceTable, file_keys, source_keys, voice_table
from narrate.project.styles import Styles, check_style, check_styles, untaken
from narrate.project.tables import Refused, one_line
from narrate.project.transforms import check_transform, transformed
from narrate.project.validation import check, missing_key, refused, wrong


def check_voices(root: Path, values: Mapping[str, object], styles: Styles) -> Checked[tuple[Voice, ...]]:
    """The voices that are right, in the order of the file, and what is wrong with the others."""
    checked = [_check_voice(root, name, value, styles) for name, value in values.items()]
    voices = tuple(voice.value for voice in checked if voice.value is not None)
    return Checked(voices, tuple(finding for voice in checked for finding in voice.findings))


def ask_engines(voices: tuple[Voice, ...]) -> tuple[Finding, ...]:
    """What the engines themselves know to be wrong with the voices. They may start a program for it."""
    return tuple(
        Finding(("voices", voice.name), "voice-fault", f"{spelled(('voices', voice.name))}: {fault}")
        for voice in voices
        for fault in engine_class(voice.engine).faults(voice.settings) or tuple(_lacking(voice))
    )


def _lacking(voice: Voice) -> Iterator[str]:
    """What the folder of the voice's model lacks; what a repository lacks can be fetched."""
    for weights in engine_class(voice.engine).weights(voice.settings):
        if weights.local and (missing := hub.standing(weights, NO_PINS).missing):
            yield f"the folder {weights.source} lacks {', '.join(missing)}"


def _check_voice(root: Path, name: str, value: object, styles: Styles) -> Checked[Voice]:
    path: KeyPath = ("voices", name)
    try:
        one_line(name)
    except Refused as reason:
        return Checked(None, (refused(path, reason, name),))
    if not isinstance(value, dict):
        return Checked(None, (wrong(path, "a table", value, f'such as {{ engine = "{DRAFT}" }}'),))
    if faults := _check_engine(path, value):
        return Checked(None, faults)
    engine = str(value["engine"])
    made, told = check_profile(root, path, value)
    own = check_styles(root, (*path, "styles"), value.get("styles", {}), styles)
    named = {**styles, **own.sound()}
    style = check_style(root, (*path, "style"), value.get("style"), named)
    transform = check_transform((*path, "transform"), value.get("transform"))
    apart = ("style", "styles", "transform", *(STANDS_FOR if told else ()))
    plain = {key: value[key] for key in value if key not in apart}
    checked = check(voice_table(engine), {**plain, **told}, path)
    files = file_keys(engine_class(engine).settings_type)
    missing = tuple(found for key in files for found in check_file(root, (*path, key), value.get(key)))
    sources = source_keys(engine_class(engine).settings_type)
    missing += (*style.findings, *own.findings, *transform.findings, *made.findings)
    missing += tuple(found for key in sources for found in check_source(root, (*path, key), value.get(key)))
    if checked.value is None or missing:
        return Checked(None, (*checked.findings, *missing))
    voice = replace(
        transformed(_voice(root, name, engine, checked.value), transform.value),
        style=style.value,
        styles=tuple(own.sound().items()),
        forgoes=checked.value.style_fallback == "ignore",
        provenance=None if made.value is None else provenance(root, made.value),
    )
    voice = transformed(voice, transform.value)
    profile = *path, PROFILE
    consent = tuple(
        Finding(profile, each.slug, f"{spelled(profile)}: {each.message}", each.hint, each.severity)
        for each in unconsented(root, voice.provenance)
    )
    return Checked(voice, (*consent, *untaken(voice, (*path, "style"), style.value, own.sound())))


def _check_engine(path: KeyPath, value: Mapping[str, object]) -> tuple[Finding, ...]:
    engine = value.get("engine")
    engines = f"the engines are {listed(tuple(ENGINES))}"
    if engine is None:
        return (missing_key(path, "engine", f'add engine = "{DRAFT}", which needs no download; {engines}'),)
    if not isinstance(engine, str):
        return (wrong((*path, "engine"), "the name of an engine", engine, engines),)
    if engine not in ENGINES:
        hint = " ".join(part for part in (did_you_mean(engine, ENGINES), engines) if part)
        message = f"{spelled((*path, 'engine'))}: there is no engine {quoted(engine)}"
        return (Finding((*path, "engine"), "unknown-engine", message, hint),)
    return ()


def _voice(root: Path, name: str, engine: str, table: VoiceTable) -> Voice:
    settings_type = engine_class(engine).settings_type
    fields = {field.name: getattr(table, field.name) for field in written(settings_type)}
    files = {key: root / fields[key] for key in file_keys(settings_type) if fields[key] is not None}
    folders = {
        key: str(expanded(root, fields[key]))
        for key in source_keys(settings_type)
        if fields[key] is not None and names_folder(fields[key])
    }
    return Voice(name, engine, settings_type(**{**fields, **files, **folders}))
