"""The store keeps what it was given, whole, and says so when it is not."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from narrate import atomic
from narrate.errors import NarrateError
from narrate.model import Measure, Render, Take, Word
from narrate.takes.store import DamagedTake, Store

RENDER = Render("tone", 1, "{}", "Hello there.", (), "en", "", 0)
SOUND = b"fLaC not really, but bytes are bytes"
TAKE = Take(
    key=RENDER.key,
    blob=hashlib.sha256(SOUND).hexdigest(),
    sample_rate=24_000,
    samples=1234,
    measure=Measure(10, 1200, ((412, 3), (413, 9)), 0.5),
    words=(Word(0, 5, 0.01, 0.02), Word(6, 11, 0.02, 0.05)),
    made_with={"narrate": "0"},
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / ".narrate")


def the_file(store: Store, suffix: str) -> Path:
    (found,) = store.folder.rglob(f"*.{suffix}")
    return found


def test_a_take_comes_back_as_it_was_put(store: Store) -> None:
    assert store.known() == frozenset()
    store.put(RENDER, TAKE, SOUND)
    assert store.known() == {RENDER.key}
    assert store.get(RENDER.key) == TAKE
    assert store.sound(TAKE) == SOUND


def test_an_absent_take_is_damage_and_not_a_crash(store: Store) -> None:
    with pytest.raises(DamagedTake, match="not there"):
        store.get(RENDER.key)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"key": 3}', b"\xff\xfe", b'{"key":"' + b"0" * 64 + b'"}']
)
def test_a_torn_record_is_found(store: Store, content: bytes) -> None:
    store.put(RENDER, TAKE, SOUND)
    the_file(store, "json").write_bytes(content)
    with pytest.raises(DamagedTake):
        store.get(RENDER.key)


def test_a_record_in_the_wrong_place_is_found(store: Store) -> None:
    store.put(RENDER, TAKE, SOUND)
    other = replace(RENDER, text="Other.").key
    target = store.folder / "takes-v1" / other[:2] / f"{other}.json"
    target.parent.mkdir(exist_ok=True)
    the_file(store, "json").rename(target)
    with pytest.raises(DamagedTake, match="another take"):
        store.get(other)


@pytest.mark.parametrize("damage", [b"", SOUND[:-1], SOUND.replace(b"fLaC", b"fLaX")])
def test_altered_sound_is_found_and_made_good_by_putting_it_again(store: Store, damage: bytes) -> None:
    store.put(RENDER, TAKE, SOUND)
    the_file(store, "flac").write_bytes(damage)
    with pytest.raises(DamagedTake, match="altered"):
        store.sound(TAKE)
    store.drop(RENDER.key)
    assert store.known() == frozenset()
    store.put(RENDER, TAKE, SOUND)
    assert store.sound(store.get(RENDER.key)) == SOUND


def test_missing_sound_is_found(store: Store) -> None:
    store.put(RENDER, TAKE, SOUND)
    the_file(store, "flac").unlink()
    with pytest.raises(DamagedTake, match="not there"):
        store.sound(TAKE)


def test_the_record_is_written_last(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = atomic.write

    def no_records(path: Path, data: bytes) -> None:
        if path.suffix == ".json":
            raise NarrateError("killed here")
        real(path, data)

    monkeypatch.setattr(atomic, "write", no_records)
    with pytest.raises(NarrateError):
        store.put(RENDER, TAKE, SOUND)
    assert store.known() == frozenset()
    assert the_file(store, "flac").read_bytes() == SOUND


def test_the_folder_ignores_itself_in_git(store: Store) -> None:
    with store.lock():
        assert (store.folder / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("suffix", ["json", "flac"])
def test_a_pipe_in_the_place_of_a_file_is_damage_that_nobody_waits_for(store: Store, suffix: str) -> None:
    store.put(RENDER, TAKE, SOUND)
    file = the_file(store, suffix)
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(DamagedTake, match="it is no file"):
        store.sound(store.get(RENDER.key))
    store.put(RENDER, TAKE, SOUND)
    assert store.sound(store.get(RENDER.key)) == SOUND


def test_a_pipe_in_the_place_of_the_lock_is_none(store: Store) -> None:
    store.folder.mkdir()
    os.mkfifo(store.folder / "lock")
    with store.lock() as hold:
        assert hold.busy() == ""


def test_a_second_build_learns_who_holds_the_lock(store: Store) -> None:
    program = (
        "import sys; from pathlib import Path; from narrate.takes.store import Store\n"
        "with Store(Path(sys.argv[1])).lock() as hold:\n"
        "    print(repr(hold.busy()), flush=True); sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(store.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other, store.lock() as hold:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "''\n"
        assert hold.busy() == f"pid {other.pid}"
        other.kill()
        other.wait()
        hold.wait()  # a dead process holds nothing
    with store.lock() as hold:
        assert hold.busy() == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere: permissions not checked")
def test_a_folder_that_may_not_be_written_is_explained(store: Store) -> None:
    store.folder.parent.chmod(0o500)
    with pytest.raises(NarrateError, match="permission"), store.lock():
        pass


def test_a_file_in_the_way_is_explained(store: Store) -> None:
    store.folder.write_text("I am not a folder")
    with pytest.raises(NarrateError, match="cannot write"):
        store.put(RENDER, TAKE, SOUND)


def test_records_are_json_that_people_can_read(store: Store) -> None:
    store.put(RENDER, TAKE, SOUND)
    record = json.loads(the_file(store, "json").read_text())
    assert record["render"]["text"] == "Hello there."
    assert record["blob"] == TAKE.blob
