"""A process that hangs is ended, one that works is waited for, however long it takes."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from narrate.engines.base import EngineFailed, Performance
from narrate.engines.espeak.engine import Espeak
from narrate.engines.espeak.engine import Settings as EspeakSettings
from narrate.engines.on_mlx.engine import OnMlx
from narrate.engines.processes import patience
from narrate.engines.processes.patience import Patience, await_answer, worked_s
from narrate.engines.processes.process import Process, ProcessHung
from narrate.engines.tone import Settings
from narrate.errors import TakesFailed
from narrate.model import Render
from tests.engines.conftest import ROOT, Start


class Sleeper:
    """What does nothing, or too much."""

    def sleep(self, seconds: float) -> str:
        time.sleep(seconds)
        return "rested"

    def spin(self, seconds: float) -> str:
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass
        return "done"


@pytest.fixture
def sleeper(start: Start) -> Process:
    return start("processes.test_patience:Sleeper", before="")


def test_one_that_neither_answers_nor_works_is_ended_and_replaced(sleeper: Process) -> None:
    assert sleeper.ask("sleep", 0) == "rested"
    with pytest.raises(ProcessHung, match=r"gave no answer for .* and did nothing"):
        sleeper.ask("sleep", 600, patience=Patience(idle_s=0.5))
    assert sleeper.ask("sleep", 0) == "rested"


def test_one_that_works_is_waited_for_beyond_that(sleeper: Process) -> None:
    if worked_s(1) is None:
        pytest.skip("no way to tell how much a process works: not checked")
    assert sleeper.ask("sleep", 0) == "rested"
    assert sleeper.ask("spin", 3.0, patience=Patience(idle_s=2.0)) == "done"


def test_one_that_works_beyond_all_measure_is_ended(sleeper: Process) -> None:
    assert sleeper.ask("sleep", 0) == "rested"
    with pytest.raises(ProcessHung, match="gave no answer for 1 seconds"):
        sleeper.ask("spin", 600, patience=Patience(idle_s=60, whole_s=1.0))


def test_time_in_which_nobody_looked_does_not_count() -> None:
    """As when the machine sleeps: each look says that no time has passed for the process."""
    looks: Iterator[bool] = iter([False] * 3 + [True])
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    ) as it:

        def ready(_: float) -> bool:
            time.sleep(0.3)  # longer than it was asked to wait, by far
            return next(looks)

        await_answer(ready, it.pid, Patience(idle_s=0.25))
        assert it.stdin
        it.stdin.write(b"\n")


def test_how_long_speech_may_take_is_told_by_its_text() -> None:
    short, long = (Patience.for_speech(["a" * count], 300) for count in (10, 1000))
    assert 3600 < short.whole_s < long.whole_s
    assert short.idle_s == long.idle_s == 600
    assert Patience.for_speech(["a" * 250], 10).whole_s < 2 * 3600


class Stage:
    """A performer that hangs on one word, and dies of another."""

    def __init__(self, pins: dict[str, str]) -> None:
        del pins

    def perform(self, orders: Sequence[Render], settings: Settings, tried: int) -> list[Performance]:
        import os

        import numpy as np

        del settings, tried
        for order in orders:
            if "forget" in order.text:
                time.sleep(600)
            if "fatal" in order.text:
                os.kill(os.getpid(), signal.SIGKILL)
        return [Performance(np.full(len(order.text), 0.5, np.float32), 24_000) for order in orders]


class Acting(OnMlx[Settings]):
    """An engine of such a performer."""

    name = "acting"
    summary = "for tests"
    revision = 1
    longest = 100
    settings_type = Settings
    batch = 4
    performer = "tests.engines.processes.test_patience:Stage"


def renders(*texts: str) -> list[Render]:
    return [Render("acting", 1, "{}", text, (), "en", "", 0) for text in texts]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(patience, "IDLE_S", 3.0)


@pytest.mark.usefixtures("hasty")
def test_a_text_on_which_the_process_hangs_is_given_up_and_the_others_are_spoken() -> None:
    with Acting() as engine:
        told = list(engine.together(renders("one", "I forget it", "three"), Settings()))
    assert [len(each.audio) if isinstance(each, Performance) else type(each) for each in told] == [
        3,
        EngineFailed,
        5,
    ]
    assert str(told[1]).startswith("the acting process gave no answer for")


@pytest.mark.usefixtures("hasty")
def test_what_was_spoken_before_the_process_is_given_up_is_not_lost() -> None:
    with Acting() as engine:
        told = engine.together(renders("one", "a fatal two", "a fatal three", "a fatal four"), Settings())
        assert isinstance(next(told), Performance)
        assert isinstance(next(told), EngineFailed)
        assert isinstance(next(told), EngineFailed)
        with pytest.raises(TakesFailed, match="on 3 texts one after another"):
            next(told)


FORKING = """\
import fcntl, os, sys, time
here = os.path.dirname(sys.argv[0])
for line in sys.stdin.buffer:
    if os.fork() == 0:
        if b"forget" in line or b'"a"' in line:
            held = open(here + "/held", "w")
            fcntl.flock(held, fcntl.LOCK_EX)
            open(here + "/begun", "w").close()
            time.sleep(60)
            open(here + "/survived", "w").close()
        os.write(1, b'{"samples": 2, "rate": 22050, "words": []}\\n' + bytes(4))
        os._exit(0)
    os.wait()
"""
"""A worker that, as the real one, has each text spoken by a fork of itself: which hangs on some."""


@pytest.fixture
def forking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of such a worker, in which a fork that hangs leaves marks."""
    worker = tmp_path / "worker"
    worker.write_text(f"#!{sys.executable}\n{FORKING}")
    worker.chmod(0o755)
    monkeypatch.setattr("narrate.engines.espeak.process.sys.executable", str(worker))
    return tmp_path


def require_killed(forking: Path) -> None:
    """Wait for the end of the fork that hung; it must not have come by itself."""
    with (forking / "held").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
    assert not (forking / "survived").exists()


@pytest.mark.usefixtures("hasty")
def test_an_espeak_worker_that_hangs_is_replaced(forking: Path) -> None:
    with Espeak() as engine:
        with pytest.raises(EngineFailed, match="eSpeak gave no answer for"):
            engine.perform(renders("I forget it")[0], EspeakSettings())
        require_killed(forking)
        assert len(engine.perform(renders("one")[0], EspeakSettings()).audio) == 2


@pytest.mark.usefixtures("hasty")
def test_a_voice_on_which_espeak_hangs_is_a_fault_in_words(forking: Path) -> None:
    (fault,) = Espeak.faults(EspeakSettings())
    assert fault.startswith("eSpeak gave no answer for")
    require_killed(forking)


def test_espeak_that_cannot_be_started_is_a_fault_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrate.engines.espeak.process.sys.executable", "false")
    (fault,) = Espeak.faults(EspeakSettings())
    assert fault.startswith("eSpeak stopped twice on this text")


def test_espeak_lets_go_of_what_it_speaks(forking: Path) -> None:
    failed: list[str] = []
    with Espeak() as engine:

        def speak() -> None:
            try:
                engine.perform(renders("I forget it")[0], EspeakSettings())
            except EngineFailed as error:
                failed.append(str(error))

        speaking = threading.Thread(target=speak)
        speaking.start()
        while not (forking / "begun").exists():
            time.sleep(0.01)
        engine.abandon()
        require_killed(forking)
        speaking.join()
    assert failed == ["stopped"]
