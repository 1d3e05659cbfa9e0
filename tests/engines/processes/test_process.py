"""A model's process: it answers, it can die at any time, and one text is lost at most."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from narrate.engines.base import EngineFailed, Performance
from narrate.engines.on_mlx.engine import OnMlx
from narrate.engines.processes.process import Process, ProcessDied
from narrate.engines.tone import Settings
from narrate.errors import MissingTool, TakesFailed
from narrate.model import Render
from tests.engines.conftest import ROOT, Start


class Parrot:
    """What the processes of these tests hold."""

    def __init__(self, name: str) -> None:
        self.name = name

    def say(self, words: str) -> str:
        print("a library's chatter")  # noqa: T201 - goes nowhere
        return f"{self.name} says {words}"

    def pid(self) -> int:
        return os.getpid()

    def crash(self) -> None:
        os.write(2, b"some library: cannot go on\n")
        os.kill(os.getpid(), signal.SIGSEGV)

    def dawdle(self) -> None:
        time.sleep(600)

    def folder(self) -> str:
        return tempfile.gettempdir()

    def refuse(self) -> None:
        raise MissingTool("no beak", hint="grow one")

    def stumble(self) -> None:
        raise ZeroDivisionError("by nought")


@pytest.fixture
def parrot(start: Start) -> Process:
    return start("processes.test_process:Parrot", "Polly", before="")


def test_calls_are_answered_by_one_object_in_one_process(parrot: Process) -> None:
    assert parrot.ask("say", "hello") == "Polly says hello"
    assert parrot.ask("pid") == parrot.ask("pid") != os.getpid()


def test_our_errors_cross_with_their_hint_and_a_librarys_becomes_a_failure(parrot: Process) -> None:
    with pytest.raises(MissingTool, match="no beak") as missing:
        parrot.ask("refuse")
    assert missing.value.hint == "grow one"
    with pytest.raises(EngineFailed, match="ZeroDivisionError: by nought"):
        parrot.ask("stumble")
    assert parrot.ask("say", "still here") == "Polly says still here"


def test_a_crash_is_told_with_what_was_printed_last_and_the_next_call_starts_anew(parrot: Process) -> None:
    before = parrot.ask("pid")
    with pytest.raises(ProcessDied, match="killed by SIGSEGV: some library: cannot go on"):
        parrot.ask("crash")
    assert parrot.ask("pid") != before


def test_one_that_grows_too_far_is_replaced(parrot: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    before = parrot.ask("pid")
    monkeypatch.setattr("narrate.engines.processes.process._GROWTH_LIMIT", -1)
    parrot.ask("say", "big")
    assert parrot.ask("pid") != before


def test_calls_from_several_threads_do_not_mix(parrot: Process) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: parrot.ask("say", str(n)), range(40)))
    assert answers == [f"Polly says {n}" for n in range(40)]


def test_the_process_ends_with_its_parents_interest(parrot: Process) -> None:
    pid = parrot.ask("pid")
    parrot.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)  # it was waited for, so it is gone at once, and no zombie


def test_its_temporary_folder_is_its_own_and_goes_with_it(parrot: Process) -> None:
    folder = Path(parrot.ask("folder"))
    assert folder.is_dir()
    assert folder != Path(tempfile.gettempdir())
    parrot.stop()
    assert not folder.exists()


def test_abandoned_it_stops_in_the_middle_and_stays_away_until_it_is_stopped(parrot: Process) -> None:
    before = parrot.ask("pid")
    with ThreadPoolExecutor(1) as pool:
        dawdling = pool.submit(parrot.ask, "dawdle")
        while not dawdling.running():
            time.sleep(0.01)
        parrot.abandon()
        with pytest.raises(ProcessDied):
            dawdling.result(timeout=60)
    with pytest.raises(ProcessDied, match="stopped"):
        parrot.ask("pid")
    parrot.stop()
    assert parrot.ask("pid") != before


ORPHAN = """
import os, signal, sys, threading
from narrate.engines.processes.process import Process
parrot = Process("tests.engines.processes.test_process:Parrot", "Polly")
print(parrot.ask("pid"), parrot.ask("folder"), flush=True)
threading.Thread(target=parrot.ask, args=("dawdle",), daemon=True).start()
while parrot._lock.acquire(blocking=False):
    parrot._lock.release()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_when_this_program_is_killed_it_ends_too_and_leaves_no_folder() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-c", ORPHAN]
    ran = subprocess.run(program, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    pid, folder = ran.stdout.split()
    assert ran.returncode == -signal.SIGKILL
    until = time.monotonic() + 60
    while (Path("/proc", pid).exists() or Path(folder).exists()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(folder).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


class Choir:
    """A performer that dies of one word."""

    def __init__(self, pins: dict[str, str]) -> None:
        del pins

    def perform(self, orders: Sequence[Render], settings: Settings, tried: int) -> list[Performance]:
        import numpy as np

        del settings, tried
        if any("fatal" in order.text for order in orders):
            os.kill(os.getpid(), signal.SIGKILL)
        return [Performance(np.full(len(order.text), 0.5, np.float32), 24_000) for order in orders]


class Singing(OnMlx[Settings]):
    """An engine of such a performer."""

    name = "singing"
    summary = "for tests"
    revision = 1
    longest = 100
    settings_type = Settings
    batch = 4
    performer = "tests.engines.processes.test_process:Choir"


def test_a_crash_costs_one_utterance_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    renders = [Render("singing", 1, "{}", text, (), "en", "", 0) for text in ("one", "a fatal one", "two!")]
    with Singing() as engine:
        results = list(engine.together(renders, Settings()))
    assert [len(r.audio) if isinstance(r, Performance) else str(r) for r in results] == [
        3,
        "the singing process stopped twice on this text (killed by SIGKILL)",
        4,
    ]


def test_one_that_dies_of_every_text_is_not_started_for_ever() -> None:
    renders = [Render("singing", 1, "{}", f"a fatal {n}", (), "en", "", 0) for n in range(3)]
    with Singing() as engine:
        for render in renders[:2]:
            assert isinstance(next(engine.together([render], Settings())), EngineFailed)
        with pytest.raises(TakesFailed, match="stopped on 3 texts one after another") as failed:
            next(engine.together(renders[2:3], Settings()))
    assert "memory" in failed.value.hint


def test_one_that_cannot_be_started_is_one_that_died(
    parrot: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.engines.processes.process.sys.executable", "/nowhere/python")
    with pytest.raises(ProcessDied, match="it cannot be started: No such file"):
        parrot.ask("pid")
    monkeypatch.undo()
    assert parrot.ask("say", "again") == "Polly says again"
