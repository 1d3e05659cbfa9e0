"""What is on this machine of a model, told without a network, and without a listing if there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, Weights, matches, names_folder
from narrate.errors import MissingTool

COMMIT = "0123456789" * 4


@pytest.mark.parametrize(
    ("path", "pattern", "meant"),
    [
        ("config.json", "config.json", True),
        ("config.json", "*.json", True),
        ("voices/ada.safetensors", "*.safetensors", False),
        ("voices/ada.safetensors", "voices/*.safetensors", True),
        ("voices/ada.safetensors", "**/*.safetensors", True),
        ("ada.safetensors", "**/*.safetensors", True),
        ("voices/old/ada.safetensors", "voices/*.safetensors", False),
        ("voices/old/ada.safetensors", "voices/**/ada.*", True),
        ("Config.json", "config.json", False),
        ("model-00001-of-2.safetensors", "model-?????-of-[0-9].safetensors", True),
    ],
)
def test_a_star_stays_in_its_folder(path: str, pattern: str, meant: bool) -> None:
    assert matches(path, pattern) is meant


@pytest.mark.parametrize("text", [".", "./model", "../model", "/models/x", "~/models", "~ada/x"])
def test_what_is_written_like_a_path_is_a_folder(text: str) -> None:
    assert names_folder(text)
    assert not names_folder("owner/name")


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a commit of an/model, fetched by a program that keeps no listing."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    store = tmp_path / "models--an--model"
    (store / "refs").mkdir(parents=True)
    (store / "refs" / "main").write_text(COMMIT)
    folder = store / "snapshots" / COMMIT
    folder.mkdir(parents=True)
    return folder


def weights(*files: str) -> Weights:
    return Weights("an/model", files, "Test weights", 5)


def missing(*files: str) -> tuple[str, ...]:
    return hub.standing(weights(*files), NO_PINS).missing


def test_the_commit_is_the_one_that_main_was_at(snapshot: Path) -> None:
    assert hub.commit("an/model") == COMMIT
    assert hub.commit("an/model", "v1") == ""
    assert hub.commit("an/other") == ""
    (snapshot / "config.json").write_text("{}")
    assert hub.folder(weights("config.json"), NO_PINS) == snapshot
    assert hub.folder(weights("config.json"), {"an/model": COMMIT}) == snapshot
    with pytest.raises(MissingTool):
        hub.folder(weights("config.json"), {"an/model": "f" * 40})


def test_a_name_must_be_there_and_a_pattern_takes_what_there_is(snapshot: Path) -> None:
    (snapshot / "config.json").write_text("{}")
    assert missing("config.json", "*.txt") == ()
    assert missing("config.json", "vocab.txt") == ("vocab.txt",)
    assert missing("*.txt") == ("*.txt",)


def test_a_model_without_tensors_is_not_whole(snapshot: Path) -> None:
    (snapshot / "config.json").write_text("{}")
    assert missing("*.json", "*.safetensors", "*.npz") == ("*.safetensors",)
    (snapshot / "weights.npz").write_bytes(b"x")
    assert missing("*.json", "*.safetensors", "*.npz") == ()


def test_all_shards_that_the_index_names_must_be_there(snapshot: Path) -> None:
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (snapshot / "model.safetensors.index.json").write_text(json.dumps(index))
    (snapshot / "model-1.safetensors").write_bytes(b"x")
    assert missing("*.json", "*.safetensors") == ("model-2.safetensors",)
    (snapshot / "model-2.safetensors").write_bytes(b"x")
    assert missing("*.json", "*.safetensors") == ()


@pytest.mark.parametrize(
    "index", ['{"weight_map": {"a": "other.safetensors"}}', "{", "[]", '{"weight_map": 3}']
)
def test_an_index_that_says_nothing_of_these_files_is_ignored(index: str, snapshot: Path) -> None:
    (snapshot / "model.safetensors.index.json").write_text(index)
    (snapshot / "model.safetensors").write_bytes(b"x")
    assert missing("*.json", "*.safetensors") == ()


def test_a_link_whose_file_was_removed_is_no_file(snapshot: Path) -> None:
    (snapshot / "config.json").symlink_to("../../blobs/gone")
    assert missing("config.json") == ("config.json",)


def test_an_error_names_the_model_and_its_size(snapshot: Path) -> None:
    (snapshot / "config.json").write_text("{}")
    with pytest.raises(MissingTool) as caught:
        hub.folder(weights("config.json", "model.safetensors"), NO_PINS)
    assert str(caught.value) == (
        "not on this machine: the Test weights (an/model, about 5 MB)\n"
        "  hint: narrate models pull fetches all that the project needs"
    )


def test_a_folder_that_lacks_a_file_is_named_with_it(tmp_path: Path) -> None:
    there = Weights(str(tmp_path), ("config.json",), "Test weights", 5)
    with pytest.raises(MissingTool, match=r"lacks config\.json"):
        hub.folder(there, NO_PINS)
    gone = Weights(str(tmp_path / "gone"), ("config.json",), "Test weights", 5)
    with pytest.raises(MissingTool, match="there is no folder"):
        hub.folder(gone, NO_PINS)


def test_a_commit_is_the_identity_of_a_repository() -> None:
    asked = Weights("an/model", ("x",), "X", 1, revision="v1")
    assert hub.identity(asked, NO_PINS) == "an/model@v1"
    assert hub.identity(asked, {"an/model": COMMIT}) == f"an/model@{COMMIT}"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x")

    def refuse(_: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(hub, "sha256", refuse)
    with pytest.raises(MissingTool, match=r"model\.safetensors: Permission denied"):
        hub.identity(Weights(str(tmp_path), ("*.safetensors",), "X", 1), NO_PINS)
