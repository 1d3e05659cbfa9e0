"""Real processes: killed at any moment, side by side, told to end, and with workers that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from narrate.cli.signals import heeded
from narrate.engines.espeak.engine import Espeak
from tests.faults.killing import begun, kill_and_go_on, performed, start, write
from tests.faults.trying import left_over, published


def test_kills_cost_what_was_in_flight_and_nothing_else(tmp_path: Path) -> None:
    figures = kill_and_go_on(tmp_path, "both", Espeak().workers, kills=3, chapters=2)
    assert figures.kills == 3
    assert figures.reads > 0


@pytest.fixture
def book(tmp_path: Path) -> Path:
    project = tmp_path / "book"
    write(project, "tone", 3)
    return project


def until(process: subprocess.Popen[str], folder: Path, count: int) -> None:
    """Wait until ``count`` texts are begun."""
    while performed(folder).total() < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def told(process: subprocess.Popen[str], words: str) -> str:
    """The next line in which ``process`` says ``words``."""
    assert process.stderr
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"it did not say {words!r}")


def test_of_two_builds_one_waits_and_nothing_is_rendered_twice(book: Path, tmp_path: Path) -> None:
    one = start(book, tmp_path, slow_s=0.2)
    until(one, tmp_path, 1)
    other = start(book, tmp_path)
    assert told(other, "waiting") == f"waiting for the other build (pid {one.pid})\n"
    said = [process.communicate()[1] for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0), said
    assert set(performed(tmp_path).values()) == {1}
    assert "12 from the cache" in said[1] or "rendered 0 utterances" in said[1]
    assert not left_over(book)


def test_a_preview_waits_for_a_build_and_renders_nothing_twice(book: Path, tmp_path: Path) -> None:
    building = start(book, tmp_path, slow_s=0.2)
    until(building, tmp_path, 1)
    preview = start(book, tmp_path, "preview", "chapter", "--no-play", "2")
    assert f"pid {building.pid}" in told(preview, "waiting")
    said = [process.communicate() for process in (building, preview)]
    assert (building.returncode, preview.returncode) == (0, 0), said
    assert set(performed(tmp_path).values()) == {1}
    assert said[1][0].strip().endswith("dist/preview/flac/02 - Lamp 2.flac")


def test_a_build_that_waits_can_be_interrupted(book: Path, tmp_path: Path) -> None:
    building = start(book, tmp_path, slow_s=60)
    until(building, tmp_path, 1)
    other = start(book, tmp_path)
    told(other, "waiting")
    other.send_signal(signal.SIGINT)
    _, said = other.communicate(timeout=30)  # of the sixty that the other build takes for a text
    assert other.returncode == 130
    assert "Traceback" not in said
    assert building.poll() is None
    building.send_signal(signal.SIGINT)
    told(building, "finishing what is being rendered")  # two signals at once may count as one
    building.send_signal(signal.SIGINT)
    building.communicate()
    assert building.returncode == 130


@pytest.mark.parametrize(
    ("engine", "number", "code"), [("espeak", signal.SIGTERM, 143), ("tone", signal.SIGHUP, 129)]
)
def test_a_build_that_is_told_to_end_keeps_what_it_has_begun(
    tmp_path: Path, engine: str, number: int, code: int
) -> None:
    book = tmp_path / "book"
    write(book, engine, 3)
    building = start(book, tmp_path, slow_s=0.5)
    until(building, tmp_path, 1)
    building.send_signal(number)
    _, said = building.communicate(timeout=60)
    assert building.returncode == code, said
    assert "interrupted: every finished take and file is kept" in said
    assert "Traceback" not in said
    takes = list(book.glob(".narrate/takes-v1/??/*.json"))
    assert 1 <= len(takes) == performed(tmp_path).total()
    assert not left_over(book)
    assert not workers_of(building.pid)


def test_a_build_whose_terminal_is_gone_keeps_what_it_has_begun(book: Path, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    building = start(book, tmp_path, slow_s=0.5, terminal=theirs)
    os.close(theirs)
    until(building, tmp_path, 1)
    os.close(ours)  # writing to the terminal fails from now on
    building.send_signal(signal.SIGHUP)
    assert building.wait(60) == 129
    assert len(list(book.glob(".narrate/takes-v1/??/*.json"))) == performed(tmp_path).total()
    assert not left_over(book)


def test_a_signal_that_is_ignored_stays_so() -> None:
    """As SIGHUP under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with heeded() as told:
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
        assert told.exit_code == 130  # it is what Ctrl-C would be
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def workers_of(pid: int) -> list[int]:
    """The processes that ``pid`` has started and that are alive; none where there is no /proc."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to find workers in: not checked")
def test_workers_that_are_killed_change_nothing(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for project in (whole, killed):
        write(project, "espeak", 3)
    calm = start(whole, tmp_path)
    _, said = calm.communicate()
    assert calm.returncode == 0, said
    (tmp_path / "performed").unlink()
    building = start(killed, tmp_path, slow_s=0.1)
    begun(building, tmp_path)
    kills = 0
    for count in (1, 4, 7):
        until(building, tmp_path, count)
        for worker in workers_of(building.pid):
            os.kill(worker, signal.SIGKILL)
            kills += 1
    _, said = building.communicate()
    assert building.returncode == 0, said
    assert kills
    assert published(killed) == published(whole)
