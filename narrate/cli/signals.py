"""Being told to end: SIGTERM and SIGHUP end a command as Ctrl-C does, so that what is finished is kept.

The exit code is 128 and the number of the signal, as a shell tells it of a program that ends of one: 143 for
SIGTERM, 129 for SIGHUP. A signal that is ignored, as under nohup, or that somebody heeds already, is left so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Told:
    """What ended a command: ``number`` is the signal's, SIGINT's until another comes."""

    number: int = signal.SIGINT

    @property
    def exit_code(self) -> int:
        """130, 143 or 129."""
        return 128 + self.number


@contextlib.contextmanager
def heeded() -> Iterator[Told]:
    """Have ``SIGNALS`` raise KeyboardInterrupt inside the block; which it was is told by the value given."""
    told = Told()

    def heed(number: int, frame: FrameType | None) -> None:
        del frame
        told.number = number
        if number == signal.SIGHUP:
            _hang_up()
        raise KeyboardInterrupt

    ours = []
    if threading.current_thread() is threading.main_thread():  # no other may
        ours = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, heed)
    try:
        yield told
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _hang_up() -> None:
    """Nobody listens at the terminal any more, and writing to it fails: what is said goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            if stat.S_ISCHR(os.fstat(descriptor).st_mode):
                os.dup2(nowhere, descriptor)
    os.close(nowhere)
