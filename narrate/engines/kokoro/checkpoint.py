"""What is wrong with a folder that should hold one Kokoro model, found from its files' headers alone.

mlx-audio merges every ``*.safetensors`` at the top of a folder, in no certain order: of two files with the
same tensor one would win by chance, and a file with other tensors is left out without a word.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

_PARTS = ("bert", "bert_encoder", "predictor", "text_encoder", "decoder")
"""The model's parts, which are the first words of its tensors' names (``Model.sanitize``)."""

_LARGEST_HEADER = 100_000_000  # bytes; safetensors' own limit


def fault(folder: Path) -> str:
    """Why ``folder`` cannot hold a model, as a sentence, or "". Reads headers only, no weights."""
    if not folder.is_dir():
        return f"there is no folder {folder}: it should hold a Kokoro model"
    reason = _config_fault(folder) or _weights_fault(folder)
    return f"{folder} holds no Kokoro model that can be used: {reason}" if reason else ""


def _config_fault(folder: Path) -> str:
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except FileNotFoundError:
        return "config.json is missing"
    except (OSError, ValueError) as error:
        return f"config.json cannot be read ({error})"
    if not isinstance(config, dict) or not {"vocab", "istftnet", "plbert"} <= set(config):
        return "config.json is not Kokoro's: it lacks vocab, istftnet or plbert"
    return ""


def _weights_fault(folder: Path) -> str:
    files = sorted(folder.glob("*.safetensors"))
    if missing := sorted(_indexed(folder) - {path.name for path in files}):
        return f"{' and '.join(missing)} of its parts {'is' if len(missing) == 1 else 'are'} missing"
    if not files:
        return "it has no *.safetensors"
    owners: dict[str, str] = {}
    for path in files:
        try:
            names = _tensors(path)
        except (OSError, ValueError, TypeError, KeyError) as error:
            return f"{path.name} is damaged ({error})"
        if not any(_part(name) in _PARTS for name in names):
            return f"{path.name} is not a part of the model; put it elsewhere"
        for name in names:
            if name in owners:
                return f"{owners[name]} and {path.name} both have {name}; keep one of them"
            owners[name] = path.name
    lacking = [part for part in _PARTS if part not in {_part(name) for name in owners}]
    return f"its weights lack the {' and the '.join(lacking)}" if lacking else ""


def _part(name: str) -> str:
    return name.partition(".")[0]


def _indexed(folder: Path) -> set[str]:
    """The files that an index says the weights are in, if there is one."""
    try:
        index = json.loads((folder / "model.safetensors.index.json").read_bytes())
        return set(index["weight_map"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()  # none, or one that nobody needs: the loader does not read it


def _tensors(path: Path) -> Collection[str]:
    """The names of the tensors in a file. Raises ValueError where it is cut off or no safetensors at all."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(size - 8, _LARGEST_HEADER):
            raise ValueError("it has no header")
        header = json.loads(file.read(length))
    tensors = {name: value for name, value in header.items() if name != "__metadata__"}
    end = max((value["data_offsets"][1] for value in tensors.values()), default=0)
    if 8 + length + end != size:
        raise ValueError(f"it has {size} bytes and should have {8 + length + end}")
    return tensors
