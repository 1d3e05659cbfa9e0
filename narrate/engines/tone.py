"""The ``tone`` engine: not a voice. Deterministic tones for tests and dry runs, one syllable a vowel group.

Each voice has its own pitch, each word its own length, so that a wrong voice, a missing word or a wrong
order can be heard and measured. It never poses as speech: ``narrate check`` warns where a project casts it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Annotated, Self

from annotated_types import Interval

from narrate.engines.base import Engine, Performance
from narrate.model import Render, Word, canonical_json

RATE_HZ = 24_000
_SYLLABLE = re.compile(r"[aeiouyAEIOUY]+|\d")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Settings:
    """``pitch_hz`` is the tone's, 60 to 1000."""

    pitch_hz: Annotated[float, Interval(ge=60, le=1000)] = 220.0


class Tone(Engine[Settings]):
    """Sine syllables of 120 ms with 30 ms between words."""

    name = "tone"
    summary = "deterministic test tones; not a voice"
    revision = 1
    longest = 2000
    settings_type = Settings

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        """One tone per vowel group; the seed detunes by up to 3 %, so that another take sounds different."""
        import numpy as np

        del tried  # there is nothing to try again
        detune = int.from_bytes(hashlib.sha256(canonical_json(render.seed).encode()).digest()[:2]) / 65536
        frequency_hz = settings.pitch_hz * (1 + 0.03 * detune)
        syllable = np.arange(int(0.12 * RATE_HZ), dtype=np.float32) / RATE_HZ
        swell = np.hanning(len(syllable)).astype(np.float32)
        sound = (0.25 * swell * np.sin(2 * np.pi * frequency_hz * syllable)).astype(np.float32)
        gap = np.zeros(int(0.03 * RATE_HZ), np.float32)
        pieces, words, at = [gap], [], len(gap)
        for match in _WORD.finditer(render.text):
            count = max(1, len(_SYLLABLE.findall(match[0])))
            pieces += [sound] * count + [gap]
            end = at + count * len(sound)
            words.append(Word(match.start(), match.end(), at / RATE_HZ, end / RATE_HZ))
            at = end + len(gap)
        return Performance(np.concatenate(pieces), RATE_HZ, tuple(words))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
