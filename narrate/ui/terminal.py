"""A build as people watch it: bars and an estimate in a terminal, plain lines anywhere else.

The estimate is of work, not of files: rendering counts characters and assembling counts seconds of sound,
each at the pace just measured.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing

from rich.console import Console
from rich.markup import escape
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
    Damaged,
    Downloading,
    Event,
    Failed,
    Finished,
    Flagged,
    Inspected,
    Inspecting,
    Mastered,
    Planned,
    Published,
    Reading,
    Rendered,
    Stopping,
    Transcribed,
    Transcribing,
    Transforming,
    Waiting,
    Warned,
)
from narrate.build.pace import Pace
from narrate.errors import count
from narrate.publish.timings import TIMINGS
from narrate.ui.downloads import DownloadBars, DownloadLines, announcement
from narrate.ui.words import duration, met, near, size

_SILENCE_S = 10.0
"""How long a log stays without a word while something is rendered."""

_MOST_FAULTS = 5
"""So many of the files that do not meet their numbers are told one by one."""


def follow(events: Generator[Event, None, object], console: Console, *, quiet: bool) -> Finished | None:
    """Draw ``events`` on ``console`` until the last, which is summed up and returned."""
    watcher = _Quiet(console) if quiet else _Bars(console) if console.is_terminal else _Lines(console)
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


class _Quiet:
    """Says only what went wrong."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None

    def say(self, text: str) -> None:
        self.console.print(text, soft_wrap=True, highlight=False)

    def see(self, event: Event) -> None:
        match event:
            case Flagged(id=id, faults=faults, attempts=attempts):
                tries = count(attempts, "attempt")
                self.say(f"[red]flagged[/] {id}: the sound is {escape(' and '.join(faults))} after {tries}")
            case Failed(id=id, reason=reason):
                self.say(f"[red]failed[/] {id}: {escape(reason)}")
            case Transcribed(recording, words):
                self.say(f"heard in {escape(near(recording))}: “{escape(words)}”")
                self.say("  correct the words in narration.lock, or write them as transcript")
            case Stopping():
                self.say("finishing what is being rendered; Ctrl-C again lets it go")
            case Damaged(id, reason):
                self.say(f"[yellow]damaged[/] {id}: {escape(reason)}; making it again")
            case Waiting(holder):
                self.say(f"waiting for the other build ({holder})")
            case Downloading():  # never silently, however quiet
                self.say(announcement(event))
            case _:
                pass


class _Talking(_Quiet):
    """Says the warnings as well."""

    def see(self, event: Event) -> None:
        super().see(event)
        match event:
            case Warned(problem):
                self.say(escape(str(problem)))
            case Inspected(meet, faults, unread):
                for sentence in (met(meet),) if meet else ():
                    self.say(sentence)
                wrong = (*faults, *unread)
                for sentence in wrong[:_MOST_FAULTS]:
                    self.say(f"[yellow]warning:[/] {escape(sentence)}")
                if len(wrong) > _MOST_FAULTS:
                    self.say(f"  and {len(wrong) - _MOST_FAULTS:,} more; narrate inspect tells all")
            case Transcribing(recording):
                self.say(f"listening to {escape(near(recording))}, to write down what is said in it")
            case _:
                pass


class _Lines(_Talking):
    """For logs: a line for each file that plays and each kind of the others, now and then while rendering."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._downloads = DownloadLines(self.say)
        self._rendering = _Rendering(Planned(0, 0), time.monotonic())
        self._told_s = time.monotonic()
        self._beside = Counter[str]()

    def see(self, event: Event) -> None:
        if not isinstance(event, Published):
            self._written()
        super().see(event)
        self._downloads.see(event)
        match event:
            case Planned() as plan:
                self._told_s = time.monotonic()
                self._rendering = _Rendering(plan, self._told_s)
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


class _Rendering:
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


class _Left(TimeRemainingColumn):
    """The time that is left by a task's own ``pace``, where it has one, and by rich's estimate elsewhere."""

    def render(self, task: Task) -> Text:
        pace = task.fields.get("pace")
        left_s = pace.left_s(time.monotonic()) if pace and not task.finished else None
        if left_s is None:
            return super().render(task)
        return Text(duration(left_s), style="progress.remaining")


class _Bars(_Talking):
    """For people: a bar for each stage, how far it is, and the time it still needs."""

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
        self._rendering = _Rendering(Planned(0, 0), time.monotonic())
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
        super().see(event)
        self._downloads.see(event)
        match event:
            case Planned() as plan:
                self._rendering = _Rendering(plan, time.monotonic())
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
