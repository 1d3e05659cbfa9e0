"""Blocks of a long file, some of them made while those before are used: by two cores at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_BLOCKS = 3  # with one, either side often waits: of two blocks, what is done may take all the time for one


def ahead(blocks: Iterator[T]) -> Generator[T, None, None]:
    """``blocks``, none of which is None, three of them ahead; raises what making them raises, in its place.

    Close it where you stop in the middle: nothing is made after that.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
    try:
        waiting = deque(pool.submit(next, blocks, None) for _ in range(_BLOCKS))
        while (block := waiting.popleft().result()) is not None:
            waiting.append(pool.submit(next, blocks, None))
            yield block
    finally:
        pool.shutdown(cancel_futures=True)
