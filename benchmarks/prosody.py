"""What is measured of recordings of speech, and how the pitch tracker compares with another.

python -m benchmarks.prosody FILE_OR_FOLDER …

With praat-parselmouth installed (GPL-3, so narrate does not ask for it) each recording's pitch is compared
with Praat's own autocorrelation tracker: how many frames that both call voiced are more than 20 % apart, and
how many only one calls voiced. Synthetic glides are compared with what they were made from.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.sound.pcm import Recording
from narrate.voices.decode import decode
from narrate.voices.pitch import FRAMES_PER_S, HIGHEST_HZ, LOWEST_HZ, track
from narrate.voices.prosody import measure

GROSS = 0.2
NAMES = ("pitch_hz", "range_st", "declination_st_s", "rate", "pause_share", "pause_s", "energy_db", "voiced")


def main(arguments: list[str]) -> int:
    """Print a line for each recording."""
    known_pitch()
    files = [file for name in arguments for file in _files(Path(name))]
    praat = importlib.util.find_spec("parselmouth") is not None
    print("praat-parselmouth is not installed: no comparison" if not praat else "compared with Praat")
    for file in files:
        try:
            recording = decode(file)
        except NarrateError:
            continue
        begun = time.process_time()
        found = measure(recording)
        cost = (time.process_time() - begun) / recording.duration_s
        if found is None:
            print(f"{file.name}: nobody speaks")
            continue
        told = " ".join(f"{name} {getattr(found, name).value:.2f}" for name in NAMES)
        against = f"; {_against_praat(recording)}" if praat else ""
        print(f"{file.name}: {told}; {1 / cost:.0f} x real time{against}")
    return 0


def known_pitch() -> None:
    """Gross errors on buzzing glides whose pitch is known, clean and 14 dB above noise."""
    for noise_db in (-60, -14):
        wrong = total = missed = 0
        for low, high in ((70, 105), (90, 180), (150, 300), (250, 500)):
            for rate_hz in (8_000, 16_000, 44_100):
                true, found = _glide(low, high, rate_hz, noise_db)
                heard = found > 0
                wrong += int((np.abs(found[heard] / true[heard] - 1) > GROSS).sum())
                missed += int((~heard).sum())
                total += len(true)
        shares = f"gross errors {wrong / total:.2%}, missed {missed / total:.2%}"
        print(f"synthetic, noise at {noise_db} dB: {shares}")


def _glide(low_hz: float, high_hz: float, rate_hz: int, noise_db: float) -> tuple[NDArray[np.float64], ...]:
    time_s = np.arange(4 * rate_hz) / rate_hz
    hz = low_hz * (high_hz / low_hz) ** (0.5 + 0.5 * np.sin(2 * np.pi * 0.7 * time_s))
    phase = 2 * np.pi * np.cumsum(hz) / rate_hz
    sound = sum(
        np.sin(number * phase) / number for number in range(1, int(0.45 * rate_hz / high_hz))
    ) * np.float64(0.3)
    sound = sound + np.random.default_rng(1).standard_normal(len(hz)) * 0.3 * 10 ** (noise_db / 20)
    found = track(sound.astype(np.float32), rate_hz).hz
    true = np.interp(np.arange(len(found)) / FRAMES_PER_S, time_s, hz)
    return true[4:-4], found[4:-4]


def _against_praat(recording: Recording) -> str:
    import parselmouth  # type: ignore[import-not-found]

    ours = track(recording.audio, recording.sample_rate).hz
    sound = parselmouth.Sound(recording.audio.astype(np.float64), recording.sample_rate)
    theirs = sound.to_pitch_ac(time_step=1 / FRAMES_PER_S, pitch_floor=LOWEST_HZ, pitch_ceiling=HIGHEST_HZ)
    at = (theirs.get_value_at_time(frame / FRAMES_PER_S) for frame in range(len(ours)))
    praat = np.nan_to_num(np.array([value or 0.0 for value in at]))
    both = (ours > 0) & (praat > 0)
    if not both.any():
        return "no frame that both call voiced"
    gross = (np.abs(ours[both] / praat[both] - 1) > GROSS).mean()
    alone = ((ours > 0) != (praat > 0)).mean()
    medians = np.median(ours[ours > 0]) / np.median(praat[praat > 0]) - 1
    return f"Praat: gross {gross:.1%}, voiced for one only {alone:.1%}, medians {medians:+.1%} apart"


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
