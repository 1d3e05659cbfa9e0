"""The computer's microphones: which is taken, what is said where there is none, and what a lost one is."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from narrate.errors import MissingTool
from narrate.ui import portaudio
from narrate.ui.microphone import MicrophoneGone


class PortAudioError(Exception):
    """As sounddevice's."""


class Stream:
    """An input that is open. ``opened`` has what it was opened with."""

    opened: dict[str, Any]

    def __init__(self, **settings: Any) -> None:
        type(self).opened = settings
        if settings["device"] == 3:
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")

    def start(self) -> None:
        pass

    def stop(self) -> None:
        raise PortAudioError("it is gone")

    def close(self) -> None:
        raise PortAudioError("it is gone")


DEVICES = (("HDMI", 0), ("MacBook Pro Microphone", 1), ("Yeti Stereo  Microphone", 2), ("Broken", 1))


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    devices = [
        {"index": at, "name": name, "max_input_channels": inputs, "default_samplerate": 48_000.0}
        for at, (name, inputs) in enumerate(DEVICES)
    ]
    module = SimpleNamespace(
        query_devices=lambda: devices,
        default=SimpleNamespace(device=(1, 0)),
        InputStream=Stream,
        PortAudioError=PortAudioError,
    )
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


@pytest.mark.usefixtures("sounddevice")
@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (None, "MacBook Pro Microphone"),
        ("yeti", "Yeti Stereo Microphone"),
        ("MACBOOK PRO MICROPHONE", DEVICES[1][0]),
    ],
)
def test_the_computers_choice_is_taken_or_the_one_that_is_named(wanted: str | None, name: str) -> None:
    with portaudio.opened(wanted) as microphone:
        assert (microphone.name, microphone.rate_hz) == (name, 48_000)
    assert Stream.opened["channels"] == 1
    assert Stream.opened["blocksize"] == 2400


@pytest.mark.usefixtures("sounddevice")
@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("yetti", "there is no microphone called “yetti”"),
        ("HDMI", "there are “MacBook Pro Microphone”, “Yeti Stereo Microphone”, “Broken”"),
        ("microphone", "there are 2 microphones called “microphone”: “MacBook Pro Microphone”, “Yeti"),
        ("Broken", "the microphone “Broken” cannot be used: Invalid sample rate"),
    ],
)
def test_what_cannot_be_taken_is_told(wanted: str, told: str) -> None:
    with pytest.raises(MissingTool) as refused, portaudio.opened(wanted):
        pass
    assert told in str(refused.value)
    assert refused.value.exit_code == 5


def test_a_computer_without_a_microphone_says_so(sounddevice: SimpleNamespace) -> None:
    sounddevice.query_devices = list
    with pytest.raises(MissingTool, match="this computer has no microphone"), portaudio.opened():
        pass


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        ("raise ImportError", "pip install sounddevice"),
        ("raise OSError('PortAudio library not found')", "sudo apt install libportaudio2"),
        ("raise OSError('PortAudio library not found')", "brew install portaudio"),
        ("raise RuntimeError('Error initializing PortAudio')", "PortAudio cannot start: Error init"),
    ],
)
def test_what_is_not_installed_is_told_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str, told: str
) -> None:
    (tmp_path / "sounddevice.py").write_text(fails)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingTool) as refused, portaudio.opened():
        pass
    assert told in str(refused.value)


@pytest.mark.usefixtures("sounddevice")
def test_sound_that_is_lost_is_told_with_the_next_block_and_a_lost_microphone_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portaudio, "_GONE_S", 0.01)
    monkeypatch.setattr(portaudio, "_WAITS_S", 0.0)
    monkeypatch.setattr(portaudio, "_MOST_BLOCKS", 2)
    fine, overflown = SimpleNamespace(input_overflow=False), SimpleNamespace(input_overflow=True)
    with portaudio.opened() as microphone:
        heard = Stream.opened["callback"]
        for number, status in enumerate((fine, overflown, fine)):  # of which the last finds no room
            heard(np.full((4, 1), number, np.float32), 4, None, status)
        first, second = microphone.block(), microphone.block()
        heard(np.zeros((4, 1), np.float32), 4, None, fine)
        third = microphone.block()
        heard(np.ones((4, 1), np.float32), 4, None, fine)
        microphone.fresh()
        with pytest.raises(MicrophoneGone, match="connect it, and run the same command again"):
            microphone.block()
    assert [each.whole for each in (first, second, third)] == [True, False, False]
    assert first.audio.tolist() == [0, 0, 0, 0]
    assert second.audio.tolist() == [1, 1, 1, 1]
