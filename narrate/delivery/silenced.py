"""Keeping to itself what a decoder in C prints about a damaged file: its findings are told in our words."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_inside = 0
_kept = -1


@contextmanager
def silenced() -> Iterator[None]:
    """Nothing reaches stderr while a block is inside, in any thread; several may be inside at a time."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _inside, _kept  # noqa: PLW0603 - the process has one stderr
    with _lock:
        if not _inside:
            sys.stderr.flush()
            _kept = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
        _inside += 1


def _leave() -> None:
    global _inside  # noqa: PLW0603
    with _lock:
        _inside -= 1
        if not _inside:
            os.dup2(_kept, 2)
            os.close(_kept)
