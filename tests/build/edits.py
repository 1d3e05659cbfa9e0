"""Edits of a book of three chapters, and what each is to cost."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.build.costs import cost
from tests.building import edit, files, make

TOML = """\
[book]
title = "Three Lamps"
author = "A. Tester"
language = "en-gb"
manuscript = "book.md"
cover = "cover.png"

[voices.teller]
engine = "tone"
pitch_hz = 110

[voices.ada]
engine = "tone"
pitch_hz = 330

[voices.ben]
engine = "tone"
pitch_hz = 220

[cast]
narrator = "teller"
others = "narrator"
Ada = { voice = "ada", pronouns = "she" }
Ben = { voice = "ben", pronouns = "he" }

[pronounce]
lamplighter = "lamp-lie-ter"

[output]
formats = ["flac"]
"""

BOOK = """\
# The First Lamp

The lamp at the corner was out again, and the street lay dark as far as the water. Nobody had seen the \
lamplighter since Monday, and nobody had thought of asking at the harbour, where he liked to sit. The rain \
had stopped an hour ago. Water still ran along the gutters and dripped from the sign of the bakery, which \
had closed at six, as it always did on Thursdays. A cat crossed the street without any hurry, sat down under \
the lamp, and looked up at it.

“Who has the matches?” asked Ada.

“Not I,” said Ben. He looked into his pockets, and found a button.

“Yes,” said Ada.

# The Second Lamp

The second lamp was lit. It stood where the street ended and the water began.

“Dinah was here,” said Ada.

“Yes,” said Ben.

“Yes,” said Ben.

* * *

Dinah’s matches lay on the step.

# The Third Lamp

There was no third lamp. There never had been one.

“Nobody lit it,” said Ada.
"""

ONE, TWO, THREE = (
    "flac/01 - The First Lamp.flac",
    "flac/02 - The Second Lamp.flac",
    "flac/03 - The Third Lamp.flac",
)
WHOLE = "Three Lamps.flac"
ALL = (ONE, TWO, THREE, WHOLE)


@dataclass(frozen=True)
class Row:
    """An edit, and what it is to cost.

    ``renders`` are "voice: words | why"; of ``masters``, chapters, the sound is made anew; of other files
    that are written only the tags and the name are new.
    """

    edit: str
    do: Callable[[Path], object]
    renders: tuple[str, ...] = ()
    masters: tuple[int, ...] = ()
    writes: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.edit.replace(" ", "-")

    def hold(self, project: Path) -> None:
        """Build ``project``, edited, and hold the row against what that costs."""
        found = cost(project)
        assert found.rendered == self.renders
        assert found.mastered == set(self.masters)
        assert found.written == set(self.writes)
        assert found.gone == set(self.removes)


def text(old: str, new: str) -> Callable[[Path], None]:
    """An edit of the manuscript."""
    return lambda project: edit(project / "book.md", old, new)


def toml(old: str, new: str) -> Callable[[Path], None]:
    """An edit of narration.toml."""
    return lambda project: edit(project / "narration.toml", old, new)


def both(*edits: Callable[[Path], object]) -> Callable[[Path], object]:
    """Several edits as one."""
    return lambda project: [each(project) for each in edits]


def chapters(*order: int) -> Callable[[Path], None]:
    """The chapters in another order, or some of them."""

    def move(project: Path) -> None:
        head, *parts = (project / "book.md").read_text(encoding="utf-8").split("# ")
        book = head + "".join(f"# {parts[number - 1].strip()}\n\n" for number in order)
        (project / "book.md").write_text(book, encoding="utf-8")

    return move


def pronounce(entry: str) -> Callable[[Path], None]:
    """An entry more in the lexicon."""
    return toml("[pronounce]", f"[pronounce]\n{entry}")


def everywhere(old: str, new: str) -> Callable[[Path], None]:
    """``new`` for every ``old`` in the manuscript and in narration.toml."""

    def rename(project: Path) -> None:
        for name in ("book.md", "narration.toml"):
            file = project / name
            file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return rename


def dated(days: int) -> Callable[[Path], None]:
    """Every file of the project, the finished ones too, with other times; nothing else is different."""

    def touch(project: Path) -> None:
        for path in project.rglob("*"):
            then = path.stat().st_mtime + 86_400 * days
            os.utime(path, (then, then))

    return touch


def png(width: int) -> bytes:
    """A grey picture, two pixels high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def write_book(project: Path) -> None:
    """The book, built, in the folder ``project``, which is made."""
    project.mkdir()
    (project / "narration.toml").write_text(TOML, encoding="utf-8")
    (project / "book.md").write_text(BOOK, encoding="utf-8")
    (project / "cover.png").write_bytes(png(2))
    make(project)


def hold(row: Row, project: Path) -> None:
    """Hold ``row`` against what its edit of ``project`` costs: taken back, it renders and changes nothing."""
    before, settled = files(project), (project / "narration.lock").read_bytes()
    written = {name: (project / name).read_bytes() for name in ("narration.toml", "book.md", "cover.png")}
    row.do(project)
    row.hold(project)
    (project / "speakers.toml").unlink(missing_ok=True)
    for name, data in written.items():
        (project / name).write_bytes(data)
    assert cost(project).rendered == ()
    assert files(project) == before
    assert (project / "narration.lock").read_bytes() == settled
