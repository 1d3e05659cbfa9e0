"""Processes like a build's, for what must not be done to pytest's own: changing mlx, or dying."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from narrate.engines.on_mlx.engine import START_MLX
from narrate.engines.processes.process import Process

ROOT = Path(__file__).parents[2]
Start = Callable[..., Process]


@contextlib.contextmanager
def processes() -> Iterator[Start]:
    """What starts a class of tests/engines ("csm.in_renderer:Laboratory") in a process of its own.

    All of them end with the block. It takes the class's arguments, ``before`` as ``Process`` does, and
    variables of the environment.
    """
    started: list[Process] = []

    def begin(name: str, *arguments: object, before: str = START_MLX, **environment: str) -> Process:
        paths = os.pathsep.join(filter(None, (str(ROOT), environment.get("PYTHONPATH"))))
        surroundings = {**environment, "PYTHONPATH": paths}
        process = Process(f"tests.engines.{name}", *arguments, before=before, environment=surroundings)
        started.append(process)
        return process

    try:
        yield begin
    finally:
        for process in started:
            process.stop()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start processes that end with the test."""
    with processes() as begin:
        yield begin
