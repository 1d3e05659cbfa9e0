"""A VoxCPM checkpoint of random weights, small and real.

    python tests/checkpoints/voxcpm.py FOLDER [FAMILY]

"voxcpm" clones a recording given its words; "voxcpm2" is told in words how to speak.
"""

from __future__ import annotations

import copy
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

SAMPLE_RATE = 16000
PATCH_S = 0.08  # of sound that one token makes: 2 latents of 640 samples

_HEAD = 8
_VOCABULARY = 128  # bytes; 101 is the model's own start of audio

CONFIG: dict[str, Any] = {
    "model_type": "voxcpm",
    "patch_size": 2,
    "feat_dim": 8,
    "scalar_quantization_latent_dim": 8,
    "residual_lm_num_layers": 1,
    "lm_config": {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "intermediate_size": 32,
        "vocab_size": _VOCABULARY,
        "rope_scaling": {
            "type": "longrope",
            "long_factor": [1.0] * (_HEAD // 2),
            "short_factor": [1.0] * (_HEAD // 2),
            "original_max_position_embeddings": 4096,
        },
        "max_position_embeddings": 4096,
        "scale_emb": 1,
        "dim_model_base": 16,
    },
    "encoder_config": {"hidden_dim": 16, "ffn_dim": 32, "num_heads": 2, "num_layers": 1},
    "dit_config": {"hidden_dim": 16, "ffn_dim": 32, "num_heads": 2, "num_layers": 1},
    "audio_vae_config": {
        "encoder_dim": 4,
        "encoder_rates": [8, 8, 10],
        "latent_dim": 8,
        "decoder_dim": 32,
        "decoder_rates": [10, 8, 8],
        "sample_rate": SAMPLE_RATE,
    },
}


def make(folder: Path, family: str = "voxcpm") -> Path:
    """Write the checkpoint into ``folder``."""
    import mlx.core as mx
    from mlx.utils import tree_flatten

    package = f"mlx_audio.tts.models.{family}"
    arguments = import_module(f"{package}.config").ModelArgs
    model = import_module(f"{package}.{family}").Model
    folder.mkdir(parents=True)
    mx.random.seed(7)
    config = CONFIG if family == "voxcpm" else _second()
    weights = dict(tree_flatten(model(arguments.from_dict(copy.deepcopy(config))).parameters()))
    weights["audio_vae.decoder.conv_out.weight"] *= 20.0  # else it whispers
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    (folder / "config.json").write_text(json.dumps(config))
    _tokenizer(folder)
    return folder


def _second() -> dict[str, Any]:
    """What the second family's configuration says otherwise."""
    config = copy.deepcopy(CONFIG)
    config["model_type"] = "voxcpm2"
    config["lm_config"]["kv_channels"] = _HEAD
    config["audio_vae_config"] |= {"out_sample_rate": SAMPLE_RATE, "sr_bin_boundaries": None}
    return config


def _tokenizer(folder: Path) -> None:
    """A tokenizer of single characters."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    vocabulary = {"<unk>": 0, **{chr(code): code for code in range(1, _VOCABULARY)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))  # noqa: S106 - a word, no password
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>").save_pretrained(folder)  # noqa: S106


if __name__ == "__main__":
    make(Path(sys.argv[1]), *sys.argv[2:3])
