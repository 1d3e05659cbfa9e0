"""The recording booth: lines are shown one by one, read aloud, judged, and kept as soon as they are read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from narrate.errors import Outcome, count
from narrate.ui.monitor import ENTER, Missed, Monitor, zeros
from narrate.voices.booth import reading
from narrate.voices.booth.level import LOUD_ROOM_DB
from narrate.voices.booth.reading import Reading
from narrate.voices.booth.sitting import Sitting
from narrate.voices.checks.checklist import Item

WELCOME = """\
Sit one or two hands away from the microphone, and read each line as you would read the book to somebody.
A line ends by itself when you have stopped; then it is judged and kept.
"""

QUIETER = (
    "Close the window, switch off what hums, or go where there are curtains and books. If it is the "
    "microphone's own noise, lower its level and go nearer."
)

_WIDTH = 76


class End(Enum):
    """How a sitting ends: with a voice to be made, or to be gone on with another time."""

    FINISHED = auto()
    LEFT = auto()


class Booth:
    """Where ``lines`` are read and kept in ``sitting``. Of those there already, only the bad are read again.

    ``play`` plays a file, and returns False where it cannot.
    """

    def __init__(
        self,
        sitting: Sitting,
        lines: Sequence[str],
        monitor: Monitor,
        console: Console,
        play: Callable[[Path], bool],
    ) -> None:
        self._sitting = sitting
        self._lines = lines
        self._monitor = monitor
        self._console = console
        self._play = play
        self._room_db = 0.0
        self._readings: list[Reading | None] = []
        for line in lines:
            there = sitting.read(line)
            self._readings.append(reading.read(line, there, self._others(len(lines))) if there else None)

    @property
    def readings(self) -> tuple[Reading | None, ...]:
        """What was read of each line, as it was read last; None of one that was not."""
        return tuple(self._readings)

    def run(self) -> End:
        """Ask for the lines, until there are none left or the reader ends.

        Raises MicrophoneGone where the microphone goes.
        """
        asked = [at for at, each in enumerate(self._readings) if each is None or not each.passes]
        if not asked:
            return End.FINISHED
        self._say(WELCOME)
        if len(asked) < len(self._lines):
            there = count(len(self._lines) - len(asked), "line")
            self._say(f"{there} of {len(self._lines)} are there, from before.\n")
        if not self._measure_room():
            return End.LEFT
        for at in asked:
            end = self._ask(at)
            if end is not None:
                return end
        return End.FINISHED

    def _measure_room(self) -> bool:
        """Find out how loud the room is; False if the reader leaves."""
        if self._key("Enter measure the room: two seconds of silence   q quit", (*ENTER, "q")) == "q":
            return False
        while True:
            self._room_db = self._monitor.room_db()
            told = f"{self._room_db:.0f} dB without you, wanted {LOUD_ROOM_DB:.0f} dB or less"
            if -math.inf < self._room_db <= LOUD_ROOM_DB:
                self._say(f"The room is quiet: {told}.", "green")
                return True
            self._say(
                zeros() if self._room_db == -math.inf else f"The room is loud: {told}. {QUIETER}", "yellow"
            )
            key = self._key("Enter measure again   n go on all the same   q quit", (*ENTER, "n", "q"))
            if key not in ENTER:
                return key == "n"

    def _ask(self, at: int) -> End | None:
        """Have a line read until the reader goes on to the next, None, or ends."""
        self._show(at)
        while True:
            key = self._key("Enter record   n next line   f finish   q quit", (*ENTER, "n", "f", "q"))
            if key in ENTER:
                if not self._record(at):
                    continue
                key = self._judge(at)
            if key == "r":
                self._show(at)
            elif key == "n":
                return None
            elif key == "q":
                return End.LEFT
            elif self._may_finish():
                return End.FINISHED

    def _record(self, at: int) -> bool:
        """Record a line and keep it; False where nothing came of it, which is told."""
        line = self._lines[at]
        self._say("Read it now. It ends when you stop, or with Enter; q drops it.", "bold")
        heard = self._monitor.line(line, self._room_db)
        if isinstance(heard, Missed):
            self._say(heard, "yellow")
            return False
        self._sitting.keep(line, heard)
        self._readings[at] = read = reading.read(line, heard, self._others(at))
        for item in read.remarks:
            self._say(in_words(item), "red" if item.outcome is Outcome.FAIL else "yellow")
        if read.passes:
            told = f"{read.seconds:.1f} s, speech {read.figure('snr_db'):.0f} dB above the noise"
            self._say(f"Good: {told}." if read.good else f"It will do: {told}.", "green")
        return True

    def _judge(self, at: int) -> str:
        """What the reader wants to do after a line: "r", "n", "f" or "q"."""
        read = self._readings[at]
        enter, told = ("n", "next line") if read and read.good else ("r", "read it again")
        hint = f"Enter {told}   r again   l listen   n next line   f finish   q quit"
        while True:
            key = self._key(hint, (*ENTER, "r", "l", "n", "f", "q"))
            if key != "l":
                return enter if key in ENTER else key
            if not self._play(self._sitting.file(self._lines[at])):
                self._say("There is no program here that plays it: install mpv, or ffmpeg.", "yellow")

    def _may_finish(self) -> bool:
        good = any(each is not None and each.passes for each in self._readings)
        if not good:
            self._say("No line is good yet: there is nothing to make a voice of.", "yellow")
        return good

    def _others(self, at: int) -> list[Reading]:
        return [each for other, each in enumerate(self._readings) if each is not None and other != at]

    def _key(self, hint: str, known: Sequence[str]) -> str:
        """One of the keys ``known``, which ``hint`` tells; again for any other."""
        while True:
            key = self._monitor.key(hint)
            if key in known:
                return key

    def _show(self, at: int) -> None:
        self._console.print()
        self._console.rule(f"{at + 1} of {len(self._lines)}", align="left", style="dim")
        width = min(_WIDTH, self._console.width)
        self._console.print(Padding(Text(self._lines[at], "bold"), (1, 4)), width=width)

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style))


def in_words(item: Item) -> str:
    """What is wrong with a line, as a sentence; what it fails for is one already."""
    figure = "" if item.outcome is Outcome.FAIL else f"{item.name} ({item.measured}): "
    sentence = figure + item.advice
    return f"{sentence[:1].upper()}{sentence[1:]}."
