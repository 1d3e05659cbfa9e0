"""How voices sound, in figures: makes the tables by which ``narrate cast`` tells voices apart.

python -m benchmarks.portraits [--kokoro FOLDER [--grades FILE]] [--write]

FOLDER holds the 54 voices of Kokoro-82M v1.0 (Apache-2.0): ``*.safetensors`` as mlx-audio has them, or
``*.bin``, 510 × 256 little-endian float32, as the npm package kokoro-js of Kokoro's own author has them. FILE
is that package's ``dist/kokoro.js``, which holds the author's grades. eSpeak's variants are spoken here and
measured. With ``--write`` the tables go to where narrate looks for them; else only what is found is printed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import narrate
from narrate.engines.espeak.draft_voices import MEN, OTHERS, PITCHES, WOMEN
from narrate.engines.espeak.engine import Espeak, Settings
from narrate.engines.kokoro.trial import TEXTS
from narrate.engines.kokoro.voices import VERSION_1
from narrate.model import Render
from narrate.sound.resample import resampled
from narrate.voices.pitch import FRAMES_PER_S, track

Floats = NDArray[np.float64]

ENGINES = Path(narrate.__file__).parent / "engines"
ROWS = slice(80, 250)  # of a pack, one for each number of phonemes: those of most utterances
TIMBRE = 128  # numbers of a row that colour the sound; the others lead pitch, pace and energy
KOKORO_KEPT, ESPEAK_KEPT = 24, 8  # coordinates: 98 % and more of how far apart voices are
RATE_HZ, WINDOW, BANDS, CEPSTRA = 16_000, 400, 26, 12


def main() -> None:
    """Measure, print and perhaps write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kokoro", type=Path)
    parser.add_argument("--grades", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    tables: dict[str, Mapping[str, object]] = {"espeak": espeak()}
    if asked.kokoro:
        tables["kokoro"] = kokoro(asked.kokoro, _grades(asked.grades) if asked.grades else {})
    for engine, table in tables.items():
        if asked.write:
            (ENGINES / engine / "portraits.json").write_text(_written(table), encoding="utf-8")


def kokoro(folder: Path, grades: Mapping[str, str]) -> Mapping[str, object]:
    """The timbre halves of all packs, as few coordinates."""
    timbres = np.stack([_pack(folder, name)[ROWS, :TIMBRE].mean(axis=0) for name in VERSION_1])
    print(f"kokoro: {len(timbres)} voices")
    coordinates = _reduced(timbres, KOKORO_KEPT)
    _sexes(coordinates, [name[1] for name in VERSION_1])
    return {
        "source": "timbre halves of the voices of hexgrad/Kokoro-82M v1.0 (Apache-2.0), by"
        " benchmarks/portraits.py; grades: the npm package kokoro-js 1.2.1 (Apache-2.0), by the same author",
        "grades": {name: grades[name] for name in VERSION_1 if name in grades},
        "timbres": {name: _rounded(row) for name, row in zip(VERSION_1, coordinates, strict=True)},
    }


def espeak() -> Mapping[str, object]:
    """The plain voice and the variants of the palette: their pitches, and the shape of their spectrum."""
    variants = ["", *dict.fromkeys((*WOMEN, *MEN, *OTHERS))]
    pitches: dict[str, list[float]] = {}
    envelopes = []
    with Espeak() as engine:
        for variant in variants:
            spoken = [_spoken(engine, variant, pitch) for pitch in sorted(PITCHES)]
            pitches[variant] = [round(hz, 1) for hz, _ in spoken]
            envelopes.append(np.mean([envelope for _, envelope in spoken], axis=0))
            print(variant or "plain", *pitches[variant])
    print(f"espeak: {len(variants)} voices")
    coordinates = _reduced(np.stack(envelopes), ESPEAK_KEPT)
    return {
        "source": "measured by benchmarks/portraits.py of eSpeak NG as espeakng-loader has it",
        "settings": sorted(PITCHES),
        "pitches_hz": pitches,
        "timbres": {name: _rounded(row) for name, row in zip(variants, coordinates, strict=True)},
    }


def _spoken(engine: Espeak, variant: str, pitch: int) -> tuple[float, Floats]:
    """The median pitch in Hz of a voice that tells a fable, and the mean cepstrum of what it voices."""
    settings = Settings(voice=variant, pitch=pitch)
    render = Render("espeak", 1, "", TEXTS["b"], ipa=(), language="en-gb", style="", occurrence=0)
    performance = engine.perform(render, settings)
    followed = track(performance.audio, performance.sample_rate_hz)
    hz = float(np.median(followed.hz[followed.voiced]))
    sound = resampled(performance.audio, performance.sample_rate_hz, RATE_HZ).astype(np.float64)
    return hz, _cepstra(sound)[followed.voiced].mean(axis=0)


def _cepstra(sound: Floats) -> Floats:
    """Mel cepstra 1 to 12 of frames as the pitch track has them: (n, 12). The level is left out.

    After S. Davis, P. Mermelstein, IEEE Trans. ASSP 28, 1980: the cosine transform of the logarithm of the
    energies in 26 bands, even on the mel scale.
    """
    hop = RATE_HZ // FRAMES_PER_S
    frames = -(-len(sound) // hop)
    padded = np.pad(np.append(sound[:1], sound[1:] - 0.97 * sound[:-1]), (WINDOW // 2, WINDOW))
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::hop][:frames]
    power = np.abs(np.fft.rfft(windows * np.hamming(WINDOW), 512)) ** 2
    log_energies = np.log(power @ _bands().T + 1e-10)
    order, band = np.arange(1, CEPSTRA + 1), np.arange(BANDS)
    return log_energies @ np.cos(np.pi * np.outer(band + 0.5, order) / BANDS) * np.sqrt(2 / BANDS)


def _bands() -> Floats:
    """Triangles, even on the mel scale: (26, 257)."""
    mel = np.linspace(0, 2595 * np.log10(1 + RATE_HZ / 2 / 700), BANDS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hz = np.fft.rfftfreq(512, 1 / RATE_HZ)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.maximum(0, np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre)))


def _reduced(rows: Floats, kept: int) -> Floats:
    """The first ``kept`` principal components of ``rows`` (n, d), scaled: two are 1 apart on average."""
    centred = rows - rows.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    scores = left * sizes
    # a sign of each component is chance: the largest figure is made positive
    scores *= np.sign(scores[np.abs(scores).argmax(axis=0), np.arange(scores.shape[1])])
    whole, part = _distances(scores), _distances(scores[:, :kept])
    variance = np.square(sizes[:kept]).sum() / np.square(sizes).sum()
    alike = np.corrcoef(whole, part)[0, 1]
    print(
        f"  {kept} of {scores.shape[1]} coordinates: {variance:.0%} of the variance, distances correlate "
        f"{alike:.3f}, {part.min() / part.mean():.2f} to {part.max() / part.mean():.2f} of the mean"
    )
    return scores[:, :kept] / part.mean()


def _sexes(coordinates: Floats, sexes: Sequence[str]) -> None:
    first, second = np.triu_indices(len(sexes), 1)
    same = np.array([sexes[a] == sexes[b] for a, b in zip(first, second, strict=True)])
    apart = _distances(coordinates)
    print(f"  of one sex {apart[same].mean():.2f} apart, of two {apart[~same].mean():.2f}")


def _distances(rows: Floats) -> Floats:
    first, second = np.triu_indices(len(rows), 1)
    return np.linalg.norm(rows[first] - rows[second], axis=1)


def _pack(folder: Path, name: str) -> Floats:
    raw = folder / f"{name}.bin"
    if raw.is_file():
        return np.fromfile(raw, "<f4").reshape(510, 256).astype(np.float64)
    from safetensors.numpy import load_file

    (pack,) = load_file(folder / f"{name}.safetensors").values()
    return pack.reshape(510, 256).astype(np.float64)


def _grades(file: Path) -> dict[str, str]:
    text = file.read_text(encoding="utf-8")
    return dict(re.findall(r'(\w\w_\w+):\{[^}]*overallGrade:"([A-F][+-]?)"', text))


def _rounded(row: Floats) -> list[float]:
    return [round(float(figure), 3) for figure in row]


def _written(table: Mapping[str, object]) -> str:
    """JSON with a line for each voice."""
    text = json.dumps(table, indent=1, ensure_ascii=False)
    return re.sub(r"\[[^\]]*\]", lambda found: " ".join(found[0].split()), text) + "\n"


if __name__ == "__main__":
    sys.exit(main())
