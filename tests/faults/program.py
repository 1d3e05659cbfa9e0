"""A program for tests: narrate, which notes what its engines perform and may take its time.

The environment says where: BEGUN is a file that appears when the command begins, NOTES one that gets a line
for each text that an engine begins to speak, and SLOW the seconds for which it thinks first.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

from narrate.cli.program import run
from narrate.engines import registry
from narrate.engines.base import EngineFailed, Performance
from narrate.engines.espeak.engine import Espeak
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.engines.tone import Tone
from narrate.model import Render

NOTES, SLOW_S = os.environ["NOTES"], float(os.environ.get("SLOW", "0"))


class _Noting:
    """What both engines do besides speaking."""

    def __init__(self, pins: Pins = NO_PINS) -> None:
        super().__init__(pins)  # type: ignore[call-arg]
        self._stopped = threading.Event()

    def perform(self, render: Render, settings: Any, tried: int = 0) -> Performance:
        note = os.open(NOTES, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(note, f"{render.key}\n".encode())
        os.close(note)
        if self._stopped.wait(SLOW_S):
            raise EngineFailed("stopped")
        performance: Performance = super().perform(render, settings, tried)  # type: ignore[misc]
        return performance

    def abandon(self) -> None:
        self._stopped.set()
        super().abandon()  # type: ignore[misc]


class NotingTone(_Noting, Tone):
    """The tone engine."""


class NotingEspeak(_Noting, Espeak):
    """The embedded voice."""


if __name__ == "__main__":
    registry.ENGINES["tone"] = "__main__:NotingTone"
    registry.ENGINES["espeak"] = "__main__:NotingEspeak"
    Path(os.environ["BEGUN"]).touch()
    sys.exit(run(sys.argv[1:]))
