"""Writing down what is said in a recording, with a speech-to-text model of mlx-audio in a process of its own.

For voices whose author gives a recording and asks narrate for its words. What is heard is a proposal: it is
kept where the author can correct it, and never heard again.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from narrate.engines.base import EngineFailed
from narrate.engines.mlx.parts import FILES, folders_of, parts_of
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, Pins, Weights
from narrate.engines.on_mlx.engine import START_MLX
from narrate.engines.processes.process import Process, ProcessDied
from narrate.errors import NarrateError

MODEL = "mlx-community/whisper-large-v3-turbo-asr-fp16"
"""What mlx-audio's own tool hears references with (tts/generate.py).

The repository without "-asr-fp16" has no tokenizer, and hears nothing: Blaizzy/mlx-audio#832, #645.
"""


class Transcriber:
    """A context manager: the model is loaded with the first recording, and freed on leaving."""

    def __init__(self, model: str = MODEL, pins: Pins = NO_PINS) -> None:
        self._model = model
        self._pins = pins
        self._cache: tempfile.TemporaryDirectory[str] | None = None
        self._process: Process | None = None

    @staticmethod
    def weights(model: str = MODEL) -> tuple[Weights, ...]:
        """What must be on this machine."""
        return (Weights(model, ("config.json", *FILES), "speech-to-text model", 1620),)

    def require(self) -> None:
        """Raise MissingTool if the model is not on this machine."""
        folders_of(self.weights(self._model), self._pins)

    def words(self, recording: Path) -> str:
        """What is said in the file ``recording``, on one line.

        Raises MissingTool where the model is not here, and NarrateError where it hears no words, or the file
        cannot be read.
        """
        try:
            heard = self._listener().ask("words", recording)
        except (ProcessDied, EngineFailed) as died:
            raise NarrateError(
                f"{recording.name} could not be transcribed: {died}",
                hint='write down what is said in it, as transcript = "…"',
            ) from died
        words = " ".join(str(heard).split())
        if not any(map(str.isalnum, words)):
            raise NarrateError(
                f"no words were heard in {recording.name}",
                hint='if there are any, write them down, as transcript = "…"',
            )
        return words

    def _listener(self) -> Process:
        assert self._cache  # noqa: S101 - made on entering
        if self._process is None:
            weights = self.weights(self._model)
            parts = parts_of(weights, folders_of(weights, self._pins), Path(self._cache.name, "hub"))
            self._process = Process(
                "narrate.engines.transcriber_worker:Listener",
                parts,
                before=START_MLX,
                environment=hub.OFFLINE,
            )
        return self._process

    def __enter__(self) -> Self:
        self._cache = tempfile.TemporaryDirectory(prefix="narrate-", ignore_cleanup_errors=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._cache is not None:
            self._cache.cleanup()
