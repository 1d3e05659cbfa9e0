"""Speech-like sound with pauses, and finished files of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

Sound = NDArray[np.float32]

RATE_HZ = 44_100


def speech(seconds: float = 6.0, rate_hz: int = RATE_HZ, head_s: float = 0.75, tail_s: float = 3.0) -> Sound:
    """Tones in syllables over room tone, as loud as ACX wants it: (n,).

    The pauses are 0.75 s, one in two seconds; peaks are at -6 dB, the noise floor near -75.
    """
    chance = np.random.default_rng(7)
    at_s = np.arange(round(seconds * rate_hz)) / rate_hz
    syllables = np.clip(np.sin(2 * np.pi * 2 * at_s), 0, 1) ** 0.5 * (at_s % 2 < 1.25)
    voiced = 0.25 * np.sin(2 * np.pi * 210 * at_s) + 0.2 * np.sin(2 * np.pi * 630 * at_s)
    sound = np.concatenate([np.zeros(round(head_s * rate_hz)), syllables * voiced])
    sound = np.concatenate([sound, np.zeros(round(tail_s * rate_hz))])
    return (sound + 10 ** (-75 / 20) * chance.standard_normal(len(sound))).astype(np.float32)


def write_mp3(path: Path, sound: Sound, kbps: int = 192, rate_hz: int = RATE_HZ) -> Path:
    """``sound`` (n,) or (n, channels) as an MP3 of constant bit rate, without tags."""
    level = (320 - kbps) / 288  # as libsndfile reckons, src/mpeg_l3_encode.c
    channels = 1 if sound.ndim == 1 else sound.shape[1]
    with soundfile.SoundFile(
        path, "w", rate_hz, channels, "MPEG_LAYER_III", format="MP3", bitrate_mode="CONSTANT",
        compression_level=level,
    ) as file:  # fmt: skip
        file.write(sound)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """An MP3 at the levels of ACX."""
    return write_mp3(tmp_path / "01 - Good.mp3", speech())


@pytest.fixture
def ffmpeg() -> Callable[..., str]:
    """ffmpeg(arguments): what it says on stderr."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed: not checked against it")

    def run(*arguments: object) -> str:
        command = ["ffmpeg", "-hide_banner", "-nostats", "-y", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, check=True).stderr.decode()

    return run
