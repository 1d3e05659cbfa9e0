"""The program of ``process.Process``: makes one object and answers calls of its methods until told to end.

What libraries print goes nowhere: the standard streams are the parent's file, read only after a crash.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from narrate.engines.base import EngineFailed
from narrate.engines.processes.process import Answer
from narrate.errors import NarrateError


def main(descriptor: int, life: int, folder: str) -> int:
    """Answer calls that come through ``descriptor`` until its other end, or that of ``life``, closes.

    ``folder`` is made for this process's temporary files, and goes when nobody else is left to remove it.
    """
    threading.Thread(target=_end_with, args=(life, folder), daemon=True).start()
    os.environ.update({"TQDM_DISABLE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"})
    connection: Connection[Answer, Any] = Connection(descriptor)
    try:
        before, target, arguments = connection.recv()
        made: Any = None
        while True:
            method, values = connection.recv()
            try:
                if made is None:
                    if before:
                        _named(before)()
                    made = _named(target)(*arguments)
                value, error = getattr(made, method)(*values), None
            except Exception as raised:  # any library's: it crosses to the parent
                value, error = None, _carried(raised)
            connection.send(Answer(value, error, _memory_bytes()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        shutil.rmtree(folder, ignore_errors=True)
        return 0


def _end_with(life: int, folder: str) -> None:
    """End this process, whatever it does, when the one that holds the other end of ``life`` is gone."""
    os.read(life, 1)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _named(name: str) -> Any:
    """What ``name`` ("module:attribute") names."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _carried(error: Exception) -> Exception:
    """``error`` as it can cross to the parent: our own as it is, a library's as the engine's failure."""
    if isinstance(error, (NarrateError, EngineFailed)):
        return error
    traceback.print_exception(error)
    return EngineFailed(f"{type(error).__name__}: {error}")


def _memory_bytes() -> int:
    """What this process holds: resident, and of an accelerator's own memory."""
    if sys.platform == "linux":
        resident = int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    else:
        import resource

        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # the most so far; bytes on macOS
    mlx = sys.modules.get("mlx.core")
    if mlx is None or mlx.default_device() == mlx.Device(mlx.cpu):
        return resident
    return resident + int(mlx.get_active_memory()) + int(mlx.get_cache_memory())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
