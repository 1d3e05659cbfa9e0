"""The pitch of a voice through a recording: autocorrelation and the likeliest path through its peaks.

After P. Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio
of a sampled sound" (IFA Proceedings 17, 1993): each frame's autocorrelation, divided by that of the window,
has a peak at every period that fits; which of them is the pitch, and whether there is one at all, is decided
for the whole recording at once, by dynamic programming. Frames are 12.5 ms apart, the rate at which Kokoro
predicts pitch and energy; Boersma's costs of a change are per 10 ms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.sound.filters import at_rest, filtered, high_pass
from narrate.sound.resample import resampled

FRAMES_PER_S = 80
LOWEST_HZ, HIGHEST_HZ = 60.0, 600.0
"""From a bass's creak to a child's shout."""

_RATE_HZ = 16_000  # of analysis: no voice's pitch, and hardly its harmonics that matter, is above 8 kHz
_PERIODS = 3  # of the lowest pitch in a window
_CANDIDATES = 8  # peaks of a frame that are considered
_VOICING = 0.45  # how strong a peak must be to be a voice
_SILENCE = 0.03  # of the loudest peaks: what is fainter must be ever more periodic to be a voice
_OCTAVE_COST = 0.02  # per octave down: of equal peaks the highest pitch is the true one
_JUMP_COST = 0.35 * 0.8  # per octave from frame to frame
_CHANGE_COST = 0.14 * 0.8  # of a voice that begins or ends
_IMPOSSIBLE = -9.0
_LOUDEST_PERCENTILE = 99  # a click is no voice
_BLOCK_FRAMES = 2048  # at a time, so that a long recording needs no more memory than a short one
_RUMBLE_HZ = 40.0
_NO_POWER = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A frame every 12.5 ms: ``hz`` (n,) is the pitch, 0 where no voice is heard; ``level_db`` (n,) the RMS.

    ``strength`` (n,), 0 to 1, is how periodic the sound is there.
    """

    hz: NDArray[np.float64]
    level_db: NDArray[np.float64]
    strength: NDArray[np.float64]

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Where a voice is heard: (n,)."""
        return self.hz > 0


def track(audio: NDArray[np.float32], rate_hz: int) -> Track:
    """The pitch of ``audio`` (n,) in frames centred on 0, 12.5 ms, 25 ms and so on.

    Neither its level nor its sample rate matters, down to 8 kHz. Of nothing, the track is empty.
    """
    sound = resampled(audio, rate_hz, _RATE_HZ)
    hop = _RATE_HZ // FRAMES_PER_S
    frames = -(-len(sound) // hop)
    if not frames:
        return Track(np.empty(0), np.empty(0), np.empty(0))
    (clean,) = filtered(at_rest(sound, _RATE_HZ), high_pass(_RUMBLE_HZ, _RATE_HZ))
    width = round(_PERIODS * _RATE_HZ / LOWEST_HZ)
    padded = np.pad(clean, (width // 2, width))
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[::hop][:frames]
    found = [_peaks(windows[at : at + _BLOCK_FRAMES]) for at in range(0, frames, _BLOCK_FRAMES)]
    hz, strength, level_db = (np.concatenate(each) for each in zip(*found, strict=True))
    return _likeliest(hz, strength, level_db)


def _peaks(windows: NDArray[np.float32]) -> tuple[NDArray[np.float64], ...]:
    """The pitches (n, k) that ``windows`` (n, width) may have, their strengths, and the levels (n,) in dB."""
    width = windows.shape[1]
    level_db = 10 * np.log10(np.square(windows, dtype=np.float64).mean(axis=1) + _NO_POWER)
    bell = np.hanning(width)
    size = 1 << (2 * width - 1).bit_length()
    centred = (windows - windows.mean(axis=1, keepdims=True)) * bell
    correlation = _correlation(centred, size)[:, :width] / _correlation(bell, size)[:width]
    shortest, longest = int(_RATE_HZ / HIGHEST_HZ), int(_RATE_HZ / LOWEST_HZ) + 1
    before = correlation[:, shortest - 1 : longest - 1]
    at = correlation[:, shortest:longest]
    after = correlation[:, shortest + 1 : longest + 1]
    high = np.where((at > before) & (at >= after), at, _IMPOSSIBLE)
    best = np.argsort(-high, axis=1, kind="stable")[:, :_CANDIDATES]
    a, b, c = (np.take_along_axis(each, best, axis=1) for each in (before, at, after))
    curve = a - 2 * b + c
    shift = np.where(curve < 0, 0.5 * (a - c) / np.where(curve < 0, curve, -1.0), 0.0)
    hz = _RATE_HZ / (best + shortest + shift)
    real = np.take_along_axis(high, best, axis=1) > 0
    strength = np.where(real, np.minimum(b - 0.25 * (a - c) * shift, 1.0), _IMPOSSIBLE)
    return np.where(real, hz, LOWEST_HZ), strength, level_db


def _correlation(sound: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The autocorrelation of ``sound`` (…, n), which is 1 at no delay; all zero for silence."""
    raw = np.fft.irfft(np.square(np.abs(np.fft.rfft(sound, size, axis=-1))), axis=-1)
    whole: NDArray[np.float64] = raw / (raw[..., :1] + _NO_POWER)
    return whole


def _likeliest(
    hz: NDArray[np.float64], strength: NDArray[np.float64], level_db: NDArray[np.float64]
) -> Track:
    """The path through the candidates (n, k) of all frames that costs least; none of them is a choice too."""
    level = 10 ** ((level_db - np.percentile(level_db, _LOUDEST_PERCENTILE)) / 20)
    faint = np.maximum(0, 2 - level * (1 + _VOICING) / _SILENCE)
    octaves = np.log2(hz)
    voiced = np.where(strength > 0, strength + _OCTAVE_COST * (octaves - np.log2(LOWEST_HZ)), _IMPOSSIBLE)
    worth = np.concatenate([(_VOICING + faint)[:, None], voiced], axis=1)
    states = worth.shape[1]
    jump = np.full((states, states), -_CHANGE_COST)
    jump[0, 0] = 0.0
    total = worth[0]
    came = np.zeros(worth.shape, np.intp)
    for frame in range(1, len(worth)):
        jump[1:, 1:] = -_JUMP_COST * np.abs(octaves[frame - 1][:, None] - octaves[frame])
        paths = total[:, None] + jump
        came[frame] = paths.argmax(axis=0)
        total = paths[came[frame], np.arange(states)] + worth[frame]
    state = int(total.argmax())
    chosen = np.empty(len(worth), np.intp)
    for frame in range(len(worth) - 1, -1, -1):
        chosen[frame] = state
        state = int(came[frame, state])
    row = np.arange(len(worth))
    pick = np.maximum(chosen - 1, 0)
    return Track(
        hz=np.where(chosen > 0, hz[row, pick], 0.0),
        level_db=level_db,
        strength=np.clip(strength.max(axis=1), 0, 1),
    )
