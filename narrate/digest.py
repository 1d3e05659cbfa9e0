"""The SHA-256 of a file: what its content is known by."""

from __future__ import annotations

import hashlib
from pathlib import Path

from narrate import atomic


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file ``path`` in hexadecimal, read anew. Raises OSError where it cannot be read."""
    with atomic.opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
