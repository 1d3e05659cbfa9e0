"""Who reads an utterance, in which style, and what the voice is in a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from narrate.engines.models.weights import Pins
from narrate.engines.registry import engine_class
from narrate.errors import Problem
from narrate.model import NARRATOR, Cast, Style, Utterance, UtteranceKind, Voice, canonical_json
from narrate.project.styles import WAY_OUT


def reader_of(utterance: Utterance, cast: Cast) -> tuple[Voice | None, Style | None]:
    """The voice, or None where nobody may read it, and the style it is to take."""
    if utterance.kind is UtteranceKind.CREDITS and cast.credits is not None:
        return cast.credits, cast.credits.style
    voice, style = voice_of(utterance.speaker, cast)
    return voice, (style_of(utterance, cast) or style) if voice and not cast.plain else None


def voice_of(speaker: str | None, cast: Cast) -> tuple[Voice | None, Style | None]:
    """The voice that reads what ``speaker`` says, or None where nobody may, and the style it always takes."""
    if speaker == NARRATOR or not cast.characters:
        return cast.narrator, cast.narrator.style
    character = cast.find(speaker) if speaker else None
    if character is not None:
        return character.voice, character.style or character.voice.style
    return cast.others, cast.others.style if cast.others else None


def style_of(utterance: Utterance, cast: Cast) -> Style | None:
    """The style that ``utterance`` names: its character's own, else its voice's, else that of [styles]."""
    return named_styles(utterance.speaker, cast).get(utterance.style) if utterance.style else None


def named_styles(speaker: str | None, cast: Cast) -> dict[str, Style]:
    """The styles that a passage said by ``speaker`` can name."""
    voice, _ = voice_of(speaker, cast)
    character = cast.find(speaker) if speaker else None
    own = (voice.styles if voice else (), character.styles if character else ())
    return {name: style for styles in (cast.styles, *own) for name, style in styles}


def in_style(voice: Voice, style: Style | None) -> tuple[Voice, str]:
    """``voice`` as it speaks in ``style``, and what of that is in a request."""
    if style is None:
        return voice, ""
    engine = engine_class(voice.engine)
    settings = engine.styled(voice.settings, style, forgiving=voice.forgoes)
    return replace(voice, settings=settings), engine.manner(settings)


class Readers:
    """The voices of a cast as they are asked to read: what each is in a request is found out once."""

    def __init__(self, cast: Cast, pins: Pins) -> None:
        self.cast = cast
        self._pins = pins
        self._fingerprints: dict[Voice, str] = {}
        self._styled: dict[tuple[Voice, Style], tuple[Voice, str]] = {}
        self._first: dict[tuple[Voice, Style], Utterance] = {}

    @property
    def asked(self) -> tuple[Voice, ...]:
        """Those who read something, so far."""
        return tuple(self._fingerprints)

    def fingerprint(self, voice: Voice) -> str:
        """The engine's fingerprint of ``voice`` as canonical JSON."""
        if voice not in self._fingerprints:
            engine = engine_class(voice.engine)
            self._fingerprints[voice] = canonical_json(engine.fingerprint(voice.settings, self._pins))
        return self._fingerprints[voice]

    def styled(self, voice: Voice, style: Style | None, utterance: Utterance) -> tuple[Voice, str]:
        """``voice`` as it speaks in ``style`` where ``utterance`` asks for that, and its manner."""
        if style is None:
            return voice, ""
        asked = voice, style
        if asked not in self._styled:
            self._styled[asked] = in_style(voice, style)
            self._first[asked] = utterance
        return self._styled[asked]

    def unstyled(self) -> Iterator[Problem]:
        """What voices cannot take of the styles that they were asked for, each told where it is first."""
        for (voice, style), utterance in self._first.items():
            told = () if voice.forgoes else engine_class(voice.engine).unstyled(voice.settings, style)
            for fault in told:
                yield Problem("style-unsupported", f"{utterance.id}: {fault}", utterance.where, hint=WAY_OUT)
