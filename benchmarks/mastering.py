"""What it costs to make files of takes: mastering, FLAC, MP3 with one worker and two, one changed sentence.

A book of random sentences, whose takes are a few dozen, spoken by the embedded voice and kept under the keys
of all its lines. Every build runs in a process of its own; what counts is from the first chapter's mastering
to the last file's publication.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.build import assemble
from narrate.build.book import build
from narrate.build.entries import Entry
from narrate.build.events import Assembling, Finished, Published
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.build.shelf import Shelf
from narrate.model import Take
from narrate.project.load import load
from narrate.takes.line import Line

WORDS = ["the", "of", "and", "lamp", "street", "dark", "rain", "clerk", "ledger", "harbour", "boat", "stair"]
SPOKEN = 40  # takes
WORDS_PER_HOUR = 11_300  # as the embedded voice reads them
PROJECT = """\
[book]
title = "Benchmark"
language = "en-gb"
manuscript = "book.md"

[voices.teller]
engine = "espeak"

[cast]
narrator = "teller"
others = "narrator"

[output]
formats = {formats}
book = false
"""


@dataclass(frozen=True)
class Run:
    """What a build took, in seconds and MB, and how long what it made is."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    sound_s: float


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--hours", type=float, default=10.0, help="of sound")
    arguments.add_argument("--chapters", type=int, default=20)
    arguments.add_argument("--run", nargs=2, metavar=("PROJECT", "WORKERS"), help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.run:
        print(json.dumps(made(Path(asked.run[0]), int(asked.run[1])).__dict__))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pool = spoken(folder / "pool")
        project = folder / "book"
        write(project, asked.chapters, int(asked.hours * WORDS_PER_HOUR / asked.chapters))
        fill(project, pool)
        measure(project, pool)


def measure(project: Path, pool: list[tuple[Take, bytes]]) -> None:
    """The table."""
    flac = run(project, ["flac"], 1)
    print(f"{flac.sound_s / 3600:.2f} h of sound, {len(lines(project))} utterances")
    show("FLAC, 1 worker", flac)
    one = run(project, ["mp3"], 1)
    show("MP3, 1 worker", one)
    before = published(project)
    two = run(project, ["mp3"], 2)
    show("MP3, 2 workers", two)
    print(f"{'':24} the same bytes: {published(project) == before}")

    had = identities(project)
    edit(project)
    fill(project, pool)
    sentence = again(project, 2)
    new = identities(project) - had
    show("one changed sentence", sentence)
    encoded = f"{len(new)} of {len(had)} segments encoded (those at the ends are room tone)"
    print(f"{'':24} {encoded}; {sentence.cpu_s / one.cpu_s:.2%} of the book")
    edited = published(project)
    run(project, ["mp3"], 2)
    print(f"{'':24} the same bytes as of a build from nothing: {published(project) == edited}")


def show(what: str, run: Run) -> None:
    """A line of the table."""
    print(
        f"{what:24} {run.cpu_s:7.1f} s of CPU, {run.sound_s / run.cpu_s:4.0f} x real time per core;"
        f" {run.wall_s:6.1f} s, {run.sound_s / run.wall_s:4.0f} x; {run.peak_mb:4.0f} MB",
        flush=True,
    )


def made(project: Path, workers: int) -> Run:
    """Build ``project`` in this process."""
    assemble._HANDS = workers
    sound_s = 0.0
    begun = ended = (0.0, 0.0)
    for event in build(Request(load(project))):
        if isinstance(event, Assembling):
            begun = ended = time.process_time(), time.perf_counter()
        if isinstance(event, Published):
            ended = time.process_time(), time.perf_counter()
        if isinstance(event, Finished):
            sound_s = event.duration_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Run(ended[0] - begun[0], ended[1] - begun[1], peak_mb, sound_s)


def run(project: Path, formats: list[str], workers: int) -> Run:
    """Build ``project`` from its takes, in these formats, as if for the first time."""
    (project / "narration.toml").write_text(PROJECT.format(formats=json.dumps(formats)))
    shutil.rmtree(project / "dist", ignore_errors=True)
    for memory in ("shelf.json", "stamp.json"):
        (project / ".narrate" / memory).unlink(missing_ok=True)
    return again(project, workers)


def again(project: Path, workers: int) -> Run:
    """Build ``project`` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.mastering", "--run", str(project), str(workers)]
    return Run(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def write(project: Path, chapters: int, words: int) -> None:
    """A book of random sentences, the same every time."""
    project.mkdir()
    (project / "narration.toml").write_text(PROJECT.format(formats='["flac"]'))
    chance = random.Random(7)  # noqa: S311 - not for secrets
    text = []
    for chapter in range(1, chapters + 1):
        text.append(f"# Part {chapter}\n")
        for _ in range(max(1, words // 60)):
            sentences = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(5)]
            text.append(" ".join(sentences) + "\n")
    (project / "book.md").write_text("\n".join(text))


def edit(project: Path) -> None:
    """Change a sentence in the middle of the book."""
    text = (project / "book.md").read_text()
    at = text.index(". ", len(text) // 2) + 2
    (project / "book.md").write_text(f"{text[:at]}This sentence is new to the book. {text[at:]}")


def lines(project: Path) -> tuple[Line, ...]:
    """What is said in ``project``."""
    loaded = load(project)
    return plan_of(prepare(loaded), store_of(loaded)).lines


def spoken(project: Path) -> list[tuple[Take, bytes]]:
    """A few takes of the embedded voice, and their sounds."""
    write(project, 1, SPOKEN * 30)
    for _ in build(Request(load(project))):
        pass
    store = store_of(load(project))
    takes = [store.get(line.render.key) for line in lines(project)[:SPOKEN]]
    return [(take, store.sound(take)) for take in takes]


def fill(project: Path, pool: list[tuple[Take, bytes]]) -> None:
    """Give every line without a take one of ``pool``: the same to the same line."""
    store = store_of(load(project))
    for line in lines(project):
        if not line.cached:
            take, sound = pool[int(line.render.key[:8], 16) % len(pool)]
            store.put(line.render, replace(take, key=line.render.key), sound)


def published(project: Path) -> dict[str, str]:
    """The hashes of all files, by name."""
    return {entry.path: entry.sha256 for entry in entries(project)}


def identities(project: Path) -> set[str]:
    """The segments that stand published."""
    return {each.identity for entry in entries(project) for each in entry.sounding.segments}


def entries(project: Path) -> tuple[Entry, ...]:
    """What is on the shelf."""
    request = Request(load(project))
    return Shelf(request.folder, request.memory("shelf")).entries


if __name__ == "__main__":
    main()
