"""The checklist of a recording of a voice: what was measured, what is wanted, and what to do about it.

A recording fails for what a build refuses it for (``quality.causes`` and ``reference.misfit``), with the
same numbers and the same sentence, and for music and a second speaker that are all but certain, which no
build listens for. All else is a remark, that a clone will be the worse for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from narrate.errors import Outcome
from narrate.sound.pcm import Recording
from narrate.voices import prosody, quality
from narrate.voices.checks import capture, company, room, speaking, words
from narrate.voices.checks.item import Examined, Item
from narrate.voices.company import listening
from narrate.voices.decode import Channels

__all__ = ["Item", "examine", "outcome", "verdict"]

_ITEMS: tuple[Callable[[Examined], Item | None], ...] = (
    capture.length,
    capture.sample_rate,
    capture.bandwidth,
    capture.level,
    speaking.steadiness,
    capture.clipping,
    room.noise,
    room.hum,
    room.rumble,
    room.reverberation,
    room.clicks,
    capture.dropouts,
    capture.constant,
    capture.channels,
    speaking.voice,
    speaking.pace,
    speaking.pauses,
    speaking.edges,
    company.music,
    company.second_speaker,
)


def examine(
    recording: Recording,
    transcript: str | None = None,
    *,
    channels: Channels | None = None,
    lasts_s: float = 0.0,
    phonemes: int | None = None,
    heard: str | None = None,
) -> tuple[Item, ...]:
    """The checklist of ``recording``; of its ``transcript`` where there is one.

    ``channels`` are those of the file, which ``lasts_s`` seconds where no more of it was read. ``phonemes``
    is how many of them the transcript has, and ``heard`` what a speech-to-text model wrote down. What cannot
    be told is left out. A list without a failed item is one of a recording that a build takes; with the
    transcript, if there is one.
    """
    return tuple(_items(recording, transcript, channels, lasts_s, phonemes, heard))


def _items(
    recording: Recording,
    transcript: str | None,
    channels: Channels | None,
    lasts_s: float,
    phonemes: int | None,
    heard: str | None,
) -> Iterator[Item]:
    measured = quality.measure(recording, lasts_s)
    faults = {fault.about: fault.sentence for fault in quality.causes(measured)}
    if measured.levels is None:
        yield Item("samples", Outcome.FAIL, "some are not numbers", "numbers", faults["samples"])
        return
    beginning = listening.beginning(recording)
    silent = measured.kept.start == measured.kept.stop
    found = Examined(
        beginning,
        measured,
        measured.levels,
        faults,
        None if silent else prosody.measure(beginning),
        channels,
    )
    for item in (capture.level, capture.channels) if silent else _ITEMS:
        listed = item(found)
        if listed is not None:
            yield listed
    if transcript is not None and not silent:
        yield words.fit(found, transcript, phonemes)
        if heard is not None:
            yield words.heard_words(transcript, heard)


def outcome(items: Sequence[Item]) -> Outcome:
    """The worst of ``items``."""
    found = {item.outcome for item in items}
    return next((each for each in (Outcome.FAIL, Outcome.WARN) if each in found), Outcome.PASS)


def verdict(items: Sequence[Item]) -> str:
    """What comes of ``items``, in words."""
    return {
        Outcome.PASS: "can be cloned",
        Outcome.WARN: "can be cloned, with remarks",
        Outcome.FAIL: "cannot be cloned",
    }[outcome(items)]
