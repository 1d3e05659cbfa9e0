"""Tiny models for these tests, made once a run: random weights that the real classes load and speak with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.engines.mlx.engine import Mlx
from tests.conftest import made_once


@pytest.fixture(scope="session")
def kitten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KittenTTS model: voices by name, and speed."""
    return made_once(tmp_path_factory, "kitten.py")


@pytest.fixture(scope="session")
def voxcpm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VoxCPM model: clones a recording by its words."""
    return made_once(tmp_path_factory, "voxcpm.py")


@pytest.fixture(scope="session")
def voxcpm2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VoxCPM2 model: is told in words how to speak."""
    return made_once(tmp_path_factory, "voxcpm.py", "voxcpm2")


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds that are no model's own rate."""
    file = tmp_path_factory.mktemp("recordings") / "ada.wav"
    times = np.arange(3 * 44100) / 44100
    sound = 0.3 * np.sin(2 * np.pi * 140 * times) * (1 + np.sin(2 * np.pi * 3 * times)) / 2
    soundfile.write(file, sound, 44100)
    return file


@pytest.fixture(scope="module")
def engine() -> Iterator[Mlx]:
    """The engine, entered."""
    with Mlx() as entered:
        yield entered
