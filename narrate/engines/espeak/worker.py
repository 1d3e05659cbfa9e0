"""The process that speaks for the ``espeak`` engine: JSON requests on stdin, samples on stdout.

A process of its own because libespeak-ng keeps global state, is not thread-safe, can crash on odd input and
is licensed GPL-3.0-or-later. Its output depends on what it said before (espeak-ng#1528, #2078), so the
library is loaded once and every request is spoken by a fork of that untouched state: the same request then
gives the same samples in any order and in any process.

Request, one line:   {"text", "voices", "speed", "pitch", "seed", "phonemes"}
Answer:              {"samples", "rate", "words": [[position, length, milliseconds], ...]} and that many
                     16-bit little-endian samples; or {"error"} and nothing.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
from typing import Any

# espeak-ng's speak_lib.h
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_UTF8, _PHONEMES = 1, 0x100
_RATE, _PITCH = 1, 3
_EVENT_WORD = 1


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


def speak(library: Any, rate_hz: int, request: dict[str, Any]) -> bytes:
    """The answer to one request, spoken by ``library`` as it is now."""
    chunks: list[bytes] = []
    words: list[tuple[int, int, int]] = []

    def collect(samples: Any, count: int, events: Any) -> int:
        if count > 0 and samples:
            chunks.append(ctypes.string_at(samples, count * 2))
        index = 0
        while events and events[index].type:
            event = events[index]
            if event.type == _EVENT_WORD:
                words.append((event.text_position, event.length, event.audio_position))
            index += 1
        return 0

    callback = _Callback(collect)  # kept in a name: collected early, the library would call freed memory
    library.espeak_SetSynthCallback(callback)
    if all(library.espeak_SetVoiceByName(name.encode()) != 0 for name in request["voices"]):
        wanted = " or ".join(map(repr, request["voices"]))
        return json.dumps({"error": f"espeak has no voice called {wanted}"}).encode() + b"\n"
    library.espeak_ng_SetRandSeed(ctypes.c_long(request["seed"]))
    library.espeak_SetParameter(_RATE, request["speed"], 0)
    library.espeak_SetParameter(_PITCH, request["pitch"], 0)
    text = request["text"].encode() + b"\0"
    flags = _UTF8 | (_PHONEMES if request["phonemes"] else 0)
    status = library.espeak_Synth(
        ctypes.c_char_p(text), ctypes.c_size_t(len(text)), 0, 1, 0, flags, None, None
    )
    if status != 0:
        return json.dumps({"error": f"espeak could not speak (status {status})"}).encode() + b"\n"
    library.espeak_Synchronize()
    sound = b"".join(chunks)
    header = {"samples": len(sound) // 2, "rate": rate_hz, "words": words}
    return json.dumps(header).encode() + b"\n" + sound


def main() -> int:
    """Answer requests until stdin ends."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path()
    rate_hz: int = library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DONT_EXIT)
    if rate_hz <= 0:
        print(f"espeak-ng cannot read its data in {data}", file=sys.stderr)  # noqa: T201 - this is a program
        return 1
    gc.disable()  # a collection in a fork would touch, and so copy, every page
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            answer = memoryview(speak(library, rate_hz, json.loads(line)))
            while answer:
                answer = answer[os.write(1, answer) :]
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status != 0:  # a crash: our end too, so that the reader sees the answer break off
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
