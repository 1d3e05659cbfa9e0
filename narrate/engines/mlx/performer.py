"""The process that speaks for the ``mlx`` engine: one model at a time, loaded from what its voice names.

mlx's random state and streams belong to the one thread of this process.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from narrate.engines.base import EngineFailed, Performance
from narrate.engines.mlx.lending import Lending
from narrate.engines.mlx.model_class import name_parts, one_line
from narrate.engines.mlx.parts import Order, Parts
from narrate.engines.mlx.settings import Settings, asked
from narrate.engines.mlx.signature import faults
from narrate.engines.mlx.speaker import Speaker
from narrate.engines.models.weights import Pins
from narrate.engines.on_mlx import performing
from narrate.errors import NarrateError

_REFUSALS = 3
"""Texts that a voice may refuse for the same reason before that is taken for the voice's own fault."""

_CACHE_BYTES = 2 * 2**30  # of buffers that mlx keeps for the next call; their shapes differ with each text


class Performer:
    """Speaks with the model that is asked for; another one takes its place."""

    def __init__(self, pins: Pins) -> None:
        del pins  # the parent has found the folders by them
        self._lending: Lending | None = None
        self._parts: Parts | None = None
        self._speaker: Speaker | None = None
        self._refusals: dict[Settings, list[str] | None] = {}  # None once it has spoken

    def perform(
        self, orders: Sequence[Order], settings: Settings, tried: int
    ) -> list[Performance | EngineFailed]:
        """Each of ``orders``, in turn. Raises NarrateError where the model cannot be loaded at all."""
        results: list[Performance | EngineFailed] = []
        for order in orders:
            speaker = self._ready(order.parts, settings)
            result: Performance | EngineFailed
            try:
                result = speaker.perform(order.render, settings, tried)
            except EngineFailed as failure:
                result = failure
            self._lent.settle(order.parts.name)
            self._require_use(settings, result)
            results.append(result)
        return results

    def _require_use(self, settings: Settings, result: Performance | EngineFailed) -> None:
        """Raise NarrateError if all that a voice has done is to refuse every text for the same reason."""
        if isinstance(result, Performance):
            self._refusals[settings] = None
            return
        refusals = self._refusals.setdefault(settings, [])
        if refusals is None:
            return
        refusals.append(str(result))
        if len(refusals) >= _REFUSALS and len(set(refusals)) == 1:
            raise NarrateError(
                f"{settings.model} speaks no text as it is asked to: {result}",
                hint="look at its voice, its options and its reference in narration.toml",
            )

    @property
    def _lent(self) -> Lending:
        assert self._lending  # noqa: S101 - made with the first model
        return self._lending

    def _ready(self, parts: Parts, settings: Settings) -> Speaker:
        if self._speaker is None or self._parts != parts:
            self._free()
            self._lending = self._lending or Lending(Path(parts.cache))
            self._lending.lend(parts.lent)
            self._speaker = self._load(parts)
            self._parts = parts
        wrong = next(faults(asked(settings), self._speaker.signature), None)
        if wrong:
            raise NarrateError(f"{parts.name}: {wrong}")
        return self._speaker

    def _load(self, parts: Parts) -> Speaker:
        _find_espeak()
        made_with = performing.begin(_CACHE_BYTES)
        from mlx_audio.tts.utils import load_model

        try:
            model = load_model(Path(parts.folder), model_name_parts=name_parts(parts))
        except Exception as error:  # the loader and any model's own code: what they raise is theirs
            self._lent.settle(parts.name)
            raise NarrateError(
                f"{parts.name} cannot be loaded: {one_line(error)}",
                hint="narrate models pull fetches what is missing; a folder must hold a model's files, and "
                "no other tensors",
            ) from error
        self._lent.settle(parts.name)
        return Speaker(model, made_with)

    def _free(self) -> None:
        if self._speaker is not None:
            self._speaker = self._parts = None
            performing.free()


def _find_espeak() -> None:
    """Some models ask phonemizer for phonemes, and that the system for eSpeak: it finds narrate's own."""
    import espeakng_loader

    os.environ.setdefault("PHONEMIZER_ESPEAK_LIBRARY", str(espeakng_loader.get_library_path()))
    os.environ.setdefault("PHONEMIZER_ESPEAK_DATA_PATH", str(espeakng_loader.get_data_path()))
