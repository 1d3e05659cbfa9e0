"""What ``transcriber.Transcriber`` starts: a speech-to-text model that is given samples and answers words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from narrate.engines.base import EngineFailed
from narrate.engines.mlx.lending import Lending
from narrate.engines.mlx.model_class import name_parts, one_line
from narrate.engines.mlx.parts import Parts
from narrate.errors import NarrateError

_RATE_HZ = (
    16_000  # what every speech-to-text model of mlx-audio takes (SAMPLE_RATE of mlx_audio/stt/utils.py)
)


class Listener:
    """A model, loaded with the first recording."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lending = Lending(Path(parts.cache))
        self._lending.lend(parts.lent)
        self._model: Any = None

    def words(self, recording: Path) -> str:
        """What is said in the file ``recording``.

        Raises NarrateError where that cannot be read, or the model cannot be loaded.
        """
        from narrate.sound.resample import resampled
        from narrate.voices.decode import decode

        found = decode(recording)
        samples = resampled(found.audio, found.sample_rate, _RATE_HZ)
        if self._model is None:
            self._model = self._load()
        import mlx.core as mx

        mx.random.seed(0)  # a model that is unsure draws; it is to hear the same tomorrow
        try:
            heard = self._model.generate(mx.array(samples))
        except Exception as error:  # any model's own code: what it raises is its own
            self._lending.settle(self._parts.name)
            raise EngineFailed(one_line(error)) from error
        return str(heard.text)

    def _load(self) -> Any:
        from mlx_audio.stt.utils import load_model

        try:
            model = load_model(Path(self._parts.folder), model_name_parts=name_parts(self._parts))
        except Exception as error:  # the loader and any model's own code: what they raise is theirs
            self._lending.settle(self._parts.name)
            raise NarrateError(f"{self._parts.name} cannot be loaded: {one_line(error)}") from error
        self._lending.settle(self._parts.name)
        return model
