"""A recording whose every flaw is known: the embedded voice, in a room with hardly any noise."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.engines.espeak.engine import Espeak, Settings
from narrate.model import Render
from narrate.voices.company.suspicion import NONE

TEXT = (
    "The keeper of the light had counted every step, and there were ninety-seven of them. She said so twice, "
    "and sat down; nobody in the house asked her why."
)
RATE_HZ = 22_050


@functools.cache
def said() -> NDArray[np.float32]:
    """``TEXT``, as eSpeak says it: its pauses are digital silence."""
    with Espeak() as engine:
        heard = engine.perform(Render("espeak", 1, "{}", TEXT, (), "en-gb", "", 0), Settings(voice="+f1"))
        engine.abandon()
    assert heard.sample_rate_hz == RATE_HZ
    return heard.audio * np.float32(0.6)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens for company, which costs more than all the rest."""
    for detector in ("music.music", "speakers.second_speaker"):
        monkeypatch.setattr(f"narrate.voices.company.{detector}", lambda _: NONE)


@pytest.fixture
def dry() -> NDArray[np.float32]:
    """``TEXT``, with nothing around it."""
    return said().copy()


@pytest.fixture
def spoken(dry: NDArray[np.float32]) -> NDArray[np.float32]:
    """``TEXT`` as a good microphone in a quiet room would have it: noise at -80 dB, silence at both ends."""
    return quietly(np.pad(dry, RATE_HZ // 4))


def quietly(audio: NDArray[np.float32], noise_db: float = -80.0) -> NDArray[np.float32]:
    """``audio`` over white noise."""
    noise = np.random.default_rng(3).standard_normal(len(audio)) * 10 ** (noise_db / 20)
    return (audio + noise).astype(np.float32)
