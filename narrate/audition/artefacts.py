"""What a machine may leave in a take and should not: clicks, clipping, dead air, a phrase said twice.

Each is looked for in the sound alone and told with its places, so that a person can listen to them; none is
proof. How often good recordings are suspected is in docs/how-to/audition-a-voice.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from narrate.audition.repetition import repeated
from narrate.sound.pcm import Recording
from narrate.voices.measures.levels import stretches

Kind = Literal["click", "clipping", "dead air", "repetition"]

_FRAME_S = 0.03
_ORDER = 16  # of the prediction: what a mouth can do within a millisecond
_CLICK_S = 0.0015  # a click is over by then
_AROUND_S = 0.04  # within which a voice comes again: the slowest creak has 25 pulses a second
_CLICK_RATIO = 6.0  # of the next strongest around it; a lip that parts before a vowel reaches 5
_CLICK_DEVIATIONS = 12.0
_FAINTEST = 10 ** (-50 / 20)  # of full scale

_FULL_SCALE = 0.999
_SAME = 2.0**-20  # neighbours of a flat top differ by no more, however quiet it was made since
_NEAR_PEAK = 0.9  # of the loudest sample: what is cut off is cut off at the top
_LEAST_FULL, _LEAST_FLAT = 2, 4  # neighbours that are cut off

_DEAD_S = 1.2
"""Thirteen takes of nine readers have pauses of up to 0.8 s inside a sentence or two."""
_DEAD_DB = -38.0  # against the loud parts, as in sound.edges
_LEVEL_FRAME_S = 0.02
_LOUD_PERCENTILE = 90
_NO_POWER = 1e-12


@dataclass(frozen=True, slots=True)
class Artefact:
    """A ``kind`` of fault and the seconds from ``start_s`` to ``end_s`` in which it is heard."""

    kind: Kind
    start_s: float
    end_s: float


def artefacts(recording: Recording, text: str) -> tuple[Artefact, ...]:
    """What is suspicious in ``recording``, in which ``text`` is said, in order of time.

    A text that says something twice is not searched for what is said twice.
    """
    audio, rate_hz = recording.audio.astype(np.float64), recording.sample_rate
    found = [
        *(Artefact("click", *place) for place in clicks(audio, rate_hz)),
        *(Artefact("clipping", *place) for place in clippings(audio, rate_hz)),
        *(Artefact("dead air", *place) for place in dead_air(audio, rate_hz)),
        *(Artefact("repetition", *place) for place in repeated(recording, text)),
    ]
    return tuple(sorted(found, key=lambda each: (each.start_s, each.kind)))


def clicks(audio: NDArray[np.float64], rate_hz: int) -> Iterator[tuple[float, float]]:
    """Where ``audio`` (n,) jumps as no voice does, as (start, end) in seconds.

    Each frame of 30 ms is predicted linearly from its own past (J. Makhoul, Proc. IEEE 63, 1975); what is
    left over is near nothing but where a glottis closes, a consonant bursts or a splice does not fit. The
    first two come in company: a click is what stands alone.
    """
    rest = np.abs(_unpredicted(audio, rate_hz))
    wide, near = round(_AROUND_S * rate_hz), max(1, round(_CLICK_S * rate_hz))
    usual = np.median(rest) if len(rest) else 0.0
    at = 0
    for peak in np.flatnonzero(rest > max(_FAINTEST, _CLICK_DEVIATIONS * usual)).tolist():
        if peak < at:
            continue
        first, last = max(0, peak - near), min(len(rest), peak + near + 1)
        top = first + int(rest[first:last].argmax())
        before = rest[max(0, top - wide) : max(0, top - near)]
        after = rest[top + near + 1 : top + wide]
        inside = near <= top < len(rest) - near  # where a recording begins or ends, nothing can be predicted
        if inside and rest[top] > _CLICK_RATIO * max(before.max(initial=0.0), after.max(initial=0.0)):
            yield top / rate_hz, (top + near) / rate_hz
        at = top + near + 1


def clippings(audio: NDArray[np.float64], rate_hz: int) -> Iterator[tuple[float, float]]:
    """Where ``audio`` (n,) is cut off flat, as (start, end) in seconds; flat tops that lie close are one."""
    loud = np.abs(audio)
    full = stretches(loud >= _FULL_SCALE, _LEAST_FULL)
    same = (np.abs(np.diff(audio)) <= _SAME) & (loud[1:] > max(_FAINTEST, _NEAR_PEAK * loud.max(initial=0)))
    flat = ((start, stop + 1) for start, stop in stretches(same, _LEAST_FLAT - 1))
    yield from _joined(sorted({*full, *flat}), round(_AROUND_S * rate_hz), rate_hz)


def dead_air(audio: NDArray[np.float64], rate_hz: int) -> Iterator[tuple[float, float]]:
    """Silences inside ``audio`` (n,) that last longer than a reader's pauses, as (start, end) in seconds."""
    frame = max(1, round(_LEVEL_FRAME_S * rate_hz))
    frames = audio[: len(audio) // frame * frame].reshape(-1, frame)
    if not len(frames):
        return
    level_db = 10 * np.log10(np.square(frames).mean(axis=1) + _NO_POWER)
    heard = level_db > np.percentile(level_db, _LOUD_PERCENTILE) + _DEAD_DB
    if not heard.any():
        return
    first, last = np.flatnonzero(heard)[[0, -1]].tolist()
    for start, stop in stretches(~heard[first : last + 1], round(_DEAD_S * rate_hz / frame)):
        yield (first + start) * frame / rate_hz, (first + stop) * frame / rate_hz


def _unpredicted(audio: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """What linear prediction leaves of ``audio`` (n,), frame by frame: (n,)."""
    frame = max(4 * _ORDER, round(_FRAME_S * rate_hz))
    count = -(-len(audio) // frame)
    if not count:
        return audio
    padded = np.pad(audio, (frame, count * frame - len(audio) + frame))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 3 * frame)[::frame][:count]
    spectrum = np.abs(np.fft.rfft(windows * np.hanning(3 * frame), 8 * frame, axis=1)) ** 2
    lags = np.fft.irfft(spectrum, axis=1)[:, : _ORDER + 1]
    lags[:, 0] = lags[:, 0] * (1 + 1e-5) + _NO_POWER  # a floor of noise, without which tones are singular
    order = np.arange(_ORDER)
    matrices = lags[:, np.abs(order[:, None] - order)]
    weights = np.linalg.solve(matrices, lags[:, 1:, None])[:, :, 0]
    with_past = np.lib.stride_tricks.sliding_window_view(padded[frame - _ORDER :], frame + _ORDER)
    framed = with_past[::frame][:count]
    rest = framed[:, _ORDER:].copy()
    for back in range(1, _ORDER + 1):
        rest -= weights[:, back - 1 : back] * framed[:, _ORDER - back : frame + _ORDER - back]
    return rest.reshape(-1)[: len(audio)]


def _joined(runs: list[tuple[int, int]], gap: int, rate_hz: int) -> Iterator[tuple[float, float]]:
    """``runs`` in order, those no more than ``gap`` apart as one, in seconds."""
    while runs:
        start, stop = runs.pop(0)
        while runs and runs[0][0] - stop <= gap:
            stop = max(stop, runs.pop(0)[1])
        yield start / rate_hz, stop / rate_hz
