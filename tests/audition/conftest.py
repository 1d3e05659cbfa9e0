"""Something that somebody says, and a project to audition voices in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from narrate.engines.espeak.engine import Espeak, Settings
from narrate.model import Render
from narrate.sound.pcm import Recording

SAID = "The lamp at the corner had gone out, and nobody in the street could say when."


@pytest.fixture(scope="session")
def spoken() -> Recording:
    """``SAID`` by eSpeak, as if recorded in a quiet room."""
    with Espeak() as engine:
        render = Render("espeak", 1, "{}", SAID, (), "en-gb", "", 0)
        performance = engine.perform(render, Settings())
    noise = np.random.default_rng(0).normal(size=len(performance.audio)) * 1e-4
    return Recording((performance.audio + noise).astype(np.float32), performance.sample_rate_hz)


def buzz(*, pitch_hz: float, swing_st: float, seconds: float = 6.0) -> np.ndarray:
    """Somebody who says "la la la": (n,) at 16 kHz."""
    time_s = np.arange(round(seconds * 16_000)) / 16_000
    hz = pitch_hz * 2 ** (swing_st * np.sin(2 * np.pi * 1.5 * time_s) / 12)
    phase = 2 * np.pi * np.cumsum(hz) / 16_000
    sound = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(1, 10))
    sound = sound * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * time_s)) * (np.sin(np.pi * time_s) > -0.8)
    noise = np.random.default_rng(1).standard_normal(len(time_s))
    return (0.1 * sound + 1e-4 * noise).astype(np.float32)


@pytest.fixture
def library_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's library of this test's own."""
    folder = tmp_path / "library"
    monkeypatch.setenv("NARRATE_VOICES", str(folder))
    return folder
