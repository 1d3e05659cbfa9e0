"""Readings made by hand, and processes in which Kokoro's sound is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from narrate.engines.kokoro.engine import Settings
from narrate.engines.kokoro.reading import Order, Piece, Reading, Said
from narrate.engines.processes.process import Process
from narrate.model import Render
from tests.engines.conftest import Start, processes


@pytest.fixture
def renderer(start: Start) -> Start:
    """Start a class of in_renderer.py."""
    return lambda name, *arguments: start(f"kokoro.in_renderer:{name}", *arguments)


@pytest.fixture(scope="session")
def performer() -> Iterator[Process]:
    """A performer that several tests use, one after another; none of them harms it."""
    with processes() as start:
        yield start("kokoro.in_renderer:Watched", {})


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
