"""A tiny CSM: a checkpoint, a tokenizer and a codec of about 1 MB, for the real loader and the real classes.

    python tests/checkpoints/csm.py FOLDER [TEMPO]

Its sound is noise, but it keeps time: one attention head weighs the text against what has been said, and
the model ends where the speech is as long as people take for the words. So what it says passes the checks
that real takes pass. ``tempo="never"`` and ``"at once"`` make models that never end and that end at once.
"""

from __future__ import annotations

import copy
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

BOOKS = 4
BINS = 64
VOCABULARY = BINS + 3  # CSM's own has three codes too that no codec knows
HIDDEN, DEEP = 64, 32
CODEC_FILE = "tokenizer-e351c8d8-checkpoint125.safetensors"

_CONFIG = json.loads("""{
"model_type": "csm", "backbone_flavor": "llama-1B", "decoder_flavor": "llama-100M", "text_vocab_size": 300,
"audio_vocab_size": 67, "vocab_size": 67, "audio_num_codebooks": 4, "num_codebooks": 4, "hidden_size": 64,
"intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
"head_dim": 16, "hidden_act": "silu", "attention_bias": false, "attention_dropout": 0.0, "mlp_bias": false,
"audio_eos_token_id": 1, "audio_token_id": 2, "bos_token_id": 0, "pad_token_id": 2,
"codebook_eos_token_id": 0, "codebook_pad_token_id": 66, "initializer_range": 0.02, "rms_norm_eps": 1e-5,
"max_position_embeddings": 2048, "rope_theta": 500000,
"rope_scaling": {"factor": 32.0, "rope_type": "llama3"},
"tie_codebooks_embeddings": true, "tie_word_embeddings": false, "use_cache": true,
"depth_decoder_config": {
  "model_type": "csm_depth_decoder_model", "backbone_hidden_size": 64, "hidden_size": 32, "vocab_size": 67,
  "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
  "head_dim": 16, "num_codebooks": 4, "max_position_embeddings": 33, "hidden_act": "silu",
  "attention_bias": false, "attention_dropout": 0.0, "mlp_bias": false, "initializer_range": 0.02,
  "rms_norm_eps": 1e-5, "rope_theta": 500000, "rope_scaling": {"factor": 32.0, "rope_type": "llama3"},
  "use_cache": true}}""")

_ZERO, _ONE, _TEXT, _TIME = range(4)
"""What dimensions of the hidden state hold: "all codes are 0", a constant, text or sound, the time left."""

_TEXTS = [
    "The street was dark, and nobody had lit the lamp at the corner; nobody knew why it was out.",
    "Who has the matches? asked Ada. Not I, said Ben. He looked into his pockets, and found a button.",
    "There was no third lamp. There never had been one, where the street ended and the water began.",
]
_CHARACTERS_PER_S, _FRAMES_PER_S = 16.0, 12.5


def make(folder: Path, tempo: str = "speech", seed: int = 0) -> Path:
    """Write the model with its own ``tokenizer/`` and ``codec/`` into ``folder``."""
    folder.mkdir(parents=True)
    frames_per_token = make_tokenizer(folder / "tokenizer")
    make_codec(folder / "codec" / CODEC_FILE, seed)
    make_model(folder, frames_per_token, tempo, seed)
    return folder


def make_tokenizer(folder: Path) -> float:
    """A byte-level tokenizer in the manner of Llama's; frames of speech for one of its tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    folder.mkdir(parents=True)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=300,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<|begin_of_text|>", "<|end_of_text|>"],
        show_progress=False,
    )
    tokenizer.train_from_iterator(_TEXTS, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    names = {"bos_token": "<|begin_of_text|>", "eos_token": "<|end_of_text|>"}
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 2048, **names})
    )
    (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))
    characters = sum(map(len, _TEXTS)) / sum(len(tokenizer.encode(text).ids) for text in _TEXTS)
    return characters / _CHARACTERS_PER_S * _FRAMES_PER_S


def make_model(folder: Path, frames_per_token: float, tempo: str, seed: int) -> None:
    """The checkpoint itself."""
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_audio.tts.models.sesame.sesame import SesameModel

    config: dict[str, Any] = copy.deepcopy(_CONFIG)
    mx.random.seed(seed)
    weights = dict(tree_flatten(SesameModel(copy.deepcopy(config)).parameters()))
    _embeddings(weights, frames_per_token)
    _keep_time(weights, tempo)
    _end_together(weights)
    mx.save_safetensors(
        str(folder / "model.safetensors"), {f"model.{name}": value for name, value in weights.items()}
    )
    (folder / "config.json").write_text(json.dumps(config))


def _embeddings(weights: dict[str, Any], frames_per_token: float) -> None:
    """Words and sounds of a kind of length, and marked as what they are."""
    import mlx.core as mx

    text = mx.random.normal((300, HIDDEN))
    sound = mx.random.normal((BOOKS * VOCABULARY, HIDDEN)) / BOOKS**0.5
    text[:, :4], sound[:, :4] = 0.0, 0.0
    text[:, _ONE], sound[:, _ONE] = 2.0, 2.0 / BOOKS
    sound[:, _ZERO] = -4.0 / BOOKS
    for book in range(BOOKS):
        sound[book * VOCABULARY, _ZERO] = 4.0 / BOOKS
    # The layer sees them over their root mean square: a token is to weigh as many frames as it takes.
    text[:, _TEXT] = 1.0
    text_rms = mx.mean(mx.sqrt(mx.mean(mx.square(text), axis=1)))
    sound_rms = (((HIDDEN - 4) + 2.0**2 + 4.0**2) / HIDDEN) ** 0.5
    sound[:, _TEXT] = -1.0 / text_rms.item() / frames_per_token * sound_rms / BOOKS
    weights["text_embeddings.weight"], weights["audio_embeddings.weight"] = text, sound


def _keep_time(weights: dict[str, Any], tempo: str) -> None:
    """The first layer averages the marks over all that it has heard; the first code is 0 once time is up."""
    import mlx.core as mx

    first = "backbone.layers.0."
    for name in ("self_attn.q_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.down_proj"):
        weights[f"{first}{name}.weight"] = mx.zeros_like(weights[f"{first}{name}.weight"])
    weights[f"{first}self_attn.v_proj.weight"][0, _TEXT] = 1.0
    weights[f"{first}self_attn.o_proj.weight"][_TIME, 0] = 10.0
    for name in ("self_attn.o_proj", "mlp.down_proj"):
        weights[f"backbone.layers.1.{name}.weight"][:4] = 0.0
    head = mx.random.normal((VOCABULARY, HIDDEN)) * 0.3
    head[:, :4] = 0.0
    head[0] = 0.0
    head[BINS:, _ONE] = -20.0  # a model that has learned anything does not use codes that no codec knows
    if tempo == "speech":
        head[0, _TIME] = -60.0
    else:
        head[0, _ONE] = {"never": -100.0, "at once": 100.0}[tempo]
    weights["codebook0_head.weight"] = head


def _end_together(weights: dict[str, Any]) -> None:
    """A frame is all noughts or has none: each code after the first is 0 if the one before it was."""
    import mlx.core as mx

    for name in ("self_attn.o_proj", "mlp.down_proj"):
        weights[f"decoder.layers.0.{name}.weight"] = mx.zeros_like(weights[f"decoder.layers.0.{name}.weight"])
    projection = mx.random.normal((DEEP, HIDDEN)) * 0.1
    projection[0] = 0.0
    projection[0, _ZERO] = 4.0
    head = mx.random.normal((BOOKS - 1, DEEP, VOCABULARY)) * 2.0
    head[:, 0, :] = 0.0
    head[:, 0, 0] = 40.0
    head[:, :, BINS:] = 0.0
    weights["projection.weight"], weights["audio_head"] = projection, head


def make_codec(file: Path, seed: int = 0) -> None:
    """Mimi with its own frames (1920 samples) and few channels, under the names that its loader reads."""
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_audio.codec.models.mimi.mimi import Mimi, mimi_202407

    full = mimi_202407(BOOKS)
    config = replace(
        full,
        seanet=replace(full.seanet, dimension=32, nfilters=4),
        transformer=replace(full.transformer, d_model=32, num_layers=1, dim_feedforward=64),
        quantizer_bins=BINS,
        quantizer_dim=16,
    )
    mx.random.seed(seed)
    weights = {}
    for name, value in tree_flatten(Mimi(config).parameters()):
        made = value
        if value.ndim == 3 and name.endswith(("conv.weight", "convtr.weight")):
            made = mx.random.normal(value.shape) * (1.2 / (value.shape[1] * value.shape[2]) ** 0.5)
        elif name.endswith("embedding_sum"):
            made = mx.random.normal(value.shape)
        elif name.endswith("cluster_usage"):
            made = mx.ones_like(value)
        weights[_as_kyutai_names_it(name)] = _as_torch_has_it(name, made)
    file.parent.mkdir(parents=True, exist_ok=True)
    mx.save_safetensors(str(file), weights)


def _as_kyutai_names_it(name: str) -> str:
    return name.replace(".block.1.", ".block.3.").replace(".block.0.", ".block.1.").replace(".gating.", ".")


def _as_torch_has_it(name: str, value: Any) -> Any:
    if name.endswith((".conv.weight", ".output_proj.weight", ".input_proj.weight")):
        return value.swapaxes(-1, -2)
    if name.endswith(".convtr.weight"):
        return value.transpose(0, 2, 1) if value.shape[2] == 1 else value.transpose(2, 0, 1)
    return value


def fill_hub_cache(cache: Path, folder: Path) -> None:
    """Lay the parts of ``folder`` out in ``cache`` as huggingface_hub has them after a download."""
    parts = {
        "mlx-community/csm-1b": [folder / "config.json", folder / "model.safetensors"],
        "unsloth/Llama-3.2-1B": [*(folder / "tokenizer").iterdir()],
        "kyutai/moshiko-pytorch-bf16": [folder / "codec" / CODEC_FILE],
    }
    commit = "0123456789abcdef" * 2 + "01234567"
    for repository, files in parts.items():
        base = cache / f"models--{repository.replace('/', '--')}"
        snapshot = base / "snapshots" / commit
        snapshot.mkdir(parents=True)
        (base / "refs").mkdir()
        (base / "refs" / "main").write_text(commit)
        for file in files:
            shutil.copyfile(file, snapshot / file.name)


if __name__ == "__main__":
    make(Path(sys.argv[1]), *sys.argv[2:3])
