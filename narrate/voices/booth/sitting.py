"""A sitting: lines that somebody has read aloud, kept until a voice is made of them.

A folder with a FLAC file for each line, named by its words: so a line that is finished is on disk, whole,
whatever becomes of the program, and the same words find it again.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from narrate import atomic
from narrate.errors import NarrateError
from narrate.sound import pcm
from narrate.sound.pcm import Recording


class Sitting:
    """The sitting in ``folder``, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, line: str) -> Path:
        """Where ``line`` is kept, once it was read."""
        return self.folder / f"{hashlib.sha256(line.encode()).hexdigest()[:16]}.flac"

    def keep(self, line: str, recording: Recording) -> None:
        """Put ``recording`` in place of what was there of ``line``. Raises NarrateError where it cannot."""
        atomic.write(self.file(line), pcm.encode_flac(recording.audio, recording.sample_rate))

    def read(self, line: str) -> Recording | None:
        """What was kept of ``line``; None where that is nothing, or damaged."""
        try:
            return pcm.decode(atomic.read(self.file(line)))
        except (OSError, NarrateError):
            return None

    def end(self) -> None:
        """Remove all of it."""
        with atomic.explained(self.folder, "remove"):
            if self.folder.is_dir():
                shutil.rmtree(self.folder)
