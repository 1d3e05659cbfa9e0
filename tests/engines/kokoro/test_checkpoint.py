"""A folder that cannot be a model is refused with the reason, from the headers of its files alone."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from narrate.engines.kokoro import checkpoint
from narrate.engines.kokoro.engine import Kokoro, Settings
from narrate.errors import MissingTool


def tensors(path: Path, *names: str, short: int = 0) -> None:
    """A file of safetensors with single bytes of these names; ``short`` cuts bytes off its end."""
    header = {name: {"dtype": "U8", "shape": [1], "data_offsets": [n, n + 1]} for n, name in enumerate(names)}
    head = json.dumps(header).encode()
    data = len(head).to_bytes(8, "little") + head + bytes(len(names))
    path.write_bytes(data[: len(data) - short])


WHOLE = ("bert.x", "bert_encoder.x", "predictor.x", "text_encoder.x", "decoder.x")


def sound(folder: Path) -> None:
    (folder / "config.json").write_text('{"vocab": {}, "istftnet": {}, "plbert": {}}')
    tensors(folder / "model.safetensors", *WHOLE)


def replaced(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def written(name: str, *names: str, short: int = 0) -> Callable[[Path], object]:
    return lambda folder: tensors(folder / name, *names, short=short)


INDEX = json.dumps({"weight_map": {"bert.x": "model.safetensors", "decoder.x": "two.safetensors"}}).encode()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder: (folder / "config.json").unlink(), "config.json is missing"),
        (replaced("config.json", b"{"), "config.json cannot be read"),
        (replaced("config.json", b"[]"), "config.json is not Kokoro's"),
        (replaced("config.json", b'{"model_type": "csm"}'), "config.json is not Kokoro's"),
        (lambda folder: (folder / "model.safetensors").unlink(), "it has no *.safetensors"),
        (written("model.safetensors", *WHOLE, short=2), "model.safetensors is damaged (it has "),
        (replaced("model.safetensors", b""), "model.safetensors is damaged (it has no header)"),
        (replaced("model.safetensors", b"\x04" + bytes(7) + b"[1]?"), "model.safetensors is damaged"),
        (written("model.safetensors", *WHOLE[:-1]), "its weights lack the decoder"),
        (written("extra.safetensors", "voice"), "extra.safetensors is not a part of the model"),
        (written("again.safetensors", "bert.x"), "again.safetensors and model.safetensors both have bert.x"),
        (replaced("model.safetensors.index.json", INDEX), "two.safetensors of its parts is missing"),
    ],
)
def test_a_fault_is_said(tmp_path: Path, spoil: Callable[[Path], object], reason: str) -> None:
    sound(tmp_path)
    spoil(tmp_path)
    assert checkpoint.fault(tmp_path).startswith(
        f"{tmp_path} holds no Kokoro model that can be used: {reason}"
    )


def test_a_sound_folder_has_none_in_one_file_or_several(tmp_path: Path) -> None:
    sound(tmp_path)
    assert checkpoint.fault(tmp_path) == ""
    tensors(tmp_path / "model.safetensors", *WHOLE[:4])
    tensors(tmp_path / "two.safetensors", *WHOLE[4:])
    (tmp_path / "model.safetensors.index.json").write_bytes(INDEX)
    assert checkpoint.fault(tmp_path) == ""


def test_the_engine_says_it_when_checked_and_when_asked_to_render(
    random_kokoro: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    nowhere = Settings("af_heart", model=str(folder))
    assert Kokoro.faults(nowhere) == (f"there is no folder {folder}: it should hold a Kokoro model",)
    with pytest.raises(MissingTool, match="there is no folder"):
        Kokoro.require(nowhere, {})
    shutil.copytree(random_kokoro, folder, copy_function=os.link)
    (folder / "model.safetensors").unlink()
    assert "it has no *.safetensors" in Kokoro.faults(nowhere)[0]
    with pytest.raises(MissingTool, match=r"it has no \*\.safetensors"):
        Kokoro.require(nowhere, {})
