"""The two sides of the benchmark of Kokoro, each in a process of its own, as a build's renderer is."""

from __future__ import annotations

import io
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from narrate.engines.on_mlx import linux_cpu

VOICE = "af_heart"


@dataclass(frozen=True, slots=True)
class Spent:
    """What speaking cost: seconds of a processor and by the clock, and MLX's most memory; and the sound."""

    cpu_s: float
    wall_s: float
    peak_bytes: int
    sounds: tuple[NDArray[np.float32], ...]

    @property
    def audio_s(self) -> float:
        """Seconds of sound."""
        return sum(map(len, self.sounds)) / 24_000


class _Side:
    def speak(self, texts: list[str]) -> Spent:
        """Speak ``texts``, which are phonemes, each seeded with its number."""
        mx.clear_cache()
        mx.reset_peak_memory()
        cpu, wall = time.process_time(), time.perf_counter()
        sounds = tuple(self.say(text, seed) for seed, text in enumerate(texts))
        return Spent(time.process_time() - cpu, time.perf_counter() - wall, mx.get_peak_memory(), sounds)

    def arithmetic(self) -> str:
        """How this side calculates."""
        return str(dict(linux_cpu.start().made_with))

    def say(self, phonemes: str, seed: int) -> NDArray[np.float32]:
        """One text."""
        raise NotImplementedError


class Narrate(_Side):
    """narrate's stages."""

    def __init__(self, folder: Path) -> None:
        from narrate.engines.kokoro import performer, speech
        from narrate.engines.kokoro.packs import Packs

        mx.set_cache_limit(performer.CACHE_BYTES)
        self._speech = speech.load(folder)
        self._pack = Packs(folder).mixed(VOICE)

    def say(self, phonemes: str, seed: int) -> NDArray[np.float32]:
        """One text."""
        from narrate.engines.kokoro.packs import row

        return self._speech.say(phonemes, row(self._pack, phonemes), 1.0, seed).audio


class Upstream(_Side):
    """mlx-audio's ``Model.generate``, with a front end that takes phonemes for text."""

    def __init__(self, folder: Path) -> None:
        from mlx_audio.tts.utils import load_model

        self._model = load_model(folder, model_type="kokoro")
        self._model.set_dtype(mx.float32)
        with redirect_stdout(io.StringIO()):
            # Spanish, because a language without a tagger takes the text as one piece.
            self._model._get_pipeline("e").g2p = lambda text: (text, None)

    def say(self, phonemes: str, seed: int) -> NDArray[np.float32]:
        """One text."""
        mx.random.seed(seed)
        (result,) = self._model.generate(phonemes, voice=VOICE, lang_code="e")
        return np.array(result.audio)
