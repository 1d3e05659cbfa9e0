"""The computer's microphones, through PortAudio and the package sounddevice."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from narrate.errors import MissingTool, did_you_mean
from narrate.ui.microphone import BLOCK_S, Block, Microphone, MicrophoneGone
from narrate.voices.decode import silenced

_MOST_BLOCKS = round(30 / BLOCK_S)
"""Half a minute: nobody looks away from a microphone for longer, but to listen to a line."""
_GONE_S = 3.0  # without a block; a headset takes two to wake up
_WAITS_S = 1.0

_PACKAGE = "pip install sounddevice"
_LIBRARY = "macOS: brew install portaudio; Debian and Ubuntu: sudo apt install libportaudio2"


@contextlib.contextmanager
def opened(device: str | None = None) -> Iterator[Microphone]:
    """The microphone whose name has ``device`` in it, or the computer's own choice, until the block ends.

    Raises MissingTool where something is not installed, there is no such microphone, or it cannot be used.
    """
    sounddevice = _sounddevice()
    chosen = _chosen(sounddevice, device)
    wire = _Wire(chosen.name, chosen.rate_hz)
    try:
        with silenced():
            stream = sounddevice.InputStream(
                device=chosen.index,
                channels=1,
                samplerate=chosen.rate_hz,
                dtype="float32",
                blocksize=round(BLOCK_S * chosen.rate_hz),
                latency="high",  # what is shown may be late, what is recorded may not have holes
                callback=wire.heard,
            )
            stream.start()
    except sounddevice.PortAudioError as error:
        raise MissingTool(
            f"the microphone “{chosen.name}” cannot be used: {_words(error)}",
            hint="close other programs that may be using it, or choose another with --device",
        ) from error
    try:
        yield wire
    finally:
        wire.cut()
        with contextlib.suppress(sounddevice.PortAudioError):  # it may be gone
            stream.stop()  # or closing ends its thread wherever that is, even where it holds Python's lock
        with contextlib.suppress(sounddevice.PortAudioError):
            stream.close()


class _Wire:
    """Between PortAudio's thread, which calls ``heard``, and whoever takes the blocks."""

    def __init__(self, name: str, rate_hz: int) -> None:
        self._name, self._rate_hz = name, rate_hz
        self._blocks: queue.Queue[Block] = queue.Queue(_MOST_BLOCKS)
        self._whole = True
        self._cut = threading.Event()

    @property
    def name(self) -> str:
        """What the computer calls it."""
        return self._name

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        return self._rate_hz

    def heard(self, sound: Any, frames: int, time: Any, status: Any) -> None:
        """Take (n, 1) float32 from PortAudio."""
        del frames, time
        if self._cut.is_set():
            return
        whole = self._whole and not status.input_overflow
        try:
            self._blocks.put(Block(sound[:, 0].clip(-1, 1), whole), timeout=_WAITS_S)
        except queue.Full:
            self._whole = False
        else:
            self._whole = True

    def block(self) -> Block:
        """The next block. Raises MicrophoneGone where none comes."""
        try:
            return self._blocks.get(timeout=_GONE_S)
        except queue.Empty:
            raise MicrophoneGone(self._name) from None

    def fresh(self) -> None:
        """Forget the blocks that wait."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._blocks.get_nowait()

    def cut(self) -> None:
        """Take nothing any more, and let go of a thread that waits to give."""
        self._cut.set()
        self.fresh()


@dataclass(frozen=True, slots=True)
class _Device:
    index: int
    name: str
    rate_hz: int


def _sounddevice() -> Any:
    try:
        with silenced():  # ALSA prints a line for each kind of device that a machine does not have
            import sounddevice
    except ImportError as error:
        raise MissingTool("to record, narrate needs the package sounddevice", hint=_PACKAGE) from error
    except OSError as error:  # so it says that it cannot find its library
        raise MissingTool("to record, narrate needs the library PortAudio", hint=_LIBRARY) from error
    except Exception as error:  # PortAudioError, from a package that did not load
        raise MissingTool(
            f"PortAudio cannot start: {_words(error)}", hint="check the sound settings of the system"
        ) from error
    return sounddevice


def _chosen(sounddevice: Any, wanted: str | None) -> _Device:
    inputs = [
        _Device(each["index"], " ".join(each["name"].split()), round(each["default_samplerate"]))
        for each in sounddevice.query_devices()
        if each["max_input_channels"] > 0
    ]
    if not inputs:
        raise MissingTool(
            "this computer has no microphone",
            hint="connect one, and see that the sound settings of the system show it",
        )
    if wanted is None:
        default = sounddevice.default.device[0]
        return next((each for each in inputs if each.index == default), inputs[0])
    return _named(inputs, wanted)


def _named(inputs: Sequence[_Device], wanted: str) -> _Device:
    same = [each for each in inputs if each.name.casefold() == wanted.casefold()]
    found = same or [each for each in inputs if wanted.casefold() in each.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"“{each.name}”" for each in found or inputs)
    if found:
        raise MissingTool(f"there are {len(found)} microphones called “{wanted}”: {names}")
    close = did_you_mean(wanted, [each.name for each in inputs])
    raise MissingTool(
        f"there is no microphone called “{wanted}”",
        hint="; ".join(filter(None, (close, f"there are {names}"))),
    )


def _words(error: Exception) -> str:
    return str(error.args[0] if error.args else error).removesuffix(".")
