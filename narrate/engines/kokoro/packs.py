"""Voice packs: what the model is told of a voice, a row for each length of text; mixed, halves swapped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import mlx.core as mx
from mlx_audio.tts.models.kokoro.voice import load_voice_tensor

from narrate.engines.kokoro import voices
from narrate.engines.kokoro.reading import MOST_PHONEMES
from narrate.errors import MissingTool

_WIDTH = 256
_TIMBRE = 128  # the first half colours the sound, the second leads durations, pitch and energy


class Packs:
    """The voices of one model's folder; each file is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, mx.array] = {}

    def mixed(self, voice: str | Mapping[str, float], prosody: str | None = None) -> mx.array:
        """The pack (510, 1, 256) of a voice or blend, with the prosody half of another voice if one is named.

        Raises MissingTool where a voice is not in the folder or is no voice.
        """
        shares = voices.parts(voice)
        if len(shares) == 1:
            pack = self._pack(*shares)  # as it is: a factor of 1 is left out, so the bits are upstream's
        else:
            pack = sum((share * self._pack(name) for name, share in shares.items()), start=mx.array(0.0))
        if prosody is not None:
            pack = mx.concatenate([pack[..., :_TIMBRE], self._pack(prosody)[..., _TIMBRE:]], axis=-1)
        mx.eval(pack)
        return pack

    def _pack(self, name: str) -> mx.array:
        if name not in self._read:
            self._read[name] = _read(self._folder, name)
        return self._read[name]


def row(pack: mx.array, phonemes: str) -> mx.array:
    """The style (1, 256) in which ``pack`` speaks ``phonemes``: there is one for each length, as upstream."""
    return pack[len(phonemes) - 1]


def _read(folder: Path, name: str) -> mx.array:
    path = folder / voices.file_of(name)
    known = voices.in_folder(folder)
    if missing := list(voices.unknown([name], known)):
        raise MissingTool(missing[0])
    pack: mx.array
    try:
        pack = load_voice_tensor(str(path)).astype(mx.float32)
    except (RuntimeError, KeyError, ValueError) as error:
        raise MissingTool(f"{path} holds no Kokoro voice: {error}") from error
    if pack.shape != (MOST_PHONEMES, 1, _WIDTH) or not mx.isfinite(pack).all():
        raise MissingTool(
            f"{path} holds no Kokoro voice: its numbers are {' × '.join(map(str, pack.shape))}"
            + ("" if pack.shape != (MOST_PHONEMES, 1, _WIDTH) else ", not all of them finite"),
            hint=f"a voice has {MOST_PHONEMES} × 1 × {_WIDTH}, all finite",
        )
    return pack
