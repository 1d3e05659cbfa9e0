"""Cores: as many threads as are asked for, and no others behind their backs."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def shared(hands: int, name: str) -> Generator[ThreadPoolExecutor, None, None]:
    """A pool of ``hands`` threads called ``name``; what they multiply, each multiplies alone.

    OpenBLAS, which numpy brings on Linux, would put a thread of its own on every core for each
    product of matrices. These wait for the next one by turning in circles: two threads that measure a file
    so take twice the processor's time, and get a core between them.
    """
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(hands, thread_name_prefix=name) as pool:
        yield pool
