"""Files made of segments: one changed sentence encodes one, and nobody can tell from a build from nothing."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from narrate import sealed
from narrate.build.encode import Materials, encode
from narrate.build.entries import Entry
from narrate.build.levels import voice_identity
from narrate.build.pieces import chapter_pieces, edition
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.build.shelf import Shelf
from narrate.errors import NarrateError
from narrate.model import Boundary
from narrate.project.load import load
from narrate.project.project import Project
from narrate.publish.format import Encoded
from narrate.publish.mp3_segments import Seam, SegmentEncoder
from narrate.sound import master
from narrate.sound.settings import Mastering
from narrate.sound.utterance import Part
from tests.building import edit, files, make
from tests.conftest import TOML

CHAPTERS = 2
SENTENCES = 12
WORDS = ["lamp", "rain", "clerk", "ledger", "harbour", "boat", "stair", "candle", "window", "umbrella"]


@pytest.fixture(scope="module", autouse=True)
def _short() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr("narrate.sound.cuts.SHORTEST_S", 3)
        patches.setattr("narrate.sound.cuts.LONGEST_S", 8)
        yield


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, _short: None) -> Path:
    """A book that was built."""
    folder = tmp_path_factory.mktemp("segments") / "book"
    folder.mkdir()
    toml = TOML.replace("[cast]", '[output]\nformats = ["mp3"]\nbook = false\n\n[cast]')
    (folder / "narration.toml").write_text(toml)
    text = "\n\n".join(chapter(number + 1) for number in range(CHAPTERS))
    (folder / "book.md").write_text(text + "\n")
    make(folder)
    return folder


@pytest.fixture
def book(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "book"))


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The frames of each segment that is encoded, as it happens; but the end's, which is room tone."""
    begun: list[int] = []
    begin = SegmentEncoder.__init__

    def counted(encoder: SegmentEncoder, seam: Seam, *, opens: bool, frames: int) -> None:
        if frames:
            begun.append(frames)
        begin(encoder, seam, opens=opens, frames=frames)

    monkeypatch.setattr(SegmentEncoder, "__init__", counted)
    return begun


def chapter(number: int) -> str:
    chance = random.Random(number)  # noqa: S311 - not for secrets
    paragraphs = [" ".join(chance.choices(WORDS, k=6)).capitalize() + "." for _ in range(SENTENCES)]
    return "\n\n".join([f"# Part {number}", *paragraphs])


def shelved(project: Path) -> dict[str, Entry]:
    request = Request(load(project))
    return {entry.path: entry for entry in Shelf(request.folder, request.memory("shelf")).entries}


def change(project: Path, words: str = "Nobody had seen the lamplighter since.") -> None:
    """Another sentence in the middle of the first chapter."""
    paragraphs = (project / "book.md").read_text().split("\n\n")
    paragraphs[SENTENCES // 2] = words
    (project / "book.md").write_text("\n\n".join(paragraphs))


def from_nothing(project: Path) -> dict[str, str]:
    """What a build gives that has its takes, and no file to copy from."""
    shutil.rmtree(project / "dist")
    for memory in ("shelf.json", "stamp.json"):
        (project / ".narrate" / memory).unlink()
    make(project)
    return files(project)


def report(project: Path) -> str:
    return (project / "dist" / "build.json").read_text()


def segments(project: Path) -> int:
    """How many there are, but for the ends."""
    return sum(
        bool(each.frames) for entry in shelved(project).values() for each in entry.sounding.segments[:-1]
    )


def test_a_changed_sentence_encodes_its_segment_alone(book: Path, encoded: list[int]) -> None:
    assert segments(book) > 6
    change(book)
    make(book)
    assert len(encoded) == 1
    encoded.clear()
    after = files(book)
    assert from_nothing(book) == after
    assert len(encoded) == segments(book)


def test_a_damaged_segment_is_never_copied(book: Path, encoded: list[int]) -> None:
    (entry,) = [entry for path, entry in shelved(book).items() if path.startswith("mp3/01")]
    file = book / "dist" / entry.path
    data = bytearray(file.read_bytes())
    data[entry.bytes - sum(each.bytes for each in entry.sounding.segments[-2:]) + 900] ^= 4
    file.write_bytes(data)
    change(book)
    make(book)
    assert len(encoded) == 2
    after = files(book)
    assert from_nothing(book) == after


def test_new_tags_encode_nothing_and_segments_can_be_used_ever_after(book: Path, encoded: list[int]) -> None:
    edit(book / "narration.toml", "A. Tester", "Another Tester With a Longer Name")
    make(book)
    assert encoded == []
    change(book)
    make(book)
    assert len(encoded) == 1


@pytest.fixture
def mastered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The utterances that are mastered, as it happens."""
    heard: list[str] = []

    def counted(part: Part, settings: Mastering) -> np.ndarray:
        heard.append(part.id)
        return mastering(part, settings)

    mastering = master.mastered
    monkeypatch.setattr(master, "mastered", counted)
    return heard


@pytest.mark.parametrize("formats", ['["mp3"]', '["flac"]', '["flac", "mp3"]'])
def test_a_changed_sentence_masters_its_segment_alone(
    book: Path, mastered: list[str], monkeypatch: pytest.MonkeyPatch, formats: str
) -> None:
    edit(book / "narration.toml", '["mp3"]', formats)
    make(book)
    for hands, words in ((1, "Nobody had seen the lamplighter since."), (3, "Nobody had seen anybody.")):
        monkeypatch.setattr("narrate.build.assemble._HANDS", hands)
        change(book, words)
        mastered.clear()
        make(book)
        assert 1 <= len(mastered) <= SENTENCES / 3
        after, before = files(book), report(book)
        mastered.clear()
        assert from_nothing(book) == after
        assert len(mastered) == CHAPTERS * (SENTENCES + 1)
        assert report(book) == before  # what was measured, too


def test_another_format_without_loss_masters_everything_once(book: Path, mastered: list[str]) -> None:
    edit(book / "narration.toml", '["mp3"]', '["mp3", "flac"]')
    make(book)
    assert len(mastered) == CHAPTERS * (SENTENCES + 1)
    mastered.clear()
    with (book / "narration.toml").open("a") as file:
        file.write("\n[output.flac]\nchannels = 2\n")
    make(book)
    assert mastered == []  # the samples are the same


def test_damaged_samples_are_never_copied(book: Path, mastered: list[str]) -> None:
    edit(book / "narration.toml", '["mp3"]', '["flac"]')
    make(book)
    whole = {path.name: path.read_bytes() for path in (book / "dist" / "flac").iterdir()}
    for path in (book / "dist" / "flac").glob("01*"):
        other = soundfile.read(path, dtype="int16")[0]
        other[len(other) // 9 :] ^= 1
        soundfile.write(path, other, 24_000)
    change(book)
    mastered.clear()
    make(book)
    assert len(mastered) > SENTENCES / 2
    change(book, "The harbour was dark.")
    make(book)
    after = files(book)
    assert from_nothing(book) == after
    assert whole.keys() == {path.name for path in (book / "dist" / "flac").iterdir()}


def test_segments_of_a_narrate_that_tallied_nothing_are_copied(
    book: Path, encoded: list[int], mastered: list[str]
) -> None:
    memory = book / ".narrate" / "shelf.json"
    document = sealed.read(memory)
    for entry in document["files"]:
        for segment in entry["sounding"]["segments"]:
            del segment["spare"], segment["tally"]
    sealed.write(memory, document)
    change(book)
    make(book)
    assert len(encoded) == 1
    assert len(mastered) == SENTENCES + 1  # to be measured
    after, before = files(book), report(book)
    assert from_nothing(book) == after
    assert report(book) == before


def test_another_bit_rate_encodes_everything(book: Path, encoded: list[int]) -> None:
    with (book / "narration.toml").open("a") as file:
        file.write("\n[output.mp3]\nkbps = 128\n")
    make(book)
    assert len(encoded) == segments(book)


def test_another_encoder_encodes_everything(
    book: Path, encoded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.pieces.encoder", lambda _: "another")
    monkeypatch.setattr("narrate.publish.mp3_segments.identity", lambda: "another")
    (book / ".narrate" / "stamp.json").unlink()
    make(book)
    assert len(encoded) == segments(book)


def test_any_number_of_workers_makes_the_same_files(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(book / "narration.toml", '["mp3"]', '["flac", "mp3"]')
    made = []
    for hands in (1, 3):
        monkeypatch.setattr("narrate.build.assemble._HANDS", hands)
        made.append(from_nothing(book))
    assert made[0] == made[1]
    assert len(made[0]) == 2 * CHAPTERS + 1


def test_a_chapter_of_one_word_and_one_without_a_pause(book: Path) -> None:
    edit(book / "book.md", "# Part 1\n", "# Yes\n\nNo.\n\n# Part 1\n")
    with (book / "narration.toml").open("a") as file:
        file.write("\n[pauses]\nparagraph = 0\nsentence = 0\nhead = 0\ntail = 0\n")
    make(book)
    assert len(list((book / "dist" / "mp3").iterdir())) == CHAPTERS + 1


def test_a_disk_that_fills_up_leaves_no_file(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    shutil.rmtree(book / "dist")
    for hands in (1, 4):
        monkeypatch.setattr("narrate.build.assemble._HANDS", hands)
        with monkeypatch.context() as patches:
            patches.setattr("narrate.publish.mp3._Chapter.append", full)
            with pytest.raises(NarrateError, match="the disk is full"):
                make(book)
        assert files(book) == {}


class Heard:
    """In place of an encoder: its frames are the sound that it is given."""

    identity = "as it is heard"

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def encoder(self, **_: object) -> Heard:
        return Heard()

    def write(self, block: np.ndarray) -> None:
        self._blocks.append(block.tobytes())

    def finish(self) -> Encoded:
        data = b"".join(self._blocks)
        return Encoded(data, 1, len(data) // 4)

    def append(self, segment: Encoded, spare: int) -> None:
        pass


def test_whatever_changes_the_sound_of_a_segment_changes_what_it_is_known_by(
    once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def opened(*_: object) -> Iterator[Heard]:
        yield Heard()

    heard = SimpleNamespace(segments=opened)
    monkeypatch.setattr("narrate.build.encode.find_format", lambda _: heard)
    prepared = prepare(load(once))
    project, store = prepared.project, store_of(prepared.project)
    plan = plan_of(prepared, store)
    lines = plan.chapters[0].lines[: len(Boundary)]
    (voice,) = {voice_identity(line) for line in lines}
    bounded = [
        replace(line, utterance=replace(line.utterance, boundary=boundary, speaker="Ada"))
        for line, boundary in zip(lines, Boundary, strict=True)
    ]
    chapter = replace(plan.chapters[0], lines=tuple(bounded))
    book = edition(project, prepared.manuscript, None, plan.chapters, draft=False)

    def made(project: Project, level_lufs: float = -25.0) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The hash of the chapter's sound, and each segment's identity with what it really sounds like."""
        pieces = chapter_pieces(chapter, project, {voice: level_lufs}, {}, book)
        materials = Materials(project, store, Shelf(tmp_path, tmp_path / "shelf.json"))
        (sounding,) = encode(pieces, {tmp_path: "mp3"}, materials, lambda _: None, hands=1).values()
        return pieces.pieces[0].sound, tuple((each.identity, each.sha256) for each in sounding.segments)

    mastering, pauses = project.mastering, project.pauses
    others: dict[str, object] = {
        "sample_rate_hz": 22_050,
        "target_lufs": -22.0,
        "ceiling_dbtp": -12.0,
        "room_tone_db": -90.0,
        "highpass_hz": 120.0,
        "rms_db": (-40.0, -39.0),
    }
    projects = {
        name: replace(project, mastering=replace(mastering, **{name: value}))
        for name, value in others.items()
    }
    assert set(projects) == {field.name for field in fields(mastering)}
    for field in fields(pauses):
        longer = replace(pauses, **{field.name: getattr(pauses, field.name) + 0.4})
        projects[field.name] = replace(project, pauses=longer)
    usual = made(project)
    found = {name: made(each) for name, each in projects.items()} | {"level": made(project, -22.0)}
    own = replace(project, character_pauses={"Ada": replace(pauses, sentence=1.0)})
    found["character"] = made(own)
    for name, (sound, segments) in found.items():
        assert segments != usual[1], f"{name} is heard nowhere"
        assert sound != usual[0], name
    known: dict[str, set[str]] = {}
    for _, segments in (usual, *found.values()):
        for identity, sounds_like in segments:
            known.setdefault(identity, set()).add(sounds_like)
    assert len(known) > len(found)
    assert all(len(each) == 1 for each in known.values())
