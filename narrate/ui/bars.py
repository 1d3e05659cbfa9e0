"""A build as bars with an estimate, for people in a terminal.

The estimate is of work, not of files: rendering counts characters and assembling counts seconds of sound,
each at the pace just measured.
"""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from narrate.build.events import (
    Assembling,
    Event,
    Failed,
    Flagged,
    Inspected,
    Inspecting,
    Mastered,
    Planned,
    Published,
    Reading,
    Rendered,
    Transforming,
)
from narrate.errors import count
from narrate.ui.downloads import DownloadBars
from narrate.ui.rendering import Rendering
from narrate.ui.telling import Talking
from narrate.ui.words import duration


class _Left(TimeRemainingColumn):
    """The time that is left by a task's own ``pace``, where it has one, and by rich's estimate elsewhere."""

    def render(self, task: Task) -> Text:
        pace = task.fields.get("pace")
        left_s = pace.left_s(time.monotonic()) if pace and not task.finished else None
        if left_s is None:
            return super().render(task)
        return Text(duration(left_s), style="progress.remaining")


class Bars(Talking):
    """A bar for each stage, how far it is, and the time it still needs."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[told]}"),
            _Left(compact=True, elapsed_when_finished=True),
            console=console,
        )
        self._downloads = DownloadBars(self._progress)
        self._rendering = Rendering(Planned(0, 0), time.monotonic())
        self._steps: dict[type[Event], TaskID] = {}
        self._rendered: TaskID | None = None
        self._mastering: TaskID | None = None
        self._to_master: dict[int, float] = {}
        self._chapters = 0

    def __enter__(self) -> None:
        self._progress.start()

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def see(self, event: Event) -> None:
        """Move the bars, and say what there is to say."""
        super().see(event)
        self._downloads.see(event)
        match event:
            case Planned() as plan:
                self._rendering = Rendering(plan, time.monotonic())
                if plan.missing:
                    self._rendered = self._progress.add_task(
                        "Rendering",
                        total=sum(plan.characters.values()),
                        told=count(plan.missing, "utterance"),
                        pace=self._rendering.pace,
                    )
            case Reading() | Transforming() | Inspecting():
                self._step(event)
            case Rendered() | Flagged() | Failed() if self._rendered is not None:
                self._rendering.see(event)
                self._progress.update(self._rendered, advance=event.characters, told=self._rendering.told)
            case Assembling(chapters):
                self._to_master = dict(chapters)
                self._chapters = len(chapters)
                self._mastering = self._progress.add_task(
                    "Mastering", total=sum(self._to_master.values()), told=count(self._chapters, "chapter")
                )
            case Mastered(duration_s=duration_s) if self._mastering is not None:
                self._progress.update(self._mastering, advance=duration_s)
            case Inspected() if Inspecting in self._steps:
                self._progress.update(self._steps[Inspecting], completed=self._progress.tasks[-1].total)
            case Published(chapter=int(number)) if self._mastering is not None:
                self._to_master.pop(number, None)
                told = f"{self._chapters - len(self._to_master)}/{count(self._chapters, 'chapter')}"
                self._progress.update(self._mastering, told=told)
            case _:
                pass

    def _step(self, event: Reading | Transforming | Inspecting) -> None:
        """Move the bar of a stage that counts what it does."""
        name, noun = {
            Reading: ("Reading", "utterance"),
            Transforming: ("Transforming", "utterance"),
            Inspecting: ("Checking", "file"),
        }[type(event)]
        if type(event) not in self._steps:
            told = count(event.of, noun)
            self._steps[type(event)] = self._progress.add_task(name, total=event.of, told=told)
        self._progress.update(self._steps[type(event)], completed=event.done)
        if isinstance(event, Reading):
            self._rendering.pace.begin(time.monotonic())
