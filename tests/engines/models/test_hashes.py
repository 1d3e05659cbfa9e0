"""The hashes of model files are remembered, and believed only while nothing about the file has changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from narrate import places
from narrate.engines.models import hashes


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that changed long ago, as far as anybody can tell."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(hashes, "_SETTLED_S", -1.0)
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"weights")
    return path


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read(path: Path) -> str:
    """The hash as another process finds it."""
    hashes._sha256.cache_clear()
    return hashes.sha256(path)


def memories() -> list[Path]:
    return sorted((places.cache() / "hashes").glob("*"))


def test_a_file_that_did_not_change_is_not_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(file) == digest(b"weights")
    assert len(memories()) == 1
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("the file was read"))
    assert read(file) == digest(b"weights")


def test_another_content_is_another_hash_whatever_the_time_says(file: Path) -> None:
    before = file.stat()
    assert read(file) == digest(b"weights")
    file.write_bytes(b"Weights")  # as many bytes
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read(file) == digest(b"Weights")


def test_a_file_that_is_only_touched_has_the_same_hash_and_one_memory(file: Path) -> None:
    assert read(file) == digest(b"weights")
    os.utime(file)
    assert read(file) == digest(b"weights")
    assert len(memories()) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"state": 1}', b"\xff\xfe"])
def test_a_damaged_memory_is_a_miss(file: Path, damage: bytes) -> None:
    assert read(file) == digest(b"weights")
    memories()[0].write_bytes(damage)
    assert read(file) == digest(b"weights")


def test_a_memory_with_half_a_hash_is_a_miss(file: Path) -> None:
    assert read(file) == digest(b"weights")
    memory = memories()[0]
    memory.write_bytes(memory.read_bytes().replace(digest(b"weights").encode(), b"abcd"))
    assert read(file) == digest(b"weights")


def test_a_file_that_changed_just_now_is_not_remembered(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashes, "_SETTLED_S", 3600.0)
    assert read(file) == digest(b"weights")
    assert memories() == []


def test_a_cache_folder_that_cannot_be_written_costs_nothing_but_time(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "taken"))
    assert read(file) == digest(b"weights")
