from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from narrate.ahead import ahead


def test_blocks_come_in_order_and_all_of_them() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))
    assert list(ahead(iter([]))) == []
    assert list(ahead(iter(["one"]))) == ["one"]


def test_they_are_made_while_the_first_is_used() -> None:
    third = threading.Event()

    def made() -> Iterator[int]:
        yield 1
        yield 2
        third.set()
        yield 3

    blocks = ahead(made())
    assert next(blocks) == 1
    assert third.wait(30)
    assert list(blocks) == [2, 3]


def test_what_making_one_raises_comes_in_its_place() -> None:
    def made() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("the disk is gone")

    blocks = ahead(made())
    assert [next(blocks), next(blocks)] == [1, 2]
    with pytest.raises(OSError, match="the disk is gone"):
        next(blocks)


def test_nothing_is_made_after_it_is_closed() -> None:
    begun = []

    def made() -> Iterator[int]:
        for number in range(1000):
            begun.append(number)
            yield number

    blocks = ahead(made())
    next(blocks)
    blocks.close()
    count = len(begun)
    assert count < 10
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
    assert len(begun) == count
