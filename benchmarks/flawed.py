"""A recording whose flaws are known, in the embedded voice: what docs/voice-check.png is drawn of.

python -m benchmarks.flawed FILE.png
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from narrate.engines.espeak.engine import Espeak, Settings
from narrate.model import Render
from narrate.voices.checks.checked import check
from narrate.voices.checks.picture import picture

TEXT = (
    "Twelve ships went by before noon, and none of them stopped.",
    "The light was out by then; it had been out since Thursday, and not a soul had asked why.",
)


def main(arguments: list[str]) -> int:
    """Write the picture."""
    (file,) = arguments
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lighthouse.wav")
        audio, rate_hz = flawed()
        soundfile.write(path, audio, rate_hz)
        Path(file).write_bytes(picture(check(path)))
    return 0


def flawed() -> tuple[NDArray[np.float32], int]:
    """Two sentences, the first too loud, with a long pause between them in which somebody's lips are heard.

    Of the second 25 ms are missing twice, and it goes away from the microphone. The mains hums beneath it.
    """
    with Espeak() as engine:
        renders = (Render("espeak", 1, "{}", text, (), "en-gb", "", 0) for text in TEXT)
        parts = [engine.perform(render, Settings(voice="+f1", pitch=40)) for render in renders]
        engine.abandon()
    rate_hz = parts[0].sample_rate_hz
    first, second = (part.audio.astype(np.float64) for part in parts)
    first = np.clip(2.4 * first, -1, 1)
    second *= np.geomspace(0.7, 0.12, len(second))
    gap = rate_hz // 40
    loud = np.convolve(np.square(second), np.ones(40), "same")
    for part in (0.1, 0.3):
        at = int(part * len(second))
        at += int(np.minimum(loud[at : at + rate_hz], loud[at + gap : at + gap + rate_hz]).argmax())
        second[at : at + gap] = np.nan
    silence = np.zeros(round(2.1 * rate_hz))
    for at_s in (0.7, 1.1, 1.6):
        tick = np.exp(-np.arange(80) / 14) * np.cos(0.9 * np.arange(80))
        silence[round(at_s * rate_hz) :][:80] += 0.05 * tick
    edge = np.zeros(round(0.3 * rate_hz))
    sound = np.concatenate([edge, first, silence, second, edge])
    at_s = np.arange(len(sound)) / rate_hz
    hum = sum(np.sin(2 * np.pi * 50 * number * at_s) / number for number in (1, 2, 3))
    noise = np.random.default_rng(7).standard_normal(len(sound))
    heard = np.nan_to_num(sound + 0.002 * hum + 0.0006 * noise)
    return np.clip(heard, -1, 1).astype(np.float32), rate_hz


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
