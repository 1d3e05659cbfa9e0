"""How long a process is waited for: as long as it works, and no longer.

Honest work may be slow, and nothing here may end it. So a process counts as hung when it has neither answered
nor used the processor for ten minutes (one that waits for a GPU feeds it several times a second), or when it
has worked longer than any machine takes on which a book could be made at all. What is counted are seconds in
which this program ran: while the machine sleeps, or this program is stopped, no time passes.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

IDLE_S = 600.0
"""Seconds without an answer and without work. Long: a model may have to come over a slow network drive."""

_AT_WORK_S = 0.05
"""Seconds of processor time in that time that count as work; a few ticks of the kernel's clock of 10 ms."""

_START_S = 3600.0
"""Seconds in which any model is loaded."""

_CHARACTERS_PER_SECOND = 5.0
"""Of the slowest speech, so that this is the most sound that a text can be."""

_TICK_S = 10.0
"""Seconds between two looks at a process that has not answered."""


@dataclass(frozen=True, slots=True)
class Patience:
    """For ``idle_s`` seconds a process may neither answer nor work, and for ``whole_s`` not answer."""

    idle_s: float = field(default_factory=lambda: IDLE_S)
    whole_s: float = math.inf

    @classmethod
    def for_speech(cls, texts: Iterable[str], slowest: float) -> Patience:
        """For an engine that takes at most ``slowest`` times as long as the sound of ``texts`` lasts."""
        sound_s = sum(map(len, texts)) / _CHARACTERS_PER_SECOND
        return cls(whole_s=_START_S + slowest * sound_s)


class Hung(Exception):
    """The process is not worth waiting for; the message completes "the process …"."""


def await_answer(ready: Callable[[float], bool], pid: int, patience: Patience) -> None:
    """Wait until ``ready``, called with seconds to wait at most, says that there is an answer.

    ``pid`` is the process that is to give it, the leader of a session, whose every process may work for it.
    Raises Hung.
    """
    tick_s = min(_TICK_S, patience.idle_s / 5, patience.whole_s / 5)
    waited_s, idle_s = 0.0, 0.0
    before_s: float | None = None
    while not ready(tick_s):
        waited_s += tick_s
        idle_s += tick_s
        now_s = worked_s(pid)
        if now_s is None or before_s is None or now_s > before_s + _AT_WORK_S or now_s < before_s:
            before_s, idle_s = now_s, 0.0
        if idle_s >= patience.idle_s:
            raise Hung(f"gave no answer for {_spoken(waited_s)} and did nothing")
        if waited_s >= patience.whole_s:
            raise Hung(f"gave no answer for {_spoken(waited_s)}")


def worked_s(pid: int) -> float | None:
    """Processor time of the session that ``pid`` leads, in seconds; None where that cannot be told."""
    return _worked_on_linux_s(pid) if sys.platform == "linux" else _worked_s(pid)


def _worked_on_linux_s(pid: int) -> float | None:
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_bytes().rpartition(b")")[2].split()  # proc(5): from the third field on
        except OSError:
            continue  # it ended meanwhile
        if int(fields[3]) == pid:
            ticks += sum(map(int, fields[11:15]))  # its own, and those of its children that ended
    return ticks / os.sysconf("SC_CLK_TCK")


def _worked_s(pid: int) -> float | None:
    """What ``ps`` tells of the leader: [[days-]hours:]minutes:seconds."""
    command = ["ps", "-o", "time=", "-p", str(pid)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        days, _, rest = told.strip().rpartition("-")
        seconds = 0.0
        for part in rest.split(":"):
            seconds = 60 * seconds + float(part)
        return 86_400 * float(days or 0) + seconds
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def _spoken(seconds: float) -> str:
    """About how long that is: "10 minutes"."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}s"
    return f"{seconds:.0f} seconds"
