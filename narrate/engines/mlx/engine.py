"""The ``mlx`` engine: any other mlx-audio model. Settings complete; the renderer is not in this version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrate.engines.unfinished import Unfinished
from narrate.engines.weights import Source


@dataclass(frozen=True, slots=True)
class Settings:
    """``model`` is a repository id or a local folder; ``options`` are parameters of that model's own."""

    model: Source
    revision: str | None = None
    voice: str | None = None
    reference: Path | None = None
    transcript: str | None = None
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict, hash=False)


class Mlx(Unfinished):
    """Any text-to-speech model of mlx-audio, for what Kokoro and CSM do not cover."""

    name = "mlx"
    summary = "any other mlx-audio text-to-speech model"
    revision = 1
    longest = 400
    settings_type = Settings
    takes_style = True
