"""A program for tests: narrate with an engine that takes its time and can be told to stop."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from narrate.cli.program import run
from narrate.engines import registry
from narrate.engines.base import EngineFailed, Performance
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.engines.tone import Settings, Tone
from narrate.model import Render


class Slow(Tone):
    """Two seconds for every text; a file called "begun" appears with the first."""

    def __init__(self, pins: Pins = NO_PINS) -> None:
        super().__init__(pins)
        self._stopped = threading.Event()

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        Path("begun").touch()
        if self._stopped.wait(float(sys.argv[2])):
            raise EngineFailed("stopped")
        return super().perform(render, settings, tried)

    def abandon(self) -> None:
        self._stopped.set()


if __name__ == "__main__":
    registry.ENGINES["tone"] = "__main__:Slow"
    sys.exit(run(["build", sys.argv[1]]))
