"""The edit-cost table: for each edit exactly what is rendered, what is mastered and which files are written.

A plan says beforehand what is rendered and why; taken back, an edit renders nothing, and every file is as it
was. Models, recordings and speed have a table of their own: test_edit_costs_of_voices.py.
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from narrate.build.events import Warned
from tests.build.costs import NOTHING, cost, edit, files, make

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


OPENING = (
    "The lamp at the corner was out again, and the street lay dark as far as the water. Nobody had seen the "
    "lamp-lie-ter since Monday, and nobody had thought of asking at the harbour, where he liked to sit. The "
    "rain had stopped an hour ago."
)
WATER = (
    "Water still ran along the gutters and dripped from the sign of the bakery, which had closed at six, as "
    "it always did on Thursdays."
)
CAT = "A cat crossed the street without any hurry, sat down under the lamp, and looked up at it."
LEFT_OUT = "“A cat crossed the street witho … the lamp, and looked up at it.” left out"

TABLE = (
    Row("nothing", lambda _: None),
    Row("files touched, back", dated(-400)),
    Row("files touched, forward", dated(400)),
    Row(
        "a sentence of narration",
        text("There never had been one.", "There never was one."),
        ("teller: There was no third lamp. There never was one. | spoken text: “had been” → “was”",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "a sentence of a long paragraph",
        text("closed at six", "closed at noon"),
        (f"teller: {WATER.replace('six', 'noon')} {CAT} | spoken text: “six,” → “noon,”",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a sentence of speech",
        text("Nobody lit it", "Nobody ever lit it"),
        ("ada: Nobody ever lit it, | spoken text: “ever” added",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "a sentence inserted early",
        text("The lamp at the corner", "It was a Thursday.\n\nThe lamp at the corner"),
        ("teller: It was a Thursday. | new",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a sentence moved",
        both(
            text("Dinah’s matches lay on the step.\n\n", ""),
            text("“Nobody lit it,”", "Dinah’s matches lay on the step.\n\n“Nobody lit it,”"),
        ),
        (),
        (2, 3),
        (TWO, THREE, WHOLE),
    ),
    Row("a sentence taken out", text("Dinah’s matches lay on the step.\n\n", ""), (), (2,), (TWO, WHOLE)),
    Row(
        "the same words once more",
        text("“Yes,” said Ben.", "“Yes,” said Ben.\n\n“Yes,” said Ben."),
        (
            "ben: Yes, | new",
            "teller: said Ben. | the same words are now said more often before it in the chapter",
        ),
        (2,),
        (TWO, WHOLE),
    ),
    Row("the same words once less", text("“Yes,” said Ben.\n\n", ""), (), (2,), (TWO, WHOLE)),
    Row(
        "a paragraph split between utterances",
        text("ago. Water", "ago.\n\nWater"),
        (),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a paragraph split inside an utterance",
        text("Thursdays. A cat", "Thursdays.\n\nA cat"),
        (f"teller: {WATER} | spoken text: {LEFT_OUT}", f"teller: {CAT} | was part of c01.p02.u2"),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a pause in the text",
        text("“Yes,” said Ada.", "[pause 2s]\n\n“Yes,” said Ada."),
        (),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a chapter inserted",
        text("# The First Lamp", "# Before\n\nIt was evening in the town.\n\n# The First Lamp"),
        ("teller: Before. | new", "teller: It was evening in the town. | new"),
        (1,),
        (
            "flac/01 - Before.flac",
            "flac/02 - The First Lamp.flac",
            "flac/03 - The Second Lamp.flac",
            "flac/04 - The Third Lamp.flac",
            WHOLE,
        ),
        (ONE, TWO, THREE),
    ),
    Row(
        "a chapter moved to the front",
        chapters(3, 1, 2),
        (),
        (),
        (
            "flac/01 - The Third Lamp.flac",
            "flac/02 - The First Lamp.flac",
            "flac/03 - The Second Lamp.flac",
            WHOLE,
        ),
        ALL[:3],
    ),
    Row(
        "two chapters exchanged",
        chapters(2, 1, 3),
        (),
        (),
        ("flac/01 - The Second Lamp.flac", "flac/02 - The First Lamp.flac", WHOLE),
        (ONE, TWO),
    ),
    Row("a chapter taken out", chapters(1, 2), (), (), (ONE, TWO, WHOLE), (THREE,)),
    Row(
        "a chapter divided",
        text("“Yes,” said Ben.\n\n* * *", "# More\n\n“Yes,” said Ben.\n\n* * *"),
        ("teller: More. | new",),  # what was said a second time is now said a first
        (2, 3),
        (ONE, TWO, "flac/03 - More.flac", "flac/04 - The Third Lamp.flac", WHOLE),
        (THREE,),
    ),
    Row(
        "two chapters joined",
        text("# The Third Lamp\n\n", ""),
        ("teller: said Ada. | the same words are now said more often before it in the chapter",),
        (2,),
        (ONE, TWO, WHOLE),
        (THREE,),
    ),
    Row(
        "a chapter with another title",
        text("# The Third Lamp", "# The Last Lamp"),
        ("teller: The Last Lamp. | spoken text: “Third” → “Last”",),
        (3,),
        ("flac/03 - The Last Lamp.flac", WHOLE),
        (THREE,),
    ),
    Row(
        "a voice",
        toml("pitch_hz = 220", "pitch_hz = 230"),
        (
            "ben: Not I, | voice ben: pitch_hz 220.0 → 230.0",
            "ben: Yes, | voice ben: pitch_hz 220.0 → 230.0",
            "ben: Yes, | voice ben: pitch_hz 220.0 → 230.0",
        ),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row(
        "two characters exchange their voices",
        both(
            toml('Ada = { voice = "ada"', 'Ada = { voice = "ben"'),
            toml('Ben = { voice = "ben"', 'Ben = { voice = "ada"'),
        ),
        (
            "ben: Who has the matches? | read by ben instead of ada",
            "ada: Not I, | read by ada instead of ben",
            "ben: Dinah was here, | read by ben instead of ada",
            "ada: Yes, | read by ada instead of ben",  # the first of two is there: Ada had it in chapter 1
            "ben: Nobody lit it, | read by ben instead of ada",
        ),
        (1, 2, 3),
        ALL,
    ),
    Row(
        "a second voice like another",
        both(
            toml("[voices.ben]", '[voices.twin]\nengine = "tone"\npitch_hz = 330\n\n[voices.ben]'),
            toml('Ben = { voice = "ben"', 'Ben = { voice = "twin"'),
        ),
        ("twin: Not I, | read by twin instead of ben", "twin: Yes, | read by twin instead of ben"),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row("a voice renamed", both(toml("[voices.ben]", "[voices.benno]"), toml('"ben"', '"benno"'))),
    Row(
        "an entry in the lexicon",
        pronounce('Dinah = "Dye-nah"'),
        (
            "ada: Dye-nah was here, | lexicon: Dinah",
            "teller: Dye-nah's matches lay on the step. | lexicon: Dinah",
        ),
        (2,),
        (TWO, WHOLE),
    ),
    Row(
        "an entry in the lexicon, as phonemes",
        pronounce('corner = "/kˈɔnə/"'),
        (f"teller: {OPENING} | lexicon: corner",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "an entry for the word's singular",
        pronounce('match = "matsh"'),
        (
            "ada: Who has the matshes? | lexicon: match",
            "teller: Dinah's matshes lay on the step. | lexicon: match",
        ),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row(
        "an entry for one character",
        pronounce('matches = { say = "sticks", only = ["Ada"] }'),
        ("ada: Who has the sticks? | lexicon: matches",),
        (1,),
        (ONE, WHOLE),
    ),
    Row("an entry for a part of words", pronounce('light = "lite"\nlam = "lamb"')),
    Row(
        "an entry taken out",
        toml('lamplighter = "lamp-lie-ter"\n', ""),
        (f"teller: {OPENING.replace('lamp-lie-ter', 'lamplighter')} | lexicon: lamplighter",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a word that an entry has as a part of another",
        text("The second lamp was", "The second light was"),
        (
            "teller: The second light was lit. It stood where the street ended and the water began. | "
            "spoken text: “lamp” → “light”",
        ),
        (2,),
        (TWO, WHOLE),
    ),
    Row(
        "a character renamed, in the cast too",
        everywhere("Ben", "Tom"),
        (
            "teller: said Tom. He looked into his pockets, and found a button. | "
            "spoken text: “Ben.” → “Tom.”",
            "teller: said Tom. | spoken text: “Ben.” → “Tom.”",
            "teller: said Tom. | spoken text: “Ben.” → “Tom.”",
        ),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row(
        "a speaker corrected",
        lambda project: (project / "speakers.toml").write_text(
            '[[quotation]]\nsays = "Nobody lit it,"\nspeaker = "Ben"\n', encoding="utf-8"
        ),
        ("ben: Nobody lit it, | said by Ben instead of Ada",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "a silent character",
        toml("[cast]", '[voices.zoe]\nengine = "tone"\npitch_hz = 440\n\n[cast]\nZoe = { voice = "zoe" }'),
    ),
    Row("a silent character without a voice", toml("[cast]", "[cast]\nZoe = {}")),
    Row(
        "title",
        toml('title = "Three Lamps"', 'title = "Four Lamps"'),
        writes=(ONE, TWO, THREE, "Four Lamps.flac"),
        removes=(WHOLE,),
    ),
    Row("author", toml("A. Tester", "B. Tester"), writes=ALL),
    Row(
        "cover, under the same name", lambda project: (project / "cover.png").write_bytes(png(3)), writes=ALL
    ),
    Row("no cover", toml('cover = "cover.png"\n', ""), writes=ALL),
    Row("pause between scenes", toml("[cast]", "[pauses]\nscene = 3\n\n[cast]"), (), (2,), (TWO, WHOLE)),
    Row(
        "pause between paragraphs", toml("[cast]", "[pauses]\nparagraph = 1.5\n\n[cast]"), (), (1, 2, 3), ALL
    ),
    Row("loudness", toml("[cast]", "[master]\ntarget_lufs = -21.3\n\n[cast]"), (), (1, 2, 3), ALL),
    Row(
        "another format",
        toml('["flac"]', '["flac", "mp3"]'),
        (),
        (1, 2, 3),
        tuple(name.replace("flac", "mp3") for name in ALL),
    ),
    Row(
        "a format for another",
        toml('["flac"]', '["mp3"]'),
        (),
        (1, 2, 3),
        tuple(name.replace("flac", "mp3") for name in ALL),
        ALL,
    ),
    Row("a comment, and another layout", both(toml("[cast]", "# Who speaks.\n\n[cast]"), toml(" = ", "="))),
)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book, built: to be copied, not to be changed."""
    project = tmp_path_factory.mktemp("edits") / "three-lamps"
    project.mkdir()
    (project / "narration.toml").write_text(TOML, encoding="utf-8")
    (project / "book.md").write_text(BOOK, encoding="utf-8")
    (project / "cover.png").write_bytes(png(2))
    make(project)
    return project


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A copy of the built book, in another folder: which costs nothing, as every row shows."""
    return shutil.copytree(built_once, tmp_path / "copy")


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_an_edit_costs(row: Row, built: Path) -> None:
    before, settled = files(built), (built / "narration.lock").read_bytes()
    written = {name: (built / name).read_bytes() for name in ("narration.toml", "book.md", "cover.png")}
    row.do(built)
    found = cost(built)
    assert found.rendered == row.renders
    assert found.mastered == set(row.masters)
    assert found.written == set(row.writes)
    assert found.gone == set(row.removes)
    (built / "speakers.toml").unlink(missing_ok=True)
    for name, data in written.items():
        (built / name).write_bytes(data)
    assert cost(built).rendered == ()
    assert files(built) == before
    assert (built / "narration.lock").read_bytes() == settled


@pytest.fixture(scope="module")
def in_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book in a folder: two chapters, each in a file, and a third in a folder below. Not to be changed."""
    project = tmp_path_factory.mktemp("folders") / "three-lamps"
    (project / "chapters" / "3 Last").mkdir(parents=True)
    parts = [f"# {part.strip()}\n" for part in BOOK.split("# ")[1:]]
    for name, part in zip(("1.md", "2.md", "3 Last/3.md"), parts, strict=True):
        (project / "chapters" / name).write_text(part, encoding="utf-8")
    (project / "narration.toml").write_text(TOML.replace('"book.md"', '"chapters"'), encoding="utf-8")
    (project / "cover.png").write_bytes(png(2))
    make(project)
    return project


def chapter(name: str, old: str, new: str) -> Callable[[Path], None]:
    """An edit of a file in the manuscript's folder."""
    return lambda project: edit(project / "chapters" / name, old, new)


def renamed(old: str, new: str) -> Callable[[Path], object]:
    """Another name for something in the manuscript's folder."""
    return lambda project: (project / "chapters" / old).rename(project / "chapters" / new)


def put(name: str, words: str) -> Callable[[Path], object]:
    """A file more in the manuscript's folder."""
    return lambda project: (project / "chapters" / name).write_text(words, encoding="utf-8")


LIST = "# Contents\n\n- [One](1.md)\n- [Two](2.md)\n- [Three](3%20Last/3.md)\n"

IN_FOLDERS = (
    Row("files touched", dated(-400)),
    Row("a hidden file", put(".1.md.swp", "Not of the book.")),
    Row("a picture", put("lamp.png", "Not of the book.")),
    Row(
        "a sentence",
        chapter("1.md", "He looked into", "He felt in"),
        (
            "teller: said Ben. He felt in his pockets, and found a button. | "
            "spoken text: “looked into” → “felt in”",
        ),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a sentence in a folder below",
        chapter("3 Last/3.md", "Nobody lit it", "Nobody ever lit it"),
        ("ada: Nobody ever lit it, | spoken text: “ever” added",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "files in another order",
        both(renamed("1.md", "4.md"), renamed("2.md", "1.md"), renamed("4.md", "2.md")),
        (),
        (),
        ("flac/01 - The Second Lamp.flac", "flac/02 - The First Lamp.flac", WHOLE),
        (ONE, TWO),
    ),
    Row("a list of the files", put("SUMMARY.md", LIST)),
    Row(
        "a list without one of the files",
        put("SUMMARY.md", LIST.replace("- [Two](2.md)\n", "")),
        (),
        (),
        (ONE, "flac/02 - The Third Lamp.flac", WHOLE),
        (TWO, THREE),
    ),
)


@pytest.mark.parametrize("row", IN_FOLDERS, ids=str)
def test_an_edit_of_a_manuscript_in_folders_costs(row: Row, in_folders: Path, tmp_path: Path) -> None:
    project = shutil.copytree(in_folders, tmp_path / "copy")
    before = files(project)
    assert cost(project) == NOTHING
    row.do(project)
    found = cost(project)
    assert found.rendered == row.renders
    assert found.mastered == set(row.masters)
    assert found.written == set(row.writes)
    assert found.gone == set(row.removes)
    shutil.rmtree(project / "chapters")
    shutil.copytree(in_folders / "chapters", project / "chapters")
    assert cost(project).rendered == ()
    assert files(project) == before


def test_a_file_that_nobody_reads_is_told_once_it_is_in_the_folder(in_folders: Path, tmp_path: Path) -> None:
    project = shutil.copytree(in_folders, tmp_path / "copy")
    assert cost(project) == NOTHING
    put("9 An End.doc", "In a format that is not read.")(project)
    for _ in range(2):  # a second time from memory
        told = [event.problem.slug for event in make(project).events if isinstance(event, Warned)]
        assert told.count("folder-unread") == 1


def test_a_project_that_is_moved_costs_nothing(built: Path) -> None:
    moved = built.rename(built.parent / "somewhere else")
    assert cost(moved) == NOTHING


def test_a_voice_that_was_tried_and_taken_back_leaves_no_trace(built: Path) -> None:
    text("“Not I,” said Ben.", "“Not I, and nobody I know,” said Ben.")(built)
    make(built)
    edited = files(built)
    toml("pitch_hz = 220", "pitch_hz = 230")(built)
    make(built)
    toml("pitch_hz = 230", "pitch_hz = 220")(built)
    assert cost(built).rendered == ()
    assert files(built) == edited
