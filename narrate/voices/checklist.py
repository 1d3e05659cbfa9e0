"""The checklist of a recording of a voice: what was measured, what is wanted, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrate.errors import Outcome
from narrate.sound.pcm import Recording
from narrate.voices import quality

Places = tuple[tuple[float, float], ...]
"""Where something shows: (start, end) in seconds from the beginning of the recording."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list.

    ``measured`` is the figure with its unit and ``wanted`` what it should be. ``advice`` says what somebody
    with a microphone can do, and is "" where there is nothing to do. ``places`` are where it shows.
    """

    name: str
    outcome: Outcome
    measured: str
    wanted: str
    advice: str = ""
    places: Places = ()


def examine(
    recording: Recording,
    transcript: str | None = None,
    *,
    phonemes: int | None = None,
    heard: str | None = None,
) -> tuple[Item, ...]:
    """The checklist of ``recording``; of its ``transcript`` where there is one.

    ``phonemes`` is how many of them the transcript has, and ``heard`` what a speech-to-text model wrote down.
    A list without a failed item is one of a recording that a build takes.
    """
    del transcript, phonemes, heard
    return tuple(
        Item("recording", Outcome.FAIL, "", "", fault) for fault in quality.faults(quality.measure(recording))
    )


def outcome(items: Sequence[Item]) -> Outcome:
    """The worst of ``items``."""
    found = {item.outcome for item in items}
    return next((each for each in (Outcome.FAIL, Outcome.WARN) if each in found), Outcome.PASS)
