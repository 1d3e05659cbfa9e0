"""A program for tests: runs narrate in forks of itself, each with one file operation that goes wrong.

Started with faults.c preloaded. It imports narrate and builds one book to have everything in memory; then
each line of stdin asks for one run, and one line of stdout answers. A run so takes a tenth of a second. Every
text that is performed is noted in a file before it is: one line, the key of its render.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from narrate.atomic import TEMPORARY
from narrate.cli.program import run
from narrate.engines import registry
from narrate.engines.base import Performance
from narrate.engines.tone import Settings, Tone
from narrate.model import Render
from narrate.takes.inventory import WORK
from narrate.takes.store import FOLDER

NOTES = Path(sys.argv[2])


class Noted(Tone):
    """The tone engine, which notes what it performs."""

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        note = os.open(NOTES, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(note, f"{render.key}\n".encode())
        os.close(note)
        return super().perform(render, settings, tried)


def answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def watched(child: int, project: Path, states: str) -> int:
    """Wait for the end of ``child``; each time it stops, copy ``project`` into ``states`` if it changed."""
    seen: set[str] = set()
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return status
        now = repr(sorted(looks(project)))
        if now not in seen:
            seen.add(now)
            shutil.copytree(project, Path(states, str(len(seen))))
        os.kill(child, signal.SIGCONT)


def looks(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """What is in ``folder``: a file is changed if it is another inode, or of another size or time."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield (entry.path, 0, 0, 0)
            yield from looks(Path(entry.path))
        elif entry.name.startswith(TEMPORARY) or Path(entry.path).match(f"{FOLDER}/{WORK}/*"):
            yield ("a temporary", 0, 0, 0)
        else:
            status = entry.stat()
            yield (entry.path, status.st_ino, status.st_size, status.st_mtime_ns)


def main() -> None:
    """Build the book in the folder that is named first, and answer until stdin ends."""
    shim = ctypes.CDLL(None)
    shim.fault_disarm.restype = ctypes.c_long
    registry.ENGINES["tone"] = "__main__:Noted"
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stderr(nowhere):
        run(["build", sys.argv[1], "-q"])
    gc.freeze()
    answer("ready")
    for line in sys.stdin:
        asked = json.loads(line)
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            out = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(out, 1)
            os.dup2(out, 2)
            fault = (asked["at"], asked["mode"], asked["errno"], asked["classes"])
            shim.fault_arm(asked["folder"].encode(), *map(ctypes.c_long, fault[:1]), *fault[1:])
            code = run(asked["arguments"])
            sys.stdout.flush()
            sys.stderr.flush()
            count = shim.fault_disarm()
            os.write(tell, json.dumps([count, shim.fault_hit()]).encode())
            os._exit(code)
        os.close(tell)
        status = watched(child, Path(asked["folder"]), asked["states"])
        counted = os.read(told, 100)
        os.close(told)
        count, hit = json.loads(counted) if counted else (None, 1)
        answer(json.dumps([os.waitstatus_to_exitcode(status), count, bool(hit)]))


if __name__ == "__main__":
    main()
