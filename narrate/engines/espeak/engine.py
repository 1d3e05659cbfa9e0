"""The ``espeak`` engine: eSpeak NG from a PyPI wheel, the embedded default and draft voice.

Intelligible, instant (hundreds of times real time), no download. Each worker process (``worker``, which is
asked through ``process``) answers one request at a time; one that dies is started again and asked once more.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Self

from annotated_types import Interval

from narrate.engines.base import Engine, EngineFailed, Performance
from narrate.engines.espeak.mnemonics import mnemonics
from narrate.engines.espeak.process import Worker, said
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.errors import MissingTool
from narrate.model import Phonemes, Render, Word
from narrate.voices.casting.portrait import Offer, Portrait

_PACKAGE = "espeakng-loader"

_AMERICAN = ("en", "en-us", "en-ca")
"""English that is spoken in eSpeak's American voice; all other English is spoken in its British one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``voice``: an eSpeak voice with or without a variant (``en-us``, ``en-gb-x-rp+f2``, or only ``+m3``).

    Left out or starting with ``+``, it speaks the book's language. ``speed`` is in words per minute,
    ``pitch`` 0 to 99.
    """

    voice: str = ""
    speed: Annotated[int, Interval(ge=80, le=400)] = 165
    pitch: Annotated[int, Interval(ge=0, le=99)] = 50


class Espeak(Engine[Settings]):
    """eSpeak NG in as many worker processes as there are cores, at most four."""

    name = "espeak"
    summary = "the embedded draft voice, eSpeak NG"
    revision = 1
    longest = 2000
    slowest = 10.0
    settings_type = Settings

    def __init__(self, pins: Pins = NO_PINS) -> None:
        super().__init__(pins)
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._all = [Worker() for _ in range(self.workers)]
        for worker in self._all:
            self._idle.put(worker)

    @property
    def workers(self) -> int:
        """One per core; more than four would outrun everything that comes after."""
        return min(4, os.cpu_count() or 1)

    @classmethod
    def faults(cls, settings: Settings) -> tuple[str, ...]:
        """Whether eSpeak knows the voice and its variant (it would quietly leave out an unknown one)."""
        import espeakng_loader

        variant = settings.voice.partition("+")[2]
        if variant and not Path(espeakng_loader.get_data_path(), "voices", "!v", variant).is_file():
            return (f"espeak has no variant called {variant!r}",)
        worker = Worker()
        try:
            said(worker, _request("a", (), _voices(settings, "en"), settings, 0), cls.slowest)
        except EngineFailed as error:
            return (str(error),)
        finally:
            worker.stop()
        return ()

    @classmethod
    def reads_with(cls, settings: Settings, language: str) -> Mapping[str, str]:
        """The package that holds eSpeak NG and its data, which both read and speak."""
        del settings, language
        return _made_with()

    @classmethod
    def unsayable(cls, ipa: str) -> str:
        """The first symbol that has no mnemonic."""
        try:
            mnemonics(ipa)
        except EngineFailed as fault:
            return str(fault)
        return ""

    @classmethod
    def offers(cls, like: Settings, language: str) -> tuple[Offer, ...]:
        """The embedded voices, which speak any language."""
        from narrate.engines.espeak import portraits

        del like, language
        return portraits.offers()

    @classmethod
    def portrait(cls, settings: Settings) -> Portrait:
        """What was measured of the variant, at this pitch."""
        from narrate.engines.espeak import portraits

        return portraits.portrait(settings.voice, settings.pitch)

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        """Speak; a text on which two workers die, or one hangs, is given up."""
        import numpy as np

        del tried  # the same words always sound the same
        text, origins = _with_phonemes(render)
        request = _request(text, render.ipa, _voices(settings, render.language), settings, render.seed)
        worker = self._idle.get()
        try:
            header, sound = said(worker, request, self.slowest)
        finally:
            self._idle.put(worker)
        audio = np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768)
        rate_hz = int(header["rate"])
        words = _words(header["words"], origins, len(audio) / rate_hz)
        return Performance(audio, rate_hz, words, made_with=_made_with())

    def abandon(self) -> None:
        """Stop in the middle of whatever is spoken: it fails at once."""
        for worker in self._all:
            worker.abandon()

    def __enter__(self) -> Self:
        try:
            import espeakng_loader  # noqa: F401 - only whether it is there
        except ImportError as error:
            raise MissingTool(
                "the embedded voice is not installed", hint="pip install espeakng-loader"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.stop()


@cache
def _made_with() -> Mapping[str, str]:
    try:
        return {_PACKAGE: version(_PACKAGE)}
    except PackageNotFoundError:
        return {}


def _voices(settings: Settings, language: str) -> list[str]:
    """The voices to try in order: the one asked for, else those of the language."""
    if settings.voice and not settings.voice.startswith("+"):
        return [settings.voice]
    return [name + settings.voice for name in voices_for(language)]


def voices_for(language: str) -> list[str]:
    """The voices to try in order for a tag: that of the language here, else of the language."""
    primary = language.partition("-")[0]
    if primary == "en":
        primary = "en-us" if language in _AMERICAN else "en-gb-x-rp"
    return list(dict.fromkeys((language, primary)))


def _request(
    text: str, ipa: tuple[Phonemes, ...], voices: list[str], settings: Settings, seed: int
) -> dict[str, Any]:
    return {
        "text": text,
        "voices": voices,
        "speed": settings.speed,
        "pitch": settings.pitch,
        "seed": seed & 0x7FFFFFFF,
        "phonemes": bool(ipa),
    }


def _with_phonemes(render: Render) -> tuple[str, list[int]]:
    """The text with ``[[mnemonics]]`` for fixed stretches, and where each of its characters was before.

    Such a stretch counts as at its first character, so that eSpeak's word is the whole of it.
    """
    text, origins, at = "", list[int](), 0
    for start, end, ipa in render.ipa:
        phonemes = f"[[{mnemonics(ipa)}]]"
        text += render.text[at:start] + phonemes
        origins += (*range(at, start), *[start] * len(phonemes))
        at = end
    return text + render.text[at:], [*origins, *range(at, len(render.text) + 1)]


def _words(events: list[list[int]], origins: list[int], duration_s: float) -> tuple[Word, ...]:
    """Word events (position from 1, length, milliseconds) as words of the original text, in order.

    eSpeak reports a number as several words at moving positions; they are joined to the last sound one.
    """
    words: list[Word] = []
    for position, length, milliseconds in events:
        start = position - 1
        if not 0 <= start < start + length < len(origins):
            continue
        begin, end, at_s = origins[start], origins[start + length], min(milliseconds / 1000, duration_s)
        if end <= begin or (words and begin < words[-1].end):
            continue
        if words:
            words[-1] = Word(words[-1].start, words[-1].end, words[-1].start_s, at_s)
        words.append(Word(begin, end, at_s, duration_s))
    return tuple(words)
