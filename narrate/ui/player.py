"""Playing a sound file with whatever the machine has for that."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PLAYERS = (
    ("afplay",),  # macOS
    ("mpv", "--no-video", "--really-quiet"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    ("pw-play",),
    ("paplay",),
    ("play", "-q"),  # SoX
)
"""Programs that play FLAC and end when it ends, best first."""


def find() -> tuple[str, ...] | None:
    """The first player there is, as a command line without the file."""
    return next((player for player in PLAYERS if shutil.which(player[0])), None)


def play(path: Path, *, keyboard: bool = True) -> bool:
    """Play ``path`` to its end; False if there is no player or it could not play.

    Some players heed keys; without ``keyboard``, they are left to the caller.
    """
    player = find()
    if player is None:
        return False
    keys = None if keyboard else subprocess.DEVNULL
    return subprocess.run([*player, path], stdin=keys, check=False).returncode == 0  # noqa: S603
