"""What a reader sees of the microphone: its level, while they wait, are silent, or read a line."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.live import Live
from rich.text import Text

from narrate.sound.pcm import Recording
from narrate.ui.level_meter import LevelMeter
from narrate.ui.microphone import Block, Microphone
from narrate.voices.booth.level import Ear, Level, level, room_db
from narrate.voices.booth.prompts import expected_s

ENTER = ("\r", "\n")
DROP = ("q", "\x1b")
"""Keys, while a line is recorded."""

PERMISSION = "System Settings, Privacy & Security, Microphone; then start the terminal program anew"
"""Where macOS lets a program record. One that may not hears nothing but zeros."""

_ROOM_S = 2.0
_KEY_S = 0.1  # in which the key that begins a line is still heard
_LONGEST_S = 45.0


class Keys(Protocol):
    """How a reader answers."""

    def typed(self) -> str | None:
        """The next key where one was typed; None where none was."""

    def forget(self) -> None:
        """Forget what was typed and not read."""


class Missed(StrEnum):
    """Why nothing came of a line, in words."""

    DROPPED = "Dropped."
    UNHEARD = "Nobody was heard for ten seconds: go nearer, or see that it is the right microphone."
    LOST = "Some of the sound was lost, because the computer was too busy: read the line again."


class Monitor:
    """Listens to ``microphone``, shows its level in ``console``, and heeds ``keys``.

    All of it raises MicrophoneGone where the microphone goes.
    """

    def __init__(self, microphone: Microphone, console: Console, keys: Keys) -> None:
        self._microphone = microphone
        self._console = console
        self._keys = keys

    def key(self, hint: str) -> str:
        """The next key that is typed once ``hint`` is shown.

        Whoever presses Enter as a line ends by itself has not seen what was said of it.
        """
        self._keys.forget()
        self._console.print(Text(hint, "dim"))
        with closing(self._heard()) as moments:
            for _ in moments:
                key = self._keys.typed()
                if key is not None:
                    return key
        raise AssertionError  # a microphone that ends raises

    def room_db(self) -> float:
        """The noise of the room, in which nobody speaks for two seconds; -inf of nothing but zeros."""
        levels: list[Level] = []
        with closing(self._heard(lambda heard_s: f"silence {max(0.0, _ROOM_S - heard_s):.0f} s")) as moments:
            for moment in moments:
                levels.append(moment.level)
                if moment.heard_s >= _ROOM_S:
                    break
        return -math.inf if all(each.nothing for each in levels) else room_db(levels)

    def line(self, line: str, room_db: float) -> Recording | Missed:
        """What is said until the reader stops, or presses Enter."""
        ear = Ear(room_db, expected_s(line))
        kept: list[NDArray[np.float32]] = []
        with closing(self._heard(lambda heard_s: f"● {heard_s:4.1f} s")) as moments:
            for moment in moments:
                if moment.heard_s > _KEY_S:
                    if not moment.block.whole and kept:
                        return Missed.LOST
                    kept.append(moment.block.audio)
                    ear.hear(moment.level.rms_db, len(moment.block.audio) / self._microphone.rate_hz)
                key = self._keys.typed()
                if key in DROP:
                    return Missed.DROPPED
                if ear.waits:
                    return Missed.UNHEARD
                if kept and (ear.ended or key in ENTER or moment.heard_s > _LONGEST_S):
                    break
        return Recording(np.concatenate(kept), self._microphone.rate_hz)

    def _heard(self, doing: Callable[[float], str] = lambda _: "") -> Generator[_Moment]:
        """Block after block, from now on; what is done meanwhile is shown beside the level."""
        meter, heard_s = LevelMeter(self._console.width), 0.0
        self._microphone.fresh()
        with Live(console=self._console, auto_refresh=False, transient=True) as live:
            while True:
                block = self._microphone.block()
                heard_s += len(block.audio) / self._microphone.rate_hz
                now = level(block.audio)
                live.update(meter.show(now, doing(heard_s)), refresh=True)
                yield _Moment(block, now, heard_s)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A block, its level, and how many seconds were heard at its end."""

    block: Block
    level: Level
    heard_s: float


def zeros() -> str:
    """Why nothing but zeros comes from a microphone, as none does in the quietest room; and what to do."""
    muted = "it is muted, its level is at zero, or a filter cuts out all silence: see the sound settings"
    if sys.platform == "darwin":
        muted = f"this terminal may not record: allow it in {PERMISSION}. If it may, {muted}"
    return f"Nothing but zeros comes from the microphone: {muted}."
