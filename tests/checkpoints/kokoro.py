"""A small Kokoro checkpoint with weights of our own, which mlx-audio's real loader and classes accept.

    python kokoro.py FOLDER random|vocoder

The sizes 512, 1024 and 1090 of the decoder, 512 of its input and 128 of a style's halves are fixed in
mlx-audio, so there are 56 million numbers at least; everything else is small. 24 kHz, 600 samples a frame.

``random``    every tensor is random: noise, but the whole path runs.
``vocoder``   the tensors are set so that the sound is what was predicted: its pitch is the predicted pitch
              in Hz, its level e to the predicted energy, and it is unvoiced where the pitch is 0.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VOCABULARY = (
    ';:,.!?—…"()“” \u0303ʣʥʦʨᵝ\uab67AIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈ'
    "ʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ"
)
VOICES = ("af_heart", "af_bella", "am_adam", "bf_emma", "bm_george", "ef_dora")

MEAN_FRAMES = 2.0
"""What a phoneme of the small model lasts on average, in frames of 25 ms."""


def configuration(*, full: bool = False, flavour: str = "random") -> dict[str, Any]:
    """``config.json``: of the real size, or small."""
    whole: dict[str, Any] = {
        "model_type": "kokoro",
        "istftnet": {
            "upsample_kernel_sizes": [20, 12],
            "upsample_rates": [10, 6],
            "gen_istft_hop_size": 5,
            "gen_istft_n_fft": 20,
            "resblock_dilation_sizes": [[1, 3, 5]] * 3,
            "resblock_kernel_sizes": [3, 7, 11],
            "upsample_initial_channel": 512,
        },
        "dim_in": 64,
        "dropout": 0.2,
        "hidden_dim": 512,
        "max_conv_dim": 512,
        "max_dur": 50,
        "multispeaker": True,
        "n_layer": 3,
        "n_mels": 80,
        "n_token": 178,
        "style_dim": 128,
        "text_encoder_kernel_size": 5,
        "plbert": {
            "hidden_size": 768,
            "num_attention_heads": 12,
            "intermediate_size": 2048,
            "max_position_embeddings": 512,
            "num_hidden_layers": 12,
            "dropout": 0.1,
        },
        "sample_rate": 24_000,
        "vocab": {symbol: number for number, symbol in enumerate(VOCABULARY, 1)},
    }
    if full:
        return whole
    # The generator halves its 512 channels with every stage: many stages are cheap, and as the product of
    # the rates times the hop stays 300, a frame stays 25 ms. The vocoder needs 23 channels in the last one.
    rates, kernels = (
        ([2, 2, 3, 5], [4, 4, 5, 9]) if flavour == "vocoder" else ([1, 1, 2, 2, 3, 5], [1, 1, 4, 4, 5, 9])
    )
    whole["istftnet"] |= {
        "upsample_rates": rates,
        "upsample_kernel_sizes": kernels,
        "resblock_kernel_sizes": [3],
        "resblock_dilation_sizes": [[1, 3, 5]],
    }
    whole["plbert"] |= {
        "hidden_size": 32,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "num_hidden_layers": 1,
    }
    return whole | {"n_layer": 1, "max_dur": 8, "text_encoder_kernel_size": 3}


def make(
    folder: Path, flavour: str = "random", *, full: bool = False, mean_frames: float = MEAN_FRAMES
) -> None:
    """Write a checkpoint and its voices into ``folder``."""
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_audio.tts.models.kokoro.kokoro import Model, ModelConfig

    config = configuration(full=full, flavour=flavour)
    mx.random.seed(0)
    tensors = dict(tree_flatten(Model(ModelConfig.from_dict(config)).parameters()))
    for name, tensor in tensors.items():
        if name.endswith("weight_v"):
            tensors[name] = mx.random.normal(tensor.shape)
        elif name.endswith("weight_g"):
            tensors[name] = mx.full(tensor.shape, 0.35 if "conv_post" in name else 0.7)
    # A duration is the sum of max_dur sigmoids.
    share = mean_frames / config["max_dur"]
    tensors["predictor.duration_proj.linear_layer.bias"] = mx.full(
        (config["max_dur"],), math.log(share / (1 - share))
    )
    tensors["predictor.duration_proj.linear_layer.weight"] *= 2.0
    for curve, mean, swing in (("F0", 140.0, 1.5), ("N", 0.0, 0.05)):
        weight = f"predictor.{curve}_proj.weight"
        tensors[f"predictor.{curve}_proj.bias"] = mx.array([mean])
        tensors[weight] = swing * mx.random.normal(tensors[weight].shape)
    if flavour == "vocoder":
        _Vocoder(tensors, config).set()
    # Half precision: half the disk, and enough for levels that are right within 0.2 dB.
    stored = {name: _as_stored(name, tensor).astype(mx.float16) for name, tensor in tensors.items()}
    (folder / "voices").mkdir(parents=True, exist_ok=True)
    mx.save_safetensors(str(folder / "model.safetensors"), stored)
    (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
    for number, name in enumerate(VOICES, 1000):
        mx.random.seed(number)
        base, drift = 0.25 * mx.random.normal((1, 1, 256)), 0.03 * mx.random.normal((1, 1, 256))
        pack = base + mx.linspace(-1, 1, 510)[:, None, None] * drift
        mx.save_safetensors(str(folder / "voices" / f"{name}.safetensors"), {"voice": pack})


def _as_stored(name: str, tensor: Any) -> Any:
    """What ``Model.sanitize`` turns into ``tensor`` when it loads: kernels come in PyTorch's order."""
    from mlx_audio.tts.models.base import check_array_shape

    turned = tensor.transpose(0, 2, 1) if tensor.ndim == 3 else tensor
    if name.endswith(("F0_proj.weight", "N_proj.weight")) or (
        "noise_convs" in name and name.endswith(".weight")
    ):
        return turned
    if name.endswith("weight_v") and not check_array_shape(turned):
        return turned
    return tensor


class _Vocoder:
    """Sets ``tensors`` so that channel 0 carries the energy, and the source's own spectrum becomes sound."""

    _LIFT = 10.0  # keeps the energy above 0 where leaky rectifiers would bend it
    _PHASE_LIFT = 4.0  # likewise the phases, which are -π to π

    def __init__(self, tensors: dict[str, Any], config: Mapping[str, Any]) -> None:
        self._tensors = tensors
        self._rates = config["istftnet"]["upsample_rates"]
        self._bins = config["istftnet"]["gen_istft_n_fft"] // 2 + 1

    def set(self) -> None:
        """Pitch to the source as it is; energy through the decoder; both together at the end."""
        self._kernel("decoder.F0_conv", {0: {(1, 0): 1.0}})
        self._kernel("decoder.N_conv", {0: {(1, 0): 1.0}}, [self._LIFT])
        self._kernel("decoder.asr_res.0", {})
        for block in ("encode", "decode.0", "decode.1", "decode.2", "decode.3"):
            for name in ("conv1", "conv2"):
                self._kernel(f"decoder.{block}.{name}", {})
            # A block divides its branches' sum by √2. After the text's 512 channels come F0 and N.
            energy = 513 if block == "encode" else 0
            self._kernel(f"decoder.{block}.conv1x1", {0: {(0, energy): math.sqrt(2)}})
        generator = "decoder.generator"
        for name in list(self._tensors):  # residual branches add nothing
            if name.startswith((f"{generator}.resblocks", f"{generator}.noise_res")) and ".convs" in name:
                self._zero(name, (".weight_g", ".bias"))
            elif name.startswith(f"{generator}.noise_convs"):
                self._zero(name, (".weight", ".bias"))
        for stage, rate in enumerate(self._rates):  # a transposed convolution that holds each value
            taps = self._tensors[f"{generator}.ups.{stage}.weight_v"].shape[1]
            held = range((taps - rate) // 2, (taps - rate) // 2 + rate)
            self._kernel(f"{generator}.ups.{stage}", {0: {(tap, 0): 1.0 for tap in held}})
        self._spectrum(f"{generator}.noise_convs.{len(self._rates) - 1}")
        bins, centre = self._bins, 3
        rows = {j: {(centre, 0): 1.0, (centre, 1 + j): 0.5} for j in range(bins)}
        rows |= {bins + j: {(centre, 1 + bins + j): 0.5} for j in range(bins)}
        bias = [-self._LIFT - 2.5] * bins + [-0.5 * self._PHASE_LIFT] * bins
        self._kernel(f"{generator}.conv_post", rows, bias)
        source = f"{generator}.m_source.l_linear"
        harmonics = self._tensors[f"{source}.weight"].shape[1]
        self._put(f"{source}.weight", [[4.0] + [1.0] * (harmonics - 1)])
        self._put(f"{source}.bias", [0.0])

    def _spectrum(self, name: str) -> None:
        """The source's magnitudes and phases into channels 1 and up."""
        import numpy as np

        weight, bias = (np.zeros(self._tensors[f"{name}.{part}"].shape) for part in ("weight", "bias"))
        for channel in range(2 * self._bins):
            weight[1 + channel, 0, channel] = 1.0
        bias[1 + self._bins : 1 + 2 * self._bins] = self._PHASE_LIFT
        self._put(f"{name}.weight", weight)
        self._put(f"{name}.bias", bias)

    def _kernel(
        self, name: str, rows: Mapping[int, Mapping[tuple[int, int], float]], bias: Any = None
    ) -> None:
        """A convolution with weight norm whose weight is ``rows`` (row → (tap, column) → value), else 0."""
        import numpy as np

        direction = np.zeros(self._tensors[f"{name}.weight_v"].shape)
        direction[:, 0, 0] = 1.0
        size = np.zeros((len(direction), 1, 1))
        for row, values in rows.items():
            direction[row] = 0.0
            for place, value in values.items():
                direction[(row, *place)] = value
            size[row] = np.linalg.norm(direction[row])
        self._put(f"{name}.weight_v", direction)
        self._put(f"{name}.weight_g", size)
        if f"{name}.bias" in self._tensors:
            self._put(f"{name}.bias", np.zeros(self._tensors[f"{name}.bias"].shape) if bias is None else bias)

    def _zero(self, name: str, endings: tuple[str, ...]) -> None:
        if name.endswith(endings):
            self._put(name, 0 * self._tensors[name])

    def _put(self, name: str, values: Any) -> None:
        import mlx.core as mx

        put = mx.array(values, dtype=mx.float32)
        assert put.shape == self._tensors[name].shape, name
        self._tensors[name] = put


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2])
