"""narrate as a person sees it: in a pseudo-terminal, typed at."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import subprocess
import sys
import time

IN_A_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C reaches a process through the terminal that it controls
from narrate.cli.program import run
sys.exit(run(sys.argv[1:]))
"""


class Terminal:
    """narrate in a pseudo-terminal, typed at as a person does."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", IN_A_TERMINAL, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "TERM": "dumb", "COLUMNS": "100", **environment},
        )
        os.close(theirs)
        self.shown = ""

    def until(self, words: str) -> str:
        """What is shown up to ``words``, and forget it."""
        deadline = time.monotonic() + 60
        while words not in self.shown:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"{words!r} never came: {self.shown}"
            try:
                read = os.read(self._ours, 4096)
            except OSError:
                read = b""
            assert read, f"{words!r} never came: {self.shown}"
            self.shown += read.decode(errors="replace")
        before, _, self.shown = self.shown.partition(words)
        return before

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        """Its exit code; what it still shows is kept in ``shown``."""
        with contextlib.suppress(OSError):  # so Linux says that the other side is closed
            while read := os.read(self._ours, 4096):
                self.shown += read.decode(errors="replace")
        code = self._process.wait(60)
        os.close(self._ours)
        return code

    def kill(self) -> None:
        """As a power cut does."""
        self._process.kill()
        self.end()
