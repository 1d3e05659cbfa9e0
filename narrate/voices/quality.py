"""How good a recording of a voice is, and whether a voice can be cloned from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from narrate.sound.decibels import decibels
from narrate.sound.edges import speech
from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.pcm import Recording
from narrate.voices.measures.levels import Levels, levels

SHORTEST_S, LONGEST_S = 2.0, 30.0
"""Seconds of speech, silence at the edges not counted."""

LOWEST_RATE_HZ = 16_000

LEAST_SNR_DB = 6.0
"""Speech above what lies beneath it. Readers' recordings are at 25 to 63 dB; a tone and steady noise at 0."""

SILENT_DB = -56.0
"""Of full scale, RMS of the loud parts; as in a take."""

CLIPPED_S = 0.002
"""In flat tops, beyond which a recording is clipped."""

FLAT = 0.999
"""Of the recording's own peak: what was clipped may have been made quieter since."""

_RUMBLE_HZ = 60.0
_FRAME_S = 0.064
_HEARD_HZ = (300.0, 3000.0)
_HIGH_HZ = (4500.0, 7500.0)
_NARROW_DB = -62.0
"""Power per hertz of 4.5 to 7.5 kHz against 0.3 to 3 kHz.

Twelve English takes lie at -8 to -25, a broadcast of 1961 at -47; 8 kHz brought to 24 kHz in 16 bits at -86.
"""
_LARGEST = 1000.0  # a sample 60 dB over full scale is none
_NO_POWER = 1e-14
_BLOCK_FRAMES = 512


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured of a recording.

    ``seconds`` is its length, ``lasts_s`` that of the file that it may be only the beginning of, and ``kept``
    the samples between the silence at its edges.
    ``level_db`` is the RMS of its loud parts and ``peak`` its largest sample, both of full scale.
    ``clipped_s`` is how much of it is cut off flat. ``high_db`` is how much lies above the telephone's band
    (see ``_NARROW_DB``); it is not known below ``LOWEST_RATE_HZ``. ``levels`` are those from moment to moment
    of the whole of it; None of one that is not ``finite``.
    """

    seconds: float
    lasts_s: float
    rate_hz: int
    kept: slice[int, int, None]
    level_db: float
    peak: float
    clipped_s: float
    high_db: float | None
    levels: Levels | None

    @property
    def finite(self) -> bool:
        """Whether all samples are numbers."""
        return self.levels is not None

    @property
    def cut(self) -> bool:
        """Whether its file goes on after it."""
        return self.lasts_s > self.seconds

    @property
    def speech_s(self) -> float:
        """Seconds that are kept."""
        return (self.kept.stop - self.kept.start) / self.rate_hz


class Rounded(TypedDict):
    """A quality as files keep it, which people read: seconds, hertz, dB of full scale, milliseconds."""

    duration_s: float
    speech_s: float
    rate_hz: int
    level_db: float
    peak_db: float
    clipped_ms: float
    high_db: float | None


def rounded(found: Quality) -> Rounded:
    """``found`` to no more digits than a person could tell apart."""
    return {
        "duration_s": round(found.lasts_s, 2),
        "speech_s": round(found.speech_s, 2),
        "rate_hz": found.rate_hz,
        "level_db": round(found.level_db, 1),
        "peak_db": round(decibels(found.peak), 1),
        "clipped_ms": round(found.clipped_s * 1000, 1),
        "high_db": None if found.high_db is None else round(found.high_db, 1),
    }


def measure(recording: Recording, lasts_s: float = 0.0) -> Quality:
    """Measure ``recording``; nothing of one that holds what is not a number but that it does.

    ``lasts_s`` is how long its file is, in seconds, where no more was read of that.
    """
    audio, rate_hz = recording.audio, recording.sample_rate
    seconds = recording.duration_s
    lasts_s = max(seconds, lasts_s)
    if not (np.abs(audio) <= _LARGEST).all():  # which what is no number is not, either
        return Quality(seconds, lasts_s, rate_hz, slice(0, 0), -140.0, 0.0, 0.0, None, None)
    (clean,) = filtered(at_rest(audio, rate_hz), high_pass(_RUMBLE_HZ, rate_hz))
    level_db = _level_db(clean, rate_hz)
    # A quiet recording is as long as a loud one: what counts as silence goes by its own level.
    louder = clean * np.float32(10 ** ((-20.0 - level_db) / 20))
    kept = speech(louder, rate_hz) if level_db > SILENT_DB else slice(0, 0)
    return Quality(
        seconds=seconds,
        lasts_s=lasts_s,
        rate_hz=rate_hz,
        kept=kept,
        level_db=level_db,
        peak=float(np.abs(audio).max(initial=0)),
        clipped_s=_clipped_s(audio, rate_hz),
        high_db=_high_db(clean[kept], rate_hz) if rate_hz >= LOWEST_RATE_HZ else None,
        levels=levels(clean, rate_hz, kept),
    )


def faults(quality: Quality) -> Iterator[str]:
    """Why no voice can be cloned from a recording of this ``quality``: sentences with the way out."""
    return (fault.sentence for fault in causes(quality))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why no voice can be cloned from a recording: ``about`` which of its qualities, as a sentence."""

    about: str
    sentence: str


def causes(quality: Quality) -> Iterator[Fault]:
    """As ``faults``, and what each is about."""
    if quality.levels is None:
        yield Fault(
            "samples",
            "some samples are not numbers; save it again from the program that it was recorded with",
        )
        return
    if quality.kept.start == quality.kept.stop:
        yield Fault(
            "level",
            f"it is silent: its loud parts are at {quality.level_db:.0f} dB, and below {SILENT_DB:.0f} dB "
            "nothing is speech; record it again, nearer to the microphone",
        )
        return
    if quality.speech_s < SHORTEST_S:
        yield Fault(
            "length",
            f"there are {quality.speech_s:.2f} s of speech in it; a clone needs {SHORTEST_S:.0f} to "
            f"{LONGEST_S:.0f} s: record one or two whole sentences",
        )
    if quality.speech_s > LONGEST_S:
        told = f"there are {quality.speech_s:.0f} s of sound in it"
        if quality.cut:
            told = f"it lasts {quality.lasts_s:.0f} s"
        yield Fault(
            "length",
            f"{told}; a clone takes {SHORTEST_S:.0f} to "
            f"{LONGEST_S:.0f} s: cut out some sentences, and keep only their words in the transcript",
        )
    if quality.rate_hz < LOWEST_RATE_HZ:
        yield Fault(
            "sample rate",
            f"its sample rate is {quality.rate_hz} Hz, a telephone's; a clone needs {LOWEST_RATE_HZ} Hz or "
            "more: find the original, or record it again",
        )
    elif quality.high_db is not None and quality.high_db < _NARROW_DB:
        yield Fault(
            "bandwidth",
            f"there is nothing above 4.5 kHz in it ({quality.high_db:.0f} dB): it was a telephone's sound "
            "once; find the original, or record it again",
        )
    if quality.clipped_s > CLIPPED_S:
        yield Fault(
            "clipping",
            f"it is clipped: {quality.clipped_s * 1000:.0f} ms of it are cut off flat; record it again, at a "
            "lower level",
        )
    if quality.levels.snr_db < LEAST_SNR_DB:
        yield Fault(
            "noise",
            f"no speech rises above the rest of it ({quality.levels.snr_db:.0f} dB, and {LEAST_SNR_DB:.0f} "
            "are the least): it is noise or a tone, or drowns in it; record it again, in a quiet room",
        )


def _level_db(audio: NDArray[np.float32], rate_hz: int) -> float:
    """RMS of the loud parts: the 90th percentile of frames of 64 ms."""
    frame = round(_FRAME_S * rate_hz)
    frames = audio[: len(audio) // frame * frame].reshape(-1, frame)
    if not len(frames):
        frames = audio[None]
    power = np.square(frames, dtype=np.float64).mean(axis=1) if audio.size else np.zeros(1)
    return float(10 * np.log10(np.percentile(power, 90) + _NO_POWER))


def _clipped_s(audio: NDArray[np.float32], rate_hz: int) -> float:
    """Seconds in flat tops: neighbours that both are at the recording's own peak."""
    flat = np.abs(audio) >= FLAT * np.abs(audio).max(initial=0)
    return float(np.count_nonzero(flat[1:] & flat[:-1])) / rate_hz if audio.any() else 0.0


def _high_db(audio: NDArray[np.float32], rate_hz: int) -> float | None:
    """Power per hertz of the high band against the middle's, in the loud frames; None of too little."""
    size = round(_FRAME_S * rate_hz)
    if len(audio) < size:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(audio, size)[:: size // 2]
    bell = np.hanning(size)
    total = np.concatenate([_power(block, bell).sum(axis=1) for block in _blocks(frames)])
    least = float(np.percentile(total, 90)) / 1000
    count = max(1, int(np.count_nonzero(total > least)))
    loud = np.zeros(size // 2 + 1)
    for block in _blocks(frames):
        power = _power(block, bell)
        loud += power[power.sum(axis=1) > least].sum(axis=0)
    hertz = np.fft.rfftfreq(size, 1 / rate_hz)

    def density(low_hz: float, high_hz: float) -> float:
        return float(loud[(hertz >= low_hz) & (hertz < high_hz)].mean()) / count

    return 10 * float(np.log10((density(*_HIGH_HZ) + _NO_POWER) / (density(*_HEARD_HZ) + _NO_POWER)))


def _blocks(frames: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """``frames`` (n, size), a few at a time: ten minutes need no more memory than ten seconds."""
    return (frames[at : at + _BLOCK_FRAMES] for at in range(0, len(frames), _BLOCK_FRAMES))


def _power(frames: NDArray[np.float32], bell: NDArray[np.float64]) -> NDArray[np.float64]:
    power: NDArray[np.float64] = np.square(np.abs(np.fft.rfft(frames * bell, axis=1)))
    return power
