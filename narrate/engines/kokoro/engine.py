"""The ``kokoro`` engine: Kokoro-82M on MLX, driven by the stages of mlx-audio's own model."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Annotated

from annotated_types import Interval

from narrate.engines.base import UNWRITTEN, untaken
from narrate.engines.espeak import count
from narrate.engines.kokoro import checkpoint, portraits, voices
from narrate.engines.kokoro.languages import LANGUAGES, letter_for, letter_of, limits_for
from narrate.engines.kokoro.phonemes import alphabet
from narrate.engines.kokoro.reader import Reader, made_with
from narrate.engines.kokoro.reading import Order
from narrate.engines.kokoro.trial import TEXTS
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, Pins, Source, Weights, names_folder
from narrate.engines.on_mlx.engine import OnMlx
from narrate.errors import MissingTool, NarrateError
from narrate.model import Render, Style
from narrate.script.cutting import Limits
from narrate.voices.casting.portrait import Offer, Portrait

_MEGABYTES = 355
"""327 of weights, and 54 voices of half a megabyte, which come along (a pattern's * crosses folders)."""

_DEFAULT = "prince-canuma/Kokoro-82M"

_PYTORCH = "hexgrad/Kokoro-82M"
"""Where Kokoro comes from."""

_made_with = cache(made_with)  # what is installed does not change while narrate runs


@cache
def _trial_phonemes(letter: str) -> int | None:
    return count.phonemes(TEXTS[letter], LANGUAGES[letter].tags[0])


@dataclass(frozen=True, slots=True)
class Settings:
    """What an author may say of a Kokoro voice.

    ``voice`` is a voice of the model or a blend of several with weights; ``prosody`` takes the melody of
    another voice; ``speed`` is a factor (0.5 to 2); ``language`` overrides the book's. ``manner`` is the
    style that it speaks in, in figures.
    """

    voice: str | Mapping[str, Annotated[float, Interval(gt=0)]] = field(hash=False)
    model: Source = _DEFAULT
    revision: str | None = None
    prosody: str | None = None
    speed: Annotated[float, Interval(ge=0.5, le=2.0)] = 1.0
    language: str | None = None
    manner: str = field(default="", metadata=UNWRITTEN)

    @property
    def names(self) -> tuple[str, ...]:
        """The voices it needs files of."""
        prosody = () if self.prosody is None else (self.prosody,)
        return tuple(dict.fromkeys((*voices.parts(self.voice), *prosody)))


class Kokoro(OnMlx[Settings]):
    """Kokoro-82M: nine languages, 54 voices, 24 kHz."""

    name = "kokoro"
    summary = "Kokoro-82M voices on MLX"
    revision = 1
    longest = 400  # of the model's 510 phonemes: beyond about 400 it hurries
    settings_type = Settings
    measures_styles = True
    reads_ahead = True
    performer = "narrate.engines.kokoro.performer:Performer"

    def __init__(self, pins: Pins = NO_PINS) -> None:
        super().__init__(pins)
        self._reader = Reader()

    @classmethod
    def limits(cls, language: str) -> Limits:
        """So many characters that their phonemes are neither few nor many."""
        limits = limits_for(language)
        return replace(limits, never=min(limits.never, cls.longest))

    @classmethod
    def weights(cls, settings: Settings) -> tuple[Weights, ...]:
        """The model with the voices that ``settings`` name."""
        files = ("config.json", "*.safetensors", *map(voices.file_of, settings.names))
        return (Weights(settings.model, files, "Kokoro model and voices", _MEGABYTES, settings.revision),)

    @classmethod
    def uses_tagger(cls, settings: Settings, language: str) -> bool:
        """English words that are written alike and said differently are told apart by it."""
        return not cls.foreign(settings, language) and _letter(settings, language) in ("a", "b")

    @classmethod
    def reads_with(cls, settings: Settings, language: str) -> Mapping[str, str]:
        """The package misaki and what it is built on in the voice's language, and in English the tagger."""
        return {} if cls.foreign(settings, language) else _made_with(_letter(settings, language))

    @classmethod
    def fingerprint(cls, settings: Settings, pins: Pins) -> Mapping[str, object]:
        """The model, the shares of the voices, and how they are asked to speak."""
        values: dict[str, object] = {
            "model": hub.identity(cls.weights(settings)[0], pins),
            "voice": dict(voices.parts(settings.voice)),
            "speed": float(settings.speed),
        }
        if settings.prosody is not None:
            values["prosody"] = settings.prosody
        if settings.language is not None:
            values["language"] = settings.language.lower()
        return values

    @classmethod
    def unstyled(cls, settings: Settings, style: Style) -> tuple[str, ...]:
        """Words and parameters: it moves figures, and its model cannot be told anything."""
        del settings
        told = [key for key in style.keys if key in ("instruct", "options")]
        return untaken(cls.name, told, "it reads no words but the book's")

    @classmethod
    def styled(cls, settings: Settings, style: Style, *, forgiving: bool = False) -> Settings:
        """With the figures of ``style``, whose recordings were measured."""
        del forgiving
        if style.manner is None:
            raise ValueError("the recordings of a style were not measured before its lines were planned")
        return replace(settings, manner=style.manner)

    @classmethod
    def manner(cls, settings: Settings) -> str:
        """The figures."""
        return settings.manner

    @classmethod
    def faults(cls, settings: Settings) -> tuple[str, ...]:
        """Voices that the model does not have, and a folder that cannot hold it."""
        if not settings.names:
            return ("a blend needs a voice: voice = { bf_emma = 0.7, bf_lily = 0.3 }",)
        (weights,) = cls.weights(settings)
        if weights.local:
            folder = Path(weights.source)
            if fault := checkpoint.fault(folder):
                return (fault,)
            return tuple(voices.unknown(settings.names, voices.in_folder(folder)))
        if weights.source == _PYTORCH:
            return (f"{_PYTORCH} holds weights for PyTorch; {_DEFAULT} has the same for MLX",)
        if weights.source in voices.VERSION_1_REPOSITORIES:
            return tuple(voices.unknown(settings.names, voices.VERSION_1))
        return ()  # a repository with voices of its own: ``require`` looks when it is here

    @classmethod
    def foreign(cls, settings: Settings, language: str) -> str:
        """Whether the voice reads a language that neither the author nor the book means."""
        try:
            _letter(settings, language)
        except NarrateError as error:
            return error.sentence
        return ""

    @classmethod
    def offers(cls, like: Settings, language: str) -> tuple[Offer, ...]:
        """The voices of v1.0 that speak ``language``, as far as the narrator's model has them."""
        if names_folder(like.model):
            return portraits.offers(voices.in_folder(Path(like.model)), language)
        known = like.model in voices.VERSION_1_REPOSITORIES
        return portraits.offers(voices.VERSION_1 if known else (), language)

    @classmethod
    def portrait(cls, settings: Settings) -> Portrait:
        """The timbre of the voice or blend; "prosody" changes its melody and not that."""
        return portraits.portrait(settings.voice)

    @classmethod
    def require(cls, settings: Settings, pins: Pins) -> None:
        """Raise MissingTool unless the model and the voices are on this machine."""
        cls.folder(settings, pins)

    @classmethod
    def folder(cls, settings: Settings, pins: Pins) -> Path:
        """Where the model and its voices lie. Raises MissingTool unless all of them are there and whole."""
        (weights,) = cls.weights(settings)
        if weights.local and (faults := cls.faults(settings)):
            raise MissingTool(faults[0])
        found = hub.folder(weights, pins)
        if not weights.local and (fault := checkpoint.fault(found)):
            raise MissingTool(fault)
        return found

    @classmethod
    def unsayable(cls, ipa: str) -> str:
        """The first symbol that the model has no sound for, in whichever alphabet it was written."""
        return alphabet.unsayable(ipa)

    def read(self, render: Render, settings: Settings) -> tuple[str, ...]:
        """Turn the text into phonemes, which are kept until it is spoken."""
        if self.foreign(settings, render.language):
            return ()  # which the plan tells once for the voice, and not for each of its lines
        return self.order(render, settings).reading.faults

    def order(self, render: Render, settings: Settings) -> Order:
        """The render and its phonemes."""
        letter = _letter(settings, render.language)
        reading = self._reader.reading(render.text, render.ipa, letter)
        if not render.style:
            return Order(render, reading, _made_with(letter))
        trial = self._reader.reading(TEXTS[letter], (), letter)
        return Order(render, reading, _made_with(letter), trial, _trial_phonemes(letter))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        super().__exit__(kind, error, trace)


def _letter(settings: Settings, book_language: str) -> str:
    """The letter of the language in which a voice reads a book. Raises NarrateError where there is none.

    A blend speaks the language of the voice with the largest share; of several such, of one that can read
    the book. A voice of the author's own making, whose name says no language, reads that of the book.
    """
    shares = voices.parts(settings.voice)
    leading = [name for name in shares if shares[name] == max(shares.values())]
    for name in leading[:-1]:
        with contextlib.suppress(NarrateError):
            return _letter_of_one(name, settings, book_language)
    return _letter_of_one(leading[-1], settings, book_language)


def _letter_of_one(name: str, settings: Settings, book_language: str) -> str:
    if voices.says_language(name):
        return letter_for(name[0], settings.language, book_language)
    return letter_of(settings.language or book_language)
