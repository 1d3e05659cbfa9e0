"""Kokoro: narrate's stages against mlx-audio's ``generate`` on the same weights, and the Linux CPU path.

    python -m benchmarks.engines.kokoro [--tiny] [--folder FOLDER]

The weights are random, of the real size and of the tests' small one; FOLDER is a real checkpoint instead.
Both sides are given the same phonemes, so that turning text into them counts for neither.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.engines.kokoro_sides import Spent
from narrate.engines.on_mlx.engine import START_MLX
from narrate.engines.on_mlx.linux_cpu import VARIABLE
from narrate.engines.processes.process import Process
from tests.checkpoints.kokoro import make

SYMBOLS = "həlˈOwɜɹdðɪsɐɔŋɡʃʧæɑ "


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--tiny", action="store_true", help="only the small weights: half a minute")
    arguments.add_argument("--folder", type=Path, help="a real checkpoint, in place of random weights")
    asked = arguments.parse_args()
    print("| weights | texts | sound | narrate | mlx-audio | narrate takes | same bits | peak memory |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        small, real = Path(temporary, "small"), asked.folder or Path(temporary, "real")
        make(small)
        compare("small", small, {"32 short": texts(32, 12), "4 long": texts(4, 250)})
        if asked.tiny:
            return
        if asked.folder is None:
            make(real, full=True, mean_frames=3.0)
        compare("real size", real, {"6 short": texts(6, 10), "1 long": texts(1, 100)})
        against_the_wheel(real)


def texts(count: int, length: int) -> list[str]:
    """Phonemes without meaning, the same every time."""
    chance = random.Random(length)  # noqa: S311 - not for secrets
    return ["".join(chance.choices(SYMBOLS, k=length - 1)).strip() + "." for _ in range(count)]


def compare(weights: str, folder: Path, kinds: dict[str, list[str]]) -> None:
    """A row for each kind of text. The sides take turns, and the second turn counts."""
    ours, theirs = side("Narrate", folder), side("Upstream", folder)
    for kind, spoken in kinds.items():
        if len(spoken) > 1:
            ours.ask("speak", spoken[:1])
            theirs.ask("speak", spoken[:1])
        mine: Spent = ours.ask("speak", spoken)
        other: Spent = theirs.ask("speak", spoken)
        same = all(map(np.array_equal, mine.sounds, other.sounds))
        print(
            f"| {weights} | {kind} | {mine.audio_s:.1f} s | {cost(mine)} | {cost(other)} "
            f"| {mine.cpu_s / other.cpu_s:.2f} x | {'yes' if same else 'no'} "
            f"| {mine.peak_bytes / 2**20:.0f} and {other.peak_bytes / 2**20:.0f} MiB |"
        )
    ours.stop()
    theirs.stop()


def against_the_wheel(folder: Path) -> None:
    """The same short text on mlx as its wheel comes, and on narrate's path."""
    spoken = texts(1, 10)
    stock = side("Upstream", folder, **{VARIABLE: "none"})
    fast = side("Narrate", folder)
    slow_s, fast_s = (process.ask("speak", spoken) for process in (stock, fast))
    print(
        f"\nLinux CPU, {slow_s.audio_s:.1f} s of sound: the wheel {cost(slow_s)}, narrate {cost(fast_s)}: "
        f"{slow_s.cpu_s / fast_s.cpu_s:.1f} times as fast. "
        f"Found: {fast.ask('arithmetic')}"
    )
    stock.stop()
    fast.stop()


def side(name: str, folder: Path, **environment: str) -> Process:
    """One side, in its process."""
    return Process(
        f"benchmarks.engines.kokoro_sides:{name}", folder, before=START_MLX, environment=environment
    )


def cost(spent: Spent) -> str:
    """CPU seconds for a second of sound."""
    return f"{spent.cpu_s / spent.audio_s:.2f} CPU-s/s"


if __name__ == "__main__":
    main()
