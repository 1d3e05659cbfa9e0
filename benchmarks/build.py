"""How long a build takes, by ratio: start-up, a book, nothing to do, one sentence, and the memory bound."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WORDS = ["the", "of", "and", "lamp", "street", "dark", "rain", "clerk", "ledger", "harbour", "boat", "stair"]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--chapters", type=int, default=12)
    arguments.add_argument("--words", type=int, default=2500, help="a chapter")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        write_book(project, asked.chapters, asked.words)
        measure(project, asked.chapters)


def write_book(project: Path, chapters: int, words: int) -> None:
    """A book of random sentences, the same every time."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    lines = []
    for chapter in range(1, chapters + 1):
        lines.append(f"# Part {chapter}\n")
        for _ in range(words // 60):
            sentences = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(5)]
            lines.append(" ".join(sentences) + "\n")
    (project / "book.md").write_text("\n".join(lines))
    (project / "narration.toml").write_text(
        '[book]\ntitle = "Benchmark"\nmanuscript = "book.md"\n\n[output]\nformats = ["flac"]\n'
    )


def measure(project: Path, chapters: int) -> None:
    """The table."""
    click_s = best("-c", "import click")
    help_s = best("-m", "narrate", "--help")
    print(f"narrate --help             {help_s:6.2f} s   {help_s / click_s:5.1f} x import click")

    full_s, peak_mb = watched("-m", "narrate", "build", project, "-q")
    audio_s = duration_s(project)
    print(f"whole book, {chapters} chapters    {full_s:6.2f} s   {audio_s / full_s:5.0f} x real time")
    print(f"peak memory                {peak_mb:6.0f} MB  for {audio_s / 3600:.2f} h of sound")

    nothing_s = best("-m", "narrate", "build", project, "-q")
    print(f"nothing to do              {nothing_s:6.2f} s   {nothing_s / full_s:5.1%} of the whole book")

    plan_s = best("-m", "narrate", "plan", project)
    print(f"plan                       {plan_s:6.2f} s   {plan_s / full_s:5.1%}")

    book = project / "book.md"
    book.write_text(book.read_text().replace("Part 2\n\n", "Part 2\n\nThis sentence is new. ", 1))
    sentence_s, _ = watched("-m", "narrate", "build", project, "-q")
    print(f"one sentence               {sentence_s:6.2f} s   {sentence_s / full_s:5.1%}")


def best(*arguments: object) -> float:
    """The least of five runs, in seconds."""
    return min(watched(*arguments)[0] for _ in range(5))


def watched(*arguments: object) -> tuple[float, float]:
    """Run Python with ``arguments``: seconds, and the peak memory of it and its workers in MB (Linux)."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, arguments)], stdout=subprocess.DEVNULL)
    peak = [0.0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], tree_mb(process.pid))
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    taken_s = time.perf_counter() - begun
    watcher.join()
    if code:
        sys.exit(f"{arguments} ended with {code}")
    return taken_s, peak[0]


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


def duration_s(project: Path) -> float:
    """Seconds of the book, from its report."""
    import json

    report = json.loads((project / "dist" / "build.json").read_text())
    return sum(chapter["duration_s"] for chapter in report["chapters"])


if __name__ == "__main__":
    main()
