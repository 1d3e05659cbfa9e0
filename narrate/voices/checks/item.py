"""A line of the checklist, and what lines are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from narrate.errors import Outcome
from narrate.sound.pcm import Recording
from narrate.voices.decode import Channels
from narrate.voices.measures.levels import Levels, Places
from narrate.voices.prosody import Prosody
from narrate.voices.quality import Quality

_MOST_DECIMALS = 2


def apart(value: float, limit: float, decimals: int = 0) -> str:
    """``value`` in ``decimals``, or as many more as tell it apart from a ``limit`` that it is not at."""
    while decimals < _MOST_DECIMALS and round(value, decimals) == limit != value:
        decimals += 1
    return f"{value:.{decimals}f}"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list.

    ``measured`` is the figure with its unit, ``wanted`` what it should be; ``figures`` are the same for
    programs, units in their names. ``advice`` says what somebody with a microphone can do; it is "" where
    there is nothing to do. ``places`` are where it shows. A ``guess`` is best effort, and can be wrong.
    """

    name: str
    outcome: Outcome
    measured: str
    wanted: str
    advice: str = ""
    places: Places = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    guess: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """A recording in which there is sound, and what several items need to know of it.

    ``recording`` may be only the beginning of one that is far too long; ``quality`` is that of the whole.
    ``faults`` are what a build refuses it for, by the name of an item. ``prosody`` is None where nobody's
    voice is heard.
    """

    recording: Recording
    quality: Quality
    levels: Levels
    faults: Mapping[str, str]
    prosody: Prosody | None
    channels: Channels | None

    def fault_or(self, name: str, advice: str) -> tuple[Outcome, str]:
        """The outcome and the advice of item ``name``: a build's refusal, else a warning, if any."""
        if name in self.faults:
            return Outcome.FAIL, self.faults[name]
        return (Outcome.WARN if advice else Outcome.PASS), advice
