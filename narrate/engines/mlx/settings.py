"""What an author may say of a voice of any mlx-audio model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrate.engines.mlx.signature import Asked
from narrate.engines.models.weights import Source


@dataclass(frozen=True, slots=True)
class Settings:
    """``model`` is a repository id or a local folder; ``options`` are parameters of that model's own.

    ``reference`` is a recording to clone and ``transcript`` what is said in it. ``also`` are other
    repositories that the model asks the hub for, "owner/name" or "owner/name@revision".
    """

    model: Source
    revision: str | None = None
    voice: str | None = None
    reference: Path | None = None
    transcript: str | None = None
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict, hash=False)
    also: tuple[str, ...] = ()


def asked(settings: Settings) -> Asked:
    """What of ``settings`` the model itself must be able to do."""
    return Asked(
        voice=settings.voice is not None,
        reference=settings.reference is not None,
        transcript=settings.transcript is not None,
        options=settings.options,
    )
