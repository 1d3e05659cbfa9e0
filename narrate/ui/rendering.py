"""How far the rendering of a build is, and how long it will still take."""

from __future__ import annotations

import time

from narrate.build.events import Failed, Flagged, Planned, Rendered
from narrate.build.pace import Pace
from narrate.errors import count


class Rendering:
    """How far the rendering of a plan is."""

    def __init__(self, plan: Planned, now_s: float) -> None:
        self.plan = plan
        self.pace = Pace(plan.characters, plan.speeds, now_s)
        self._done, self._audio_s = 0, 0.0

    def see(self, event: Rendered | Flagged | Failed) -> None:
        """Count what is done, well or not."""
        if event.characters:
            self._done += 1
            heard_s = event.duration_s if isinstance(event, Rendered) else 0.0
            self._audio_s += heard_s
            self.pace.rendered(event.voice, event.characters, heard_s, time.monotonic())

    @property
    def told(self) -> str:
        """So many of how many, and how much sound that is."""
        return f"{self._done:,} of {count(self.plan.missing, 'utterance')}, {self._audio_s / 60:.1f} min"
