"""Models on their way, as people watch them: announced with their sizes, then bars or lines."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.markup import escape
from rich.progress import Progress, TaskID

from narrate.build.events import Downloaded, Downloading, Event, Received
from narrate.ui.words import size


def announcement(coming: Downloading) -> str:
    """What is fetched, how large it is, and from where."""
    return f"fetching the {escape(coming.what)}: {size(coming.bytes)} from {escape(coming.source)}"


class DownloadLines:
    """For logs: how far it is every ten seconds, and when it is here."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._total: dict[tuple[str, str], int] = {}
        self._told_s = time.monotonic()

    def see(self, event: Event) -> None:
        """Tell ``event``, if it is time."""
        match event:
            case Downloading(what, source, total):
                self._total[what, source] = total
                self._told_s = time.monotonic()
            case Received(what, source, count) if time.monotonic() - self._told_s >= 10:
                self._told_s = time.monotonic()
                self._say(f"fetched {size(count)} of {size(self._total[what, source])} ({escape(what)})")
            case Downloaded(what):
                self._say(f"fetched the {escape(what)}")
            case _:
                pass


class DownloadBars:
    """For people: a bar for each part of a model."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[tuple[str, str], tuple[TaskID, int]] = {}

    def see(self, event: Event) -> None:
        """Move the bars."""
        match event:
            case Downloading(what, source, total):
                told = f"{escape(what)}, {size(total)}"
                self._tasks[what, source] = (
                    self._progress.add_task("Fetching", total=total, told=told),
                    total,
                )
            case Received(what, source, count):
                task, total = self._tasks[what, source]
                told = f"{escape(what)}, {size(count)} of {size(total)}"
                self._progress.update(task, completed=min(count, total), told=told)
            case Downloaded(what, source):
                task, total = self._tasks[what, source]
                self._progress.update(task, completed=total, told=f"{escape(what)}, {size(total)}")
            case _:
                pass
