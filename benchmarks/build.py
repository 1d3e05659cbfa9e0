"""How long builds take, by ratio: start-up, a book, nothing to do, a plan, one sentence, the book joined.

Without a manuscript it makes one of random sentences. Everything runs in processes of their own, as people
run narrate; what is measured of one is set against another of the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

WORDS = ["the", "of", "and", "lamp", "street", "dark", "rain", "clerk", "ledger", "harbour", "boat", "stair"]
PROJECT = """\
[book]
title = "Benchmark"
language = "en-gb"
manuscript = "{manuscript}"

[voices.teller]
engine = "espeak"
speed = 160

[cast]
narrator = "teller"
others = "narrator"

[output]
formats = ["flac"]
book = false
"""
NEW = "This sentence is new."


@dataclass(frozen=True)
class Run:
    """What a command took: ``wall_s`` on the clock, ``cpu_s`` of processors, and memory at its peak."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("manuscript", nargs="?", type=Path, help="a book: .epub, .md or .txt")
    arguments.add_argument("--chapters", type=int, default=12, help="of the random book")
    arguments.add_argument("--words", type=int, default=2500, help="a chapter")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        book = project / (f"book{asked.manuscript.suffix}" if asked.manuscript else "book.md")
        if asked.manuscript:
            book.write_bytes(asked.manuscript.read_bytes())
        else:
            write_book(book, asked.chapters, asked.words)
        (project / "narration.toml").write_text(PROJECT.format(manuscript=book.name))
        measure(project, book)


def write_book(book: Path, chapters: int, words: int) -> None:
    """A book of random sentences, the same every time."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    lines = []
    for chapter in range(1, chapters + 1):
        lines.append(f"# Part {chapter}\n")
        for _ in range(words // 60):
            sentences = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(5)]
            lines.append(" ".join(sentences) + "\n")
    book.write_text("\n".join(lines))


def measure(project: Path, book: Path) -> None:
    """The table."""
    toml = project / "narration.toml"
    click = best("-c", "import click")
    start = best("-m", "narrate", "--help")
    show("narrate --help", start, f"{start.wall_s / click.wall_s:.1f} x import click")

    plan = best("-m", "narrate", "plan", project)
    show("plan, nothing rendered", plan, f"{plan.cpu_s / start.cpu_s:.0f} x --help")
    whole = watched("-m", "narrate", "build", project, "-q")
    audio_s, lines = size(project)
    show("whole book", whole, f"{audio_s / whole.wall_s:.0f} x real time")
    print(f"{'':27} {audio_s / 3600:.2f} h of sound, {lines:,} utterances")

    nothing = best("-m", "narrate", "build", project, "-q")
    show("nothing to do", nothing, f"{nothing.wall_s / whole.wall_s:.2%} of the whole book")
    plan = best("-m", "narrate", "plan", project)
    show("plan, all rendered", plan, f"{plan.cpu_s / start.cpu_s:.0f} x --help")
    edit(toml, "speed = 160", "speed = 170")
    why = best("-m", "narrate", "plan", "--why", project)
    show("plan --why, a voice changed", why, f"{why.cpu_s / plan.cpu_s:.2f} x plan")
    edit(toml, "speed = 170", "speed = 160")

    insert(book, 1)
    plan = watched("-m", "narrate", "plan", project)
    show("plan, one sentence written", plan, f"{plan.cpu_s / start.cpu_s:.0f} x --help")
    insert(book, 2)  # another one, so that the build composes its script itself
    sentence = watched("-m", "narrate", "build", project, "-q")
    show("one sentence", sentence, f"{sentence.wall_s / whole.wall_s:.2%} of the whole book")
    edit(toml, "book = false", "book = true")
    joined = watched("-m", "narrate", "build", project, "-q")
    copied_s = copying(max((project / "dist").glob("*.flac"), key=lambda file: file.stat().st_size))
    show("the book joined", joined, f"{joined.wall_s / copied_s:.1f} x copying it, onto the disk")
    insert(book, 3)
    both = watched("-m", "narrate", "build", project, "-q")
    show("one sentence, and the book", both, f"{both.wall_s / whole.wall_s:.2%} of the whole book")


def show(what: str, run: Run, ratio: str) -> None:
    """A line of the table."""
    print(f"{what:27} {run.wall_s:6.2f} s  {run.cpu_s:6.2f} s of CPU  {run.peak_mb:4.0f} MB   {ratio}")


def edit(file: Path, old: str, new: str) -> None:
    """Replace ``old``, which must be there."""
    text = file.read_text()
    if old not in text:
        sys.exit(f"{old} is not in {file}")
    file.write_text(text.replace(old, new, 1))


def insert(book: Path, number: int) -> None:
    """Put a sentence into the middle of ``book``: into its longest document, if it is an EPUB."""
    sentence = f"{NEW[:-1]}, and the number {number} of its kind. "
    if book.suffix != ".epub":
        text = book.read_text()
        at = text.index(". ", len(text) // 2) + 2
        book.write_text(text[:at] + sentence + text[at:])
        return
    with zipfile.ZipFile(book) as old:
        entries = {entry: old.read(entry) for entry in old.infolist()}
    longest = max((e for e in entries if e.filename.endswith("html")), key=lambda e: len(entries[e]))
    page = entries[longest].decode()
    at = page.index("<p>", len(page) // 2) + 3
    entries[longest] = (page[:at] + sentence + page[at:]).encode()
    with zipfile.ZipFile(book, "w") as new:
        for entry, data in entries.items():
            new.writestr(entry, data)


def copying(file: Path) -> float:
    """Seconds to copy ``file`` and flush the copy to the disk."""
    copy = file.with_suffix(".copy")
    begun = time.perf_counter()
    shutil.copyfile(file, copy)
    with copy.open("rb") as flushed:
        os.fsync(flushed)
    taken_s = time.perf_counter() - begun
    copy.unlink()
    return taken_s


def best(*arguments: object) -> Run:
    """The quickest of five runs."""
    return min((watched(*arguments) for _ in range(5)), key=lambda run: run.cpu_s)


def watched(*arguments: object) -> Run:
    """Run Python with ``arguments``; memory is of it and its workers (Linux)."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, arguments)], stdout=subprocess.DEVNULL)
    peak = [0.0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], tree_mb(process.pid))
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    taken_s, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    watcher.join()
    if code:
        sys.exit(f"{arguments} ended with {code}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(taken_s, cpu_s, peak[0])


def tree_mb(pid: int) -> float:
    """Resident memory of a process and its children; 0 where there is no /proc."""
    families: dict[int, list[int]] = {}
    resident_mb: dict[int, float] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue  # it ended meanwhile
        each = int(fields["Pid"])
        families.setdefault(int(fields["PPid"]), []).append(each)
        resident_mb[each] = int(fields.get("VmRSS", "0 kB").split()[0]) / 1000
    total_mb, waiting = 0.0, [pid]
    while waiting:
        parent = waiting.pop()
        total_mb += resident_mb.get(parent, 0.0)
        waiting += families.get(parent, [])
    return total_mb


def size(project: Path) -> tuple[float, int]:
    """Seconds of the book and its utterances, from its report."""
    chapters = json.loads((project / "dist" / "build.json").read_text())["chapters"]
    utterances = sum(len(chapter["utterances"]) for chapter in chapters)
    return sum(chapter["duration_s"] for chapter in chapters), utterances


if __name__ == "__main__":
    main()
