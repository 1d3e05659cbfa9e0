"""Files that cannot be read as sound: told as a finding, not as a failure of narrate."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from narrate.errors import NarrateError


class Unreadable(NarrateError):
    """A file is no sound, or not in a state in which it can be measured; ``reason`` completes "it …"."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} {reason}")
        self.reason = reason


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn an OSError in the block into Unreadable, which says why."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise Unreadable(path, f"cannot be read: {reason}") from error
