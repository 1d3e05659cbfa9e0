"""A process that speaks with eSpeak (``worker``), as the engine sees it: asked, ended, and started again."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from typing import Any

from narrate.engines.base import EngineFailed
from narrate.engines.processes.patience import Hung, Patience, await_answer

_END_S = 30.0
"""Seconds that are waited for the end of a process that was killed."""


class WorkerDied(Exception):
    """The worker process ended, or its answer broke off."""


class Worker:
    """One worker process, started when first asked and again after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._abandoned = False

    def ask(self, request: dict[str, Any], patience: Patience) -> tuple[dict[str, Any], bytes]:
        """The answer's header and samples.

        Raises EngineFailed for a refusal, WorkerDied for a broken answer, and Hung where there is none.
        """
        self._require_wanted()
        process = self._process or self._start()
        self._require_wanted()  # it may have been abandoned while it was being started
        assert process.stdin  # noqa: S101 - a pipe
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line, sound = _receive(process, patience)
            header: dict[str, Any] = json.loads(line) if line else {}
        except Hung:
            self._end()
            raise
        except (BrokenPipeError, ConnectionError) as error:
            header, sound = {}, b""
            reason = str(error)
        else:
            reason = "its answer broke off"
        if "error" in header:
            raise EngineFailed(header["error"])
        if not header or len(sound) != 2 * header["samples"]:
            self._end()
            raise WorkerDied(reason)
        return header, sound

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "narrate.engines.espeak.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is ours to handle: what is in flight is finished and kept
        )
        return self._process

    def abandon(self) -> None:
        """End the process in the middle of whatever it does; until ``stop``, no text is spoken."""
        self._abandoned = True
        process = self._process
        if process is not None:
            _kill(process)

    def stop(self) -> None:
        """End the process, if there is one. The next text is spoken by another."""
        self._end()
        self._abandoned = False

    def _require_wanted(self) -> None:
        if self._abandoned:
            self._end()
            raise EngineFailed("stopped")

    def _end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        _kill(process)
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was to be said goes nowhere any more
                assert pipe  # noqa: S101 - it was started with both
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):  # one that waits for a disk ends when it may
            process.wait(_END_S)


def said(worker: Worker, request: dict[str, Any], slowest: float) -> tuple[dict[str, Any], bytes]:
    """What ``worker`` answers; one that dies on this text is replaced once. Raises EngineFailed."""
    patience = Patience.for_speech([request["text"]], slowest)
    try:
        try:
            return worker.ask(request, patience)
        except WorkerDied:
            return worker.ask(request, patience)
    except Hung as hung:
        raise EngineFailed(f"eSpeak {hung}") from hung
    except WorkerDied as died:
        raise EngineFailed(f"eSpeak stopped twice on this text: {died}") from died


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the worker and the fork of it that speaks: the worker leads a group of its own."""
    if process.returncode is None:  # else its number may be another's by now
        with contextlib.suppress(ProcessLookupError, PermissionError):  # all ended; the latter on macOS
            os.killpg(process.pid, signal.SIGKILL)


def _receive(process: subprocess.Popen[bytes], patience: Patience) -> tuple[bytes, bytes]:
    """The answer's line and its samples; less where it breaks off. Raises Hung."""
    assert process.stdout  # noqa: S101 - a pipe
    pipe = process.stdout.fileno()
    line, answer, wanted = b"", b"", 1
    while len(answer) < wanted:
        await_answer(lambda wait_s: bool(select.select([pipe], (), (), wait_s)[0]), process.pid, patience)
        part = os.read(pipe, 1 << 16)
        if not part:
            break
        answer += part
        if not line and b"\n" in answer:
            line, _, answer = answer.partition(b"\n")
            wanted = 2 * json.loads(line).get("samples", 0)
        elif not line:
            wanted = len(answer) + 1
    return line, answer
