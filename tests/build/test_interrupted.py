"""Ctrl-C: once finishes and keeps what is being rendered, twice lets it go; nothing else is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = Path(__file__).parent / "slow_tone.py"


def interrupted(project: Path, folder: Path, seconds: float, times: int) -> tuple[int, str, float]:
    """How a build ended that was interrupted so many times: code, what it said, seconds since the last."""
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
    for left in reversed(range(times)):
        building.send_signal(signal.SIGINT)
        if left:
            time.sleep(1.0)
    at = time.monotonic()
    _, said = building.communicate(timeout=100)
    return building.returncode, said, time.monotonic() - at


def takes(project: Path) -> int:
    return len(list((project / ".narrate" / "takes-v1").glob("??/*.json")))


def test_once_finishes_what_is_being_rendered_and_says_so(project: Path, tmp_path: Path) -> None:
    code, said, _ = interrupted(project, tmp_path, seconds=2.0, times=1)
    assert code == 130
    assert "finishing what is being rendered; Ctrl-C again lets it go" in said
    assert "interrupted: every finished take and file is kept" in said
    assert takes(project) == 1


def test_twice_lets_it_go_at_once_and_without_a_traceback(project: Path, tmp_path: Path) -> None:
    code, said, took_s = interrupted(project, tmp_path, seconds=60.0, times=2)
    assert code == 130
    assert "Traceback" not in said
    assert "interrupted: every finished take and file is kept" in said
    assert took_s < 30  # of the sixty that the engine would take
    assert takes(project) == 0
