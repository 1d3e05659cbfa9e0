"""Readings made by hand, and processes in which Kokoro's sound is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from narrate.engines.kokoro.engine import Settings
from narrate.engines.kokoro.reading import Order, Piece, Reading, Said
from narrate.engines.on_mlx import START_MLX
from narrate.engines.process import Process
from narrate.model import Render

HERE = {"PYTHONPATH": str(Path(__file__).parent)}


@pytest.fixture
def renderer() -> Iterator[Callable[..., Process]]:
    """Start a class of in_renderer.py in a process like that of a build."""
    started: list[Process] = []

    def start(name: str, *arguments: object) -> Process:
        started.append(Process(f"in_renderer:{name}", *arguments, before=START_MLX, environment=HERE))
        return started[-1]

    yield start
    for process in started:
        process.stop()


@pytest.fixture(scope="session")
def performer() -> Iterator[Process]:
    """A performer that several tests use, one after another; none of them harms it."""
    process = Process("in_renderer:Watched", {}, before=START_MLX, environment=HERE)
    yield process
    process.stop()


@pytest.fixture
def order() -> Callable[..., Order]:
    """An order for pieces of phonemes; their words are what spaces divide, each also a word of the text."""

    def make(*pieces: str, seed_of: str = "", style: str = "") -> Order:
        at, made = 0, []
        for phonemes in pieces:
            words, first = [], 0
            for word in phonemes.split(" "):
                words.append(Said(at, at + len(word), first, first + len(word)))
                first += len(word) + 1
                at += len(word) + 1
            made.append(Piece(phonemes, tuple(words)))
        text = seed_of or " ".join(pieces)
        return Order(Render("kokoro", 1, "{}", text, (), "en", style, 0), Reading(tuple(made)))

    return make


@pytest.fixture
def voice(vocoder_kokoro: Path) -> Settings:
    """A voice of the vocoder."""
    return Settings("af_heart", model=str(vocoder_kokoro))
