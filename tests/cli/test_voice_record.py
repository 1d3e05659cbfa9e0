"""narrate voice record: through PortAudio from a sound card that plays files, in a terminal."""

from __future__ import annotations

import ctypes.util
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from narrate.engines.espeak.engine import Espeak, Settings
from narrate.model import Render
from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled
from narrate.voices.booth.sitting import Sitting
from narrate.voices.profiles import keeping, library
from tests.building import edit
from tests.cli.conftest import Command
from tests.terminal import Terminal

RATE_HZ = 44_100
"""The rate at which PortAudio takes a sound card of ALSA that has no preference."""

LINES = ("The lamp at the corner had gone out again.", "“Who has the matches?” she asked; nobody had any.")

needs_portaudio = pytest.mark.skipif(
    sys.platform != "linux" or ctypes.util.find_library("portaudio") is None,
    reason="PortAudio is not installed (Debian: libportaudio2)",
)


def sound_card(folder: Path, sound: Path) -> dict[str, str]:
    """The environment in which ALSA has one sound card: its microphone hears the samples in ``sound``."""
    configuration = folder / "asound.conf"
    configuration.write_text(
        "pcm.null { type null }\n"
        'pcm.default { type file slave { pcm "null" } file "/dev/null" '
        f'infile "{sound}" format "raw" }}\n'
    )
    return {"ALSA_CONFIG_PATH": str(configuration)}


class Speaker:
    """Somebody before the microphone, as a pipe of samples: says what ``say`` is given, and else nothing.

    Their silence, with the noise of a room in it, lasts as long as it does anywhere.
    """

    def __init__(self, pipe: Path) -> None:
        os.mkfifo(pipe)
        self._pipe = os.open(
            pipe, os.O_RDWR | os.O_NONBLOCK
        )  # both ends, so that neither waits for the other
        self._chance = np.random.default_rng(5)
        self._said: list[np.ndarray] = []
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def say(self, *sounds: np.ndarray) -> None:
        self._said += sounds

    def leave(self) -> None:
        self._gone.set()
        self._thread.join()
        os.close(self._pipe)

    def _run(self) -> None:
        while not self._gone.is_set():
            sound = self._said.pop(0) if self._said else None
            if sound is None:
                self._write(np.zeros(RATE_HZ // 20))
                self._gone.wait(1 / 20)
            else:
                self._write(sound)

    def _write(self, sound: np.ndarray) -> None:
        noise = self._chance.normal(size=len(sound)) * 10 ** (-66 / 20)
        data = (sound + noise).astype("<f4").tobytes()
        while data and not self._gone.is_set():
            if select.select([], [self._pipe], [], 0.1)[1]:
                data = data[os.write(self._pipe, data) :]


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Speaker]:
    speaker = Speaker(tmp_path / "microphone")
    yield speaker
    speaker.leave()


@pytest.fixture(scope="module")
def said() -> list[np.ndarray]:
    """``LINES``, read aloud, each with a pause behind it in which it ends."""
    with Espeak() as engine:
        heard = [
            engine.perform(Render("espeak", 1, "", line, (), "en", "", 1), Settings(speed=130))
            for line in LINES
        ]
    pause = np.zeros(2 * RATE_HZ, np.float32)
    return [
        np.concatenate([pause[::8], 0.5 * resampled(each.audio, each.sample_rate_hz, RATE_HZ), pause])
        for each in heard
    ]


HEAR = """
import sys, numpy as np
from narrate.ui.portaudio import opened
with opened(sys.argv[1]) as microphone:
    print(microphone.name, microphone.rate_hz, file=sys.stderr)
    blocks = [microphone.block() for _ in range(40)]
assert all(block.whole for block in blocks)
sys.stdout.buffer.write(np.concatenate([block.audio for block in blocks]).astype("<f4").tobytes())
"""


@needs_portaudio
def test_what_the_microphone_hears_is_recorded_sample_for_sample(tmp_path: Path) -> None:
    sound = np.random.default_rng(3).uniform(-1, 1, 3 * RATE_HZ).astype("<f4")
    (tmp_path / "sound.raw").write_bytes(sound.tobytes())
    environment = {**os.environ, **sound_card(tmp_path, tmp_path / "sound.raw")}
    ran = subprocess.run(
        [sys.executable, "-c", HEAR, "DEFAULT"], capture_output=True, env=environment, timeout=60, check=True
    )
    heard = np.frombuffer(ran.stdout, "<f4")
    assert ran.stderr.decode() == f"default {RATE_HZ}\n"
    assert len(heard) == 2 * RATE_HZ
    assert np.array_equal(heard, sound[: len(heard)])


@needs_portaudio
def test_lines_are_read_in_a_terminal_survive_a_kill_and_become_a_profile(
    project: Path, tmp_path: Path, speaker: Speaker, said: list[np.ndarray]
) -> None:
    (tmp_path / "lines.txt").write_text("\n\n".join(LINES))
    command = ("voice", "record", "Ada", "--lines", str(tmp_path / "lines.txt"), "--project", str(project))
    command += ("--consent", "her own, 2026", "--licence", "CC0")
    environment = {**sound_card(tmp_path, tmp_path / "microphone"), "TERM": "xterm", "NO_COLOR": "1"}

    def begin() -> Terminal:
        terminal = Terminal(*command, **environment)
        terminal.until("Microphone: default, 44,100 Hz")
        terminal.until("Enter measure the room")
        terminal.type("\r")
        speaker.say(np.zeros(3 * RATE_HZ))
        terminal.until("The room is quiet: -66 dB")
        return terminal

    def read(terminal: Terminal, number: int) -> str:
        terminal.until(LINES[number])
        terminal.until("Enter record")
        terminal.type("\r")
        terminal.until("● ")
        speaker.say(said[number])
        shown = terminal.until("Enter next line")
        assert "Good: " in shown
        return shown

    terminal = begin()
    meter = read(terminal, 0)
    assert "┃" in meter
    assert "peak" in meter
    terminal.kill()
    assert not (project / "voices" / "ada").exists()
    assert Sitting(project / "voices" / ".ada.recording").read(LINES[0]) is not None

    terminal = begin()
    terminal.until("Enter record")
    terminal.type("\r")
    terminal.until("● ")
    terminal.type("\x03")
    terminal.until("interrupted: every finished take and file is kept")
    assert terminal.end() == 130

    terminal = begin()
    read(terminal, 1)
    terminal.type("\r")
    terminal.until("The voice is lines 1 to 2 of 2 that are good: ")
    assert terminal.end() == 0
    assert 'profile = "ada"' in terminal.shown
    made = library.of(project).find("ada")
    assert made is not None
    assert (made.transcript, made.consent, made.licence) == (" ".join(LINES), "her own, 2026", "CC0")
    both_s = sum(len(each) for each in said) / RATE_HZ - 4 - 0.5
    assert made.measured.duration_s == pytest.approx(both_s + 0.6, abs=0.5)
    assert soundfile.info(made.reference).samplerate == RATE_HZ
    assert sorted(path.name for path in (project / "voices").iterdir()) == ["ada"]


def test_a_microphone_that_hears_as_a_telephone_is_refused(
    command: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.cli.voice.record._require_terminal", lambda: None)
    telephone = SimpleNamespace(name="AirPods", rate_hz=8000)
    monkeypatch.setattr("narrate.ui.portaudio.opened", lambda _: nullcontext(telephone))
    monkeypatch.setattr("narrate.ui.keyboard.listening", nullcontext)
    ran = command("voice", "record", "ada", "--consent", "her own", "--project", project)
    assert ran.code == 3
    assert "the microphone “AirPods” hears what a telephone does" in ran.err


def test_it_needs_a_terminal_and_a_name_that_can_be_one(command: Command, project: Path) -> None:
    ran = command("voice", "record", "ada", "--project", project)
    assert ran.code == 2
    assert "narrate voice add makes a profile of a recording" in ran.err
    ran = command("voice", "record", "../ada", "--project", project)
    assert ran.code == 3
    assert "cannot be the name of a profile" in ran.err


def test_a_name_that_is_taken_is_told_before_anything_is_read(
    command: Command, project: Path, said: list[np.ndarray]
) -> None:
    keeping.keep(project / "voices", "ada", Recording(said[0], RATE_HZ), LINES[0])
    ran = command("voice", "record", "Ada", "--project", project)
    assert ran.code == 3
    assert "there is a profile “ada” in" in ran.err
    assert "--replace" in ran.err


def test_a_language_without_lines_needs_ones_of_your_own(command: Command, project: Path) -> None:
    edit(project / "narration.toml", "[book]", '[book]\nlanguage = "fi"')
    ran = command("voice", "record", "ada", "--project", project)
    assert ran.code == 3
    assert "write some into a text file, a line each, and pass it with --lines FILE" in ran.err
    assert command("voice", "record", "ada", "--language", "de", "--project", project).code == 2
