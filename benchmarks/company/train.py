"""Learn the weights by which music and second speakers are told, and say how well that works.

python -m benchmarks.company.train READERS MUSIC narrate/voices/company/weights.json [--rounds N]

READERS and MUSIC are folders as for ``python -m benchmarks.company``; MUSIC has a subfolder for each piece.
The table is of readers and pieces that were held out: for each fifth of them, what was learned from the
others judges mixtures within the fifth. The weights written are then learned from all.

The ones that narrate comes with were learned, with 2 rounds, from: thirteen English takes of nine readers
(LibriVox, LJ Speech, J. F. Kennedy) and five of a German one; nine recordings of five synthetic voices
(Kokoro-82M, Higgs); prompts of seven speakers from Debian's ``asterisk-core-sounds-*`` and
``asterisk-prompt-*``, joined to 6 to 28 s each; CMU's awb, rms, slt and kal by flite; eight of eSpeak NG's
variants; and 41 pieces from Debian's ``warmux-data``, ``lugaru-data``, ``fillets-ng-data``,
``frozen-bubble-data`` and ``asterisk-moh-opsound``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.company.mixing import GROUPS, Clip, Material, readers, single
from benchmarks.company.table import Told, show
from benchmarks.company.tunes import RATE_HZ
from narrate.sound.pcm import Recording
from narrate.voices.company import music, speakers
from narrate.voices.company.identity import Heard, hear
from narrate.voices.company.music_signs import signs
from narrate.voices.company.suspicion import Weights

CAUTION = {"music": 20.0, "second_speaker": 300.0}  # the ridge that keeps weights small
FAINTEST_DB = -20  # music below this is not learned from: what is not to be heard cannot be
_TAUGHT = {"alone", "degraded", "in a room", "noise", "hum", "music under speech", "together"}
"""Clips that teach two speakers: in others they are heard one by one, or there is none."""

STEPS = 8
DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A clip without its sound, and what the two detectors measured of it."""

    clip: Clip
    signs: NDArray[np.float64]
    places: Sequence[tuple[float, float]]
    heard: Heard | None


def main(arguments: list[str]) -> int:
    """Judge what is held out, then learn from everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.company.train", description=__doc__)
    parser.add_argument("readers", type=Path)
    parser.add_argument("music", type=Path)
    parser.add_argument("written", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args(arguments)
    with ProcessPoolExecutor(asked.processes) as pool:
        rounds = pool.map(
            _round, *zip(*((asked.readers, asked.music, n) for n in range(-1, asked.rounds)), strict=True)
        )
        seen = list(chain.from_iterable(rounds))
    show(_held_out(seen))
    learned = {name: _learned(seen, name) for name in CAUTION}
    document = {
        name: {
            "bias": round(of.bias, DIGITS),
            "signs": [float(f"{weight:.{DIGITS}g}") for weight in of.signs],
        }
        for name, of in learned.items()
    }
    asked.written.write_text(json.dumps(document) + "\n", encoding="utf-8")
    return 0


def _round(people: Path, tunes: Path, number: int) -> list[Seen]:
    """What is measured of the clips of round ``number``; of -1, of the recordings as they are."""
    voices = readers(people)
    clips = single(voices) if number < 0 else Material(voices, readers(tunes)).clips(number)
    result = []
    for clip in clips:
        recording = Recording(clip.sound, RATE_HZ)
        result.append(Seen(replace(clip, sound=clip.sound[:0]), *signs(recording), hear(recording)))
    return result


def _held_out(seen: Sequence[Seen]) -> list[Told]:
    told = []
    for group in range(GROUPS):
        others = [each for each in seen if group not in each.clip.groups]
        by = {name: _learned(others, name) for name in CAUTION}
        for each in seen:
            if each.clip.group == group:
                played = music.judge(each.signs, each.places, by["music"]).likelihood
                heard = each.heard and speakers.judge(each.heard, by["second_speaker"])
                told.append((each.clip, played, heard.likelihood if heard else 0.0))
    return told


def _learned(seen: Sequence[Seen], name: str) -> Weights:
    rows, wanted = [], []
    for each in seen:
        clip = each.clip
        if name == "music" and not (clip.kind == "music under speech" and clip.level_db < FAINTEST_DB):
            rows.append(each.signs)
            wanted += [clip.music] * len(each.signs)
        elif name == "second_speaker" and each.heard is not None and clip.kind in _TAUGHT:
            rows.append(each.heard.states)
            wanted += [clip.speakers > 1] * len(each.heard.states)
    return _regression(np.concatenate(rows).astype(np.float64), np.array(wanted, np.float64), CAUTION[name])


def _regression(rows: NDArray[np.float64], wanted: NDArray[np.float64], caution: float) -> Weights:
    """Logistic regression by Newton's method; both answers count the same, however often they are given."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-4
    scaled = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    counts = np.where(wanted > 0, 0.5 / wanted.mean(), 0.5 / (1 - wanted.mean()))
    ridge = np.full(scaled.shape[1], caution)
    ridge[-1] = 1e-6
    found = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ found, -30, 30)))
        slope = scaled.T @ (counts * (likely - wanted)) + ridge * found
        bend = (scaled * (counts * likely * (1 - likely))[:, None]).T @ scaled
        bend[np.diag_indices(len(bend))] += ridge
        found -= np.linalg.solve(bend, slope)
    return Weights(found[:-1] / spread, float(found[-1] - (found[:-1] / spread) @ middle))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
