"""What is said of a build, whoever watches it: what went wrong, and what else nobody should miss."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from narrate.build.events import (
    Damaged,
    Downloading,
    Event,
    Failed,
    Flagged,
    Inspected,
    Stopping,
    Transcribed,
    Transcribing,
    Waiting,
    Warned,
)
from narrate.errors import count
from narrate.ui.downloads import announcement
from narrate.ui.words import met, near

_MOST_FAULTS = 5
"""So many of the files that do not meet their numbers are told one by one."""


class Quiet:
    """Says only what went wrong."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None

    def say(self, text: str) -> None:
        """Print ``text``, which may have rich's markup, on lines of its own."""
        self.console.print(text, soft_wrap=True, highlight=False)

    def see(self, event: Event) -> None:
        """Say what there is to say of ``event``."""
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


class Talking(Quiet):
    """Says the warnings as well."""

    def see(self, event: Event) -> None:
        """Say what there is to say of ``event``."""
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
