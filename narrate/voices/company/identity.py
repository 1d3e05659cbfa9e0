"""Who speaks, as numbers: windows of speech through a speaker encoder, a small recurrent network.

The network and its weights are Resemblyzer's (Apache-2.0), by C. Jemine after L. Wan, Q. Wang, A. Papir and
I. Lopez Moreno, "Generalized end-to-end loss for speaker verification" (ICASSP 2018): three LSTM layers of
256 over 40 mel bands, learned from thousands of speakers, here in numpy and in half precision.
``benchmarks/company/encoder.py`` makes ``encoder.npz`` from the package that it is published in. The mean
prints of two recordings of one reader had a cosine of 0.89 or more, and those of two readers one of 0.58 in
the middle and 0.83 at most (27 readers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.voices.company.listening import RATE_HZ, heard
from narrate.voices.measures.levels import speech_level_db

Floats = NDArray[np.float32]

WINDOW_S, STEP_S = 1.6, 0.8
"""What the encoder has learned from is 1.6 s; more than every 0.8 s it hears hardly anything new."""

_FRAME = 160  # samples: 10 ms
_MEL_WINDOW = 400
_BANDS = 40
_LEVEL_DB = -30.0  # RMS that the encoder expects
_LAYERS = 3
_WIDTH = 256
_MOST_WINDOWS = 48  # of a long recording they lie further apart, so that it costs no more than one of 40 s
_SMOOTHED = 5  # frames
_KEPT_AROUND = 12  # frames before and after speech
_NO_POWER = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Windows of the speech in a recording, its pauses left out.

    ``prints`` (n, 256) say who speaks: of length 1, so that their product is a cosine. ``states`` (n, 768)
    are the means of what the three layers hold. ``places`` (n, 2) are from where to where in the recording,
    in seconds.
    """

    prints: Floats
    states: Floats
    places: NDArray[np.float64]


def hear(recording: Recording) -> Heard | None:
    """What the encoder makes of ``recording``; None of one with less than 1.6 s of speech.

    Neither its level nor its sample rate matters, though 8 kHz say less than 16 kHz do.
    """
    sound = heard(recording)
    frames = _speech(sound)
    width = round(WINDOW_S * RATE_HZ / _FRAME)
    if len(frames) < width:
        return None
    spoken = sound[: len(sound) // _FRAME * _FRAME].reshape(-1, _FRAME)[frames].ravel()
    bands = _mel(spoken)
    step = max(STEP_S * RATE_HZ / _FRAME, (len(frames) - width) / (_MOST_WINDOWS - 1))
    starts = np.arange(0, len(frames) - width + 1, step).astype(np.intp)
    seen = np.stack([bands[start : start + width] for start in starts])
    states = []
    for layer in range(_LAYERS):
        seen = _through(seen, layer)
        states.append(seen.mean(axis=1))
    weights = _weights()
    said = np.maximum(seen[:, -1] @ weights["linear.weight"].T + weights["linear.bias"], 0)
    ends = np.append(frames[starts[:-1] + width - 1], frames[-1])  # the last one stands for what is left
    return Heard(
        prints=unit(said),
        states=np.concatenate(states, axis=1),
        places=np.stack([frames[starts], ends + 1], axis=1) * (_FRAME / RATE_HZ),
    )


def unit(vectors: Floats) -> Floats:
    """``vectors`` (…, n) with length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Floats = vectors / np.maximum(length, np.float32(_NO_POWER))
    return result


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Floats]:
    file = resources.files(__package__) / "encoder.npz"
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def _speech(sound: Floats) -> NDArray[np.intp]:
    """Which frames of 10 ms are speech, or next to it; none of silence."""
    frames = sound[: len(sound) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if len(frames) < _SMOOTHED or not frames.any():
        return np.empty(0, np.intp)
    level_db = 10 * np.log10(np.square(frames, dtype=np.float64).mean(axis=1) + _NO_POWER)
    level_db = np.convolve(level_db, np.ones(_SMOOTHED) / _SMOOTHED, "same")
    least_db, _ = speech_level_db(level_db)
    around = np.ones(2 * _KEPT_AROUND + 1)
    return np.flatnonzero(np.convolve(level_db > least_db, around)[_KEPT_AROUND:-_KEPT_AROUND] > 0)


def _mel(sound: Floats) -> Floats:
    """The power in 40 mel bands every 10 ms: (n // 160 + 1, 40)."""
    gain = 10 ** (_LEVEL_DB / 20) / np.sqrt(np.square(sound, dtype=np.float64).mean() + _NO_POWER)
    padded = np.pad(sound * np.float32(gain), _MEL_WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _MEL_WINDOW)[::_FRAME]
    bell = np.hanning(_MEL_WINDOW + 1)[:-1].astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(windows * bell, axis=1))).astype(np.float32)
    result: Floats = power @ _bank()
    return result


@lru_cache(maxsize=1)
def _bank() -> Floats:
    """M. Slaney's mel filters (Auditory Toolbox, 1998), each of the same area: (201, 40)."""
    straight_hz, per_mel, growth = 1000.0, 200.0 / 3, np.log(6.4) / 27
    top = straight_hz / per_mel + np.log(RATE_HZ / 2 / straight_hz) / growth
    mel = np.linspace(0, top, _BANDS + 2)
    bent = straight_hz * np.exp(growth * (mel - straight_hz / per_mel))
    edges = np.where(mel < straight_hz / per_mel, mel * per_mel, bent)
    hertz = np.fft.rfftfreq(_MEL_WINDOW, 1 / RATE_HZ)[:, None]
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.maximum(0, np.minimum((hertz - low) / (middle - low), (high - hertz) / (high - middle)))
    bank: Floats = (triangles * 2 / (high - low)).astype(np.float32)
    return bank


def _through(seen: Floats, layer: int) -> Floats:
    """What an LSTM layer makes of ``seen`` (n, frames, …): (n, frames, 256). Gates: in, forget, new, out."""
    weights = _weights()
    back = np.ascontiguousarray(weights[f"lstm.weight_hh_l{layer}"].T)
    bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    driven = seen @ weights[f"lstm.weight_ih_l{layer}"].T + bias
    state = np.zeros((len(seen), _WIDTH), np.float32)
    cell = np.zeros_like(state)
    result = np.empty((*seen.shape[:2], _WIDTH), np.float32)
    for frame in range(seen.shape[1]):
        gates = driven[:, frame] + state @ back
        let_in, forget, new, out = np.split(gates, 4, axis=1)
        cell = _sigmoid(forget) * cell + _sigmoid(let_in) * np.tanh(new)
        state = _sigmoid(out) * np.tanh(cell)
        result[:, frame] = state
    return result


def _sigmoid(values: Floats) -> Floats:
    result: Floats = 0.5 + 0.5 * np.tanh(0.5 * values)  # never overflows
    return result
