"""An engine for tests: tones, but only where its model's files are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from narrate.engines import tone
from narrate.engines.base import Performance
from narrate.engines.models import hub
from narrate.engines.models.weights import Pins, Source, Weights
from narrate.model import Render


@dataclass(frozen=True, slots=True)
class Settings:
    """``voice`` is a file of the model."""

    voice: str = "ada"
    model: Source = "an/model"
    revision: str | None = None


class Singer(tone.Tone):
    """Needs weights and a voice of a model, and is read better with the tagger."""

    name = "singer"
    summary = "a voice for tests"
    settings_type = Settings

    @classmethod
    def weights(cls, settings: Any) -> tuple[Weights, ...]:
        voice = f"voices/{settings.voice}.safetensors"
        return (
            Weights(settings.model, ("config.json", "*.safetensors"), "Singer weights", 3, settings.revision),
            Weights(settings.model, (voice,), f"Singer voice {settings.voice}", 1, settings.revision),
        )

    @classmethod
    def uses_tagger(cls, settings: Any, language: str) -> bool:
        del settings
        return language.startswith("en")

    @classmethod
    def fingerprint(cls, settings: Any, pins: Pins) -> Mapping[str, object]:
        return {"weights": [hub.identity(weights, pins) for weights in cls.weights(settings)]}

    @classmethod
    def require(cls, settings: Any, pins: Pins) -> None:
        for weights in cls.weights(settings):
            hub.folder(weights, pins)

    def perform(self, render: Render, settings: Any, tried: int = 0) -> Performance:
        for weights in self.weights(settings):
            hub.folder(weights, self.pins)
        return super().perform(render, tone.Settings(pitch_hz=110.0), tried)
