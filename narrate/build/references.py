"""For a check: what the recordings that voices are cloned from are remarked on for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from narrate.build.pins import voices_of
from narrate.engines.registry import engine_class
from narrate.errors import Outcome, Problem, Severity, Where
from narrate.project.project import Project
from narrate.voices.profiles import profile


def doubts(project: Project) -> Iterator[Problem]:
    """A warning for each recording that can be cloned, and will be the worse for what is in it.

    What a build refuses is the engines' to tell.
    """
    told: set[Path] = set()
    for voice in voices_of(project.cast):
        for recording in engine_class(voice.engine).recordings(voice.settings):
            if recording not in told:
                told.add(recording)
                yield from _remarks(project, voice.name, recording)


def _remarks(project: Project, voice: str, recording: Path) -> Iterator[Problem]:
    from narrate.voices.checks.checked import check

    items = check(recording).items
    if any(item.outcome is Outcome.FAIL and not item.guess for item in items):
        return
    remarks = [
        f"{item.name} ({item.measured})"
        for item in items
        if item.outcome
        is (Outcome.FAIL if item.guess else Outcome.WARN)  # of guesses, what is all but certain
    ]
    if remarks:
        named, teller = _called(recording)
        yield Problem(
            "reference-remark",
            f"voices.{voice}: {named} can be cloned, with remarks: {', '.join(remarks)}",
            Where(project.file.name),
            hint=f"{teller} tells what to do about it",
            severity=Severity.WARNING,
        )


def _called(recording: Path) -> tuple[str, str]:
    """What an author calls ``recording``, and the command that tells more of it."""
    if (recording.parent / profile.FILE).is_file():
        name = recording.parent.name
        return f"the profile “{name}”", f"narrate voice show {name}"
    return recording.name, "narrate voice check"
