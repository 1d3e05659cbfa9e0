"""A loaded model that speaks: seeded, handed what it takes, and what it yields joined and judged."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrate.engines.base import EngineFailed, Performance
from narrate.engines.mlx.model_class import one_line
from narrate.engines.mlx.reading import signature_of
from narrate.engines.mlx.settings import Settings, Told
from narrate.engines.mlx.signature import REFERENCE, SEED, TRANSCRIPT, VOICE, Signature, read
from narrate.model import Render
from narrate.sound import measure

ATTEMPTS = 3
"""How often a text is tried, each time with another seed, before a bad result is given back."""

_RUNAWAY_S, _SLOWEST = 5.0, 2.0
_SHORT_CHARACTERS, _FASTEST = 20, 60.0
"""Characters a second that no reader of any language goes below or above.

Novels are read at about 15, Chinese and Japanese at 4 to 6. Beyond, a model went on after the text's end
(more than the seconds of ``_RUNAWAY_S`` besides), or broke off.
"""


class Speaker:
    """A loaded model and what it takes; its takes tell of ``made_with`` and of the model's family."""

    def __init__(self, model: Any, made_with: Mapping[str, str]) -> None:
        family = type(model).__module__.removeprefix("mlx_audio.tts.models.").partition(".")[0]
        self.signature: Signature = signature_of(family, type(model))
        self._model = model
        self._made_with = {"model": family, **made_with}
        self._heard: tuple[Path, object] | None = None

    def perform(self, render: Render, settings: Settings, tried: int) -> Performance:
        """The first attempt without a fault, or the last; raises EngineFailed where none made a sound."""
        failure: EngineFailed | None = None
        best: Performance | None = None
        for attempt in range(tried, tried + ATTEMPTS):
            try:
                audio, rate_hz = self._speak(render, settings, attempt)
            except EngineFailed as failed:
                failure = failed
                continue
            wrong = tuple(_faults(audio, rate_hz, render.text))
            made = Performance(audio, rate_hz, faults=wrong, attempts=attempt + 1, made_with=self._made_with)
            if not wrong:
                return made
            best = best if best and len(best.faults) <= len(wrong) else made
        if best is None:
            assert failure  # noqa: S101 - there is no third way
            raise failure
        return Performance(
            best.audio,
            best.sample_rate_hz,
            faults=best.faults,
            attempts=tried + ATTEMPTS,
            made_with=self._made_with,
        )

    def _speak(self, render: Render, settings: Settings, attempt: int) -> tuple[NDArray[np.float32], int]:
        """One call of the model: (n,) at its rate."""
        seed = seed_of(render, attempt)
        _seed_all(seed)
        told = self._told(settings.told) if settings.told else {}
        given = {**settings.options, **told, **self._named(settings, seed)}
        try:
            results = [
                (_samples(result.audio), int(result.sample_rate))
                for result in self._model.generate(render.text, **given)
            ]
        except Exception as error:  # any model's own code: what it raises is this text's failure
            raise EngineFailed(f"{self.signature.model}: {one_line(error)}") from error
        pieces = [samples for samples, _ in results if len(samples)]
        rates = {rate_hz for _, rate_hz in results}
        if not pieces:
            raise EngineFailed(f"{self.signature.model} made no sound of it")
        if len(rates) > 1:
            raise EngineFailed(f"{self.signature.model} changed its sample rate: {sorted(rates)}")
        audio = np.concatenate(pieces)
        if not np.isfinite(audio).all():
            raise EngineFailed(f"{self.signature.model} made what is not a number of it")
        return audio, rates.pop()

    def _named(self, settings: Settings, seed: int) -> dict[str, object]:
        """The voice, the recording, its words and the seed, as the model calls them."""
        values = (
            (VOICE, settings.voice),
            (REFERENCE, settings.reference and self._reference(settings.reference)),
            (TRANSCRIPT, settings.transcript),
            (SEED, seed),
        )
        found = ((self.signature.name_of(names), value) for names, value in values if value is not None)
        return {name: value for name, value in found if name is not None}

    def _told(self, told: Told) -> dict[str, object]:
        """How to speak, as the model reads it: all of ``told``, unless that is forgiving."""
        options = read(told.options, self.signature)
        name = self.signature.instruct
        return {**options, name: told.instruct} if name and told.instruct else options

    def _reference(self, path: Path) -> object:
        """The recording: a file's name, or samples at the model's rate, as mlx-audio's own tool hands it."""
        if self.signature.wants_path:
            return str(path)
        if self._heard is None or self._heard[0] != path:
            self._heard = path, self._samples_of(path)
        return self._heard[1]

    def _samples_of(self, path: Path) -> object:
        import mlx.core as mx

        from narrate.sound.resample import resampled
        from narrate.voices.decode import decode

        recording = decode(path)
        audio = resampled(recording.audio, recording.sample_rate, int(self._model.sample_rate))
        return mx.array(audio)


def seed_of(render: Render, attempt: int) -> int:
    """32 bits for the attempt (from 0) at ``render``; each is a seed of its own."""
    return int.from_bytes(hashlib.sha256(f"{render.seed}/{attempt}".encode()).digest()[:4])


def _seed_all(seed: int) -> None:
    """Seed whatever a model may draw from, in this thread."""
    import mlx.core as mx

    mx.random.seed(seed)
    np.random.seed(seed)
    random.seed(seed)


def _samples(audio: Any) -> NDArray[np.float32]:
    """What a model yielded, as (n,): channels, if there are any, are averaged."""
    import mlx.core as mx

    if isinstance(audio, mx.array):
        audio = audio.astype(mx.float32)  # numpy knows no bfloat16
    samples = np.squeeze(np.asarray(audio, np.float32))
    if samples.ndim > 1:
        samples = samples.mean(axis=int(np.argmin(samples.shape)))
    return np.atleast_1d(samples)


def _faults(audio: NDArray[np.float32], rate_hz: int, text: str) -> Iterator[str]:
    """What can be told from the sound without knowing the model: words that complete "the sound is …"."""
    seconds = len(audio) / rate_hz
    yield from measure.faults(audio, rate_hz, measure.measure(audio, rate_hz))  # as of every take
    if seconds > _RUNAWAY_S + len(text) / _SLOWEST:
        yield "far too long for its text"
    if len(text) > _SHORT_CHARACTERS and seconds < len(text) / _FASTEST:
        yield "far too short for its text"
