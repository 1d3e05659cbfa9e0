"""What speaks for the ``kokoro`` engine, in a process of its own: one model at a time, texts one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mlx.core as mx
import numpy as np

from narrate.engines.base import EngineFailed, Performance, plain
from narrate.engines.kokoro import speech
from narrate.engines.kokoro.engine import Kokoro, Settings
from narrate.engines.kokoro.joining import Joined, join
from narrate.engines.kokoro.manner import Own, own
from narrate.engines.kokoro.packs import Packs, row
from narrate.engines.kokoro.reading import Order, Piece, Reading
from narrate.engines.on_mlx import performing
from narrate.model import Word, canonical_json
from narrate.sound.pcm import Recording
from narrate.voices import prosody
from narrate.voices.manner import Figures, parse

_TRIAL_SEED = 1

CACHE_BYTES = 2**30
"""Freed memory that MLX may keep for the next text; 250 phonemes need about 1.5 GB at once."""


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The model in ``folder``, its voices, and the pack of the voice that spoke last."""

    folder: Path
    speech: speech.Speech
    packs: Packs


class Performer:
    """Speaks readings with Kokoro. Holds one model, and frees it before it loads another."""

    def __init__(self, pins: dict[str, str]) -> None:
        self._pins = pins
        self._held: _Held | None = None
        self._voice: tuple[Settings, mx.array] | None = None
        self._own: dict[tuple[Settings, Reading, bool], tuple[Own, Figures]] = {}
        self._made_with = performing.begin(CACHE_BYTES)

    def perform(
        self, orders: Sequence[Order], settings: Settings, tried: int
    ) -> list[Performance | EngineFailed]:
        """Speak each of ``orders``. Raises MissingTool where the model or the voice is not there."""
        settings = plain(settings)  # the voice is the same in every manner, and its own is tried once
        held = self._hold(settings)
        pack = self._pack(held, settings)
        results: list[Performance | EngineFailed] = []
        for order in orders:
            try:
                manner = self._manner(held.speech, pack, order, settings)
                results.append(self._speak(held.speech, pack, order, settings.speed, tried + 1, manner))
            except EngineFailed as failure:
                results.append(failure)
        return results

    def _speak(
        self,
        model: speech.Speech,
        pack: mx.array,
        order: Order,
        speed: float,
        attempt: int,
        manner: speech.Changed | None,
    ) -> Performance:
        pieces = order.reading.pieces
        if not pieces:
            raise EngineFailed(" ".join(order.reading.faults) or "there is nothing to say in this text")
        spoken = [
            model.say(
                piece.phonemes,
                row(pack, piece.phonemes),
                speed,
                _seed(order.render.seed, attempt, index),
                manner,
            )
            for index, piece in enumerate(pieces)
        ]
        joined = join([each.audio for each in spoken], [piece.phonemes for piece in pieces], speech.RATE_HZ)
        return Performance(
            audio=joined.audio,
            sample_rate_hz=speech.RATE_HZ,
            words=_words(pieces, spoken, joined),
            phonemes=order.reading.phonemes,
            attempts=attempt,
            made_with={**order.made_with, **self._made_with},
        )

    def _manner(
        self, model: speech.Speech, pack: mx.array, order: Order, settings: Settings
    ) -> speech.Changed | None:
        """What the manner that is asked for changes about the voice."""
        if not order.render.style:
            return None
        if order.trial is None or not order.trial.pieces:
            raise EngineFailed("there is nothing by which to tell how this voice speaks by itself")
        manner = parse(order.render.style)
        if manner.like.phonemes_s is not None and order.trial_phonemes is None:
            raise EngineFailed(
                "nobody can count in phonemes how fast this voice speaks; take transcript out of its style"
            )
        heard = manner.like != Figures()  # else nothing is compared with how it sounds
        asked = settings, order.trial, heard
        if asked not in self._own:
            self._own[asked] = _by_itself(model, pack, order.trial, order.trial_phonemes, heard=heard)
        voice, figures = self._own[asked]
        return speech.Changed(manner.change(figures), voice)

    def _hold(self, settings: Settings) -> _Held:
        folder = Kokoro.folder(settings, self._pins)
        if self._held is None or self._held.folder != folder:
            self._held = self._voice = None
            self._own.clear()
            performing.free()
            self._held = _Held(folder, speech.load(folder), Packs(folder))
        return self._held

    def _pack(self, held: _Held, settings: Settings) -> mx.array:
        if self._voice is None or self._voice[0] != settings:
            self._voice = settings, held.packs.mixed(settings.voice, settings.prosody)
        return self._voice[1]


def _by_itself(
    model: speech.Speech, pack: mx.array, trial: Reading, phonemes: int | None, *, heard: bool
) -> tuple[Own, Figures]:
    """Where a voice lies by itself and, if it is ``heard``, how it speaks, measured as recordings are.

    By itself is also without its speed, which is on top of a manner.
    """
    rows = [(piece.phonemes, row(pack, piece.phonemes)) for piece in trial.pieces]
    tunes = [model.tune(*each) for each in rows]
    voice = own(
        np.concatenate([tune.pitch_hz for tune in tunes]), np.concatenate([tune.energy for tune in tunes])
    )
    if not heard:
        return voice, Figures()
    audio = np.nan_to_num(np.concatenate([model.say(*each, 1.0, _TRIAL_SEED).audio for each in rows]))
    return voice, prosody.figures(Recording(audio, speech.RATE_HZ), phonemes)


def _seed(seed: int, attempt: int, piece: int) -> int:
    """Of a piece's noise: the render's own the first time, and others, always the same, after that."""
    if attempt == 1 and piece == 0:
        return seed
    return int.from_bytes(hashlib.sha256(canonical_json([seed, attempt, piece]).encode()).digest()[:4])


def _words(pieces: Sequence[Piece], spoken: Sequence[speech.Spoken], joined: Joined) -> tuple[Word, ...]:
    """When each word is heard: a symbol lasts as many frames as the model gave it."""
    words = []
    for piece, sound, begin, end in zip(pieces, spoken, joined.begins, joined.ends, strict=True):
        edges = [0, *(int(edge) for edge in sound.frames.cumsum())]  # edges[1 + i]: symbol i begins
        for said in piece.words:
            first, last = (begin + edges[1 + at] * speech.FRAME for at in (said.first, said.last))
            times = (min(max(at, 0), end) / speech.RATE_HZ for at in (first, last))
            words.append(Word(said.start, said.end, *times))
    return tuple(words)
