"""Builds that are killed at any moment, and started again: what a reader saw, and what it cost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.trying import HERE, ROOT, left_over, published

WORDS = (
    "The",
    "lamp",
    "at",
    "the",
    "corner",
    "was",
    "out",
    "again",
    "and",
    "nobody",
    "knew",
    "why",
    "or",
    "when",
)

VOICES = {
    "tone": ('engine = "tone"\npitch_hz = 110', 'engine = "tone"\npitch_hz = 330'),
    "espeak": ('engine = "espeak"', 'engine = "espeak"\nvoice = "+f3"'),
    "both": ('engine = "tone"', 'engine = "espeak"'),
}
TOML = """\
[book]
title = "Lamps"
language = "en-gb"
manuscript = "book.md"

[voices.teller]
{teller}

[voices.ada]
{ada}

[cast]
narrator = "teller"
Ada = "ada"
others = "ada"

[output]
formats = ["flac", "mp3"]
"""
EDITS = 2
"""Versions of the book; each differs from the first in a sentence and a title."""


def start(
    project: Path, folder: Path, *command: str, slow_s: float = 0.0, terminal: int | None = None
) -> subprocess.Popen[str]:
    """A narrate process at work on ``project``; ``folder`` gets "begun" and "performed" (program.py).

    It talks to the descriptor ``terminal``, if there is one.
    """
    (folder / "begun").unlink(missing_ok=True)
    surroundings = {
        "NOTES": str(folder / "performed"),
        "BEGUN": str(folder / "begun"),
        "SLOW": str(slow_s),
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [sys.executable, HERE / "program.py", *(command or ("build",)), project],
        stdout=subprocess.PIPE if terminal is None else terminal,
        stderr=subprocess.PIPE if terminal is None else terminal,
        text=True,
        env={**os.environ, **surroundings},
        start_new_session=True,
    )


def begun(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait until the command of ``process`` begins."""
    while not (folder / "begun").exists():
        assert process.poll() is None
        time.sleep(0.002)


def performed(folder: Path) -> Counter[str]:
    """How often each text was performed."""
    notes = folder / "performed"
    return Counter(notes.read_text().split()) if notes.exists() else Counter()


def write(project: Path, engine: str, chapters: int, version: int = 0) -> None:
    """A book of short chapters in two voices."""
    project.mkdir(exist_ok=True)
    chance = random.Random(5)  # noqa: S311 - not for secrets
    parts = []
    for chapter in range(1, chapters + 1):
        said = [" ".join(chance.choices(WORDS, k=9)).capitalize() for _ in range(3)]
        parts.append(f"# Lamp {chapter}\n\n{said[0]}.\n\n“{said[1]},” said Ada.\n\n{said[2]}.\n")
    if version:
        edited = version % chapters
        parts[edited] = parts[edited].replace(".\n", f", {version} times.\n", 1)
        parts[-1] = parts[-1].replace("# Lamp", f"# Lantern {version}, or lamp")
    (project / "book.md").write_text("\n".join(parts))
    teller, ada = VOICES[engine]
    (project / "narration.toml").write_text(TOML.format(teller=teller, ada=ada))


@dataclass
class Reader:
    """Reads what is published over and over, as a player would, and knows what it may be."""

    project: Path
    good: Mapping[str, frozenset[str]]
    reads: int = 0
    torn: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Read everything once."""
        for path in [*(self.project / "dist").rglob("*"), self.project / "narration.lock"]:
            if path.name.startswith(".narrate-tmp-"):
                continue
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                self.reads += 1
                if digest not in self.good.get(str(path.relative_to(self.project)), ()):
                    self.torn.append(str(path))

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Read in a thread while the block runs."""

        def read() -> None:
            while not self._over.wait(0.02):
                self.look()

        thread = threading.Thread(target=read)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()


@dataclass
class Figures:
    """What came of it: ``again`` counts texts that were performed before, ``most_again`` after one kill."""

    kills: int = 0
    completed: int = 0
    performed: int = 0
    again: int = 0
    most_again: int = 0
    reads: int = 0
    torn: int = 0


def kill_and_go_on(folder: Path, engine: str, workers: int, *, kills: int, chapters: int = 6) -> Figures:
    """Build, kill at a random moment, build again, edit now and then, begin anew now and then.

    Asserts that nothing torn is ever seen, that each build that comes to its end gives what an undisturbed
    one does, and that each kill costs ``workers`` texts at most.
    """
    expected, took_s = _undisturbed(folder, engine, chapters)
    project = folder / "killed"
    write(project, engine, chapters)
    shutil.copy2(folder / "whole" / "narration.lock", project)  # levels are of the first version, here too
    reader = Reader(project, _any_of(expected))
    chance = random.Random(len(engine) + kills)  # noqa: S311 - not for secrets
    figures = Figures()
    version = 0
    before = _forgotten(folder)
    with reader.at_work():
        while figures.kills < kills:
            killed = _build(project, folder, chance.uniform(0, took_s))
            figures.kills += killed
            now = performed(folder)
            again = now.total() - len(now) - (before.total() - len(before))
            figures.most_again = max(figures.most_again, again)
            assert again <= workers, f"{again} texts were performed again"  # by the build after the last kill
            before = now
            if killed:
                continue
            assert published(project) == expected[version]
            assert not left_over(project)
            figures.completed += 1
            if chance.random() < 0.3:
                shutil.rmtree(project / ".narrate")
                _count(figures, now)
                before = _forgotten(folder)
            version = chance.randrange(EDITS)
            write(project, engine, chapters, version)
        _build(project, folder, None)
        assert published(project) == expected[version]
    _count(figures, performed(folder))
    figures.reads, figures.torn = reader.reads, len(reader.torn)
    assert not reader.torn, reader.torn[:3]
    return figures


def _build(project: Path, folder: Path, kill_after_s: float | None) -> bool:
    """Build ``project``, and kill that so many seconds after it begins; whether it was not over by then."""
    process = start(project, folder, "build", "-q")
    begun(process, folder)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(kill_after_s)
    killed = process.poll() is None
    if killed:
        os.killpg(process.pid, signal.SIGKILL)
    _, said = process.communicate()
    assert killed or process.returncode == 0, said
    return killed


def _any_of(versions: list[dict[str, str]]) -> dict[str, frozenset[str]]:
    """What each file may be: as it is in one of ``versions``."""
    names = {name for files in versions for name in files}
    return {name: frozenset(files[name] for files in versions if name in files) for name in names}


def _count(figures: Figures, texts: Counter[str]) -> None:
    figures.performed += texts.total()
    figures.again += texts.total() - len(texts)


def _forgotten(folder: Path) -> Counter[str]:
    (folder / "performed").unlink(missing_ok=True)
    return Counter()


def _undisturbed(folder: Path, engine: str, chapters: int) -> tuple[list[dict[str, str]], float]:
    """What stands after each version of the book, and the seconds that the first took from its beginning."""
    project = folder / "whole"
    stands = []
    took_s = 0.0
    for version in range(EDITS):
        write(project, engine, chapters, version)
        process = start(project, folder, "build", "-q")
        begun(process, folder)
        at_s = time.monotonic()
        _, said = process.communicate()
        assert process.returncode == 0, said
        took_s = took_s or time.monotonic() - at_s
        stands.append(published(project))
    return stands, took_s
