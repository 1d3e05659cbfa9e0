"""Who is heard: the voice as it is cast and without its style, a Kokoro voice in its manner, and others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.audition import subject as subjects
from narrate.audition.stage import Stage
from narrate.audition.subject import Subject
from narrate.engines.kokoro.languages import LANGUAGES, language_of
from narrate.engines.kokoro.voices import VERSION_1, parts
from narrate.engines.registry import ENGINES, engine_class
from narrate.errors import NarrateError, did_you_mean
from narrate.model import Style, Voice
from narrate.project.finding import listed, quoted

STRENGTHS = (0.5, 1.0)
"""At which a Kokoro voice takes on the manner of a reference, unless others are asked for."""

_BETWEEN_HZ = 165.0
"""Between the pitch of most men's voices and that of most women's (R. Baken, R. Orlikoff, Clinical
Measurement of Speech and Voice, 2000)."""

_USUAL = {"af": "af_heart", "am": "am_michael", "bf": "bf_emma", "bm": "bm_george"}
"""Of those languages of Kokoro that have many voices, by the letters that their names begin with."""

_LONGEST_SLUG = 60
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A voice with its style. ``slug`` is what its files are called, ``title`` what people are told.

    ``call`` is what asks for the voice by name (--with), and ``asked`` that somebody has: then it is an error
    where it cannot be heard.
    """

    slug: str
    title: str
    voice: Voice
    call: str
    asked: bool = False


def candidates(
    stage: Stage, subject: Subject, others: Sequence[str], strengths: Sequence[float], pitch_hz: float | None
) -> tuple[Candidate, ...]:
    """Who is heard when ``subject`` is auditioned, each once, with a slug of its own.

    ``others`` are ENGINE:VOICE, or names of voices and profiles. ``strengths`` replace those of styles, where
    there are any, and ask the others for the manner of the reference as well. ``pitch_hz`` is the
    reference's; one without a pitch is in no manner that a voice could take on. Raises NarrateError where one
    of the others cannot be.
    """
    wanted = [*_cast(subject, strengths)]
    manner = None
    if subject.reference is not None and pitch_hz is not None:
        manner = Style(reference=subject.reference, transcript=subject.words)
    if subject.cloned:
        wanted += _kokoro(stage, manner, strengths or STRENGTHS, pitch_hz)
    for text in others:
        wanted += _other(stage, text, manner, strengths)
    return tuple(_each_once(wanted))


def _cast(subject: Subject, strengths: Sequence[float]) -> Iterator[Candidate]:
    """``subject`` in all the ways in which the book has it, and plain."""
    engine = subject.voice.engine
    slug = f"{engine}_cloned" if subject.cloned else f"{engine}_base"
    name = f"{subject.name} (cloned by {engine})" if subject.cloned else f"{subject.name} ({engine})"
    for called, cast in subject.cast:
        manner = _slug(called) if called else "styled" if cast.style else "transformed"
        scaled = cast.style is not None and engine_class(engine).measures_styles
        for style in _at(cast.style, strengths if scaled else ()):
            strength = style.strength if style else 1.0
            yield Candidate(
                f"{slug if subject.cloned else engine}_{manner}{_percent(strength, strengths)}",
                f"{name}, {called or 'as cast'}{_told(strength)}",
                replace(cast, style=style),
                subject.name,
            )
    yield Candidate(slug, f"{name}, plain" if subject.cast else name, subject.voice, subject.name)


def _at(style: Style | None, strengths: Sequence[float]) -> list[Style | None]:
    """``style`` at each of ``strengths``, or at its own."""
    return [replace(style, strength=each) for each in strengths] if style and strengths else [style]


def _kokoro(
    stage: Stage, manner: Style | None, strengths: Sequence[float], pitch_hz: float | None
) -> Iterator[Candidate]:
    """The Kokoro voice that lies nearest, as lively as the reference, and as it is."""
    base = _base(stage, pitch_hz)
    name = "+".join(parts(base.settings.voice))  # type: ignore[attr-defined]
    styles = [replace(manner, strength=strength) for strength in strengths] if manner else []
    for style in styles:
        strength = style.strength
        slug = f"kokoro_styled{_percent(strength, strengths)}"
        voice = replace(base, style=style)
        yield Candidate(slug, f"{name} (kokoro) in the recording’s manner{_told(strength)}", voice, base.name)
    yield Candidate("kokoro_base", f"{name} (kokoro)", base, base.name)


def _base(stage: Stage, pitch_hz: float | None) -> Voice:
    """A Kokoro voice of the project's, or one of the language, man or woman as the pitch has it."""
    sex = "m" if pitch_hz is not None and pitch_hz < _BETWEEN_HZ else "f"
    own = stage.like("kokoro")
    if own:
        alike = (each for each in own if next(iter(parts(each.settings.voice)))[1:2] == sex)  # type: ignore[attr-defined]
        return subjects.plain(next(alike, own[0]))
    language = language_of(stage.language) or LANGUAGES["a"]  # which is then told not to speak the book's
    named = [name for name in VERSION_1 if name.startswith(language.letter)]
    first = next((name for name in named if name[1] == sex), named[0])
    voice = _USUAL.get(first[:2], first)
    return subjects.made(stage, f"kokoro:{voice}", {"engine": "kokoro", "voice": voice})


def _other(stage: Stage, text: str, manner: Style | None, strengths: Sequence[float]) -> Iterator[Candidate]:
    """What ``text`` names, and, where strengths are asked for, in the manner of the reference."""
    voice = _named(stage, text)
    slug = _slug(text)
    measures = engine_class(voice.engine).measures_styles
    if manner is not None and measures and voice.style is None:
        for strength in strengths:
            styled = replace(voice, style=replace(manner, strength=strength))
            title = f"{text} in the recording’s manner{_told(strength)}"
            yield Candidate(f"{slug}_styled{_percent(strength, strengths)}", title, styled, text, asked=True)
    yield Candidate(slug, text, voice, text, asked=True)


def _named(stage: Stage, text: str) -> Voice:
    engine, colon, rest = text.partition(":")
    if text in stage.voices:
        return stage.voices[text]
    if engine not in ENGINES:
        profile = stage.library.find(text)
        if profile is not None:
            return subjects.clone_of(stage, profile)
        if colon:
            hint = did_you_mean(engine, ENGINES) or f"the engines are {listed(tuple(ENGINES))}"
            raise NarrateError(f"there is no engine {quoted(engine)}", hint=hint)
        raise subjects.unknown(stage, text)
    if engine == "csm":
        return _cloned(stage, text, rest)
    keys = {"kokoro": "voice", "espeak": "voice", "mlx": "model", "tone": "pitch_hz"}
    table: dict[str, object] = {"engine": engine}
    if rest:
        table[keys[engine]] = _number(rest) if engine == "tone" else rest
    elif engine in ("kokoro", "mlx"):
        example = "kokoro:bf_emma" if engine == "kokoro" else "mlx:owner/name"
        raise NarrateError(f"{quoted(text)} says no {keys[engine]}", hint=f"such as --with {example}")
    model = subjects.model_of(stage, engine) if engine == "kokoro" else {}
    return subjects.made(stage, text, {**model, **table})


def _cloned(stage: Stage, text: str, rest: str) -> Voice:
    """A clone of the profile or of the recording ``rest``."""
    if not rest:
        raise NarrateError(
            f"{quoted(text)} says nothing to clone", hint="such as --with csm:alice, a profile"
        )
    profile = stage.library.find(rest)
    if profile is not None:
        return replace(subjects.clone_of(stage, profile), name=text)
    file = stage.root / Path(rest).expanduser()
    if not file.is_file():
        known = [profile.name for profile in stage.library.profiles()]
        hint = did_you_mean(rest, known) or "narrate voice list shows the profiles"
        raise NarrateError(f"there is no profile and no file {quoted(rest)}", hint=hint)
    for voice in stage.voices.values():
        if getattr(voice.settings, "reference", None) == file and getattr(voice.settings, "transcript", ""):
            return replace(subjects.plain(voice), name=text)
    raise NarrateError(
        f"nobody has written down what is said in {file.name}, and CSM clones nothing without the words",
        hint=f'narrate voice add NAME {rest} --transcript "…" keeps both as a profile',
    )


def _slug(text: str) -> str:
    """``text`` in letters and digits that any file system takes."""
    return _NOT_PLAIN.sub("_", text.casefold())[:_LONGEST_SLUG].strip("_") or "other"


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text  # which is told by the engine's own table


def _percent(strength: float, strengths: Sequence[float]) -> str:
    """The strength as part of a slug; nothing for a whole one, or where there is no other."""
    return "" if strength == 1 or not strengths else f"_{round(100 * strength)}"


def _told(strength: float) -> str:
    return "" if strength == 1 else f", strength {strength:g}"


def _each_once(wanted: Sequence[Candidate]) -> Iterator[Candidate]:
    """``wanted`` without a voice that was there before; a slug that was there before gets a number."""
    once: dict[tuple[object, ...], Candidate] = {}
    for each in wanted:
        voice = each.voice.engine, each.voice.settings, each.voice.style, each.voice.transform
        before = once.setdefault(voice, each)
        once[voice] = replace(before, asked=before.asked or each.asked)
    slugs: set[str] = set()
    for each in once.values():
        slug, number = each.slug, 1
        while slug in slugs:
            number += 1
            slug = f"{each.slug}_{number}"
        slugs.add(slug)
        yield replace(each, slug=slug)
