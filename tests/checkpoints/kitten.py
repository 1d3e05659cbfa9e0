"""A KittenTTS checkpoint of random weights, small enough for a test: the real class loads and speaks it."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np

VOICES = ("expr-voice-5-m", "expr-voice-2-f")
FRAME_S = 0.025  # of a predicted duration: 600 samples at 24 kHz

_SYMBOLS = 178  # of the model's TextCleaner
_STYLE = 128  # the model cuts a voice's row there
_FRAMES_A_SYMBOL = 3.0

CONFIG = {
    "model_type": "kitten_tts",
    "hidden_dim": 16,
    "max_conv_dim": 16,
    "max_dur": 8,
    "n_layer": 1,
    "n_mels": 80,
    "n_token": _SYMBOLS,
    "style_dim": _STYLE,
    "text_encoder_kernel_size": 3,
    "asr_res_dim": 8,
    "sample_rate": 24000,
    "plbert": {
        "hidden_size": 16,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": 512,
        "num_hidden_layers": 1,
        "embedding_size": 16,
    },
    # Rates times hop is 300, the samples of an F0 value; channels are halved with each stage.
    "istftnet": {
        "upsample_rates": [10, 6],
        "upsample_kernel_sizes": [20, 12],
        "upsample_initial_channel": 16,
        "resblock_kernel_sizes": [3],
        "resblock_dilation_sizes": [[1, 3, 5]],
        "gen_istft_n_fft": 20,
        "gen_istft_hop_size": 5,
    },
}


def make(folder: Path) -> Path:
    """Write the checkpoint into ``folder``: about half a megabyte."""
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_audio.tts.models.kitten_tts.kitten_tts import Model, ModelConfig

    folder.mkdir(parents=True)
    mx.random.seed(7)
    weights = dict(tree_flatten(Model(ModelConfig.from_dict(CONFIG)).parameters()))
    for name, value in weights.items():
        if name.endswith("weight_v"):
            weights[name] = mx.random.normal(value.shape)
        elif name.endswith("weight_g"):
            weights[name] = mx.full(value.shape, 0.7)
    share = _FRAMES_A_SYMBOL / CONFIG["max_dur"]
    weights["predictor.duration_proj.linear_layer.bias"] = mx.full((8,), math.log(share / (1 - share)))
    weights["decoder.generator.conv_post.weight_g"] *= 0.1  # else it shouts
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    rng = np.random.default_rng(7)
    voices = {name: rng.normal(0, 0.3, (400, 2 * _STYLE)).astype(np.float32) for name in VOICES}
    np.savez(folder / "voices.npz", **voices)
    return folder


if __name__ == "__main__":
    make(Path(sys.argv[1]))
