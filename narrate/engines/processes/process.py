"""A process that holds one object and answers calls of its methods: models live, and may crash, in one.

MLX's random state and streams belong to a thread and its memory to a process, so each engine on MLX is
driven by one thread of one process of its own, which can be ended and started again at any time.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import IO, Any

from narrate.engines.processes.patience import Hung, Patience, await_answer

_GROWTH_LIMIT = 4 * 2**30
"""Bytes by which a process may grow over what it held after its first answer before it is replaced."""


_END_S = 30.0
"""Seconds that are waited for the end of a process that was killed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call returned or raised, and the bytes that the process holds after it."""

    value: Any
    error: Exception | None
    memory_bytes: int


class ProcessDied(Exception):
    """The process ended before it answered; the message says how. The next call starts another."""


class ProcessHung(ProcessDied):
    """The process neither answered nor worked, or worked beyond all measure, and was ended."""


class Process:
    """An object of the class ``target`` ("module:Class"), made with ``arguments`` in a process of its own.

    The process starts with the first call. Calls from several threads wait for each other. ``before``
    ("module:function") is called in it before the target's module is imported. It has a temporary folder of
    its own, for libraries leave files behind, and ends when this program does, however that ends.
    """

    def __init__(
        self,
        target: str,
        *arguments: object,
        before: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._target = target
        self._arguments = arguments
        self._before = before
        self._environment = environment or {}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Answer] | None = None
        self._noise: IO[bytes] | None = None
        self._lifeline = -1
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._first_bytes = 0
        self._abandoned = False

    def ask(self, method: str, *arguments: object, patience: Patience | None = None) -> Any:
        """What ``method`` of the object returns for ``arguments``, or raises.

        Arguments and answers are pickled. Raises ProcessDied when the process ends instead of answering, and
        ProcessHung when there is no point in waiting any longer.
        """
        with self._lock:
            self._require_wanted()
            fresh = self._connection is None
            connection = self._connection or self._start()
            self._require_wanted()  # it may have been abandoned while it was being started
            try:
                if fresh:
                    connection.send((self._before, self._target, self._arguments))
                connection.send((method, arguments))
                assert self._process  # noqa: S101 - it has a connection
                await_answer(connection.poll, self._process.pid, patience or Patience())
                answer = connection.recv()
            except (EOFError, OSError) as error:
                raise ProcessDied(self._post_mortem()) from error
            except Hung as hung:
                self._stop()
                raise ProcessHung(str(hung)) from hung
            except BaseException:  # interrupted in the middle: the answer would be taken for the next one's
                self._stop()
                raise
            self._first_bytes = self._first_bytes or answer.memory_bytes
            if answer.memory_bytes > self._first_bytes + _GROWTH_LIMIT:
                self._stop()
        if answer.error is not None:
            raise answer.error
        return answer.value

    def stop(self) -> None:
        """End the process, if there is one. The next call starts another."""
        with self._lock:
            self._stop()
            self._abandoned = False

    def abandon(self) -> None:
        """End the process in the middle of whatever it does; until ``stop``, no call starts another."""
        self._abandoned = True
        process = self._process
        if process is not None:
            process.kill()

    def _require_wanted(self) -> None:
        if self._abandoned:
            self._stop()
            raise ProcessDied("stopped")

    def _start(self) -> Connection[Any, Answer]:
        ours, theirs = socket.socketpair()
        life, self._lifeline = os.pipe()
        self._folder = tempfile.TemporaryDirectory(prefix="narrate-", ignore_cleanup_errors=True)
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        ends = str(theirs.fileno()), str(life)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "narrate.engines.processes.worker", *ends, self._folder.name],
                pass_fds=[theirs.fileno(), life],
                stdin=subprocess.DEVNULL,
                stdout=self._noise,
                stderr=self._noise,
                env={**os.environ, **self._environment, "TMPDIR": self._folder.name},
                start_new_session=True,  # Ctrl-C is ours to handle: what is in flight is finished and kept
            )
        except OSError as error:  # no memory or no place for another process
            ours.close()
            self._stop()
            raise ProcessDied(f"it cannot be started: {error.strerror}") from error
        finally:
            theirs.close()
            os.close(life)
        self._connection = Connection(ours.detach())
        self._first_bytes = 0
        return self._connection

    def _post_mortem(self) -> str:
        """How the process ended and the last thing it printed. It is gone after this."""
        assert self._process  # noqa: S101 - called where one has just died
        assert self._noise  # noqa: S101
        code = self._process.wait()
        self._noise.seek(max(0, self._noise.seek(0, os.SEEK_END) - 4096))
        printed = self._noise.read().decode("utf-8", "replace").strip().splitlines()
        self._stop()
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        return f"{how}: {printed[-1]}" if printed else how

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):  # one that waits for a disk ends when it may
                self._process.wait(_END_S)
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._noise is not None:
            self._noise.close()
            self._noise = None
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
