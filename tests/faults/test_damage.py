"""Whatever happens to a file of the store: the next build finds it, says so, and makes the very same book."""

from __future__ import annotations

import json
import os
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate import sealed
from narrate.build.encode import encode
from narrate.build.entries import Entry, Piece, Sounding
from narrate.build.events import Damaged, Event, Finished, Rendered, Warned
from narrate.build.pieces import ChapterPieces
from narrate.build.shelf import Shelf
from narrate.errors import NarrateError
from tests.building import edit, make
from tests.faults.trying import left_over, published, write_book


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is built. Not to be changed."""
    project = tmp_path_factory.mktemp("damage") / "whole"
    write_book(project)
    make(project)
    return project


@dataclass(frozen=True)
class Damage:
    """What is done to the ``which``-th file, at ``place`` (0 to 1) of its length."""

    which: int
    how: str
    place: float
    bit: int

    def done_to(self, path: Path) -> None:
        data = path.read_bytes()
        at = min(int(self.place * len(data)), len(data) - 1)
        path.unlink()
        match self.how:
            case "folder":
                (path / "with something in it").mkdir(parents=True)
            case "emptied":
                path.write_bytes(b"")
            case "cut":
                path.write_bytes(data[:at])
            case "flipped":
                path.write_bytes(data[:at] + bytes([data[at] ^ (1 << self.bit)]) + data[at + 1 :])
            case "pipe":
                os.mkfifo(path)
            case "deleted":
                pass


DAMAGE = st.builds(
    Damage,
    st.integers(0, 1000),
    st.sampled_from(["deleted", "emptied", "cut", "flipped", "flipped", "flipped", "folder", "pipe"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 7),
)


def stored(project: Path) -> list[Path]:
    """The files of the store but its lock, which holds nothing, and what git reads."""
    return sorted(
        path for path in project.glob(".narrate/**/*.*") if path.is_file() and path.name != ".gitignore"
    )


@given(damages=st.lists(DAMAGE, min_size=1, max_size=3), published_too=st.booleans())
@settings(max_examples=16)
def test_any_damage_is_found_told_and_made_good(
    whole: Path, damages: list[Damage], *, published_too: bool
) -> None:
    project = whole.parent / "damaged"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(whole, project)
    files = stored(project)
    hit = {files[damage.which % len(files)]: damage for damage in damages}
    for path, damage in hit.items():
        damage.done_to(path)
    if not published_too:
        shutil.rmtree(project / "dist")
    events = make(project)
    assert published(project) == published(whole)
    assert not left_over(project)
    own = project / ".narrate"
    kept = own / "builds"  # of earlier builds: read by who compares, not by who builds
    used = [path for path in hit if path.parent == own or (not published_too and path.parent != kept)]
    told = sum(isinstance(event, Damaged) or "damaged" in _slug(event) for event in events)
    if any(hit[path].how != "deleted" and _sealed_still(whole / path.relative_to(project)) for path in used):
        assert told or _harmless(whole, project, hit)
    again = make(project)
    assert isinstance(again[-1], Finished)
    assert not [
        event for event in again if isinstance(event, Damaged | Rendered) or "damaged" in _slug(event)
    ]


def _slug(event: Event) -> str:
    return event.problem.slug if isinstance(event, Warned) else ""


def _sealed_still(path: Path) -> bool:
    return path.suffix != ".json" or b'"seal":' in path.read_bytes()


def _harmless(whole: Path, project: Path, hit: dict[Path, Damage]) -> bool:
    """Whether the one thing that was damaged is the name of a seal: then what it sealed is whole."""
    return all(
        damage.how in ("deleted", "flipped")
        and (damage.how == "deleted" or _in_the_name_of_a_seal(whole / path.relative_to(project), damage))
        for path, damage in hit.items()
    )


def _in_the_name_of_a_seal(path: Path, damage: Damage) -> bool:
    data = path.read_bytes()
    at = min(int(damage.place * len(data)), len(data) - 1)
    begin = data.rfind(b'"seal"')
    return path.suffix == ".json" and begin <= at < begin + len(b'"seal"')


@given(data=st.data())
@settings(max_examples=200)
def test_a_sealed_document_is_itself_or_broken(data: st.DataObject) -> None:
    document = {"voices": {"a": [1, 2.5]}, "text": "ümläut"}
    whole = sealed.sealed(document)
    at = data.draw(st.integers(0, len(whole) - 1))
    altered = bytearray(whole)
    altered[at] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(altered), whole[:at]):
        try:
            found = sealed.opened(damaged)
        except sealed.Broken:
            continue
        assert {name: found[name] for name in document} == document  # the name of the seal was hit


def test_a_document_without_a_seal_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "pace.json").write_text('{"version": 1}')
    assert sealed.read(tmp_path / "pace.json") == {"version": 1}
    assert sealed.opened(sealed.sealed({"version": 1})) == {"version": 1}
    assert json.loads(sealed.sealed({"version": 1}))["version"] == 1


@pytest.fixture
def project(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "project"))


def flip(path: Path) -> None:
    """Turn a bit in the middle of ``path``, as a disk may: nothing about the file tells of it."""
    status = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("suffix", ["flac", "mp3"])
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("book.md", "was lit", "was not lit"), ("narration.toml", "Two Lamps", "Lamps")],
    ids=["joined", "tagged anew"],
)
def test_a_published_chapter_that_rots_is_told_and_made_again_when_it_is_used(
    project: Path, tmp_path: Path, suffix: str, name: str, before: str, after: str
) -> None:
    calm = Path(shutil.copytree(project, tmp_path / "calm"))
    flip(project / "dist" / suffix / f"01 - One.{suffix}")
    for each in (project, calm):
        edit(each / name, before, after)
    make(calm)
    events = make(project)
    assert published(project) == published(calm)
    (told,) = [event for event in events if isinstance(event, Warned) and _slug(event) == "file-damaged"]
    assert f"dist/{suffix}/01 - One.{suffix} was damaged" in told.problem.message
    assert not left_over(project)


def test_a_chapter_that_rots_as_soon_as_it_is_written_ends_the_build(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, puts = Shelf.put, list[str]()

    def put_and_lose(shelf: Shelf, piece: Piece, sounding: Sounding, **more: Any) -> Entry:
        entry = put(shelf, piece, sounding, **more)
        puts.append(piece.path)
        flip(shelf.folder / piece.path)
        return entry

    monkeypatch.setattr(Shelf, "put", put_and_lose)
    edit(project / "book.md", "was lit", "was not lit")
    with pytest.raises(NarrateError, match="cut short or damaged"):
        make(project)
    assert puts.count("flac/02 - Two.flac") == 2


def test_of_several_chapters_one_that_is_in_place_is_known_though_another_fails(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not made again, and does not stay for ever under a title that it no longer has."""
    shutil.rmtree(project / "dist")
    (project / ".narrate" / "shelf.json").unlink()
    calm = Path(shutil.copytree(project, tmp_path / "calm"))
    made, failed = threading.Event(), threading.Event()

    def encode_or_fail(chapter: ChapterPieces, *arguments: Any, **more: Any) -> Sounding:
        if chapter.plan.number == 2:
            assert made.wait(60)
            failed.set()
            raise NarrateError("the second chapter fails")
        sounding = encode(chapter, *arguments, **more)
        made.set()
        assert failed.wait(60)
        return sounding

    with monkeypatch.context() as patches:
        patches.setattr("narrate.build.encode.encode", encode_or_fail)
        patches.setattr("narrate.build.assemble._HANDS", 2)
        with pytest.raises(NarrateError, match="the second chapter fails"):
            make(project)
    assert (project / "dist" / "flac" / "01 - One.flac").is_file()
    for each in (project, calm):
        edit(each / "book.md", "# One", "# Once")
        make(each)
    assert published(project) == published(calm)


def test_a_clock_that_jumps_renders_and_writes_nothing(project: Path) -> None:
    before = {path: path.stat().st_ino for path in (project / "dist").rglob("*")}
    for index, path in enumerate(sorted(project.rglob("*"))):
        moved_s = (0, 2**33, 1)[index % 3]  # 1970, the year 2242, a second later
        os.utime(path, (moved_s, moved_s))
    events = make(project)
    assert not [event for event in events if isinstance(event, Rendered)]
    (project / ".narrate" / "stamp.json").unlink()
    events = make(project)
    assert not [event for event in events if isinstance(event, Rendered)]
    assert before == {path: path.stat().st_ino for path in (project / "dist").rglob("*")}
    assert published(project)


@pytest.mark.parametrize("name", [".narrate", ".narrate/takes-v1", ".narrate/blobs-v1", "dist", "dist/flac"])
def test_a_file_where_a_folder_belongs_is_explained(project: Path, name: str) -> None:
    shutil.rmtree(project / name)
    (project / name).write_text("I am not a folder")
    if name == ".narrate/blobs-v1":
        (project / "dist" / "flac" / "01 - One.flac").unlink()  # else no sound is needed
    with pytest.raises(NarrateError, match="something in its path is a file, not a folder") as found:
        make(project)
    assert "move that file out of the way" in found.value.hint
    (project / name).unlink()
    make(project)
    assert not left_over(project)
