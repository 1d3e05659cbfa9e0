"""What an author may say of a voice of any mlx-audio model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrate.engines.base import UNWRITTEN
from narrate.engines.mlx.signature import Asked
from narrate.engines.models.weights import Source

Options = Mapping[str, str | int | float | bool]
"""Parameters of a model's own."""


@dataclass(frozen=True, slots=True)
class Told:
    """How a model is told to speak: in words ("" for none), and by parameters of its own, as JSON.

    ``forgiving``: what the model does not read of it is left out.
    """

    instruct: str = ""
    written: str = ""
    forgiving: bool = False

    @property
    def options(self) -> Options:
        """The parameters."""
        found: Options = json.loads(self.written or "{}")
        return found


@dataclass(frozen=True, slots=True)
class Settings:
    """``model`` is a repository id or a local folder; ``options`` are parameters of that model's own.

    ``reference`` is a recording to clone and ``transcript`` what is said in it. ``also`` are other
    repositories that the model asks the hub for, "owner/name" or "owner/name@revision". ``told`` is the style
    that it speaks in.
    """

    model: Source
    revision: str | None = None
    voice: str | None = None
    reference: Path | None = None
    transcript: str | None = None
    options: Options = field(default_factory=dict, hash=False)
    also: tuple[str, ...] = ()
    told: Told | None = field(default=None, metadata=UNWRITTEN)


def asked(settings: Settings) -> Asked:
    """What of ``settings`` the model itself must be able to do."""
    told = settings.told or Told()
    must = not told.forgiving
    return Asked(
        voice=settings.voice is not None,
        reference=settings.reference is not None,
        transcript=settings.transcript is not None,
        options={**settings.options, **(told.options if must else {})},
        instruct=bool(told.instruct) and must,
    )
