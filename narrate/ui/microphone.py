"""A microphone, as a recording needs one: sound in blocks, as it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from narrate.errors import MissingTool

BLOCK_S = 0.05
"""Seconds of sound in a block: a level that is shown twenty times a second follows a voice."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """``audio`` (n,) float32 in [-1, 1]; where it is not ``whole``, some sound before it was lost."""

    audio: NDArray[np.float32]
    whole: bool = True


class Microphone(Protocol):
    """One that is open: what is heard waits until it is taken."""

    @property
    def name(self) -> str:
        """What the computer calls it."""

    @property
    def rate_hz(self) -> int:
        """Samples a second."""

    def block(self) -> Block:
        """The next ``BLOCK_S`` of sound. Raises MicrophoneGone where there is no more."""

    def fresh(self) -> None:
        """Forget what was heard and not taken: the next block is of now."""


class MicrophoneGone(MissingTool):
    """It was pulled out, or switched off, while it was needed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"nothing comes from the microphone “{name}” any more",
            hint="connect it, and run the same command again: the lines that you have read are kept",
        )
