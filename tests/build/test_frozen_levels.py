"""Levels are frozen: an edit moves no voice, and no chapter but its own is touched."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import soundfile

from narrate.build import levels as frozen_levels
from narrate.build import lock
from narrate.build.book import build
from narrate.build.events import Failed, Published
from narrate.build.inspection import inspect
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.cli.program import run
from narrate.project.load import load
from narrate.takes.store import Store
from tests.building import edit, make
from tests.conftest import noise_in_syllables

OPENING = """\
import json, os, sys
opened = []
def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        opened.append(os.fsdecode(arguments[0]))
sys.addaudithook(hear)
from narrate.cli.program import run
assert run(["build", "-q", sys.argv[1]]) == 0
print(json.dumps(opened))
"""
"""A build that tells every file that Python opens, for reading or for writing."""


def levels(folder: Path) -> dict[str, tuple[str, float]]:
    known = lock.read(folder / lock.NAME).levels
    return {identity: (level.name, level.loudness_lufs) for identity, level in known.items()}


def takes(folder: Path) -> dict[int, set[str]]:
    """Chapter → the names of the files in the store that its takes are in."""
    store = Store.of(folder)
    chapters = plan_of(prepare(load(folder)), store).chapters
    return {
        chapter.number: {
            name
            for line in chapter.lines
            for name in (f"{line.render.key}.json", f"{store.get(line.render.key).blob}.flac")
        }
        for chapter in chapters
    }


@pytest.fixture
def built(project: Path) -> Path:
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\n\n[cast]')
    make(project)
    return project


def test_a_changed_sentence_leaves_the_other_chapters_takes_unopened_and_their_files_alone(
    built: Path,
) -> None:
    published = sorted((built / "dist").rglob("0[13] - *"))
    assert len(published) == 2
    before = [(path.stat().st_ino, path.stat().st_ctime_ns, path.read_bytes()) for path in published]
    kept, known = takes(built), levels(built)
    edit(built / "book.md", "somebody was here", "somebody had been here")
    ran = subprocess.run(
        [sys.executable, "-c", OPENING, built], capture_output=True, check=True, text=True, timeout=120
    )
    opened = {Path(path).name for path in json.loads(ran.stdout)}
    assert "book.md" in opened
    assert kept[2] & opened  # what is spoken around the changed sentence
    assert not (kept[1] | kept[3]) & opened
    assert [(path.stat().st_ino, path.stat().st_ctime_ns, path.read_bytes()) for path in published] == before
    assert levels(built) == known


def test_a_level_that_an_edit_would_move_stays_until_it_is_measured_anew(built: Path) -> None:
    name = next(identity for identity, (name, _) in levels(built).items() if name == "teller")
    edit(built / "narration.lock", f"loudness_lufs = {levels(built)[name][1]}", "loudness_lufs = -30.0")
    edit(built / "book.md", "There was no third lamp.", "There was no third lamp at all.")
    assert len(make(built).rendered) == 1
    assert levels(built)[name] == ("teller", -30.0)


def test_a_level_that_is_corrected_while_the_book_is_built_is_built_by_the_next_one(built: Path) -> None:
    edit(built / "book.md", "There was no third lamp.", "There was no third lamp at all.")
    before = levels(built)
    for event in (events := build(Request(load(built)))):
        if isinstance(event, Published):  # long after the levels were read
            break
    teller = next(loudness for name, loudness in before.values() if name == "teller")
    edit(built / "narration.lock", f"loudness_lufs = {teller}", "loudness_lufs = -30.0")
    for event in events:
        assert not isinstance(event, Failed)
    again = make(built)
    assert again.rendered == []
    assert {event.chapter for event in again if isinstance(event, Published)} == {None, 1, 2, 3}
    assert ("teller", -30.0) in levels(built).values()
    assert [event for event in make(built) if isinstance(event, Published)] == []


def test_a_level_that_is_corrected_while_others_are_measured_is_kept(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, teller = frozen_levels.measure, dict(levels(built).values())["teller"]

    def measured(*arguments: Any) -> dict[str, lock.Level]:
        found = measure(*arguments)
        monkeypatch.undo()
        edit(built / "narration.lock", f"loudness_lufs = {teller}", "loudness_lufs = -30.0")
        return found

    monkeypatch.setattr(frozen_levels, "measure", measured)
    edit(built / "narration.toml", "pitch_hz = 330", "pitch_hz = 440")
    make(built)
    assert ("teller", -30.0) in levels(built).values()
    assert {event.chapter for event in make(built) if isinstance(event, Published)} == {None, 1, 2, 3}


def test_a_level_to_be_measured_anew_is_not_one_that_waits_for_its_voice(built: Path) -> None:
    measured = dict(levels(built).values())["ada"]
    edit(built / "narration.lock", f"loudness_lufs = {measured}", "loudness_lufs = -30.0")
    edit(built / "narration.toml", "pitch_hz = 330", "pitch_hz = 440")
    make(built)  # -30 waits for the voice to come back
    edit(built / "narration.toml", "pitch_hz = 440", "pitch_hz = 330")
    assert run(["lock", "--upgrade", "ada", "--dry-run", "--project", str(built)]) == 0
    assert run(["lock", "--upgrade", "ada", "--project", str(built)]) == 0
    make(built)
    assert ("ada", measured) in levels(built).values()


def test_a_renamed_voice_keeps_its_level(built: Path) -> None:
    before = levels(built)
    edit(built / "narration.toml", "[voices.ada]", "[voices.lovelace]")
    edit(built / "narration.toml", 'voice = "ada"', 'voice = "lovelace"')
    assert make(built).rendered == []
    assert levels(built) == {
        identity: ("lovelace" if name == "ada" else name, loudness)
        for identity, (name, loudness) in before.items()
    }


def test_a_voice_that_reads_nothing_any_more_has_no_level_and_finds_the_same_when_it_is_back(
    built: Path,
) -> None:
    before, text = levels(built), (built / "narration.lock").read_bytes()
    edit(built / "narration.toml", 'Ben = { voice = "ben"', 'Ben = { voice = "ada"')
    make(built)
    assert {name for name, _ in levels(built).values()} == {"teller", "ada"}
    edit(built / "narration.toml", 'Ben = { voice = "ada"', 'Ben = { voice = "ben"')
    assert make(built).rendered == []
    assert levels(built) == before
    assert (built / "narration.lock").read_bytes() == text


def test_a_check_tells_of_a_damaged_lock_file(built: Path) -> None:
    edit(built / "narration.lock", "version = 2", "version = 2.0")
    told = [str(problem) for problem in inspect(load(built)).problems]
    assert any(each.startswith("narration.lock:4: version: expected a whole number") for each in told)


def test_a_line_that_a_person_recorded_has_nothing_to_settle(built: Path) -> None:
    before = (built / "narration.lock").read_bytes()
    line = plan_of(prepare(load(built)), Store.of(built)).lines[0]
    soundfile.write(built / "mine.wav", noise_in_syllables(len(line.utterance.spoken) / 12, 1), 24_000)
    assert run(["take", line.utterance.id, "--file", str(built / "mine.wav"), "--project", str(built)]) == 0
    make(built, locked=True)
    make(built)
    assert (built / "narration.lock").read_bytes() == before
