"""What many tests need: a small project, and narrate run as a person runs it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import settings

# A busy machine is no fault of the code: how fast it is, benchmarks tell.
settings.register_profile("narrate", deadline=None)
settings.load_profile("narrate")


def pytest_configure(config: pytest.Config) -> None:
    """Give the many processes that tests start what they need of this one.

    They find their code compiled, even where Python is to keep none. They hear Ctrl-C, even where the tests
    were started in the background of a script, which has all that is started so ignore it; and that their
    terminal is gone, even below nohup.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)  # which what they start does not inherit
    if hasattr(config, "cache"):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(config.cache.mkdir("bytecode"))


# No test reaches the real hub, wherever it runs. Those about downloads have a hub of their own: tests/models.
os.environ["HF_HUB_OFFLINE"] = "1"

# Nor does one find, or change, the voices of whoever runs it.
os.environ["NARRATE_VOICES"] = str(Path(__file__).parent / "no-voices")

TOML = """\
[book]
title = "Two Lamps"
author = "A. Tester"
manuscript = "book.md"

[voices.teller]
engine = "tone"
pitch_hz = 110

[voices.ada]
engine = "tone"
pitch_hz = 330

[cast]
narrator = "teller"
others = "narrator"
Ada = { voice = "ada", pronouns = "she" }
Ben = { voice = "ben", pronouns = "he" }

[voices.ben]
engine = "tone"
pitch_hz = 220
"""

BOOK = """\
# The First Lamp

The street was dark. Nobody had lit the lamp at the corner, and nobody knew why it was out.

“Who has the matches?” asked Ada.

“Not I,” said Ben. He looked into his pockets, and found a button.

# The Second Lamp

The second lamp was lit. It stood where the street ended and the water began.

“Then somebody was here,” said Ada.

# The Third Lamp

There was no third lamp. There never had been one.
"""


@dataclass(frozen=True)
class Ran:
    """How a run of narrate ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of three chapters and three tone voices."""
    folder = tmp_path / "two-lamps"
    folder.mkdir()
    (folder / "narration.toml").write_text(TOML, encoding="utf-8")
    (folder / "book.md").write_text(BOOK, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A speech-to-text model that hears one sentence in everything: "The lamp at the corner is out."."""
    return made_once(tmp_path_factory, "whisper.py")


@pytest.fixture
def narrate(tmp_path: Path) -> Callable[..., Ran]:
    """Run the program in a process of its own, away from any project."""
    away = tmp_path / "elsewhere"
    away.mkdir()

    def run(*arguments: object, cwd: Path | None = None, **environment: str) -> Ran:
        ran = subprocess.run(
            [sys.executable, "-m", "narrate", *map(str, arguments)],
            cwd=cwd or away,
            capture_output=True,
            env={**os.environ, "NO_COLOR": "1", **environment},
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    return run


def made_once(temporary: pytest.TempPathFactory, script: str, *arguments: str) -> Path:
    """The folder that ``script`` of tests/checkpoints fills, called with the folder and ``arguments``.

    Made once a session, by whichever process of pytest-xdist comes first.
    """
    root = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / "-".join(("checkpoint", Path(script).stem, *arguments))
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            being_made = Path(f"{folder}.partial")
            program = Path(__file__).parent / "checkpoints" / script
            subprocess.run([sys.executable, program, being_made, *arguments], check=True)
            being_made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def random_kokoro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Kokoro whose weights are random: noise, but the whole path runs. Not to be changed."""
    return made_once(tmp_path_factory, "kokoro.py", "random")


@pytest.fixture(scope="session")
def vocoder_kokoro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Kokoro whose sound has the pitch, the energy and the durations that it predicts."""
    return made_once(tmp_path_factory, "kokoro.py", "vocoder")


@pytest.fixture(scope="session")
def tiny_csm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose speech is as long as its text asks for. Not to be changed."""
    return made_once(tmp_path_factory, "csm.py", "speech")


def noise_in_syllables(seconds: float, seed: int) -> np.ndarray:
    """What a microphone could have heard: bursts of noise, two a second, at 24 kHz."""
    chance = np.random.default_rng(seed)
    at_s = np.arange(int(24_000 * seconds)) / 24_000
    swell = np.clip(np.sin(2 * np.pi * 2.2 * at_s) + 0.4, 0, 1)
    return (0.15 * swell * chance.normal(size=len(at_s))).clip(-0.9, 0.9).astype(np.float32)


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two recordings to clone, of five seconds."""
    folder = tmp_path_factory.mktemp("recordings")
    for name, seed in (("ada.wav", 1), ("ben.wav", 2)):
        soundfile.write(folder / name, noise_in_syllables(5.0, seed), 24_000)
    return folder / "ada.wav", folder / "ben.wav"
