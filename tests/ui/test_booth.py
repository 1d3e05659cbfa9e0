"""The recording booth without a person: a microphone that plays sounds, and keys pressed in between."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from narrate.engines.espeak.engine import Espeak, Settings
from narrate.errors import MissingTool
from narrate.model import Render
from narrate.sound.pcm import Recording
from narrate.ui.booth import Booth, End
from narrate.ui.microphone import BLOCK_S, Block, MicrophoneGone
from narrate.ui.monitor import Monitor
from narrate.voices.booth.prompts import ENGLISH
from narrate.voices.booth.sitting import Sitting

RATE_HZ = 22_050
LINES = ENGLISH[:3]
ROOM_DB = -66.0
GONE = "the cable is pulled out"
LOST = "the computer is busy"
HASTE = "Enter, too early"
ENTER = "\r"

Step = str | np.ndarray


class Reader:
    """A microphone and a keyboard: sounds are heard, and keys pressed, in the order of ``steps``.

    While there is no sound to be heard, the room is. What a sound has left when nobody listens any more is
    never heard.
    """

    name = "a played one"
    rate_hz = RATE_HZ

    def __init__(self, *steps: Step, room_db: float = ROOM_DB) -> None:
        self._steps = list(steps)
        self._at = 0
        self._room = 10 ** (room_db / 20)
        self._chance = np.random.default_rng(7)
        self.left = 2000  # blocks, after which a test has gone wrong

    def block(self) -> Block:
        self.left -= 1
        assert self.left, f"nobody pressed a key: {self._steps}"
        size = round(BLOCK_S * RATE_HZ)
        room = (self._chance.normal(size=size) * self._room).astype(np.float32)
        step = self._steps[0] if self._steps else ""
        if isinstance(step, str):
            if step == GONE:
                raise MicrophoneGone(self.name)
            if step == LOST:
                self._steps.pop(0)
                return Block(room, whole=False)
            return Block(room)
        part = step[self._at : self._at + size]
        self._at += size
        if self._at >= len(step):
            self._next()
        room[: len(part)] += part
        return Block(room.clip(-1, 1))

    def fresh(self) -> None:
        if self._at:
            self._next()

    def typed(self) -> str | None:
        step = self._steps[0] if self._steps else None
        if not isinstance(step, str) or step in (GONE, LOST, HASTE):
            return None
        self._steps.pop(0)
        return step

    def forget(self) -> None:
        self.fresh()
        if self._steps and isinstance(self._steps[0], str) and self._steps[0] == HASTE:
            self._steps.pop(0)

    def _next(self) -> None:
        self._steps.pop(0)
        self._at = 0


@pytest.fixture(scope="module")
def says() -> Iterator[Callable[..., np.ndarray]]:
    """A sentence read aloud, with half a second of silence before it and two seconds behind."""
    with Espeak() as engine:
        said: dict[str, np.ndarray] = {}

        def say(line: str, *, gain: float = 0.5) -> np.ndarray:
            if line not in said:
                render = Render("espeak", 1, "", line, (), "en-us", "", 1)
                said[line] = engine.perform(render, Settings()).audio
            quiet = np.zeros(RATE_HZ // 2, np.float32)
            return np.concatenate([quiet, gain * said[line], *[quiet] * 4]).astype(np.float32)

        yield say


class Sat:
    """What came of a sitting."""

    def __init__(
        self, folder: Path, steps: Sequence[Step], lines: Sequence[str] = LINES, **room: float
    ) -> None:
        self.reader, self.played = Reader(*steps, **room), list[Path]()
        shown = io.StringIO()
        console = Console(file=shown, width=300)
        self.sitting = Sitting(folder / ".alice.recording")
        monitor = Monitor(self.reader, console, self.reader)
        self.booth = Booth(self.sitting, lines, monitor, console, lambda path: bool(self.played.append(path)))
        self.error: Exception | None = None
        self.end: End | None = None
        try:
            self.end = self.booth.run()
        except MissingTool as error:
            self.error = error
        self.shown = shown.getvalue()

    @property
    def good(self) -> list[bool | None]:
        """Of each line, whether it is good; None where it is not there."""
        return [each and each.passes for each in self.booth.readings]


def test_lines_are_read_judged_and_kept_one_after_the_other(tmp_path: Path, says) -> None:
    steps = [ENTER, *(step for line in LINES for step in (ENTER, says(line), ENTER))]
    sat = Sat(tmp_path, steps)
    assert sat.end is End.FINISHED
    assert sat.good == [True] * 3
    assert "The room is quiet: -66 dB" in sat.shown
    assert all(line in " ".join(sat.shown.split()) for line in LINES)
    assert "Good: 7.7 s" in sat.shown
    for line in LINES:
        kept = sat.sitting.read(line)
        assert kept is not None
        assert kept.sample_rate == RATE_HZ
    assert sat.reader.left > 0


def test_a_line_ends_by_itself_after_a_pause_or_with_enter(tmp_path: Path, says) -> None:
    said = says(LINES[0])
    cut = said[: len(said) - 2 * RATE_HZ]
    sat = Sat(tmp_path, [ENTER, ENTER, said, ENTER, ENTER, says(LINES[1])[: len(cut)], ENTER, "q"])
    assert sat.end is End.LEFT
    by_itself, by_key = sat.sitting.read(LINES[0]), sat.sitting.read(LINES[1])
    assert by_itself is not None
    assert by_key is not None
    silence_s = by_itself.duration_s - len(cut) / RATE_HZ
    assert 1.0 < silence_s < 1.6
    assert by_key.duration_s < len(cut) / RATE_HZ + 0.2


def test_a_key_that_is_pressed_before_a_question_is_no_answer_to_it(tmp_path: Path, says) -> None:
    sat = Sat(tmp_path, [ENTER, HASTE, ENTER, says(LINES[0]), HASTE, "q"])
    assert sat.good == [True, None, None]
    assert sat.end is End.LEFT


def test_somebody_who_hesitates_is_waited_for(tmp_path: Path, says) -> None:
    said = says(LINES[0])[: len(says(LINES[0])) - 2 * RATE_HZ]
    at = 3 * RATE_HZ  # not yet half of it
    waits = np.concatenate([said[:at], np.zeros(2 * RATE_HZ, np.float32), said[at:], np.zeros(2 * RATE_HZ)])
    sat = Sat(tmp_path, [ENTER, ENTER, waits.astype(np.float32), "q"])
    kept = sat.sitting.read(LINES[0])
    assert kept is not None
    assert kept.duration_s > len(said) / RATE_HZ + 2
    assert "Pauses (longest 2." in sat.shown


BAD: dict[str, tuple[Callable[[np.ndarray], np.ndarray], float, str, bool]] = {
    "too quiet": (lambda said: said * 0.05, -75.0, "Level (-", True),
    "clipped": (lambda said: (said * 20).clip(-1, 1), ROOM_DB, "clipped: ", False),
    "noise": (lambda said: said * 0.5, -40.0, "a clone takes the noise for a part of the voice", True),
    "a third of it": (lambda said: said[: len(said) // 3], ROOM_DB, "left out", False),
}


@pytest.mark.parametrize(("spoilt", "room_db", "told", "passes"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_a_line_is_said_and_enter_reads_it_again(
    tmp_path: Path, says, spoilt: Callable[[np.ndarray], np.ndarray], room_db: float, told: str, passes: bool
) -> None:
    said = says(LINES[0])
    loud_room = ["n"] if room_db > -50 else []
    bad = np.concatenate([spoilt(said), np.zeros(4 * RATE_HZ)]).astype(np.float32)
    sat = Sat(tmp_path, [ENTER, *loud_room, ENTER, bad, ENTER, "f", "q"], room_db=room_db)
    assert told in sat.shown
    assert "Enter read it again" in sat.shown
    assert sat.good == [passes, None, None]
    assert ("No line is good yet" in sat.shown) is not passes
    assert sat.end is (End.FINISHED if passes else End.LEFT)


def test_a_line_that_is_read_again_takes_the_place_of_the_first(tmp_path: Path, says) -> None:
    bad = (says(LINES[0]) * 20).clip(-1, 1)
    sat = Sat(tmp_path, [ENTER, ENTER, bad, ENTER, ENTER, says(LINES[0]), "f"])
    assert sat.good == [True, None, None]
    assert sat.end is End.FINISHED


def test_a_line_that_was_left_out_in_part_is_found_by_the_readers_own_pace(tmp_path: Path, says) -> None:
    lines = (LINES[0], LINES[1], LINES[2] + " And so it went on until the evening came at last.")
    steps = [ENTER, *(step for line in LINES[:2] for step in (ENTER, says(line), ENTER))]
    sat = Sat(tmp_path, [*steps, ENTER, says(LINES[2]), "q"], lines)
    assert sat.good == [True, True, False]
    assert "at your pace: something was left out" in sat.shown


def test_keys_do_what_they_say(tmp_path: Path, says) -> None:
    steps = [ENTER, "?", ENTER, np.zeros(RATE_HZ, np.float32), "q", ENTER, says(LINES[0]), "l", "r", ENTER]
    sat = Sat(tmp_path, [*steps, says(LINES[0]), "n", "n", ENTER, says(LINES[2]), "f"])
    assert "Dropped." in sat.shown
    assert sat.played == [sat.sitting.file(LINES[0])]
    assert "no program here that plays it" in sat.shown
    assert sat.good == [True, None, True]
    assert sat.end is End.FINISHED


def test_a_loud_room_is_told_with_what_to_do_and_measured_again(tmp_path: Path) -> None:
    sat = Sat(tmp_path, [ENTER, ENTER, "q"], room_db=-40)
    assert (
        sat.shown.count("The room is loud: -40 dB without you, wanted -50 dB or less. Close the window") == 2
    )
    assert sat.end is End.LEFT


def test_zeros_are_told_as_what_they_are_where_a_program_may_not_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    sat = Sat(tmp_path, [ENTER, "q"], room_db=-1000)
    assert "Nothing but zeros comes from the microphone: this terminal may not record: allow" in sat.shown
    assert "it in System Settings, Privacy & Security, Microphone; then" in sat.shown
    assert sat.end is End.LEFT


def test_a_microphone_that_cuts_out_all_silence_is_one_all_the_same(tmp_path: Path, says) -> None:
    sat = Sat(tmp_path, [ENTER, "n", ENTER, says(LINES[0]), "f"], room_db=-1000)
    assert sat.good == [True, None, None]
    silence = np.zeros(RATE_HZ, np.float32)
    muted = Sat(tmp_path / "muted", [ENTER, "n", ENTER, silence, ENTER, "q"], room_db=-1000)
    assert "There is nothing but zeros in it: the microphone is muted" in muted.shown


def test_a_microphone_that_is_pulled_out_ends_it_and_what_was_read_stays(tmp_path: Path, says) -> None:
    sat = Sat(tmp_path, [ENTER, ENTER, says(LINES[0]), ENTER, ENTER, says(LINES[1])[:RATE_HZ], GONE])
    assert isinstance(sat.error, MicrophoneGone)
    assert sat.error.exit_code == 5
    assert sat.sitting.read(LINES[0]) is not None
    assert sat.sitting.read(LINES[1]) is None
    after = Sat(tmp_path, [ENTER, "q"])
    assert after.good == [True, None, None]
    assert "1 line of 3 are there" in after.shown
    assert f"2 of 3 {'─' * 9}" in after.shown


def test_nobody_who_speaks_is_asked_about_and_lost_sound_is_read_again(tmp_path: Path, says) -> None:
    silence = np.zeros(11 * RATE_HZ, np.float32)
    sat = Sat(tmp_path, [ENTER, ENTER, silence, ENTER, says(LINES[0])[:RATE_HZ], LOST, "q"])
    assert "Nobody was heard for ten seconds" in sat.shown
    assert "Some of the sound was lost" in sat.shown
    assert sat.good == [None] * 3


def test_what_is_all_there_is_not_asked_again(tmp_path: Path, says) -> None:
    sitting = Sitting(tmp_path / ".alice.recording")
    for line in LINES:
        sitting.keep(line, Recording(says(line), RATE_HZ))
    sat = Sat(tmp_path, [])
    assert sat.end is End.FINISHED
    assert sat.shown == ""


def test_a_line_that_is_damaged_on_disk_is_read_again(tmp_path: Path, says) -> None:
    sitting = Sitting(tmp_path / ".alice.recording")
    sitting.keep(LINES[0], Recording(says(LINES[0]), RATE_HZ))
    sitting.file(LINES[0]).write_bytes(b"fLaC and no more")
    assert Sat(tmp_path, [ENTER, "q"]).good == [None] * 3
