"""What CSM is made of: the model, Llama's text tokenizer, Mimi's codec and, where installed, a watermark."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from narrate.engines.models import hub
from narrate.engines.models.weights import Pins, Weights

TOKENIZER = "tokenizer"
CODEC = "codec"
"""Folders in a local model's folder that may hold its own."""

CODEC_FILE = "tokenizer-e351c8d8-checkpoint125.safetensors"
WATERMARK_FOLDER = "44_1_khz/73999_iteration"

_KINDS = ("csm", "sesame", "marvis")
"""What mlx-audio loads with the classes of CSM."""

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map*.json", "config.json")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the parts lie; ``watermark`` is None where its package is not installed."""

    model: Path
    tokenizer: Path
    codec: Path
    watermark: Path | None = None


def folders(of: Weights, pins: Pins) -> Folders:
    """The folders of the model ``of`` and of all that belongs to it. Raises MissingTool."""
    mark = watermark()
    return Folders(
        model=hub.folder(of, pins),
        tokenizer=hub.folder(tokenizer(of), pins),
        codec=hub.folder(codec(of), pins),
        watermark=hub.folder(mark, pins) if mark else None,
    )


def model(source: str, revision: str | None) -> Weights:
    """The speech model itself."""
    files = ("config.json", "*.safetensors", "*.safetensors.index.json")
    return Weights(source, files, "CSM model", 3100, revision)


def fault(of: Weights) -> str:
    """Why a local folder cannot hold a CSM model, as a sentence, or "": by its config.json alone."""
    if not of.local or not Path(of.source).is_dir():
        return ""
    try:
        kind = json.loads(Path(of.source, "config.json").read_bytes()).get("model_type", _KINDS[0])
    except FileNotFoundError:
        return f"{of.source} holds no CSM model: it has no config.json"
    except (OSError, ValueError, AttributeError):
        return f"{of.source} holds no CSM model that can be used: its config.json cannot be read"
    return (
        "" if kind in _KINDS else f"{of.source} holds no CSM model: its config.json is of the kind {kind!r}"
    )


def tokenizer(of: Weights) -> Weights:
    """The text tokenizer: the local model's own, else Llama's (its own copy, which asks for no account)."""
    own = Path(of.source, TOKENIZER)
    if of.local and own.is_dir():
        return Weights(str(own), _TOKENIZER_FILES, "CSM text tokenizer", 0)
    return Weights("unsloth/Llama-3.2-1B", _TOKENIZER_FILES, "CSM text tokenizer", 17)


def codec(of: Weights) -> Weights:
    """The audio codec, Mimi: the local model's own, else Kyutai's."""
    own = Path(of.source, CODEC)
    if of.local and own.is_dir():
        return Weights(str(own), (CODEC_FILE,), "CSM audio codec (Mimi)", 0)
    return Weights("kyutai/moshiko-pytorch-bf16", (CODEC_FILE,), "CSM audio codec (Mimi)", 385)


def watermark() -> Weights | None:
    """The model of the inaudible mark that says "made by a machine", where its package is installed."""
    if not watermark_version():
        return None
    return Weights("sony/silentcipher", (f"{WATERMARK_FOLDER}/*",), "CSM watermark (SilentCipher)", 0)


@cache
def watermark_version() -> str:
    """The version of the package that marks the sound; "" where it is not installed."""
    try:
        return metadata.version("silentcipher")
    except metadata.PackageNotFoundError:
        return ""
