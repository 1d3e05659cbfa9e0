"""Kokoro in stages: the same parts of mlx-audio's model that its own call uses, in the same order.

    phonemes ─ predict ─► durations ─ timed ─► frames ─ melody ─► pitch and energy ─ decode ─► samples

Between the stages stand plain numbers, which is where a manner of speaking can act. With nothing changed
between them the samples are those of ``Model.__call__``, bit for bit; ``load`` tries that on every model.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from mlx_audio.tts.utils import load_model
from numpy.typing import NDArray

from narrate.engines.base import EngineFailed
from narrate.engines.kokoro import checkpoint
from narrate.engines.kokoro.manner import Own, moved, stretched, swelled
from narrate.engines.kokoro.weight_norm import fuse
from narrate.errors import MissingTool
from narrate.voices.manner import Change

RATE_HZ = 24_000

FRAME = 600
"""Samples of a frame, the unit of durations: 25 ms. Each holds two values of pitch and of energy."""

_MOST_FRAMES = 100
"""Of one phoneme, as in ``Model.__call__``."""

_PROSODY = 128
"""Where in a style the half for the prosody begins; before it is the timbre (hard-coded upstream too)."""

Spread = Callable[[mx.array, NDArray[np.int32]], mx.array]
"""Repeats each column of (1, channels, n) as often as it has frames: (1, channels, frames)."""


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """What the model makes of phonemes in a style, before they have a length in whole frames.

    ``ids`` (1, n) are the symbols with the begin and the end, ``style`` is (1, 256), ``encoded``
    (1, n, channels). ``durations`` (n,) are in frames, of any fraction.
    """

    ids: mx.array
    style: mx.array
    encoded: mx.array
    durations: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Melody:
    """Both (2 · frames,): ``pitch_hz``, unvoiced where 10 or less, and ``energy``, a natural logarithm."""

    pitch_hz: NDArray[np.float32]
    energy: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """``audio`` (600 · sum of frames,) at 24 kHz; ``frames`` (n,) of the begin, each symbol and the end."""

    audio: NDArray[np.float32]
    frames: NDArray[np.int32]


def predict(model: Any, phonemes: str, style: mx.array, speed: float) -> Predicted:
    """Encode ``phonemes`` and predict their durations at ``speed``, a factor. Raises EngineFailed."""
    strange = sorted({symbol for symbol in phonemes if symbol not in model.vocab})
    if strange or not phonemes or len(phonemes) + 2 > model.context_length:
        raise EngineFailed(
            f"the model has no symbol {' '.join(strange)}"
            if strange
            else f"the model takes 1 to {model.context_length - 2} phonemes, not {len(phonemes)}"
        )
    ids = mx.array([[0, *(model.vocab[symbol] for symbol in phonemes), 0]])
    count, lengths, padding = _lengths(ids)
    heard = model.bert(ids, attention_mask=mx.ones((1, count), mx.int32))[0]
    heard = model.bert_encoder(heard).transpose(0, 2, 1)
    prosody = style[:, _PROSODY:]
    encoded = model.predictor.text_encoder(heard, prosody, lengths, padding)
    durations = model.predictor.duration_proj(model.predictor.lstm(encoded)[0])
    durations = (mx.sigmoid(durations).sum(axis=-1) / speed)[0]
    mx.eval(encoded, durations)
    return Predicted(ids, style, encoded, np.array(durations))


def timed(durations: NDArray[np.float32]) -> NDArray[np.int32]:
    """``durations`` in whole frames, 1 to 100, each rounded for itself as ``Model.__call__`` does."""
    finite = np.nan_to_num(durations, nan=1.0, posinf=_MOST_FRAMES, neginf=1.0)
    return np.clip(np.round(finite), 1, _MOST_FRAMES).astype(np.int32)


def melody(model: Any, predicted: Predicted, frames: NDArray[np.int32], spread: Spread) -> Melody:
    """The pitch and the energy of speech of these ``frames``."""
    encoded = spread(predicted.encoded.transpose(0, 2, 1), frames)
    pitch, energy = model.predictor.F0Ntrain(encoded, predicted.style[:, _PROSODY:])
    mx.eval(pitch, energy)
    return Melody(np.array(pitch)[0], np.array(energy)[0])


def decode(
    model: Any, predicted: Predicted, frames: NDArray[np.int32], tune: Melody, spread: Spread, seed: int
) -> NDArray[np.float32]:
    """The sound. ``seed`` decides the noise in it; MLX's random state belongs to this thread."""
    _, lengths, padding = _lengths(predicted.ids)
    text = spread(model.text_encoder(predicted.ids, lengths, padding), frames)
    mx.random.seed(seed)
    sound = model.decoder(
        text, mx.array(tune.pitch_hz)[None], mx.array(tune.energy)[None], predicted.style[:, :_PROSODY]
    )
    samples: NDArray[np.float32] = np.array(sound)[0, 0]
    return samples


def gather(columns: mx.array, frames: NDArray[np.int32]) -> mx.array:
    """Spread by picking columns."""
    return mx.take(columns, mx.array(np.repeat(np.arange(len(frames)), frames)), axis=2)


def one_hot(columns: mx.array, frames: NDArray[np.int32]) -> mx.array:
    """Spread by a product with zeros and ones, as upstream: where products are rounded, so is this."""
    picked = np.repeat(np.arange(len(frames)), frames)
    table = np.zeros((1, len(frames), len(picked)), np.float32)
    table[0, picked, np.arange(len(picked))] = 1
    return columns @ mx.array(table)


@dataclass(frozen=True, slots=True)
class Changed:
    """A change to how a voice speaks, and where it lies by itself."""

    change: Change
    voice: Own


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """A model that speaks in stages."""

    model: Any
    spread: Spread = gather

    def say(
        self, phonemes: str, style: mx.array, speed: float, seed: int, manner: Changed | None = None
    ) -> Spoken:
        """Speak 1 to 510 ``phonemes`` in a ``style`` (1, 256), changed by ``manner``. Raises EngineFailed."""
        predicted = predict(self.model, phonemes, style, speed)
        if manner is None:
            frames = timed(predicted.durations)
            tune = melody(self.model, predicted, frames, self.spread)
        else:
            frames = stretched(predicted.durations, phonemes, manner.change)
            tune = melody(self.model, predicted, frames, self.spread)
            tune = Melody(
                moved(tune.pitch_hz, manner.voice, manner.change),
                swelled(tune.energy, manner.voice, manner.change),
            )
        return Spoken(decode(self.model, predicted, frames, tune, self.spread, seed), frames)

    def tune(self, phonemes: str, style: mx.array) -> Melody:
        """What the voice would do with ``phonemes`` by itself, without a sound. Raises EngineFailed."""
        predicted = predict(self.model, phonemes, style, 1.0)
        return melody(self.model, predicted, timed(predicted.durations), self.spread)


def load(folder: Path) -> Speech:
    """The model in ``folder``, which holds it and nothing else, tried on a short line.

    Raises MissingTool if it cannot be loaded, or if the stages do not give what its own call gives.
    """
    if fault := checkpoint.fault(folder):
        raise MissingTool(fault)
    try:
        model = load_model(folder, model_type="kokoro")
    except (ValueError, TypeError, KeyError, OSError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]  # strict loading names what is missing, or too much
        raise MissingTool(f"the Kokoro model in {folder} cannot be loaded: {reason}") from error
    # From its text encoder on, upstream calculates in single precision whatever the weights are (a mask of
    # whole numbers makes it so); converted once, they need not be in every call.
    model.set_dtype(mx.float32)
    phonemes, style = _trial(model)
    mx.random.seed(_SEED)
    expected = model(phonemes, style, _SPEED, return_output=True)
    fuse(model)
    for spread in (gather, one_hot):
        speech = Speech(model, spread)
        if _same(speech.say(phonemes, style, _SPEED, _SEED), expected):
            return speech
    raise MissingTool(
        f"mlx-audio {importlib.metadata.version('mlx-audio')} speaks Kokoro in another way than narrate",
        hint="narrate is made for mlx-audio 0.6.2: pip install mlx-audio==0.6.2",
    )


_SPEED, _SEED = 2.0, 1
"""Of the trial: twice as fast, so that it is over in half the time."""


def _trial(model: Any) -> tuple[str, mx.array]:
    """A short line of symbols that the model has, and a style."""
    style = 0.2 * mx.random.normal((1, 2 * _PROSODY), key=mx.random.key(_SEED))
    return "".join(sorted(model.vocab, key=model.vocab.get)[-4:]), style


def _same(spoken: Spoken, expected: Any) -> bool:
    """Whether these are the same bits; what is not a number is equal to itself."""
    frames, audio = np.array(expected.pred_dur), np.array(expected.audio)[0]
    return np.array_equal(spoken.frames, frames) and np.array_equal(spoken.audio, audio, equal_nan=True)


def _lengths(ids: mx.array) -> tuple[int, mx.array, mx.array]:
    """How many symbols there are, the same as an array (1,), and which are padding, (1, n): none."""
    count = ids.shape[1]
    return count, mx.array([count]), mx.zeros((1, count), mx.bool_)
