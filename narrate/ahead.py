"""Blocks of a long file, each made while the one before it is used: by two cores at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(blocks: Iterator[T]) -> Generator[T, None, None]:
    """``blocks``, none of which is None, one of them ahead; raises what making them raises, in its place.

    Close it where you stop in the middle: nothing is made after that.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        following = pool.submit(next, blocks, None)
        while (block := following.result()) is not None:
            following = pool.submit(next, blocks, None)
            yield block
