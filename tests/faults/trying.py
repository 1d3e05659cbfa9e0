"""Trying a build under faults: a book, a server that builds it, and what must be true after each fault."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from narrate.atomic import TEMPORARY
from narrate.takes.inventory import WORK
from narrate.takes.store import FOLDER

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

FAIL, KILL, HALF, POWER, FREEZE, STICKY, FEWER = 1, 2, 3, 4, 5, 8, 16
"""As in faults.c."""

CHANGES, READS = 1, 2
"""What is counted: calls that change files, calls that read."""

TOML = """\
[book]
title = "Two Lamps"
manuscript = "book.md"

[voices.teller]
engine = "tone"
pitch_hz = 110

[voices.ada]
engine = "tone"
pitch_hz = 330

[cast]
narrator = "teller"
Ada = "ada"

[pauses]
head = 0.1
tail = 0.1

[output]
formats = ["flac", "mp3"]
"""
BOOK = """\
# One

It was out.

“Who?” asked Ada.

# Two

It was lit.
"""
SMALL = """\
# One

It was out.
"""
EDITED = BOOK.replace("was lit", "was not lit").replace("# One", "# Once")


@dataclass(frozen=True)
class Fault:
    """The ``at``-th call goes wrong in this way."""

    mode: int
    at: int = 0
    errno: int = 0
    classes: int = CHANGES

    def __str__(self) -> str:
        names = {FAIL: "fail", KILL: "kill", HALF: "half", POWER: "power", FREEZE: "freeze"}
        sticky = " from then on" if self.mode & STICKY else ""
        reason = f" {errno.errorcode[self.errno]}" if self.errno else ""
        what = "read" if self.classes == READS else "change"
        return f"{names[self.mode & 7]}{reason}{sticky} at {what} {self.at}"


@dataclass(frozen=True)
class Run:
    """How a run ended: its exit code, negative for a signal, what it said, and how many calls it made."""

    code: int
    said: str
    calls: int | None
    hit: bool


@dataclass
class Shop:
    """A server of builds: a context manager. ``folder`` is all its own."""

    folder: Path
    shim: Path
    _server: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Self:
        warm = self.folder / "warm"
        write_book(warm)
        self._server = subprocess.Popen(
            [sys.executable, HERE / "server.py", warm, self.notes],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "LD_PRELOAD": str(self.shim),
                "PYTHONPATH": str(ROOT),
                "OPENBLAS_NUM_THREADS": "1",  # it forks, and threads do not cross
                "NO_COLOR": "1",
            },
        )
        assert self._server.stdout
        assert self._server.stdout.readline() == "ready\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.kill()
        self._server.communicate()

    @property
    def notes(self) -> Path:
        return self.folder / "performed"

    def build(self, project: Path, fault: Fault | None = None) -> Run:
        """Build ``project`` in a fork of the server, under ``fault``."""
        fault = fault or Fault(FAIL, 0, 0, CHANGES | READS)
        said = self.folder / "said"
        asked = {
            "folder": str(project),
            "arguments": ["build", str(project), "-q"],
            "states": str(self.states),
            "said": str(said),
            "at": fault.at,
            "mode": fault.mode,
            "errno": fault.errno,
            "classes": fault.classes,
        }
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        code, calls, hit = json.loads(self._server.stdout.readline())
        return Run(code, said.read_text(), calls, hit)

    @property
    def states(self) -> Path:
        return self.folder / "states"

    def performed(self) -> Counter[str]:
        """How often each text was performed since this was last asked."""
        found = Counter(self.notes.read_text().split()) if self.notes.exists() else Counter()
        self.notes.unlink(missing_ok=True)
        return found


def compiled(folder: Path) -> Path:
    """faults.c as a library in ``folder``. Raises OSError or CalledProcessError where that cannot be."""
    shim = folder / "faults.so"
    command = ["cc", "-O1", "-shared", "-fPIC", "-o", shim, HERE / "faults.c", "-ldl", "-lpthread"]
    subprocess.run(command, check=True, capture_output=True)
    return shim


def write_book(folder: Path, book: str = BOOK, toml: str = TOML) -> None:
    """A project of two chapters in two voices and two formats."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "narration.toml").write_text(toml)
    (folder / "book.md").write_text(book)


def published(project: Path) -> dict[str, str]:
    """Path → SHA-256 of what people see: the lock file, and all in ``dist`` but temporaries."""
    paths = [project / "narration.lock", *(project / "dist").rglob("*")]
    return {
        str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_file() and not path.name.startswith(TEMPORARY)
    }


def left_over(project: Path) -> list[Path]:
    """Temporaries, and unfinished work."""
    return [*project.rglob(f"{TEMPORARY}*"), *(project / FOLDER / WORK).glob("*")]


@dataclass
class Scene:
    """A build to be disturbed: the project ``before`` it, and what stood then and stands after it."""

    shop: Shop
    before: Path
    after: Mapping[str, str]
    keys: frozenset[str]  # what an undisturbed build performs

    def __post_init__(self) -> None:
        self.stood = published(self.before)
        self.proved: set[str] = set()
        self.tries = 0
        self.rebuilds = 0

    def calls(self, fault: Fault) -> int:
        """How many calls like ``fault``'s the undisturbed build makes, about: threads take turns."""
        calls = self.shop.build(self._copy(), replace(fault, at=0)).calls
        assert calls
        return calls

    def disturb(self, fault: Fault) -> bool:
        """Build under ``fault`` and hold everything that must be true against it.

        Returns whether the fault came to pass: the build may have been over before.
        """
        self.tries += 1
        project = self._copy()
        self.shop.performed()
        run = self.shop.build(project, fault)
        told = f"{fault}: code {run.code}: {run.said}"
        self._ended_well(fault, run, told)
        self._whole(project, told)
        mended = len(re.findall("^damaged c", run.said, re.MULTILINE))  # what cannot be read is made again
        self._rebuilt(project, self.shop.performed(), told, mended)
        return run.hit

    def freeze(self) -> int:
        """Hold the same against what a kill would leave before each call that changes a file.

        Returns in how many states the build was found.
        """
        shutil.rmtree(self.shop.states, ignore_errors=True)
        run = self.shop.build(self._copy(), Fault(FREEZE))
        assert run.code == 0, run.said
        found = sorted(self.shop.states.iterdir(), key=lambda path: int(path.name))
        self.shop.performed()
        for state in found:
            told = f"killed in state {state.name} of {len(found)}"
            self._whole(state, told)
            done = {path.stem for path in state.glob(".narrate/takes-v1/??/*.json")} & self.keys
            self._rebuilt(self._copy(state), Counter(done), told)
        return len(found)

    def _whole(self, project: Path, told: str) -> None:
        for name, digest in published(project).items():
            assert digest in (self.after.get(name), self.stood.get(name)), f"{told}\ntorn or strange: {name}"
        for path in (project / ".narrate").rglob("*.json"):
            if not path.name.startswith(".narrate-tmp-"):
                json.loads(path.read_bytes())

    def _rebuilt(self, project: Path, before: Counter[str], told: str, mended: int = 0) -> None:
        """A plain build gives what an undisturbed one does, and performs again one text at most."""
        assert before.total() <= len(before) + mended, told
        state = _state(project)
        if state in self.proved:  # what follows is a function of it
            return
        self.rebuilds += 1
        again = self.shop.build(project)
        told = f"{told}\nthen: {again.code} {again.said}"
        assert again.code == 0, told
        assert published(project) == self.after, told
        assert not left_over(project), told
        both = before + self.shop.performed()
        assert both.keys() >= self.keys, told
        assert both.total() <= len(self.keys) + 1 + mended, told
        self.proved.add(state)

    def _ended_well(self, fault: Fault, run: Run, told: str) -> None:
        if not run.hit:
            assert run.code == 0, told
        elif fault.mode & 7 != FAIL:
            assert run.code == -signal.SIGKILL, told
        else:
            assert run.code in (0, 1, 3, 4), told
            assert "Traceback" not in run.said, told
            assert "fault in narrate" not in run.said, told
            if run.code:
                assert re.search("^(error: |failed |[1-9] problem)", run.said, re.MULTILINE), told

    def _copy(self, state: Path | None = None) -> Path:
        project = self.shop.folder / "project"
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(state or self.before, project)  # with the times: a shelf looks at them
        return project


def _state(project: Path) -> str:
    """The hash of all that a next build can find; the names and contents of temporaries do not count."""
    digest = hashlib.sha256()
    for path in sorted(project.rglob("*")):
        name = str(path.relative_to(project))
        if path.name == "lock" or "work/" in name or ".narrate-tmp-" in name:
            continue
        digest.update(f"{name}\n".encode())
        if path.is_file():
            digest.update(hashlib.sha256(_timeless(path)).digest())
    digest.update(str(bool(left_over(project))).encode())
    return digest.hexdigest()


def _timeless(path: Path) -> bytes:
    """The file without what two builds may do differently and nobody hears: times and speeds."""
    data = path.read_bytes()
    if path.name.endswith("pace.json"):
        return b""
    if path.name.endswith("shelf.json"):
        document = json.loads(data)
        kinds = ("files", "coming")
        return json.dumps(
            {kind: [{**file, "mtime_ns": 0} for file in document[kind]] for kind in kinds}
        ).encode()
    return data


def scene_of_first_build(shop: Shop) -> Scene:
    """The first build of the book, from nothing."""
    fresh = shop.folder / "fresh"
    write_book(fresh)
    return _scene(shop, fresh)


def scene_of_small_build(shop: Shop) -> Scene:
    """The same of a book of one chapter, in one format."""
    small = shop.folder / "small"
    write_book(small, SMALL, TOML.replace(', "mp3"', ""))
    return _scene(shop, small)


def scene_of_rebuild(shop: Shop) -> Scene:
    """The build after an edit: another sentence in one chapter, another title on the other."""
    edited = shop.folder / "edited"
    write_book(edited)
    assert shop.build(edited).code == 0
    write_book(edited, EDITED)
    return _scene(shop, edited)


def _scene(shop: Shop, before: Path) -> Scene:
    project = shop.folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(before, project)
    shop.performed()
    run = shop.build(project)
    assert run.code == 0, run.said
    return Scene(shop, before, published(project), frozenset(shop.performed()))
