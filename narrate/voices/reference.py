"""A reference: the recording that a voice is cloned from, and the words that are said in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.errors import NarrateError, count
from narrate.sound.resample import resampled
from narrate.voices import quality
from narrate.voices.decode import read
from narrate.voices.quality import Quality

SLOWEST, FASTEST = 4.0, 28.0
"""Characters of transcript per second of speech, between which a transcript can belong to a recording.

Thirteen English takes of nine readers lie between 9.9 (oratory) and 17.8 (a novel read briskly); somebody
who counts "one two three" with pauses is at 5.0. Half a transcript, or twice one, is not found this way.
"""

QUIET_DB = -32.0
"""What is quieter is made louder: the loud parts of ordinary recordings are at -11 to -25 dB."""

_RAISED_DB = -22.0
_LOUDEST_PEAK = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """``audio`` (n,) float32 at ``rate_hz`` without silence at its edges, its ``transcript`` and quality."""

    audio: NDArray[np.float32]
    rate_hz: int
    transcript: str
    quality: Quality

    @property
    def characters_per_s(self) -> float:
        """How fast its speaker reads."""
        return len(self.transcript) / self.quality.speech_s


def load(path: Path, transcript: str, rate_hz: int) -> Reference:
    """The recording in ``path``, trimmed and at ``rate_hz``, with its words.

    One that is quiet is made louder, for a clone is as quiet as its reference. Raises NarrateError where it
    cannot be read, or where no voice can be cloned from it.
    """
    found = read(path)
    recording = found.recording
    measured = quality.measure(recording, found.lasts_s)
    words = one_line(transcript)
    wrong = next(_faults(measured, words), None)
    if wrong:
        raise NarrateError(f"{path.name}: {wrong}")
    audio = _raised(recording.audio[measured.kept], measured)
    return Reference(resampled(audio, recording.sample_rate, rate_hz), rate_hz, words, measured)


def faults(path: Path, transcript: str) -> tuple[str, ...]:
    """Everything that keeps a voice from being cloned from ``path`` with these words, as sentences."""
    try:
        found = read(path)
    except NarrateError as error:
        return (error.sentence,)
    measured = quality.measure(found.recording, found.lasts_s)
    return tuple(f"{path.name}: {fault}" for fault in unfit(measured, transcript))


def unfit(measured: Quality, transcript: str) -> tuple[str, ...]:
    """The same of a recording that was ``measured``."""
    return tuple(_faults(measured, one_line(transcript)))


def levelled(audio: NDArray[np.float32], measured: Quality) -> NDArray[np.float32]:
    """``audio`` (n,), which was ``measured``, at the level at which profiles are kept.

    Its loud parts are at -22 dB, unless that would bring its peak above 0.9 of full scale.
    """
    gain = min(10 ** ((_RAISED_DB - measured.level_db) / 20), _LOUDEST_PEAK / measured.peak)
    return audio * np.float32(gain)


def one_line(transcript: str) -> str:
    """``transcript`` as it is read: single spaces."""
    return " ".join(transcript.split())


def misfit(measured: Quality, transcript: str) -> str:
    """Why ``transcript``, on one line, cannot be what is said in a recording, as a sentence; "" if it can."""
    if not any(map(str.isalnum, transcript)):
        return "its transcript is empty; write down every word that is said in it"
    pace = len(transcript) / measured.speech_s if measured.speech_s else SLOWEST
    if SLOWEST <= pace <= FASTEST:
        return ""
    return (
        f"its transcript cannot belong to it: {count(len(transcript), 'character')} in "
        f"{measured.speech_s:.1f} s, {pace:.1f} a second, and speech has {SLOWEST:.0f} to {FASTEST:.0f}; "
        "write down exactly what is said in it"
    )


def _faults(measured: Quality, transcript: str) -> Iterator[str]:
    wrong = tuple(quality.faults(measured))
    yield from wrong
    wordless = not any(map(str.isalnum, transcript))
    if wordless or not wrong:  # else its length, or what is heard of it, is the recording's fault
        fault = misfit(measured, transcript)
        if fault:
            yield fault


def _raised(audio: NDArray[np.float32], measured: Quality) -> NDArray[np.float32]:
    return audio if measured.level_db >= QUIET_DB else levelled(audio, measured)
