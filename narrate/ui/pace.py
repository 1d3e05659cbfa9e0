"""How long rendering will still take: each voice at its own pace, as measured in this build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_TOGETHER_S = 0.05
"""What is told within this time was performed together, and is one measurement."""


@dataclass(slots=True)
class _Measured:
    """``said`` characters that took ``spent_s``."""

    said: int = 0
    spent_s: float = 0.0

    def add(self, characters: int, seconds: float) -> None:
        self.said += characters
        self.spent_s += seconds

    @property
    def known(self) -> bool:
        return self.said > 0 and self.spent_s > 0


class Pace:
    """An estimate from characters rendered. Times are in seconds of any clock that only goes forward.

    A voice's first results include loading its model and encoding its recording: they count only until there
    are others. A voice not yet heard is taken for the average of those that were.
    """

    def __init__(self, characters: Mapping[str, int], now_s: float) -> None:
        self._left = dict(characters)
        self._last_s = now_s
        self._voice = ""
        self._starting = True
        self._first: dict[str, _Measured] = {}
        self._later: dict[str, _Measured] = {}

    def begin(self, now_s: float) -> None:
        """Rendering begins only now: what went before does not count."""
        self._last_s = now_s

    def rendered(self, voice: str, characters: int, now_s: float) -> None:
        """``voice`` has rendered ``characters`` more, or given them up."""
        gap_s = now_s - self._last_s
        if voice != self._voice:
            self._voice, self._starting = voice, voice not in self._first
        elif gap_s > _TOGETHER_S:
            self._starting = False
        kind = self._first if self._starting else self._later
        kind.setdefault(voice, _Measured()).add(characters, gap_s)
        self._left[voice] = max(0, self._left.get(voice, 0) - characters)
        self._last_s = now_s

    def left_s(self, now_s: float) -> float | None:
        """Seconds until all is rendered; None while nothing can be said."""
        known = {voice: found for voice in self._first if (found := self._measured(voice)).known}
        if not known:
            return None
        average = sum(each.spent_s for each in known.values()) / sum(each.said for each in known.values())
        whole_s = 0.0
        for voice, characters in self._left.items():
            each = known.get(voice)
            whole_s += characters * (each.spent_s / each.said if each else average)
        return max(0.0, whole_s - (now_s - self._last_s))

    def _measured(self, voice: str) -> _Measured:
        later = self._later.get(voice, _Measured())
        return later if later.known else self._first[voice]
