"""What narrate tells of music and second speakers in mixtures of recordings that you have.

python -m benchmarks.company READERS [--music FOLDER] [--rounds N]

READERS has recordings of one person each: in a subfolder for each reader, or as files named
``reader_anything.wav``. Mixtures are made of them and of tunes (those below FOLDER, and some that are made
here), and for each kind and level the table says how many were found out. Readers alone must not be.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import chain
from pathlib import Path

from benchmarks.company.mixing import Material, readers, single
from benchmarks.company.table import Told, show
from benchmarks.company.tunes import RATE_HZ
from narrate.sound.pcm import Recording
from narrate.voices.company.music import music
from narrate.voices.company.speakers import second_speaker


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.company", description=__doc__)
    parser.add_argument("readers", type=Path)
    parser.add_argument("--music", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args(arguments)
    people = readers(asked.readers)
    material = Material(people, readers(asked.music) if asked.music else {})
    told: list[Told] = []
    seconds = cost = 0.0
    for clip in chain(single(people), *(material.clips(seed) for seed in range(asked.rounds))):
        recording = Recording(clip.sound, RATE_HZ)
        begun = time.process_time()
        told.append((clip, music(recording).likelihood, second_speaker(recording).likelihood))
        cost += time.process_time() - begun
        seconds += recording.duration_s
    show(told)
    print(f"{len(people)} readers; {10 * cost / seconds:.2f} CPU seconds for ten of sound")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
