"""A tiny CSM, a recording to clone, and a renderer's process that the tests look into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from narrate.engines.csm.engine import Settings
from narrate.engines.processes.process import Process
from narrate.model import Render
from tests.conftest import made_once
from tests.engines.conftest import Start, processes

TRANSCRIPT = "The lamp at the corner had gone out again, and nobody knew the reason why it was."


@pytest.fixture(scope="session")
def endless_csm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that never ends."""
    return made_once(tmp_path_factory, "csm.py", "never")


@pytest.fixture(scope="session")
def mute_csm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that ends before it has begun."""
    return made_once(tmp_path_factory, "csm.py", "at once")


@pytest.fixture(scope="session")
def ada(tiny_csm: Path, recordings: tuple[Path, Path]) -> Settings:
    """A voice of the tiny model."""
    return Settings(recordings[0], TRANSCRIPT, model=str(tiny_csm))


@pytest.fixture(scope="session")
def ben(tiny_csm: Path, recordings: tuple[Path, Path]) -> Settings:
    """Another."""
    return Settings(recordings[1], TRANSCRIPT, model=str(tiny_csm))


@pytest.fixture
def laboratory(start: Start) -> Start:
    """Start a renderer's process in an environment of its own."""
    return lambda **environment: start("csm.in_renderer:Laboratory", {}, **environment)


@pytest.fixture(scope="session")
def renderer() -> Iterator[Process]:
    """One that all tests share, so that the libraries are loaded once."""
    with processes() as start:
        yield start("csm.in_renderer:Laboratory", {})


def render(text: str, occurrence: int = 0) -> Render:
    """A request to a voice."""
    return Render("csm", 1, "a voice", text, (), "en", "", occurrence)
