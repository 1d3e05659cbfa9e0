"""The ``csm`` engine: CSM-1B voice clones on MLX. Settings complete; the renderer is not in this version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from annotated_types import Interval

from narrate.engines.unfinished import Unfinished
from narrate.engines.weights import Source


@dataclass(frozen=True, slots=True)
class Settings:
    """What an author may say of a clone.

    ``reference`` is the recording to clone (2 to 30 s) and ``transcript`` what is said in it: CSM clones
    nothing without the words. ``temperature`` is 0 to 1.5; ``attempts`` is how often a bad take is tried.
    """

    reference: Path
    transcript: str
    model: Source = "mlx-community/csm-1b"
    revision: str | None = None
    temperature: Annotated[float, Interval(ge=0.0, le=1.5)] = 0.6
    attempts: Annotated[int, Interval(ge=1, le=10)] = 4


class Csm(Unfinished):
    """CSM-1B: clones a voice from a short recording and its words; English, 24 kHz."""

    name = "csm"
    summary = "CSM-1B voice clones on MLX"
    revision = 1
    longest = 400
    settings_type = Settings
    takes_style = True
