"""A Whisper checkpoint that hears one sentence in everything: tiny, and decoded by the real class.

Each place in the decoder's text is told by its positional embedding which token comes next; what the blocks
would add is nothing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

SENTENCE = "The lamp at the corner is out."

_SPECIAL = (
    *("<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>"),
    *("<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"),
)
_TIMESTAMPS = tuple(f"<|{hundredths / 50:.2f}|>" for hundredths in range(1501))


def make(folder: Path, sentence: str = SENTENCE) -> Path:
    """Write the checkpoint into ``folder``; it hears ``sentence``, each word of it a token."""
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_audio.stt.models.whisper.whisper import Model, ModelDimensions

    folder.mkdir(parents=True)
    spelled = [word.replace(" ", "\u0120") for word in re.findall(r" ?\w+|\W", sentence)]
    token = _processor(folder, spelled)
    dimensions = {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": 64,
        "n_audio_head": 2,
        "n_audio_layer": 1,
        "n_vocab": max(token.values()) + 1,
        "n_text_ctx": 64,
        "n_text_state": 64,
        "n_text_head": 2,
        "n_text_layer": 1,
    }
    mx.random.seed(7)
    weights = dict(tree_flatten(Model(ModelDimensions(**dimensions)).parameters()))
    embedding = mx.random.normal(weights["decoder.token_embedding.weight"].shape)
    weights["decoder.token_embedding.weight"] = embedding
    for name in ("attn.out", "cross_attn.out", "mlp2"):
        for kind in ("weight", "bias"):
            weights[f"decoder.blocks.0.{name}.{kind}"] *= 0
    heard = ("<|0.00|>", *spelled, "<|2.00|>", "<|endoftext|>")
    places = weights["decoder.positional_embedding"] * 0
    for place, word in enumerate(heard):
        places[place] = 10 * embedding[token[word]]
    weights["decoder.positional_embedding"] = places
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    (folder / "config.json").write_text(json.dumps({"model_type": "whisper", **dimensions}))
    return folder


def _processor(folder: Path, words: list[str]) -> dict[str, int]:
    """Write what transformers makes a WhisperProcessor of; each token's number."""
    from transformers import WhisperFeatureExtractor, WhisperProcessor, WhisperTokenizer
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    letters = bytes_to_unicode().values()
    vocabulary = {text: number for number, text in enumerate(dict.fromkeys([*letters, *words]))}
    tokenizer = WhisperTokenizer(vocab=vocabulary, merges=[])
    tokenizer.add_tokens([*_SPECIAL, *_TIMESTAMPS], special_tokens=True)
    WhisperProcessor(WhisperFeatureExtractor(), tokenizer).save_pretrained(folder)
    return dict(tokenizer.get_vocab())


if __name__ == "__main__":
    make(Path(sys.argv[1]), *sys.argv[2:3])
