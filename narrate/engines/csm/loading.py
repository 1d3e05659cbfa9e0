"""mlx-audio's own CSM from folders on this machine: no look-up on the hub, no file that nobody announced.

mlx-audio finds the text tokenizer, the codec and the watermark's model on the hub by names that are fixed
in its code. While a model is loaded those names lead to the folders that narrate has found, and back after.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_audio.codec.models.mimi.mimi import Mimi, MimiConfig, mimi_202407
from mlx_audio.tts.models.sesame import sesame
from mlx_audio.tts.utils import load_model

from narrate.engines.csm.sources import CODEC_FILE, WATERMARK_FOLDER, Folders
from narrate.errors import MissingTool

_KYUTAI_BOOKS = 32


def load(folders: Folders) -> Any:
    """mlx-audio's ``sesame.Model`` with weights, tokenizer, codec and, where installed, watermarker.

    Raises MissingTool where the files of ``folders`` are not what they should be.
    """
    try:
        with _found_in(folders):
            model = load_model(folders.model, model_type="csm")
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        # What mlx-audio, transformers and safetensors raise for files that are missing, torn or not theirs.
        reason = " ".join(str(error).split())
        raise MissingTool(
            f"the CSM model in {folders.model} cannot be loaded: {type(error).__name__}: {reason[:300]}",
            hint="fetch it again with narrate models pull, or put the right files into the folder",
        ) from error
    if folders.watermark is not None and model._watermarker is None:
        raise MissingTool(
            f"the watermark's model in {folders.watermark} cannot be loaded",
            hint="fetch it again with narrate models pull; uninstall silentcipher to do without a watermark",
        )
    return model


@contextlib.contextmanager
def _found_in(folders: Folders) -> Iterator[None]:
    """While this holds, what mlx-audio looks up on the hub is found in ``folders``."""

    def codec(cls: type[Any], repository: str, filename: str = "") -> Any:
        del repository, filename
        return _codec(cls, folders.codec / CODEC_FILE)

    def watermarker() -> Any:
        import silentcipher

        assert folders.watermark  # noqa: S101 - called only where it is
        files = folders.watermark / WATERMARK_FOLDER
        return silentcipher.get_model(
            model_type="44.1k", ckpt_path=str(files), config_path=str(files / "hparams.yaml")
        )

    tokenizer, from_pretrained = sesame.TOKENIZER_REPO, Mimi.__dict__["from_pretrained"]
    load_watermarker = sesame.load_watermarker
    sesame.TOKENIZER_REPO = str(folders.tokenizer)
    Mimi.from_pretrained = classmethod(codec)
    sesame.load_watermarker = watermarker if folders.watermark else None
    try:
        yield
    finally:
        sesame.TOKENIZER_REPO, Mimi.from_pretrained = tokenizer, from_pretrained
        sesame.load_watermarker = load_watermarker


def _codec(kind: type[Any], file: Path) -> Any:
    """Mimi with the weights in ``file``: of Kyutai's sizes, which mlx-audio has in its code, or smaller."""
    try:
        return _with_weights(kind(mimi_202407(_KYUTAI_BOOKS)), file)
    except ValueError:  # other tensors than Kyutai's
        return _with_weights(kind(_sizes(file)), file)


def _with_weights(codec: Any, file: Path) -> Any:
    codec.load_pytorch_weights(str(file), strict=True)
    mx.eval(codec.parameters())
    return codec


def _sizes(file: Path) -> MimiConfig:
    """Mimi's architecture with the sizes that the tensors in ``file`` have."""
    tensors = mx.load(str(file))
    assert isinstance(tensors, dict)  # noqa: S101 - a file of safetensors is
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    books = [shape for name, shape in shapes.items() if name.endswith(".embedding_sum")]
    layer = re.compile(r"encoder_transformer\.transformer\.layers\.(\d+)\.linear1\.weight")
    layers = [shape for name, shape in shapes.items() if layer.fullmatch(name)]
    wide, narrow = layers[0]
    filters = shapes["encoder.init_conv1d.conv.conv.weight"][0]
    full = mimi_202407(len(books))
    return replace(
        full,
        seanet=replace(full.seanet, dimension=narrow, nfilters=filters),
        transformer=replace(full.transformer, d_model=narrow, num_layers=len(layers), dim_feedforward=wide),
        quantizer_bins=books[0][0],
        quantizer_dim=books[0][1],
    )
