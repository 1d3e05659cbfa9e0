"""narrate clean: what no plan uses goes, what is damaged is found, and nothing else is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from narrate import atomic, sealed
from narrate.atomic import TEMPORARY
from narrate.build.book import build
from narrate.build.composing import MEMORIES
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request, memories
from narrate.project.load import load
from narrate.project.project import draft
from narrate.takes.store import Store
from tests.building import edit
from tests.cli.conftest import Command, make


def files(project: Path) -> dict[str, bytes]:
    """Everything in the store and among the publications but the lock, and scripts that are remembered."""
    return {
        str(path.relative_to(project)): path.read_bytes()
        for folder in (".narrate", "dist")
        for path in sorted((project / folder).rglob("*"))
        if path.is_file() and path.name not in {"lock", *MEMORIES}
    }


def keys(project: Path) -> set[str]:
    return {line.render.key for line in plan_of(prepare(load(project)), Store.of(project)).lines}


def test_takes_of_the_book_of_its_draft_and_of_previews_stay(built: Path, command: Command) -> None:
    make(built, as_draft=True)
    for as_draft in (False, True):
        loaded = draft(load(built)) if as_draft else load(built)
        list(build(Request(loaded, draft=as_draft, only=1)))
    before = files(built)
    cleaned = command("clean", built)
    assert (cleaned.code, cleaned.out, cleaned.err) == (0, "every take in the store is used\n", "")
    assert files(built) == before


def test_what_no_plan_uses_is_listed_by_voice_and_reason_and_removed(built: Path, command: Command) -> None:
    edit(built / "narration.toml", "220", "230")
    edit(built / "book.md", "somebody was here", "nobody was here")
    edit(built / "book.md", "# The Third Lamp\n\nThere was no third lamp. There never had been one.\n", "")
    edit(built / "narration.toml", "[cast]", '[pronounce]\nbutton = "/bˈʌtən/"\n\n[cast]')
    make(built)
    before = files(built)
    told = command("clean", built, "--dry-run")
    assert files(built) == before
    rows = {
        tuple(cell.strip() for cell in line.split("  ") if cell)[:3] for line in told.out.splitlines()[1:-1]
    }
    assert rows == {
        ("ada", "the words are not said", "1"),
        ("ben", "the voice changed", "1"),
        ("teller", "the words are not said", "2"),
        ("teller", "said in another way now", "1"),
    }
    assert "would remove 5 takes that no plan uses" in told.out
    document = json.loads(command("clean", built, "--json").out)
    assert sum(group["takes"] for group in document["unused"]) == 5
    after = files(built)
    gone = before.keys() - after.keys()
    assert sum(map(len, (before[name] for name in gone))) == sum(each["bytes"] for each in document["unused"])
    assert {name.split("/")[1] for name in gone} == {"takes-v1", "blobs-v1"}
    assert after == {name: data for name, data in before.items() if name not in gone}
    assert Store.of(built).known() == keys(built)
    assert command("clean", built).out == "every take in the store is used\n"


def test_reasons_outlive_the_takes_that_they_tell_of(built: Path, command: Command) -> None:
    edit(built / "narration.toml", "220", "230")
    command("clean", built)
    why = command("plan", "--why", built)
    assert "voice ben: pitch_hz 220.0 → 230.0" in why.out


def test_a_sound_that_another_take_needs_stays(built: Path, command: Command) -> None:
    store = Store.of(built)
    take = store.get(min(keys(built)))
    render = store.request(take.key, next((built / ".narrate").rglob(f"{take.key}.json")))
    other = replace(render, text="Nobody says this.")
    store.put(other, replace(take, key=other.key), store.sound(take))
    document = json.loads(command("clean", built, "--json").out)
    assert [(group["takes"], group["bytes"] < 3000) for group in document["unused"]] == [(1, True)]
    assert store.sound(take)


def test_what_killed_builds_left_is_swept_and_what_is_not_narrates_is_named(
    built: Path, command: Command
) -> None:
    ours = [
        built / ".narrate" / "takes-v1" / "00" / f"{TEMPORARY}a.json",
        built / ".narrate" / "builds" / f"{TEMPORARY}b.json",
        built / ".narrate" / "work" / "c.flac",
        built / ".narrate" / "performed.json",
        built / "dist" / "flac" / f"{TEMPORARY}d.flac",
        built / "recordings" / f"{TEMPORARY}e.wav",
        built / f"{TEMPORARY}f.toml",
    ]
    theirs = [
        built / ".narrate" / "notes.txt",
        built / ".narrate" / "takes-v1" / "00" / "mine.json",
        built / ".narrate" / "blobs-v1" / "stray",
        built / ".narrate" / "builds" / "12.json",
        built / ".narrate" / "folder" / "inside.txt",
    ]
    for path in (*ours, *theirs):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    lone = hashlib.sha256(b"nobody").hexdigest()
    blob = built / ".narrate" / "blobs-v1" / lone[:2] / f"{lone}.flac"
    blob.parent.mkdir(exist_ok=True)
    blob.write_bytes(b"nobody")
    cleaned = command("clean", built)
    assert "removed 7 files that unfinished builds left behind" in cleaned.out
    assert "removed sounds that belong to no take: 0 kB" in cleaned.out
    assert [path.exists() for path in (*ours, *theirs, blob)] == [False] * 7 + [True] * 5 + [False]
    named = [line.rpartition(": ")[2] for line in cleaned.err.splitlines()]
    assert sorted(named) == [
        ".narrate/blobs-v1/stray",
        ".narrate/builds/12.json",
        ".narrate/folder",
        ".narrate/notes.txt",
        ".narrate/takes-v1/00/mine.json",
    ]


def test_whatever_a_build_of_any_kind_remembers_is_narrates(
    built: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.request.Memory", Literal["shelf", "stamp", "inspected", "dreams"])
    names = ["dreams.json", "draft-dreams.json", "preview-dreams.json", "draft-preview-dreams.json"]
    assert {*names, "draft-retired.json", "draft.lock", "stamp.json"} <= memories()
    for name in memories() - {"shelf.json", "stamp.json"}:
        (built / ".narrate" / name).write_text("{}")
    assert command("clean", built).err == ""


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def request_of_another(path: Path) -> None:
    record = sealed.read(path)
    record["render"]["text"] += " And more."
    sealed.write(path, record)


def undecodable(path: Path) -> None:
    """The sound of the record ``path`` is, under its right name, no sound."""
    record = sealed.read(path)
    digest = hashlib.sha256(b"no FLAC").hexdigest()
    blob = path.parents[2] / "blobs-v1" / digest[:2] / f"{digest}.flac"
    blob.parent.mkdir(exist_ok=True)
    blob.write_bytes(b"no FLAC")
    sealed.write(path, {**record, "blob": digest})


def shorter(path: Path) -> None:
    record = sealed.read(path)
    sealed.write(path, {**record, "samples": record["samples"] - 1})


def blob_of(path: Path) -> Path:
    digest = json.loads(path.read_bytes())["blob"]
    return path.parents[2] / "blobs-v1" / digest[:2] / f"{digest}.flac"


def misplace(path: Path) -> None:
    (path.parents[1] / "zz").mkdir(exist_ok=True)
    path.rename(path.parents[1] / "zz" / path.name)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_bytes(b"")


def pipe_instead(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "torn record": (lambda path: path.write_bytes(path.read_bytes()[:50]), "its record is damaged"),
    "empty record": (lambda path: path.write_bytes(b""), "its record is damaged"),
    "record with nothing in it": (lambda path: path.write_bytes(b"{}"), "its record is damaged"),
    "record of another": (lambda path: path.write_text(path.read_text().replace(path.stem, "0" * 64)),
                          "its record is damaged"),
    "record of another request": (request_of_another, "its record was altered"),
    "record in the wrong folder": (misplace, "its record lies in the wrong folder"),
    "folder for a record": (folder_instead, "its record cannot be read"),
    "pipe for a record": (pipe_instead, "its record cannot be read (it is no file)"),
    "pipe for a sound": (lambda path: pipe_instead(blob_of(path)),
                         "its sound cannot be read (it is no file)"),
    "missing sound": (lambda path: blob_of(path).unlink(), "its sound is not there"),
    "sound in the wrong folder": (lambda path: misplace(blob_of(path)), "its sound is not there"),
    "link to no sound": (lambda path: dangling(blob_of(path)), "its sound is not there"),
    "truncated sound": (lambda path: blob_of(path).write_bytes(blob_of(path).read_bytes()[:-9]),
                        "its sound was altered"),
    "flipped bit": (lambda path: flip(blob_of(path)), "its sound was altered"),
    "no sound": (undecodable, "its sound cannot be decoded"),
    "other length": (shorter, "its sound is not as long as its record says"),
}  # fmt: skip


def test_every_damage_is_found_told_with_its_words_mended_and_rendered_again(
    built: Path, command: Command
) -> None:
    with (built / "book.md").open("a", encoding="utf-8") as book:  # as many lines as damages
        book.write("\nA fourth stood in the yard.\n\n“I know,” said Ben.\n")
        book.write("\nIt was dark.\n\n“So is the street,” said Ada.\n")
    make(built)
    before = files(built)
    records = sorted((built / ".narrate" / "takes-v1").rglob("*.json"))[: len(DAMAGES)]
    lines = {line.render.key: line.utterance for line in plan_of(prepare(load(built)), Store.of(built)).lines}
    expected = {}
    for path, (damage, reason) in zip(records, DAMAGES.values(), strict=True):
        damage(path)
        expected[path.stem] = reason
    harmed = files(built)
    told = command("clean", built, "--verify", "--dry-run")
    assert told.code == 4
    assert f"{len(DAMAGES)} takes that the book needs are damaged" in told.err
    assert files(built) == harmed
    for key, reason in expected.items():
        (line,) = (line for line in told.out.splitlines() if lines[key].id in line)
        assert reason in line
        assert lines[key].spoken[:40] in line
    mended = command("clean", built, "--verify", "--json")
    assert mended.code == 0
    assert {each["key"] for each in json.loads(mended.out)["damaged"]} == expected.keys()
    assert Store.of(built).known() == keys(built) - expected.keys()
    clean = command("clean", built, "--verify")
    assert (clean.code, "all are whole" in clean.out) == (0, True)
    make(built)
    assert Store.of(built).known() == keys(built)
    after = files(built)
    own = (".narrate/stamp.json", ".narrate/pace.json")  # what took how long is nobody else's
    assert {name: data for name, data in after.items() if name not in own} == {
        name: data for name, data in before.items() if name not in own
    }


def test_without_verify_what_is_misplaced_is_left_and_named(built: Path, command: Command) -> None:
    path = min((built / ".narrate" / "takes-v1").rglob("*.json"))
    misplace(path)
    cleaned = command("clean", built)
    assert f"none of narrate's: .narrate/takes-v1/zz/{path.name}" in cleaned.err
    assert (path.parents[1] / "zz" / path.name).exists()


def test_what_only_cannot_be_read_now_is_no_damage(
    built: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(built)
    read = atomic.read
    refused_suffix = ""

    def refuse(path: Path) -> bytes:
        if path.suffix == refused_suffix and path.parent.parent.name in ("takes-v1", "blobs-v1"):
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(atomic, "read", refuse)
    for suffix, options in ((".json", ()), (".json", ("--verify",)), (".flac", ("--verify",))):
        refused_suffix = suffix
        refused = command("clean", built, *options)
        assert (refused.code, "permission denied" in refused.err) == (1, True)
    refused_suffix = ""
    assert files(built) == before


def test_a_store_that_cannot_be_looked_into_is_said(
    built: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path).name == "blobs-v1":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    refused = command("clean", built)
    assert (refused.code, "blobs-v1: Permission denied" in refused.err) == (3, True)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("narration.toml", "pitch_hz = 330", 'pitch_hz = "high"'),
        ("narration.toml", 'others = "narrator"', ""),
        ("book.md", "# The First Lamp", "# The First Lamp\n\n{.skip"),
    ],
)
def test_a_project_with_problems_is_left_alone(
    built: Path, command: Command, file: str, old: str, new: str
) -> None:
    if "others" in old:
        edit(built / "book.md", "said Ben", "said Charles")
    edit(built / file, old, new)
    before = files(built)
    refused = command("clean", built)
    assert refused.code == 3
    assert files(built) == before


def test_a_project_whose_models_are_not_settled_is_left_alone(
    built: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    edit(built / "narration.toml", 'engine = "tone"\npitch_hz = 330', 'engine = "kokoro"\nvoice = "af_heart"')
    before = files(built)
    refused = command("clean", built)
    assert (refused.code, "not settled which commit" in refused.err) == (3, True)
    assert files(built) == before


def test_a_project_that_was_never_built_has_nothing_to_clean(project: Path, command: Command) -> None:
    assert "never built" in command("clean", project).out
    assert json.loads(command("clean", project, "--json").out)["damaged"] == []
    assert not (project / ".narrate").exists()


def test_it_waits_for_a_build_and_says_so(built: Path) -> None:
    with Store.of(built).lock() as hold:
        assert not hold.busy()
        cleaning = subprocess.Popen(
            [sys.executable, "-m", "narrate", "clean", str(built)], stderr=subprocess.PIPE, text=True
        )
        assert cleaning.stderr is not None
        assert "waiting for the other build (pid" in cleaning.stderr.readline()
    assert cleaning.wait(60) == 0
    cleaning.stderr.close()


def test_killed_after_any_removal_the_store_is_whole_and_cleaning_goes_on(
    built: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(built / "narration.toml", "110", "120")
    make(built)
    unlink, left = Path.unlink, 0

    class Killed(BaseException):
        pass

    def dying(path: Path, missing_ok: bool = False) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        unlink(path, missing_ok=missing_ok)

    for removed in (0, 1, 3, 5, 2):  # first nine records, then nine sounds
        left = removed
        with monkeypatch.context() as patched:
            patched.setattr(Path, "unlink", dying)
            with pytest.raises(Killed):
                command("clean", built)
        verified = command("clean", built, "--verify", "--dry-run", "--json")
        assert (verified.code, json.loads(verified.out)["damaged"]) == (0, [])
    assert command("clean", built).code == 0
    assert Store.of(built).known() == keys(built)
    assert len(list((built / ".narrate" / "blobs-v1").rglob("*.flac"))) == len(keys(built))


def test_draft_keys_are_those_of_the_draft_plan(built: Path, command: Command) -> None:
    make(built, as_draft=True)
    drafted = plan_of(prepare(draft(load(built))), Store.of(built))
    edit(built / "narration.toml", "110", "120")
    command("clean", built)
    assert {line.render.key for line in drafted.lines} <= Store.of(built).known()


def test_takes_that_the_author_chose_stay_whatever_is_edited_and_the_others_go(
    built: Path, command: Command
) -> None:
    line = next(
        line for line in plan_of(prepare(load(built)), Store.of(built)).lines if line.voice.name == "ada"
    )
    id_ = line.utterance.id
    assert command("retake", id_, "-n", 2, "--no-play", "--project", built).code == 0
    assert command("take", id_, 3, "--project", built).code == 0
    make(built)
    shown = json.loads(command("status", built, "--json").out)
    assert (shown["accepted"], shown["rendered"]) == (1, 12)
    assert command("diff", "--project", built).out.splitlines()[2].endswith("take 1 → 3")
    cleaned = json.loads(command("clean", built, "--json").out)
    assert [(each["why"], each["takes"]) for each in cleaned["unused"]] == [("another take is used", 2)]
    edit(built / "book.md", line.utterance.text, "“No!”")
    third = replace(line.render, take=3).key
    assert third not in keys(built)
    command("clean", built)
    assert third in Store.of(built).known()


def test_a_file_in_the_place_of_the_store_is_told(built: Path, command: Command) -> None:
    shutil.rmtree(built / ".narrate")
    (built / ".narrate").touch()
    told = command("clean", built)
    assert (told.code, "something in its path is a file" in told.err) == (1, True)
