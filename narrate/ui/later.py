"""Work that is done while a person thinks: one piece at a time, and of those that wait only the newest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Results that come when they come; whoever does not wait for them goes on with what there is."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._waiting: Callable[[], T] | None = None
        self._results: list[T] = []

    def ask(self, work: Callable[[], T]) -> None:
        """Have ``work`` done as soon as nothing else is; it takes the place of work that still waits."""
        self._waiting = work
        self._go_on()

    def taken(self) -> T | None:
        """The newest result since the last time, if there is one."""
        self._go_on()
        results, self._results = self._results, []
        return results[-1] if results else None

    def _go_on(self) -> None:
        if self._waiting is None or (self._thread is not None and self._thread.is_alive()):
            return
        work, self._waiting = self._waiting, None
        # A daemon, so that nobody who has finished waits for it.
        self._thread = threading.Thread(target=lambda: self._results.append(work()), daemon=True)
        self._thread.start()
