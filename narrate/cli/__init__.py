"""The command line: one file per command; arguments in, exit code out. Help imports nothing heavy."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run narrate with the arguments of this process, and exit."""
    from narrate.cli.program import run

    code = run(sys.argv[1:])
    if code:
        _leave(code)
    gc.freeze()  # Python would look through a whole book for cycles before it ends
    sys.exit(code)


def _leave(code: int) -> NoReturn:
    """Exit at once: threads may still be at work, if somebody was impatient, on what Python would take apart.

    Nothing is lost by it. What is unfinished has no name of the book's yet, as when a process is killed.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # nobody listens any more, or it is closed
            stream.flush()
    os._exit(code)
