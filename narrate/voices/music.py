"""Whether there is music in a recording, alone or under somebody's voice."""

from __future__ import annotations

from narrate.sound.pcm import Recording
from narrate.voices.suspicion import NONE, Suspicion


def music(recording: Recording) -> Suspicion:
    """How likely there is music in ``recording``, and where."""
    del recording
    return NONE
