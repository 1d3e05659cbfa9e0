"""The ``mlx`` engine: any text-to-speech model of mlx-audio, with what it takes and not a word more.

This side is light: the model, and reading its code, are in processes of their own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from narrate.engines.base import EngineFailed, untaken
from narrate.engines.mlx.parts import Order, Parts, folders_of, misspelt, parts_of, weights_of
from narrate.engines.mlx.settings import Settings, Told, asked
from narrate.engines.mlx.signature import Signature, faults
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, Pins, Weights
from narrate.engines.on_mlx.engine import OnMlx
from narrate.engines.processes.process import Process, ProcessDied
from narrate.errors import MissingTool, NarrateError
from narrate.model import Render, Style, canonical_json
from narrate.voices.casting import cloned
from narrate.voices.casting.portrait import UNKNOWN, Portrait

_TOLD = "its models are told a manner, with instruct or options"


class Mlx(OnMlx[Settings]):
    """Any text-to-speech model of mlx-audio, for what Kokoro and CSM do not cover."""

    name = "mlx"
    summary = "any other mlx-audio text-to-speech model"
    revision = 1
    longest = 400
    settings_type = Settings
    takes_phonemes = False
    performer = "narrate.engines.mlx.performer:Performer"

    def __init__(self, pins: Pins = NO_PINS) -> None:
        super().__init__(pins)
        self._cache: tempfile.TemporaryDirectory[str] | None = None
        self._parts: dict[tuple[Weights, ...], Parts] = {}

    @classmethod
    def weights(cls, settings: Settings) -> tuple[Weights, ...]:
        """The whole repository, and those that the author adds."""
        return weights_of(settings.model, settings.revision, settings.also)

    @classmethod
    def fingerprint(cls, settings: Settings, pins: Pins) -> Mapping[str, object]:
        """The model's commit or files, those of what it borrows, and all that is handed to it."""
        model, *also = (hub.identity(weights, pins) for weights in cls.weights(settings))
        told = {**super().fingerprint(settings, pins), "model": model, "also": sorted(also)}
        told.pop("revision", None)  # the identity tells
        return {key: value for key, value in told.items() if value not in ({}, [])}

    @classmethod
    def portrait(cls, settings: Settings) -> Portrait:
        """As high as the recording, where the voice is made from one."""
        return UNKNOWN if settings.reference is None else cloned.of_recording(settings.reference)

    @classmethod
    def unstyled(cls, settings: Settings, style: Style) -> tuple[str, ...]:
        """All but words and parameters; whether the model reads those, its code tells: see ``faults``."""
        del settings
        beyond = [key for key in style.keys if key not in ("instruct", "options")] if style.strength else []
        if style.instruct and "instruct" in Told(written=style.options).options:
            return ("the mlx engine cannot take both instruct and options.instruct of a style",)
        return untaken(cls.name, beyond, _TOLD)

    @classmethod
    def styled(cls, settings: Settings, style: Style, *, forgiving: bool = False) -> Settings:
        """With the words and the parameters of ``style``."""
        if not style.strength or not (style.instruct or style.options):
            return settings
        return replace(settings, told=Told(style.instruct, style.options, forgiving))

    @classmethod
    def manner(cls, settings: Settings) -> str:
        """What the model is told."""
        if settings.told is None:
            return ""
        told = {"instruct": settings.told.instruct, "options": settings.told.options}
        return canonical_json({key: value for key, value in told.items() if value})

    @classmethod
    def faults(cls, settings: Settings) -> tuple[str, ...]:
        """What the model would ignore or lacks; nothing can be said while it is not on this machine."""
        wrong = tuple(misspelt(settings.also))
        return wrong or _faults(settings, NO_PINS)

    @classmethod
    def require(cls, settings: Settings, pins: Pins) -> None:
        """Raise MissingTool where a model is not here, and NarrateError where it would not do as asked."""
        super().require(settings, pins)
        wrong = _faults(settings, pins)
        if wrong:
            raise NarrateError(f"{settings.model}: {wrong[0]}", hint="narrate check says all that is wrong")

    def order(self, render: Render, settings: Settings) -> Order:
        """The request, and the folders that the process may use."""
        assert self._cache  # noqa: S101 - made on entering
        weights = self.weights(settings)
        if weights not in self._parts:
            folders = folders_of(weights, self.pins)
            self._parts[weights] = parts_of(weights, folders, Path(self._cache.name, "hub"))
        return Order(render, self._parts[weights])

    def __enter__(self) -> Self:
        self._cache = tempfile.TemporaryDirectory(prefix="narrate-", ignore_cleanup_errors=True)
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._parts.clear()  # they name the folder that is removed here
        if self._cache is not None:
            self._cache.cleanup()
            self._cache = None


def _faults(settings: Settings, pins: Pins) -> tuple[str, ...]:
    """What is wrong with ``settings`` as the model's own code shows."""
    model, *also = weights = Mlx.weights(settings)
    place = hub.standing(model, pins).place  # its code is read, not its weights: they may be missing
    if place is None:
        return ()
    try:
        folders = (place, *folders_of(tuple(also), pins))
    except MissingTool:
        return ()
    try:
        signature = _signature(weights, folders)
    except NarrateError as error:
        return (error.sentence,)
    return tuple(faults(asked(settings), signature))


@cache
def _signature(weights: tuple[Weights, ...], folders: tuple[Path, ...]) -> Signature:
    """What the model reads. Raises NarrateError where that cannot be found out."""
    with tempfile.TemporaryDirectory(prefix="narrate-", ignore_cleanup_errors=True) as cache_folder:
        parts = parts_of(weights, folders, Path(cache_folder, "hub"))
        process = Process("narrate.engines.mlx.model_class:Examiner", parts, environment=hub.OFFLINE)
        try:
            signature: Signature = process.ask("signature")
        except (ProcessDied, EngineFailed) as died:
            raise NarrateError(f"the code of {parts.name} cannot be read: {died}") from died
        finally:
            process.stop()
    return signature
