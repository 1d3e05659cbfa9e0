"""Which class of mlx-audio a model is of, found from its config.json as mlx-audio finds it; no weights.

Runs in a process of its own: importing a model's code takes a second, and some of it asks the hub.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from narrate.engines.mlx.lending import Lending
from narrate.engines.mlx.parts import Parts
from narrate.engines.mlx.reading import signature_of
from narrate.engines.mlx.signature import Signature
from narrate.errors import NarrateError


class Examiner:
    """Reads the code of models' classes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lending = Lending(Path(parts.cache))
        self._lending.lend(parts.lent)

    def signature(self) -> Signature:
        """What the model's ``generate`` reads.

        Raises NarrateError where the files are of no model that mlx-audio can speak with, and MissingTool
        where its code asks for another repository.
        """
        try:
            family, model = class_of(self._parts)
        except NarrateError:
            raise
        except Exception as error:  # whatever the import of a model's code may raise
            self._lending.settle(self._parts.name)
            raise NarrateError(f"{self._parts.name}: {one_line(error)}") from error
        return signature_of(family, model)


def class_of(parts: Parts) -> tuple[str, type[Any]]:
    """The family and the class of a model; raises what importing it raises.

    The rules are those of base_load_model in mlx_audio/utils.py, which says them only while it loads.
    """
    from mlx_audio.registry import model_type_from_config
    from mlx_audio.tts.utils import get_model_and_args

    config, names = _config(Path(parts.folder)), name_parts(parts)
    kind = model_type_from_config(config) or config.get("architecture") or names[0]
    if kind == "llama" and "acoustic_dim" in config:
        kind = "tada"
    try:
        module, family = get_model_and_args(kind, names)
    except ValueError as error:
        raise NarrateError(
            f"{parts.name} is of a kind that mlx-audio has no voice for: {kind}",
            hint="narrate speaks with the text-to-speech models of mlx-audio",
        ) from error
    return family, module.Model


def name_parts(parts: Parts) -> list[str]:
    """What mlx-audio makes of the model's name, by which it knows some; left to it, it reads a path."""
    from mlx_audio.utils import get_model_name_parts

    return list(get_model_name_parts(parts.name))


def one_line(error: BaseException) -> str:
    """What ``error`` says, for people: the first line that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _config(folder: Path) -> Mapping[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NarrateError(f"there is no config.json in {folder}", hint="a model has one") from error
    except ValueError as error:
        raise NarrateError(f"{folder / 'config.json'} is damaged: {error}") from error
    if not isinstance(config, dict):
        raise NarrateError(f"{folder / 'config.json'} is no table")
    return config
