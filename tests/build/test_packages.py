"""Packages of a built book: made after its files, left alone while nothing changes, gone when not wanted."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from narrate.build.book import build
from narrate.build.events import Published, Warned
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.build.standing import State, standing
from narrate.errors import ProblemsFound
from narrate.project.load import load
from tests.building import edit
from tests.publish.narrated import book, page

EPUB, LPF = "Two Lamps (read-along).epub", "Two Lamps.lpf"


@pytest.fixture
def packed(project: Path) -> Path:
    """The project, with both packages and no files of the book."""
    wanted = 'formats = ["mp3"]\npackages = ["epub", "lpf"]\nbook = false\n'
    edit(project / "narration.toml", "[cast]", f"[output]\n{wanted}\n[cast]")
    return project


def written(project: Path) -> list[str]:
    """The names of the files that a build wrote."""
    return [event.path.name for event in build(Request(load(project))) if isinstance(event, Published)]


def test_packages_come_last_and_stand_until_something_changes(packed: Path) -> None:
    assert written(packed)[-2:] == [EPUB, LPF]
    dist = packed / "dist"
    before = {name: (dist / name).stat() for name in (EPUB, LPF)}
    told = json.loads((dist / "build.json").read_text())["packages"]
    assert [(each["path"], each["format"]) for each in told] == [(EPUB, "epub"), (LPF, "lpf")]
    assert written(packed) == []
    (packed / ".narrate" / "stamp.json").unlink()  # the exact answer is the same
    assert written(packed) == []
    assert {name: (dist / name).stat() for name in (EPUB, LPF)} == before


def test_an_edit_writes_them_again_and_its_undoing_gives_the_same_bytes(packed: Path) -> None:
    written(packed)
    first = {name: (packed / "dist" / name).read_bytes() for name in (EPUB, LPF)}
    edit(packed / "book.md", "There was no third lamp.", "There was no other lamp.")
    assert [name for name in written(packed) if "." in name][-2:] == [EPUB, LPF]
    with zipfile.ZipFile(packed / "dist" / EPUB) as made:
        assert b"no other lamp" in made.read("EPUB/text/003.xhtml")
    edit(packed / "book.md", "There was no other lamp.", "There was no third lamp.")
    written(packed)
    assert {name: (packed / "dist" / name).read_bytes() for name in (EPUB, LPF)} == first


def test_what_is_not_asked_for_any_more_goes(packed: Path) -> None:
    written(packed)
    edit(packed / "narration.toml", 'packages = ["epub", "lpf"]', 'packages = ["lpf"]')
    assert written(packed) == []
    assert not (packed / "dist" / EPUB).exists()
    assert (packed / "dist" / LPF).exists()


def test_a_damaged_chapter_is_made_again_before_it_is_packed(packed: Path) -> None:
    written(packed)
    mp3 = next((packed / "dist" / "mp3").glob("02*"))
    whole = mp3.read_bytes()
    status = mp3.stat()
    mp3.write_bytes(whole[:-100] + bytes(100))
    os.utime(mp3, ns=(status.st_atime_ns, status.st_mtime_ns))  # nothing to be seen from outside
    (packed / "dist" / EPUB).unlink()
    events = list(build(Request(load(packed))))
    assert [e.problem.slug for e in events if isinstance(e, Warned)][-1:] == ["file-damaged"]
    assert mp3.read_bytes() == whole
    with zipfile.ZipFile(packed / "dist" / EPUB) as made:
        assert made.read("EPUB/audio/002.mp3") == whole


def test_they_are_made_of_mp3(project: Path) -> None:
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\npackages = ["epub"]\n\n[cast]')
    with pytest.raises(ProblemsFound) as found:
        load(project)
    (problem,) = (each for each in found.value.problems if each.slug == "packages-without-mp3")
    assert str(problem).startswith("narration.toml:")
    assert problem.hint == 'add "mp3" to formats'


@pytest.mark.parametrize("version", ["2.0", "3.0"])
def test_a_given_epub_is_kept_where_it_can_carry_sound(packed: Path, version: str) -> None:
    text = page("<h1>One</h1><p class='x'>It was <i>old</i>.</p>")
    book(packed / "book.epub", {"a.xhtml": text}, version=version)
    edit(packed / "narration.toml", "book.md", "book.epub")
    events = list(build(Request(load(packed))))
    told = [event.problem.slug for event in events if isinstance(event, Warned)]
    assert ("read-along-plain" in told) == (version == "2.0")
    with zipfile.ZipFile(packed / "dist" / EPUB) as made:
        assert ("E/a.xhtml" in made.namelist()) == (version == "3.0")


def test_status_tells_of_them(packed: Path) -> None:
    def state() -> dict[str, tuple[State, str]]:
        request = Request(load(packed))
        prepared, store = prepare(request.project), store_of(request.project)
        found = standing(request, prepared, plan_of(prepared, store), store)
        return {file.path: (file.state, file.why) for file in found.book}

    assert state() == {EPUB: (State.ABSENT, ""), LPF: (State.ABSENT, "")}
    written(packed)
    assert state() == {EPUB: (State.CURRENT, ""), LPF: (State.CURRENT, "")}
    edit(packed / "narration.toml", 'author = "A. Tester"', 'author = "B. Tester"')
    assert state() == {EPUB: (State.STALE, "tags"), LPF: (State.STALE, "tags")}
