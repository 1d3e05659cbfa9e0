"""What tests of Kokoro's sound do inside the process that renders, where mlx is as it is in a build."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np

from narrate.engines.kokoro import speech, weight_norm
from narrate.engines.kokoro.engine import Settings
from narrate.engines.kokoro.packs import Packs, row
from narrate.engines.kokoro.performer import Performer
from narrate.engines.processes.worker import _memory_bytes

SYMBOLS = "həlˈOwɜɹdðɪsɐɔŋɡʃʧæɑ,.;!? "


def upstream(folder: Path) -> Any:
    """mlx-audio's model as it comes, in single precision."""
    from mlx_audio.tts.utils import load_model

    model = load_model(folder, model_type="kokoro")
    model.set_dtype(mx.float32)
    return model


class Stages:
    """A model in stages beside upstream's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packs = Packs(folder)

    def compare(self, count: int) -> list[tuple[bool, bool, int]]:
        """For varied utterances: are the samples equal, are the durations, how many samples."""
        ours, theirs = speech.load(self.folder), upstream(self.folder)
        dice = random.Random(4)  # noqa: S311 - not for secrets
        found = []
        for number in range(count):
            length = 60 if number == 20 else dice.randint(1, 9)
            phonemes = "".join(dice.choices(SYMBOLS, k=length))
            pack = self.packs.mixed(dice.choice(("af_heart", "am_adam", "bf_emma")))
            speed, seed = dice.choice((0.5, 0.8, 1.0, 1.0, 1.3, 2.0)), dice.randrange(2**32)
            spoken = ours.say(phonemes, row(pack, phonemes), speed, seed)
            mx.random.seed(seed)
            expected = theirs(phonemes, pack[len(phonemes) - 1], speed, return_output=True)
            found.append(
                (
                    np.array_equal(spoken.audio, np.array(expected.audio)[0]),
                    np.array_equal(spoken.frames, np.array(expected.pred_dur)),
                    len(spoken.audio),
                )
            )
        return found

    def longest(self) -> tuple[int, int]:
        """Samples and frames of the longest text that the model takes, all at twice the speed."""
        phonemes = ("həlˈO " * 85)[:510]
        spoken = speech.load(self.folder).say(phonemes, row(self.packs.mixed("af_heart"), phonemes), 2.0, 1)
        return len(spoken.audio), int(spoken.frames.sum())

    def spread_when(self, wrong: str) -> str:
        """How a model is spread where picking ("gather") or both ways ("both") give other bits."""
        for name in ("gather", "one_hot")[: 2 if wrong == "both" else 1]:
            setattr(speech, name, _off(getattr(speech, name)))
        return speech.load(self.folder).spread.__name__

    def fused(self) -> tuple[int, int]:
        """Convolutions with weight norm that a model has, and that are left when it is fused."""
        model = upstream(self.folder)
        kind = weight_norm.ConvWeighted
        count = sum(type(module) is kind for module in model.modules())
        assert weight_norm.fuse(model) == count
        return count, sum(type(module) is kind for module in model.modules())

    def parts_of(self, voice: Any, prosody: str | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Durations, pitch and energy of a short text in a voice."""
        ours = speech.load(self.folder)
        phonemes = "həlˈO wˈɜɹld"
        predicted = speech.predict(ours.model, phonemes, row(self.packs.mixed(voice, prosody), phonemes), 1.0)
        frames = speech.timed(predicted.durations)
        tune = speech.melody(ours.model, predicted, frames, ours.spread)
        return frames, tune.pitch_hz, tune.energy

    def pack(self, voice: Any, prosody: str | None = None) -> np.ndarray:
        """A pack as numbers."""
        return np.array(self.packs.mixed(voice, prosody))


def _off(spread: speech.Spread) -> speech.Spread:
    def rounded(columns: mx.array, frames: np.ndarray) -> mx.array:
        return spread(columns, frames).astype(mx.bfloat16).astype(mx.float32)

    rounded.__name__ = spread.__name__
    return rounded


class Watched(Performer):
    """The performer, and what MLX holds after it."""

    def memory(self) -> tuple[int, int, int]:
        """Bytes that MLX uses and keeps, and that the process holds."""
        return mx.get_active_memory(), mx.get_cache_memory(), _memory_bytes()

    def frames(self, phonemes: str, settings: Settings) -> np.ndarray:
        """The durations that the model gives to ``phonemes``, with the begin and the end."""
        held = self._hold(settings)
        style = row(self._pack(held, settings), phonemes)
        return speech.timed(speech.predict(held.speech.model, phonemes, style, settings.speed).durations)

    def forget_seed(self) -> None:
        """Move MLX's random state, as anything else in the process might."""
        mx.random.seed(12345)
        mx.eval(mx.random.normal((7,)))

    def spoil(self, settings: Settings, what: str) -> None:
        """Make the last convolution of the held model give ``what``: "nan" or "silence"."""
        last = self._hold(settings).speech.model.decoder.generator.conv_post
        last.bias = mx.full(last.bias.shape, float("nan") if what == "nan" else -40.0)

    def die(self) -> None:
        """End as a crash does."""
        os.kill(os.getpid(), signal.SIGKILL)
