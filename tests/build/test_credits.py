"""Credits in a build: chapters of their own around the book, which costs nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from narrate.build.inspection import inspect
from narrate.build.levels import voice_identity
from narrate.build.pieces import ChapterPieces, chapter_pieces, edition
from narrate.build.prepare import plan_of, prepare
from narrate.cli.program import run
from narrate.errors import ProblemsFound
from narrate.model import NARRATOR
from narrate.project.load import load
from narrate.project.project import draft
from narrate.takes.store import Store
from tests.build.costs import NOTHING, Cost, cost
from tests.building import edit, files, make
from tests.conftest import BOOK, TOML

GOLDEN = Path(__file__).parent.parent / "golden" / "credits-and-sample"

CHAPTERS = {
    "flac/01 - The First Lamp.flac",
    "flac/02 - The Second Lamp.flac",
    "flac/03 - The Third Lamp.flac",
}
CREDITS = {"flac/00 - Opening Credits.flac", "flac/04 - Closing Credits.flac"}
WHOLE = "Two Lamps.flac"


@pytest.fixture
def plain(project: Path) -> Path:
    """The project as FLAC alone, without credits."""
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\n\n[cast]')
    return project


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with credits, built. Not to be changed."""
    folder = tmp_path_factory.mktemp("credited")
    toml = TOML.replace("[cast]", '[output]\ncredits = true\nformats = ["flac"]\n\n[cast]')
    (folder / "narration.toml").write_text(toml, encoding="utf-8")
    (folder / "book.md").write_text(BOOK, encoding="utf-8")
    make(folder)
    return folder


@pytest.fixture
def credited(finished: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(finished, tmp_path / "credited"))


def report(project: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((project / "dist" / "build.json").read_bytes())
    return document


def test_the_golden_book_is_read_and_published_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "book"
    shutil.copytree(GOLDEN, project)
    assert run(["script", "--json", "--project", str(project)]) == 0
    assert capsys.readouterr().out == (GOLDEN / "script.jsonl").read_text(encoding="utf-8")
    make(project)
    found = report(project)
    published = {
        "chapters": [
            {
                "number": chapter["number"],
                "title": chapter["title"],
                "credits": chapter.get("credits", False),
                "voices": sorted({line["voice"] for line in chapter["utterances"]}),
                "files": [file["path"] for file in chapter["files"]],
            }
            for chapter in found["chapters"]
        ],
        "book": [file["path"] for file in found["book"]],
        "sample": {
            "first": found["sample"]["first"],
            "last": found["sample"]["last"],
            "files": [file["path"] for file in found["sample"]["files"]],
        },
    }
    assert published == json.loads((GOLDEN / "published.json").read_text(encoding="utf-8"))
    assert cost(project) == NOTHING


def test_credits_render_themselves_and_the_rest_is_only_tagged_anew(plain: Path) -> None:
    make(plain)
    before = files(plain)
    edit(plain / "narration.toml", "[output]", "[output]\ncredits = true")
    wanted = (
        "teller: Two Lamps. | new",
        "teller: Written by A. Tester. | new",
        "teller: Narrated by synthetic voices. | new",  # once, though it is said twice
        "teller: The End. | new",
        "teller: This was Two Lamps, by A. Tester. | new",
    )
    assert cost(plain) == Cost(
        wanted, frozenset({0, 4}), frozenset({*CHAPTERS, *CREDITS, WHOLE}), frozenset()
    )
    assert cost(plain) == NOTHING
    edit(plain / "narration.toml", "credits = true", "credits = false")
    assert cost(plain) == Cost((), frozenset(), frozenset({*CHAPTERS, WHOLE}), frozenset(CREDITS))
    assert files(plain) == before


def test_another_author_renders_the_sentences_that_name_them(credited: Path) -> None:
    edit(credited / "narration.toml", "A. Tester", "B. Tester")
    changed = "spoken text: “A.” → “B.”"
    assert cost(credited) == Cost(
        (
            f"teller: Written by B. Tester. | {changed}",
            f"teller: This was Two Lamps, by B. Tester. | {changed}",
        ),
        frozenset({0, 4}),
        frozenset({*CHAPTERS, *CREDITS, WHOLE}),  # the author is in the tags of all
        frozenset(),
    )


def test_other_words_before_the_book_are_in_that_file_and_the_book(credited: Path) -> None:
    edit(credited / "narration.toml", "credits = true", 'credits = { opening = "{title}, read to you." }')
    opening = "flac/00 - Opening Credits.flac"
    found = cost(credited)
    assert (found.mastered, found.written, found.gone) == ({0}, {opening, WHOLE}, frozenset())
    assert [line.partition(" | ")[0] for line in found.rendered] == ["teller: Two Lamps, read to you."]


def test_a_voice_of_its_own_reads_them(credited: Path) -> None:
    edit(credited / "narration.toml", "[voices.ada]", '[voices.herald]\nengine = "tone"\n\n[voices.ada]')
    edit(credited / "narration.toml", "credits = true", 'credits = { voice = "herald" }')
    loaded = load(credited)
    assert not [each for each in loaded.warnings if each.slug == "voice-unused"]
    plan = plan_of(prepare(loaded), Store.of(credited))
    read_by = {chapter.number: {line.voice.name for line in chapter.lines} for chapter in plan.chapters}
    assert (read_by[0], read_by[4]) == ({"herald"}, {"herald"})
    assert not any("herald" in read_by[number] for number in (1, 2, 3))
    assert {line.utterance.speaker for line in plan.chapters[0].lines} == {NARRATOR}
    assert len(make(credited).rendered) == 5
    drafted = plan_of(prepare(draft(loaded)), Store.of(credited))
    assert {line.voice for line in drafted.chapters[0].lines} == {drafted.chapters[1].lines[0].voice}


def test_what_is_said_in_the_book_and_by_whom_is_left_alone(plain: Path) -> None:
    edit(plain / "narration.toml", '"Two Lamps"', '"‘Ada,’ Said Ben: ‘Who Are You?’"')
    before = prepare(load(plain)).script
    edit(plain / "narration.toml", "[output]", "[output]\ncredits = true")
    after = prepare(load(plain))
    assert after.script.chapters[1:-1] == before.chapters
    assert [chapter.number for chapter in after.script.chapters] == [0, 1, 2, 3, 4]
    assert after.proof.unaccounted == 0
    assert after.proof.problems == ()
    assert len(after.manuscript.chapters) == 3


def test_their_tracks_and_marks_come_first_and_last(credited: Path) -> None:
    chapters = report(credited)["chapters"]
    assert [(each["number"], each.get("credits", False)) for each in chapters] == [
        (0, True),
        (1, False),
        (2, False),
        (3, False),
        (4, True),
    ]
    shown = ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_entries", "format_tags"]
    tracks = []
    for chapter in chapters:
        path = credited / "dist" / chapter["files"][0]["path"]
        tags = json.loads(subprocess.run([*shown, path], capture_output=True, check=True).stdout)
        tracks.append(tags["format"]["tags"]["track"])
    assert tracks == ["1", "2", "3", "4", "5"]
    whole = subprocess.run([*shown, credited / "dist" / WHOLE], capture_output=True, check=True)
    book = json.loads(whole.stdout)
    assert [each["tags"]["title"] for each in book["chapters"]] == [each["title"] for each in chapters]


def test_a_chapter_more_moves_only_the_name_of_the_last_credits(credited: Path) -> None:
    edit(credited / "book.md", "# The Third Lamp", "# More\n\nMore was there.\n\n# The Third Lamp")
    found = cost(credited)
    assert found.mastered == {3}
    assert found.gone == {"flac/03 - The Third Lamp.flac", "flac/04 - Closing Credits.flac"}
    assert "flac/05 - Closing Credits.flac" in found.written


def test_an_empty_field_stops_a_build_at_its_line(plain: Path) -> None:
    edit(plain / "narration.toml", "[output]", '[output]\ncredits = { opening = "{title} of {publisher}" }')
    with pytest.raises(ProblemsFound) as raised:
        make(plain)
    (problem,) = [each for each in raised.value.problems if each.slug == "credits-field-empty"]
    assert problem.where is not None
    line = (plain / "narration.toml").read_text("utf-8").splitlines()[(problem.where.line or 0) - 1]
    assert line.startswith("credits = ")


def test_a_book_in_another_language_has_its_own_words(plain: Path) -> None:
    edit(plain / "narration.toml", "[book]", '[book]\nlanguage = "de"')
    edit(plain / "narration.toml", "[output]", "[output]\ncredits = true")
    script = prepare(load(plain)).script
    assert [chapter.title for chapter in (script.chapters[0], script.chapters[-1])] == ["Vorspann", "Abspann"]
    assert script.chapters[0].utterances[-1].spoken == "Gelesen von synthetischen Stimmen."
    edit(plain / "narration.toml", '"de"', '"hu"')
    problems = inspect(load(plain)).problems
    assert "credits-no-words" in {each.slug for each in problems}


def test_files_of_400_chapters_keep_their_numbers_and_sort(plain: Path) -> None:
    book = "\n\n".join(f"# Part {number}\n\nIt rained in part {number}." for number in range(1, 401))
    (plain / "book.md").write_text(book, encoding="utf-8")
    edit(plain / "narration.toml", "[output]", "[output]\ncredits = true")
    made = pieces(plain)
    names = [chapter.pieces[0].path for chapter in made]
    assert names == sorted(names)
    assert (names[0], names[1], names[-1]) == (
        "flac/000 - Opening Credits.flac",
        "flac/001 - Part 1.flac",
        "flac/401 - Closing Credits.flac",
    )
    assert [chapter.tags.track for chapter in made] == list(range(1, 403))
    assert {chapter.tags.tracks for chapter in made} == {402}


def pieces(folder: Path) -> list[ChapterPieces]:
    """The files that the chapters of the project in ``folder`` are to have, whatever its takes sound like."""
    prepared = prepare(load(folder))
    chapters = plan_of(prepared, Store.of(folder)).chapters
    book = edition(prepared.project, prepared.manuscript, None, chapters, draft=False)
    levels = {voice_identity(line): -20.0 for chapter in chapters for line in chapter.lines}
    return [chapter_pieces(chapter, prepared.project, levels, {}, book) for chapter in chapters]
