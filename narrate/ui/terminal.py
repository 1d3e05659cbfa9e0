"""A build as people watch it: bars and an estimate in a terminal, plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from rich.console import Console
from rich.markup import escape

from narrate.build.events import Event, Finished
from narrate.errors import count
from narrate.ui.bars import Bars
from narrate.ui.log_lines import Lines
from narrate.ui.telling import Quiet
from narrate.ui.words import duration, near


def follow(events: Generator[Event, None, object], console: Console, *, quiet: bool) -> Finished | None:
    """Draw ``events`` on ``console`` until the last, which is summed up and returned."""
    watcher = Quiet(console) if quiet else Bars(console) if console.is_terminal else Lines(console)
    finished = None
    with watcher, closing(events):  # interrupted here, too, what is in flight is finished and kept
        for event in events:
            watcher.see(event)
            if isinstance(event, Finished):
                finished = event
    if finished is not None and not quiet:
        watcher.say(_summary(finished))
    return finished


def _summary(end: Finished) -> str:
    also = f"transformed {end.transformed:,}, " if end.transformed else ""
    rendered = f"rendered {count(end.rendered, 'utterance')}, {also}{end.cached:,} from the cache"
    wrote = f"wrote {end.chapters_written} of {count(end.chapters, 'chapter')}"
    length = f"[bold]{duration(end.duration_s)}[/] of audiobook in {escape(near(end.folder))}"
    return f"{rendered}; {wrote}\n{length}"
