"""What the tests do inside the renderer's process: CSM's performer with windows cut into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrate.engines.csm.engine import Settings
from narrate.engines.csm.performer import Performer
from narrate.model import Render

Said = tuple[NDArray[np.int32], bool]
"""The codes (codebooks, n) of an utterance, and whether it ended by itself."""


class Laboratory(Performer):
    """A performer that also answers what the tests want to know."""

    def speak(
        self, texts: Sequence[str], seeds: Sequence[int], settings: Settings, most: int = 60
    ) -> list[Said]:
        """One batch of ``texts``, which must be of one length of prompt."""
        from narrate.engines.csm.decoding import Row

        loaded = self._load(settings)
        clone = self._clone(loaded, settings)
        prompts = {text: clone.prompt(loaded.model, text) for text in texts}
        rows = [Row(prompts[text], most, seed) for text, seed in zip(texts, seeds, strict=True)]
        return [(one.codes, one.ended) for one in loaded.decoder.speak(rows, settings.temperature)]

    def prompt(self, text: str, settings: Settings) -> tuple[list[int], NDArray[np.int32]]:
        """The words (tokens) and the frames (n, codebooks) that the model is given to say ``text``."""
        loaded = self._load(settings)
        prompt = self._clone(loaded, settings).prompt(loaded.model, text)
        tokens, said = np.array(prompt.tokens), np.array(prompt.mask)[:, -1]
        return tokens[said, -1].tolist(), tokens[~said, :-1]

    def tokens(self, text: str, settings: Settings) -> list[int]:
        """``text`` in the model's own words."""
        words, _ = self._load(settings).model._tokenize_text_segment(text, 0)
        return np.array(words)[:, -1].tolist()

    def upstream(self, text: str, settings: Settings, most: int = 60) -> tuple[Said, NDArray[np.float32]]:
        """What mlx-audio's own ``generate`` says without chance, and the sound that it makes of it."""
        import mlx.core as mx
        from mlx_audio.lm.sample_utils import make_sampler

        from narrate.voices import reference

        model = self._load(settings).model
        heard = reference.load(settings.reference, settings.transcript, 24_000)
        frames: list[Any] = []
        original = model.generate_result

        def watched(samples: list[Any], *arguments: Any, **options: Any) -> Any:
            frames.extend(np.array(sample)[0] for sample in samples)
            return original(samples, *arguments, **options)

        model.generate_result = watched
        try:
            made = model.generate(
                text,
                ref_audio=mx.array(heard.audio),
                ref_text=heard.transcript,
                sampler=make_sampler(temp=0),
                max_audio_length_ms=most * 80,
                stream=True,  # the only way in which it begins with a fresh decoder
                streaming_interval=1e6,
            )
            audio = np.concatenate([np.array(result.audio) for result in made])
        finally:
            del model.generate_result
        return (np.stack(frames, axis=1).astype(np.int32), len(frames) < most), audio

    def sound_of(self, codes: NDArray[np.int32], settings: Settings) -> NDArray[np.float32]:
        """``codes`` decoded as a take's are."""
        from narrate.engines.csm.performer import _decoded

        return _decoded(self._load(settings).model, codes)

    def width(self, settings: Settings) -> int:
        """Of a batch of the loaded model."""
        return self._load(settings).decoder.width

    def width_where_places_differ(self, settings: Settings) -> int:
        """Of a batch on a machine whose kernels treat the places of a batch differently."""
        from unittest.mock import patch

        from narrate.engines.csm import decoding

        with patch.object(decoding.mx, "array_equal", lambda *_: False):
            return decoding.Decoder(self._load(settings).model, 64).width

    def perform_alone(self, renders: Sequence[Render], settings: Settings) -> list[Any]:
        """What ``perform`` gives where rows go alone."""
        decoder = self._load(settings).decoder
        width, decoder.width = decoder.width, 1
        try:
            return self.perform(renders, settings, 0)
        finally:
            decoder.width = width

    def look_ups(self) -> tuple[str, bool]:
        """Where mlx-audio looks for the tokenizer, and whether its codec looks for itself."""
        from mlx_audio.codec.models.mimi.mimi import Mimi
        from mlx_audio.tts.models.sesame import sesame

        return sesame.TOKENIZER_REPO, Mimi.from_pretrained.__module__ == Mimi.__module__

    def memory(self) -> tuple[int, int]:
        """Bytes that are resident, and bytes of arrays that MLX holds."""
        import mlx.core as mx

        from narrate.engines.processes.worker import _memory_bytes

        return _memory_bytes(), int(mx.get_active_memory())
