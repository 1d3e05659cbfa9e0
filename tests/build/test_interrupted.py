"""Ctrl-C: once finishes and keeps what is being rendered, twice lets it go; nothing else is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import ClassVar

import pytest

from narrate.build.events import Rendered, Stopping
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.render import Studio
from narrate.engines.base import EngineFailed, Performance
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.engines.tone import Settings, Tone
from narrate.model import Render
from narrate.project.load import load

PROGRAM = Path(__file__).parent / "slow_tone.py"


def interrupted(project: Path, folder: Path, seconds: float, times: int) -> tuple[int, str]:
    """How a build ended that was interrupted once, or again after it had told what it does: code, words."""
    building = subprocess.Popen(
        [sys.executable, PROGRAM, project, str(seconds)],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    while not (folder / "begun").exists():
        assert building.poll() is None
        time.sleep(0.02)
    said = ""
    with building:
        assert building.stderr
        building.send_signal(signal.SIGINT)
        for line in building.stderr:
            said += line
            if times == 2 and "finishing what is being rendered" in line:
                building.send_signal(signal.SIGINT)
    return building.returncode, said


def takes(project: Path) -> int:
    return len(list((project / ".narrate" / "takes-v1").glob("??/*.json")))


def test_once_finishes_what_is_being_rendered_and_says_so(project: Path, tmp_path: Path) -> None:
    code, said = interrupted(project, tmp_path, seconds=2.0, times=1)
    assert code == 130
    assert "finishing what is being rendered; Ctrl-C again lets it go" in said
    assert "interrupted: every finished take and file is kept" in said
    assert takes(project) == 1


def test_twice_lets_it_go_at_once_and_without_a_traceback(project: Path, tmp_path: Path) -> None:
    code, said = interrupted(project, tmp_path, seconds=60.0, times=2)
    assert code == 130
    assert "Traceback" not in said
    assert "interrupted: every finished take and file is kept" in said
    assert takes(project) == 0  # there would be one, after a minute


class Forgetful(Tone):
    """Speaks one text, and needs to be told to stop with the next."""

    told: ClassVar[list[str]] = []

    def __init__(self, pins: Pins = NO_PINS) -> None:
        super().__init__(pins)
        self._spoken = 0
        self._stopped = threading.Event()

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        self._spoken += 1
        if self._spoken > 1 and self._stopped.wait(30):
            raise EngineFailed("stopped")
        return super().perform(render, settings, tried)

    def abandon(self) -> None:
        self.told.append("stop")
        self._stopped.set()


def test_twice_lets_it_go_even_while_the_first_is_being_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Forgetful)
    prepared = prepare(load(project), NO_PINS)
    store = store_of(prepared.project, lenient=False)
    with Studio(store, NO_PINS) as studio:
        events = studio.render(plan_of(prepared, store).missing)
        assert isinstance(next(events), Rendered)
        assert isinstance(events.throw(KeyboardInterrupt()), Stopping)
        events.close()  # who is told was interrupted
    assert Forgetful.told == ["stop"]
