"""The engines there are. Adding one is a file or a folder beside this one, and a line here."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from narrate.engines.base import Engine

ENGINES = {
    "espeak": "narrate.engines.espeak.engine:Espeak",
    "kokoro": "narrate.engines.kokoro.engine:Kokoro",
    "csm": "narrate.engines.csm.engine:Csm",
    "mlx": "narrate.engines.mlx.engine:Mlx",
    "tone": "narrate.engines.tone:Tone",
}
"""Name in narration.toml → where its class is. Importing one loads no model and no numerical library."""

RECORDING = "recording"
"""What performs lines that a person recorded. It is chosen line by line, in takes.toml, and never cast."""

DRAFT = "espeak"
"""The embedded engine: it speaks where no voice is cast, and everywhere in a draft."""


@cache
def engine_class(name: str) -> type[Engine[Any]]:
    """The engine called ``name``; KeyError when there is none."""
    uncast = {RECORDING: "narrate.engines.recording:PersonsRecording"}
    module, _, attribute = {**ENGINES, **uncast}[name].partition(":")
    found: type[Engine[Any]] = getattr(importlib.import_module(module), attribute)
    return found
