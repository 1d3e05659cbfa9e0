"""A build in plain lines, for logs and for whatever is no terminal."""

from __future__ import annotations

import time
from collections import Counter

from rich.console import Console
from rich.markup import escape

from narrate.build.events import (
    Event,
    Failed,
    Flagged,
    Inspecting,
    Planned,
    Published,
    Reading,
    Rendered,
    Transforming,
)
from narrate.errors import count
from narrate.publish.timings import TIMINGS
from narrate.ui.downloads import DownloadLines
from narrate.ui.rendering import Rendering
from narrate.ui.telling import Talking
from narrate.ui.words import duration, near, size

_SILENCE_S = 10.0
"""How long a log stays without a word while something is rendered."""


class Lines(Talking):
    """A line for each file that plays and each kind of the others, now and then while rendering."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._downloads = DownloadLines(self.say)
        self._rendering = Rendering(Planned(0, 0), time.monotonic())
        self._told_s = time.monotonic()
        self._beside = Counter[str]()

    def see(self, event: Event) -> None:
        """Say what there is to say of ``event``, if it is time."""
        if not isinstance(event, Published):
            self._written()
        super().see(event)
        self._downloads.see(event)
        match event:
            case Planned() as plan:
                self._told_s = time.monotonic()
                self._rendering = Rendering(plan, self._told_s)
                also = f", {plan.transforms:,} to transform" if plan.transforms else ""
                self.say(f"{count(plan.utterances, 'utterance')}, {plan.missing:,} to render{also}")
            case Reading(done, of):
                self._rendering.pace.begin(time.monotonic())
                self._tell(f"read {done:,} of {count(of, 'utterance')}")
            case Rendered() | Flagged() | Failed():
                self._rendering.see(event)
                left_s = self._rendering.pace.left_s(time.monotonic())
                left = "" if left_s is None else f", about {duration(left_s)} left"
                self._tell(f"rendered {self._rendering.told} of sound{left}")
            case Transforming(done, of):
                self._tell(f"transformed {done:,} of {count(of, 'utterance')}")
            case Inspecting(done, of) if done:
                self._tell(f"inspected {done:,} of {count(of, 'file')}")
            case Published(format=kind) if kind in TIMINGS:
                self._beside[kind] += 1
            case Published() as file:
                self.say(f"wrote {escape(near(file.path))}  {duration(file.duration_s)}  {size(file.bytes)}")
            case _:
                pass

    def _written(self) -> None:
        """Say how many files were written of those that there is no line for."""
        for kind, number in self._beside.items():
            self.say(f"wrote {count(number, f'{kind} file')}")
        self._beside.clear()

    def _tell(self, text: str) -> None:
        """Say ``text``, if nothing was said for a while."""
        if time.monotonic() - self._told_s >= _SILENCE_S:
            self._told_s = time.monotonic()
            self.say(text)
