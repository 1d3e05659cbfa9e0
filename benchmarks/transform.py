"""How well pitch, formants and speed of recorded speech are changed, by narrate and by others.

python -m benchmarks.transform FILE_OR_FOLDER …

Each recording is transformed in several ways, and measured: how far the pitch of its frames is from what was
asked for, how many are more than a semitone off, where its spectral envelope came to lie and how much its
shape differs, its length, how many clicks it has more, and processor time. Beside narrate's figures stand
those of the following that are installed: Praat's "Change gender" (praat-parselmouth, GPL-3, a referee),
WORLD (pyworld-prebuilt, MIT) and Signalsmith Stretch (python-stretch, MIT), which moves formants with pitch.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.model import Transform
from narrate.sound.pcm import Recording
from narrate.voices.decode import decode
from narrate.voices.pitch import HIGHEST_HZ, LOWEST_HZ, track
from narrate.voices.psola import transformed

CASES = (
    Transform(pitch_shift=3),
    Transform(pitch_shift=-3),
    Transform(pitch_shift=6),
    Transform(pitch_shift=-6),
    Transform(formant=2),
    Transform(formant=-2),
    Transform(formant=4),
    Transform(formant=-4),
    Transform(speed=0.5),
    Transform(speed=0.8),
    Transform(speed=1.5),
    Transform(speed=2.0),
    Transform(-3, -2, 0.9),
    Transform(4, 3, 1.1),
)
Sound = NDArray[np.float32]
Way = Callable[[Sound, int, Transform], Sound]
COLUMNS = ("pitch st", "off", "envelope st", "shape dB", "length", "clicks", "level dB", "CPU s/s")


def main(arguments: list[str]) -> int:
    """Print a line for each transformation and each way of doing it: the means over all recordings."""
    recordings = [recording for name in arguments for recording in _recordings(Path(name))]
    print(f"{len(recordings)} recordings, {sum(each.duration_s for each in recordings):.0f} s")
    print(f"{'':34}" + "".join(f"{name:>13}" for name in COLUMNS))
    for case in CASES:
        for name, way in ways().items():
            if name == "signalsmith" and case.formant:
                continue
            figures = np.array([_judged(each, case, way) for each in recordings])
            asked = f"{case.pitch_shift:+g} st, {case.formant:+g} st, × {case.speed:g}"
            means = "".join(f"{mean:13.3f}" for mean in np.nanmean(figures, axis=0))
            print(f"{asked:22}{name:12}{means}", flush=True)
    return 0


def ways() -> Mapping[str, Way]:
    """Those that are installed."""
    found: dict[str, Way] = {"narrate": transformed}
    others = {"parselmouth": ("praat", _praat), "pyworld": ("world", _world)}
    others["python_stretch"] = ("signalsmith", _signalsmith)
    for package, (name, way) in others.items():
        if importlib.util.find_spec(package) is not None:
            found[name] = way
    return found


def _judged(recording: Recording, case: Transform, way: Way) -> tuple[float, ...]:
    audio, rate_hz = recording.audio, recording.sample_rate
    begun = time.process_time()
    result = np.asarray(way(audio, rate_hz, case), np.float32)
    spent_s = time.process_time() - begun
    before, after = track(audio, rate_hz).hz, track(result, rate_hz).hz
    of = np.minimum(np.round(np.arange(len(after)) * case.speed).astype(int), len(before) - 1)
    both = (after > 0) & (before[of] > 0)
    away = 12 * np.log2(after[both] / before[of][both]) - case.pitch_shift
    moved, shape_db = _moved_st(_envelope(audio, rate_hz), _envelope(result, rate_hz))
    return (
        abs(float(np.median(away))) if len(away) else np.nan,
        float(np.mean(np.abs(away) > 1)) if len(away) else np.nan,
        moved - case.formant,
        shape_db,
        len(result) * case.speed / len(audio) - 1,
        _clicks(result, rate_hz) - _clicks(audio, rate_hz),
        10 * np.log10(np.square(result).mean() / np.square(audio).mean()),
        spent_s / recording.duration_s,
    )


def _envelope(sound: Sound, rate_hz: int) -> NDArray[np.float64]:
    """The long-term spectrum in dB without its harmonics, in steps of a tenth of a semitone from 300 Hz."""
    size = 1 << (rate_hz // 12).bit_length()
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[:: size // 4] * np.hanning(size)
    power = np.square(np.abs(np.fft.rfft(frames, axis=1))).mean(axis=0)
    smooth = np.convolve(power, np.hanning(round(250 * size / rate_hz) + 2), "same")
    hz = 300 * 2 ** (np.arange(440) / 120)
    return np.asarray(np.interp(hz, np.arange(len(smooth)) * rate_hz / size, 10 * np.log10(smooth + 1e-12)))


def _moved_st(one: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[float, float]:
    """By how many semitones the envelope was shifted, and how far it is then from what it was, in dB."""
    misfit = {}
    for tenth in range(-80, 81):
        down, up = max(0, -tenth), max(0, tenth)
        misfit[tenth] = float(np.std(one[down : len(one) - up] - other[up : len(one) - down]))
    best = min(misfit, key=misfit.__getitem__)
    return best / 10, misfit[best]


def _clicks(sound: Sound, rate_hz: int) -> int:
    """How many samples leap twenty times as far as those around them do."""
    leaps = np.abs(np.diff(sound, 2))
    width = rate_hz // 100
    usual = np.convolve(leaps, np.ones(width) / width, "same") + 1e-4
    return int((leaps / usual > 20).sum())


def _praat(audio: Sound, rate_hz: int, case: Transform) -> Sound:
    import parselmouth  # type: ignore[import-not-found]

    call: Any = parselmouth.praat.call
    sound = parselmouth.Sound(audio.astype(np.float64), rate_hz)
    pitch = sound.to_pitch_ac(pitch_floor=LOWEST_HZ, pitch_ceiling=HIGHEST_HZ)
    median = call(pitch, "Get quantile", 0, 0, 0.5, "Hertz")
    wanted = median * 2 ** (case.pitch_shift / 12) if median > 0 else 0.0
    changed = call(
        sound, "Change gender", LOWEST_HZ, HIGHEST_HZ, 2 ** (case.formant / 12), wanted, 1.0, 1 / case.speed
    )
    return np.asarray(changed.values[0], np.float32)


def _world(audio: Sound, rate_hz: int, case: Transform) -> Sound:
    import pyworld  # type: ignore[import-not-found]

    sound, step_ms = audio.astype(np.float64), 5.0
    rough, at = pyworld.dio(sound, rate_hz, f0_floor=LOWEST_HZ, f0_ceil=HIGHEST_HZ, frame_period=step_ms)
    hz = pyworld.stonemask(sound, rough, at, rate_hz)
    power = pyworld.cheaptrick(sound, hz, at, rate_hz)
    breath = pyworld.d4c(sound, hz, at, rate_hz)
    bins = np.arange(power.shape[1])
    of = bins / 2 ** (case.formant / 12)
    power = np.exp([np.interp(of, bins, row) for row in np.log(power)])
    breath = np.array([np.interp(of, bins, row) for row in breath])
    result = pyworld.synthesize(
        hz * 2 ** (case.pitch_shift / 12), power, breath, rate_hz, step_ms / case.speed
    )
    return np.asarray(result, np.float32)


def _signalsmith(audio: Sound, rate_hz: int, case: Transform) -> Sound:
    import python_stretch  # type: ignore[import-not-found]

    stretch = python_stretch.Signalsmith.Stretch(1)
    stretch.preset(1, rate_hz)
    stretch.setTransposeSemitones(case.pitch_shift)
    stretch.timeFactor = case.speed
    return np.asarray(stretch.process(audio[np.newaxis])[0], np.float32)


def _recordings(path: Path) -> list[Recording]:
    found = []
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        try:
            found.append(decode(file))
        except NarrateError:
            continue
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
