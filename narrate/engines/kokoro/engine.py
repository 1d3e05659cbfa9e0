"""The ``kokoro`` engine: Kokoro-82M on MLX. Settings complete; the renderer is not in this version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from annotated_types import Interval

from narrate.engines.kokoro.languages import limits_for
from narrate.engines.unfinished import Unfinished
from narrate.engines.weights import Source
from narrate.script.cutting import Limits


@dataclass(frozen=True, slots=True)
class Settings:
    """What an author may say of a Kokoro voice.

    ``voice`` is a voice of the model or a blend of several with weights; ``prosody`` takes the melody of
    another voice; ``speed`` is a factor (0.5 to 2); ``language`` overrides the book's.
    """

    voice: str | Mapping[str, Annotated[float, Interval(gt=0)]] = field(hash=False)
    model: Source = "prince-canuma/Kokoro-82M"
    revision: str | None = None
    prosody: str | None = None
    speed: Annotated[float, Interval(ge=0.5, le=2.0)] = 1.0
    language: str | None = None


class Kokoro(Unfinished):
    """Kokoro-82M: nine languages, 54 voices, 24 kHz."""

    name = "kokoro"
    summary = "Kokoro-82M voices on MLX"
    revision = 1
    longest = 400  # of the model's 510 phonemes: beyond about 400 it hurries
    settings_type = Settings
    takes_style = True

    @classmethod
    def limits(cls, language: str) -> Limits:
        """So long that a text has 80 to 250 phonemes: in Mandarin a quarter of the characters of English."""
        limits = limits_for(language)
        return replace(limits, never=min(limits.never, cls.longest))
