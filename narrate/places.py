"""Where narrate keeps what belongs to no project: by the conventions of the machine it runs on."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache() -> Path:
    """The folder for what can be found out again."""
    return _place("XDG_CACHE_HOME", ".cache", "Caches")


def data() -> Path:
    """The folder for what was fetched."""
    return _place("XDG_DATA_HOME", ".local/share", "Application Support")


def _place(variable: str, unix: str, mac: str) -> Path:
    """XDG Base Directory Specification 0.8, which wants absolute paths; on macOS, its own folders."""
    chosen = os.environ.get(variable, "")
    if Path(chosen).is_absolute():
        return Path(chosen) / "narrate"
    home = Path.home()
    return home / "Library" / mac / "narrate" if sys.platform == "darwin" else home / unix / "narrate"
