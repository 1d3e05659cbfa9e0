"""A level meter of one line: how loud the microphone hears somebody, and how loud it should."""

from __future__ import annotations

from rich.text import Text

from narrate.voices.booth.level import HIGHEST_PEAK_DB, TARGET_DB, Level

_QUIETEST_DB = -60.0  # at its left end; 0 is at the right
_MOST_CELLS = 60
_BESIDE = 38  # what is written beside it
_HELD = 20  # blocks for which a peak stays, and clipping is told


class LevelMeter:
    """The last blocks in a line of ``width`` characters: RMS is a bar, the highest peak a stroke."""

    def __init__(self, width: int) -> None:
        self._cells = max(10, min(_MOST_CELLS, width - _BESIDE))
        self._levels: list[Level] = []

    def show(self, level: Level, doing: str = "") -> Text:
        """The meter with the next block's ``level``, in words, too, and what is being done."""
        self._levels = [*self._levels[1 - _HELD :], level]
        peak_db = max(each.peak_db for each in self._levels)
        clipped = any(each.clipped for each in self._levels)
        judged, style = _judged(level.rms_db, peak_db, clipped=clipped)
        bar, low, high, peak = (self._cell(each) for each in (level.rms_db, *TARGET_DB, peak_db))
        cells = ["▒" if low <= cell < high else "·" for cell in range(self._cells)]
        cells[:bar] = "█" * bar
        cells[peak] = "┃"
        text = Text("".join(cells), "dim", no_wrap=True, overflow="crop")
        text.stylize("green not dim", low, high)
        text.stylize(f"{style} not dim", 0, bar)
        text.stylize(f"{style} not dim", peak, peak + 1)
        text.append(f" {_db(level.rms_db)} dB, peak {_db(peak_db)} ", "dim")
        text.append(f" {judged:<7} ", f"{style} not dim")
        return text.append(doing, "bold red not dim")

    def _cell(self, level_db: float) -> int:
        inside = min(max(level_db, _QUIETEST_DB), 0.0) - _QUIETEST_DB
        return min(self._cells - 1, round(inside / -_QUIETEST_DB * self._cells))


def _judged(rms_db: float, peak_db: float, *, clipped: bool) -> tuple[str, str]:
    """A word for it, and a style."""
    if clipped:
        return "CLIPPED", "bold red"
    if peak_db > HIGHEST_PEAK_DB or rms_db > TARGET_DB[1]:
        return "loud", "yellow"
    return ("good", "green") if rms_db >= TARGET_DB[0] else ("", "cyan")


def _db(level_db: float) -> str:
    return f"{max(level_db, -99.0):3.0f}".replace("-", "−")
